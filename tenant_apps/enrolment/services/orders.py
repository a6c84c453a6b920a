"""Orders: drafted, signed, effective, cancelled by another order. All movement of students goes through them."""

import datetime
import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.refusal import Refused
from tenant_apps.history.services import written_as
from tenant_apps.people.models import Student
from tenant_apps.people.queries.names import named_students
from tenant_apps.people.rights import FieldsNotYours

from .. import arrangement_refusals, followers, refusals
from ..closed_orders import CLOSABLE, TOLD_BY_GROUND, closed_kinds, hidden_columns, hides_ground
from ..models import ClassGroup, Order, OrderLine
from ..order_kinds import CANCELLING, ORDER_KINDS, OrderKind, offered_in
from ..queries.place import kind_here
from ..wording import described_order
from . import conditions
from .carrying_out import BATCH, carry_out
from .debts import with_subjects
from .destinations import with_destinations
from .effects import plan_order
from .grounds import with_grounds
from .lines import Line
from .numbering import number_and_sign

log = logging.getLogger("svod.enrolment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisites:
    """What stands in the head of an order. Without `effective_on` it takes effect on its date."""

    date: datetime.date
    effective_on: datetime.date | None = None
    title: str = ""
    basis: str = ""
    note: str = ""


@transaction.atomic
def draft_order(*, kind: str, requisites: Requisites, lines: Sequence[Line] = (), by: By, source: str = "") -> Order:
    """A draft: nothing happens to anybody until it is signed.

    :raises OrderKindNotOffered: the organisation issues no such orders.
    :raises OrderKindNotYours, FieldsNotYours: the orders, or columns of lines, are of a class that he does not hold.
    :raises UnknownItem, ItemNotValid: a reason is not in its handbook.
    """
    refuse_hidden(offered(kind, by), lines, by)
    order = headed(kind, requisites, source)
    order.save()
    _write_lines(order, lines, first=1)
    return order


def headed(kind: str, head: Requisites, source: str) -> Order:
    """A draft without lines, not written yet."""
    return Order(
        kind=kind, date=head.date, effective_on=head.effective_on or head.date, title=head.title.strip(),
        basis=head.basis.strip(), note=head.note.strip(), source=source,
    )  # fmt: skip


@transaction.atomic
def change_order(*, order_id: int, requisites: Requisites, version: int | None, by: By) -> Order:
    """:raises OrderNotDraft, OrderChangedMeanwhile:"""
    order = _locked_draft(order_id, version)
    order.date = requisites.date
    order.effective_on = requisites.effective_on or requisites.date
    order.title, order.basis = requisites.title.strip(), requisites.basis.strip()
    order.note = requisites.note.strip()
    order.version += 1
    order.save(update_fields=["date", "effective_on", "title", "basis", "note", "version"])
    return order


@transaction.atomic
def add_lines(*, order_id: int, lines: Sequence[Line], version: int | None = None, by: By) -> Order:
    """:raises OrderNotDraft, OrderChangedMeanwhile, StudentStandsInTheOrder, UnknownItem, FieldsNotYours:"""
    order = _locked_draft(order_id, version)
    refuse_hidden(ORDER_KINDS[order.kind], lines, by)
    present = set(order.lines.values_list("student_id", flat=True))
    for line in lines:
        if line.student_id in present:
            who = named_students([line.student_id])[line.student_id].full_name
            raise refusals.StudentStandsInTheOrder(params={"who": who})
        present.add(line.student_id)
    last = order.lines.order_by("-position").values_list("position", flat=True).first() or 0
    _write_lines(order, lines, first=last + 1)
    _grow(order)
    return order


@transaction.atomic
def change_line(*, line_id: int, line: Line, version: int | None = None, by: By) -> OrderLine:
    """Other values of a draft's line; the student stays.

    :raises OrderNotDraft, OrderChangedMeanwhile, UnknownItem, FieldsNotYours:
    """
    row = OrderLine.objects.get(pk=line_id)
    order = _locked_draft(row.order_id, version)
    declared = ORDER_KINDS[order.kind]
    refuse_hidden(declared, [line], by, kept=row)
    refuse_unknown([line])
    _check_line(declared, line)
    (line,) = in_full(declared, [line])
    row.on, row.class_group_id, row.grade, row.level = line.on, line.class_group_id, line.grade, line.level
    row.of_class_id, row.form_of_study, row.reason = line.of_class_id, line.form_of_study, line.reason
    row.counterpart, row.destination = line.counterpart.strip(), line.destination
    row.organisation_id, row.until, row.document = line.organisation_id, line.until, line.document.strip()
    row.subjects, row.result, row.variant = line.subjects.strip(), line.result, line.variant
    row.save()
    _grow(order)
    return row


@transaction.atomic
def remove_line(*, line_id: int, version: int | None = None, by: By) -> Order:
    """:raises OrderNotDraft, OrderChangedMeanwhile:"""
    row = OrderLine.objects.get(pk=line_id)
    order = _locked_draft(row.order_id, version)
    row.delete()
    _grow(order)
    return order


@transaction.atomic
def discard_draft(*, order_id: int, version: int | None = None, by: By) -> None:
    """A draft that nobody signed may vanish. :raises OrderNotDraft, OrderChangedMeanwhile:"""
    order = _locked_draft(order_id, version)
    followers.discarded(order, by)
    order.delete()


@transaction.atomic
def sign_order(*, order_id: int, number: str = "", version: int | None = None, insist: bool = False, by: By) -> Order:
    """Number the order and put it in force: at once, or on the day it takes effect.

    :param number: as the office gives it; without one, the next in its academic year.
    :param insist: sign in spite of warnings (a class over its capacity).
    :raises OrderNotDraft, OrderChangedMeanwhile, OrderEmpty, OrderDateInTheFuture, OrderNumberTaken, NoAcademicYear:
    :raises OrderDatedInClosedYear:
    :raises LineRefused, SeveralLinesRefused: what stands in the way of its lines.
    """
    order = _locked_draft(order_id, version)
    if not order.lines.exists():
        raise refusals.OrderEmpty
    plan = plan_order(order)
    plan.refuse_problems(insist=insist)
    with _within_its_operation(order):
        number_and_sign(order, number, by)
        if order.effective_on <= timezone.localdate():
            carry_out([plan])
            order.state = Order.State.EFFECTIVE
        else:
            order.state = Order.State.SIGNED
        order.save()
        if order.state == Order.State.EFFECTIVE:
            conditions.follow(order, because=order, by=by)
            followers.effected(order, by)
    return order


@transaction.atomic
def take_effect(*, order_id: int, by: By) -> Order:
    """A signed order whose day has come. What was insisted on at signing stays so.

    :raises OrderNotInForce, OrderNotDueYet, LineRefused, SeveralLinesRefused:
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    if order.state != Order.State.SIGNED:
        raise refusals.OrderNotInForce(params={"order": described_order(order), "state": order.get_state_display()})
    if order.effective_on > timezone.localdate():
        raise refusals.OrderNotDueYet(params={"order": described_order(order), "day": f"{order.effective_on:%d.%m.%Y}"})
    plan = plan_order(order)
    plan.refuse_problems(insist=True)
    with _within_its_operation(order):
        carry_out([plan])
        order.state, order.effect_problem = Order.State.EFFECTIVE, ""
        order.version += 1
        order.save(update_fields=["state", "version", "effect_problem"])
        conditions.follow(order, because=order, by=by)
        followers.effected(order, by)
    return order


def _within_its_operation(order: Order) -> AbstractContextManager[None]:
    """What the order of an import does belongs to the import, whoever signs it and when: undoing finds all of it."""
    return written_as(order.source) if order.source else nullcontext()


@dataclass(frozen=True, slots=True)
class NotInEffect:
    """An order that could not take effect on its day. `is_fault`: by an error that nobody foresaw."""

    order_id: int
    why: str
    is_fault: bool


def take_effect_of_due_orders(*, by: By) -> list[NotInEffect]:
    """Every signed order whose day has come, oldest first; daily. Those that can't say why; the others go on."""
    due = Order.objects.filter(state=Order.State.SIGNED, effective_on__lte=timezone.localdate())
    left: list[NotInEffect] = []
    for order_id in list(due.order_by("effective_on", "id").values_list("pk", flat=True)):
        try:
            take_effect(order_id=order_id, by=by)
        except Refused as refusal:
            left.append(NotInEffect(order_id, str(refusal), is_fault=False))
        except Exception:
            log.exception("Order %s met an error on the day it takes effect", order_id)
            left.append(NotInEffect(order_id, _("An error that nobody foresaw; it is tried again."), is_fault=True))
    for one in left:
        due.filter(pk=one.order_id).exclude(effect_problem=one.why).update(effect_problem=one.why)
    return left


def offered(kind: str, by: By) -> OrderKind:
    """:raises OrderKindNotOffered, OrderKindNotYours:"""
    declared = ORDER_KINDS.get(kind)
    if declared is None or declared is CANCELLING or declared not in offered_in(kind_here()):
        raise refusals.OrderKindNotOffered(params={"kind": handbooks.name("order_kind", kind)})
    if kind in closed_kinds(by):
        raise refusals.OrderKindNotYours(params={"kind": handbooks.name("order_kind", kind)})
    return declared


def refuse_hidden(kind: OrderKind, lines: Sequence[Line], by: By, *, kept: OrderLine | None = None) -> None:
    """:raises FieldsNotYours: a line fills in, or would change (`kept`), a column, or a ground, that the actor does not
    read."""
    hidden = hidden_columns(kind, by) & set(CLOSABLE)
    foreign = {name for name in hidden for line in lines if getattr(line, name) not in ("", getattr(kept, name, ""))}
    if kept is not None and hides_ground(kind, kept.reason, by):
        foreign |= {name for name in TOLD_BY_GROUND for line in lines if getattr(line, name) != getattr(kept, name)}
    elif any(hides_ground(kind, line.reason, by) for line in lines):
        foreign.add("reason")
    if foreign:
        labels = sorted(str(getattr(OrderLine._meta.get_field(name), "verbose_name", name)) for name in foreign)
        raise FieldsNotYours(params={"fields": ", ".join(labels)})


def _locked_draft(order_id: int, version: int | None) -> Order:
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    if order.state != Order.State.DRAFT:
        raise refusals.OrderNotDraft(params={"order": described_order(order)})
    if version is not None and order.version != version:
        raise refusals.OrderChangedMeanwhile
    return order


def _grow(order: Order) -> None:
    order.version += 1
    order.save(update_fields=["version"])


def _write_lines(order: Order, lines: Sequence[Line], *, first: int) -> None:
    refuse_unknown(lines)
    OrderLine.objects.bulk_create(line_rows(order, lines, first=first), batch_size=BATCH)


def line_rows(order: Order, lines: Sequence[Line], *, first: int = 1) -> list[OrderLine]:
    """The lines as rows that are not written yet.

    :raises: what `_check_line`, `with_grounds` and `with_destinations` raise.
    """
    kind = ORDER_KINDS[order.kind]
    for line in lines:
        _check_line(kind, line)
    return [
        OrderLine(
            order=order,
            position=position,
            student_id=line.student_id,
            on=line.on,
            enrolment_kind=kind.measure,
            grade=line.grade,
            level=line.level,
            class_group_id=line.class_group_id,
            of_class_id=line.of_class_id,
            form_of_study=line.form_of_study,
            reason=line.reason,
            counterpart=line.counterpart.strip(),
            envelope_id=line.envelope_id,
            destination=line.destination,
            organisation_id=line.organisation_id,
            until=line.until,
            document=line.document.strip(),
            subjects=line.subjects.strip(),
            result=line.result,
            variant=line.variant,
        )
        for position, line in enumerate(in_full(kind, lines), start=first)
    ]


def in_full(kind: OrderKind, lines: Sequence[Line]) -> list[Line]:
    """Lines with what they leave to be understood: grounds and results, destinations, subjects made up for."""
    return with_subjects(kind, with_destinations(kind, with_grounds(kind, lines)))


def refuse_unknown(lines: Sequence[Line]) -> None:
    """:raises NoSuchStudent, NoSuchClass: a line names what is not here. :raises StudentStandsInTheOrder: twice."""
    students = [line.student_id for line in lines]
    if len(set(students)) < len(students):
        twice = next(one for one in students if students.count(one) > 1)
        who = named_students([twice])
        raise refusals.StudentStandsInTheOrder(params={"who": who[twice].full_name if twice in who else twice})
    if Student.objects.filter(pk__in=students).count() < len(students):
        raise refusals.NoSuchStudent
    named = {one for line in lines for one in (line.class_group_id, line.of_class_id)}
    classes = {one for one in named if one is not None}
    if ClassGroup.objects.filter(pk__in=classes).count() < len(classes):
        raise refusals.NoSuchClass


def _check_line(kind: OrderKind, line: Line) -> None:
    """:raises UnknownItem, ItemNotValid: a choice is not in its handbook on the line's date.

    :raises ResultNotOfThisOrder: it is, but such an order has none like it.
    """
    if line.result and line.result not in kind.results:
        raise arrangement_refusals.ResultNotOfThisOrder(
            params={
                "kind": handbooks.name("order_kind", kind.code),
                "result": handbooks.name("year_result", line.result) or line.result,
            }
        )
    if line.variant and kind.asks_programme:
        handbooks.known_item("ovz_variant", line.variant, as_of=line.on, field="variant")
    if line.destination:
        handbooks.known_item("leaving_destination", line.destination, as_of=line.on, field="destination")
    if kind.reasons and line.reason:
        handbooks.known_item(kind.reasons, line.reason, as_of=line.on, field="reason")
    if line.form_of_study:
        handbooks.known_item("form_of_study", line.form_of_study, as_of=line.on, field="form_of_study")
