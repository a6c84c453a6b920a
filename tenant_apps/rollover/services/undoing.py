"""Undoing a rollover through `history.reversal`, until the year is closed: orders are cancelled by orders.

Classes that the plan made stay in cancelled orders alone: they are held no more, unless something else needs them. So
is the academic year that it opened. The undone plan stays as it was; a copy of it, with all that was decided, is there
to be changed and carried out again.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment import refusals as enrolment
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, ClassMembership, ClassTeacher, Order, OrderLine
from tenant_apps.enrolment.services import abandon_academic_year, abandon_class
from tenant_apps.history import reversal
from tenant_apps.history.models import Reversal
from tenant_apps.history.services import written_as

from .. import refusals
from ..models import PlannedClass, PlannedOutcome, RolloverPlan
from ..queries.undoing import protocol_of

State = RolloverPlan.State
BATCH = 2000


@transaction.atomic
def plan_undoing(*, plan_id: int, reason: str, by: By) -> Reversal:
    """Work out what undoing would do; records stay as they are. An earlier look that was not carried out is put away.

    :raises NothingToUndo, AcademicYearSealed: :raises ReasonMissing, NothingToReverse:
    """
    plan = _locked(plan_id)
    if plan.reversal_number is not None:
        known = Reversal.objects.filter(number=plan.reversal_number, state=Reversal.State.PLANNED)
        if known.exists():
            reversal.abandon(plan.reversal_number, by=by)
    title = _("Year rollover %(year)s") % {"year": plan.year.name}
    planned = reversal.plan(reversal.by_source(plan.source), title=title, reason=reason, by=by)
    plan.reversal_number = planned.number
    plan.save(update_fields=["reversal_number"])
    return planned


@transaction.atomic
def undo(*, plan_id: int, number: int | None = None, by: By, partial: bool = False) -> reversal.Confirmation:
    """Carry out what was looked at. Not done: what is true has changed, and the protocol shows it now.

    :param number: of the protocol that the reader saw; None: the latest.
    :param partial: leave the conflicts as they are; without it any conflict refuses all.
    :raises NothingToUndo, AcademicYearSealed, UndoingNotLookedAt: :raises ConflictsStand, NothingToReverse:
    """
    plan = _locked(plan_id)
    number = looked_at(plan, number)
    outcome = reversal.confirm(number, by=by, partial=partial)
    if outcome.is_done:
        with written_as(f"reversal:{number}"):
            _abandon_classes(plan, by)
            _abandon_year(plan, by)
        plan.state = State.UNDONE
        plan.version += 1
        plan.save(update_fields=["state", "version"])
        _copy(plan, by)
    return outcome


def _abandon_classes(plan: RolloverPlan, by: By) -> None:
    """Classes that the plan made or held again and that only cancelled orders name now are held no more."""
    made = _written(plan, ClassGroup)
    needed = _needed(made, teachers=_written(plan, ClassTeacher))
    for class_id in ClassGroup.objects.filter(pk__in=made - needed).order_by("pk").values_list("pk", flat=True):
        abandon_class(class_id=class_id, by=by)


def _abandon_year(plan: RolloverPlan, by: By) -> None:
    """The year that the plan opened, or held again, exists no more if nothing needs it."""
    for year_id in AcademicYear.objects.filter(pk__in=_written(plan, AcademicYear)).values_list("pk", flat=True):
        abandon_academic_year(year_id=year_id, by=by)


def _written(plan: RolloverPlan, model: type[Model]) -> set[int]:
    """Rows of a model that carrying the plan out wrote."""
    table, found = model._meta.db_table, set[int]()
    for source in (plan.source, plan.source_of_held):
        found |= set(reversal.by_source(source).lines().filter(table_name=table).values_list("row_id", flat=True))
    return found


def _needed(classes: Collection[int], *, teachers: Collection[int]) -> set[int]:
    """Classes that a row refers to other than what is voided or cancelled, and the plan's own class teachers."""
    passes = {
        ClassMembership: Q(voided_by__isnull=False),
        OrderLine: Q(order__state=Order.State.CANCELLED),
        ClassTeacher: Q(pk__in=teachers),
    }
    needed = set[int]()
    for relation in ClassGroup._meta.related_objects:
        model, column = relation.related_model, relation.field.name
        rows = model._default_manager.filter(~passes.get(model, Q(pk__in=[])), **{f"{column}__in": classes})
        needed |= set(rows.values_list(column, flat=True))
    return needed


def _copy(plan: RolloverPlan, by: By) -> RolloverPlan:
    """The plan once more, with what was decided and nothing of what was carried out."""
    classes, outcomes = list(plan.classes.all()), list(plan.outcomes.all())
    copy = RolloverPlan.objects.create(
        year=plan.year, next_from=plan.next_from, next_to=plan.next_to, leave_on=plan.leave_on, basis=plan.basis,
        made_name=by.name,
    )  # fmt: skip
    made: dict[int, PlannedClass] = {}
    for one in classes:
        former, one.pk, one.plan, one.made_id = one.pk, None, copy, None
        made[former] = one
    PlannedClass.objects.bulk_create(made.values())
    for row in outcomes:
        row.pk, row.plan, row.order, row.completion = None, copy, None, None
        row.target = made[row.target_id] if row.target_id is not None else None
    PlannedOutcome.objects.bulk_create(outcomes, batch_size=BATCH)
    return copy


def looked_at(plan: RolloverPlan, number: int | None) -> int:
    """The protocol to carry out. :raises UndoingNotLookedAt: there is none, or another than the reader saw."""
    protocol = protocol_of(plan)
    if protocol is None or number not in (None, protocol.number):
        raise refusals.UndoingNotLookedAt
    return protocol.number


def refuse_undoing(plan: RolloverPlan) -> None:
    """:raises NothingToUndo, AcademicYearSealed: nothing of the plan can be undone any more."""
    if plan.state not in (State.APPLYING, State.APPLIED):
        raise refusals.NothingToUndo(params={"state": plan.get_state_display()})
    if plan.year.closed_at is not None:
        raise enrolment.AcademicYearSealed(params={"name": plan.year.name})


def _locked(plan_id: int) -> RolloverPlan:
    plan = RolloverPlan.objects.select_for_update(of=("self",)).select_related("year").get(pk=plan_id)
    refuse_undoing(plan)
    return plan
