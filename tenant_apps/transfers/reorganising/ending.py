"""The end of a plan: confirmed (predecessors close, succession is written down) or undone (orders cancel orders)."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.accounts.services import end_memberships_of, end_roles_of_employee, hand_archive_over
from shared_apps.envelopes.models import Envelope, Reorganisation
from shared_apps.envelopes.models import Kind as EnvelopeKind
from shared_apps.organisations import services as register
from shared_apps.organisations import shared_log
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation, Succession
from tenant_apps.enrolment.models import ClassMembership, Enrolment, Order
from tenant_apps.enrolment.services import Requisites, abandon_class, cancel_order, prolong_class
from tenant_apps.history.models import Outbox

from ..models import StaffTransfer, Transfer
from ..services.confirming import carry_confirmations
from . import refusals
from .moving import Report, order_day, refuse_what_blocks
from .plans import Kind, Place, PlanRef, State, pass_to, read_plan
from .staff import undo_staff, who_begins, who_is_to_pass


def confirm(plan_id: int, by: By) -> PlanRef:
    """The last word: after it nothing can be undone. Safe to repeat.

    :raises NotInThisState, TooEarly, InTheWay, StudentsRemain, EmployeesRemain, NotCountedYet:
    """
    plan = read_plan(plan_id, by)
    first = State.DRAFT if plan.kind == Kind.CLOSE else State.MOVED
    if plan.state != first:
        raise refusals.NotInThisState(params={"state": Reorganisation.State(plan.state).label})
    if plan.on > timezone.localdate():
        raise refusals.TooEarly(params={"day": f"{plan.on:%d.%m.%Y}"})
    if plan.kind == Kind.CLOSE:
        refuse_what_blocks(plan_id, by)
    for side in plan.sides:
        _refuse_remaining(plan, side, by)
    if plan.receiver is not None:
        _refuse_uncounted(plan.receiver, by)
    for side in plan.sides:
        _write_down(plan, side, _gone(plan, side, by), by)
    pass_to(plan_id, first, to=State.FINISHED, by=by, finished_at=timezone.now(), finished_name=by.name)
    return read_plan(plan_id, by)


def undo(plan_id: int, by: By, report: Report | None = None) -> PlanRef:
    """Every order of the plan is cancelled by an order of today, the successor's first. Safe to repeat.

    :raises NotInThisState: it is confirmed, or nothing was carried out.
    :raises LaterOrdersDepend: a student has been moved on at the successor.
    :raises ChangedSinceThePassing: an employee's posts were changed since.
    """
    plan = read_plan(plan_id, by)
    pass_to(plan_id, State.RUNNING, State.MOVED, State.UNDOING, to=State.UNDOING, by=by)
    assert plan.receiver is not None
    done = 0
    for place in (plan.receiver, *plan.sides):
        if (what := undo_staff(plan, place, by)) is not None and report is not None:
            report(done, 0, what)
        if place is not plan.receiver:
            _bring_classes_back(plan, place, by)
        while (what := _cancel_one(plan, place, by)) is not None:
            done += 1
            if report is not None:
                report(done, 0, what)
    _abandon_classes(plan, plan.receiver, by)
    pass_to(plan_id, State.UNDOING, to=State.UNDONE, by=by)
    return read_plan(plan_id, by)


# --- confirming -----------------------------------------------------------------------------------------------------


def _refuse_remaining(plan: PlanRef, side: Place, by: By) -> None:
    """And what the successor has admitted is confirmed at the side, while it can still be written."""
    with inside(side, by=by):
        sent = Envelope.objects.filter(sender=side.id, kind=plan.kind, on=plan.on)
        if sent.filter(state=Envelope.State.SENT).exists():
            raise refusals.StudentsRemain
        remaining = Enrolment.objects.unvoided().filter(valid_to__gt=plan.on)
        if plan.kind == Kind.MERGE and remaining.exists():
            raise refusals.StudentsRemain
        _refuse_remaining_staff(plan, side)
        uids = sent.filter(state=Envelope.State.ACCEPTED).values_list("uid", flat=True)
        if plan.kind != Kind.CLOSE:
            carry_confirmations(uids=list(uids), by=by)


def _refuse_remaining_staff(plan: PlanRef, side: Place) -> None:
    """:raises EmployeesRemain, ChosenEmployeesRemain: somebody is on the way, or holds a post beyond the day."""
    if plan.kind == Kind.CLOSE:
        return
    on_the_way = Envelope.objects.filter(sender=side.id, kind=EnvelopeKind.STAFF, on=plan.on, state=Envelope.State.SENT)
    count = on_the_way.count() + who_is_to_pass(plan, side).count()
    if plan.kind == Kind.SPLIT:
        if count:
            raise refusals.ChosenEmployeesRemain(params={"name": side.name, "count": count})
        return
    count += who_begins(plan.on).count()
    if count:
        raise refusals.EmployeesRemain(params={"name": side.name, "count": count, "day": f"{plan.on:%d.%m.%Y}"})


def _refuse_uncounted(place: Place, by: By) -> None:
    """After the closing a side counts nowhere: the region must hold everybody at the successor by then."""
    with inside(place, by=by, only_reads=True):
        if Outbox.objects.filter(entity__in=("student", "employee")).exists():
            raise refusals.NotCountedYet


def _gone(plan: PlanRef, side: Place, by: By) -> list[int]:
    """Employees who passed over from a side that goes on: their accesses to it end."""
    if plan.kind != Kind.SPLIT:
        return []
    with inside(side, by=by, only_reads=True):
        rows = StaffTransfer.objects.filter(source=plan.source, direction=Transfer.Direction.OUT, is_undone=False)
        return list(rows.values_list("employee", flat=True))


def _write_down(plan: PlanRef, side: Place, gone: Sequence[int], by: By) -> None:
    """One transaction: succession, the archive's keeper, the end of accesses, the closing."""
    with shared(by=by):
        organisation = Organisation.objects.select_for_update().get(pk=side.id)
        if plan.receiver is not None:
            succession, is_new = Succession.objects.get_or_create(
                predecessor_id=side.id, successor_id=plan.receiver.id, on=plan.on,
                defaults={"kind": plan.kind, "order_number": plan.order_number, "order_date": plan.order_date},
            )  # fmt: skip
            if is_new:
                shared_log.record(by=by, row=succession, action="create")
        for employee_id in gone:
            end_roles_of_employee(side.id, employee_id, on=plan.on, by=by)
        if plan.kind == Kind.SPLIT or organisation.closed_on is not None:
            return
        end_memberships_of(side.id, keep=() if plan.receiver else ARCHIVISTS, by=by)
        if plan.receiver is not None:
            hand_archive_over(
                side.id, to=plan.receiver.id, roles=ARCHIVISTS, order_number=plan.order_number,
                order_date=plan.order_date, by=by,
            )  # fmt: skip
        register.close_organisation(
            organisation=organisation, on=plan.on, order_number=plan.order_number, order_date=plan.order_date, by=by
        )


ARCHIVISTS = ("director", "secretary")
"""Who reads and prints what a closed organisation left: its successor's office, or without a successor its own."""


# --- undoing --------------------------------------------------------------------------------------------------------


def _cancel_one(plan: PlanRef, place: Place, by: By) -> str | None:
    with inside(place, by=by):
        in_force = Order.objects.filter(source=plan.source, state__in=(Order.State.SIGNED, Order.State.EFFECTIVE))
        order = in_force.order_by("-pk").first()
        if order is None:
            return None
        basis = _("The reorganisation is undone")
        cancel_order(order_id=order.pk, requisites=Requisites(date=order_day(plan.on), basis=basis), by=by)
    return _("%(name)s: order No %(number)s is cancelled") % {"name": place.name, "number": order.number}


def _bring_classes_back(plan: PlanRef, side: Place, by: By) -> None:
    with inside(side, by=by):
        for row in plan.of(side):
            prolong_class(class_id=row.class_id, until=row.until, by=by)


def _abandon_classes(plan: PlanRef, receiver: Place, by: By) -> None:
    """Classes that the plan opened are named by cancelled orders, so their rows stay; they exist on no day."""
    with inside(receiver, by=by):
        for row in plan.classes:
            if row.is_made and row.made_id is not None:
                members = ClassMembership.objects.unvoided().filter(class_group=row.made_id)
                if not members.exists():
                    abandon_class(class_id=row.made_id, by=by)
