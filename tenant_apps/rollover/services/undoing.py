"""Undoing a rollover through `history.reversal`, until the year is closed: orders are cancelled by orders.

The undone plan stays as it was; a copy of it, with all that was decided, is there to be changed and carried out again.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment import refusals as enrolment
from tenant_apps.history import reversal
from tenant_apps.history.models import Reversal

from .. import refusals
from ..models import PlannedClass, PlannedOutcome, RolloverPlan

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
def undo(*, plan_id: int, by: By, partial: bool = False) -> reversal.Confirmation:
    """Carry out what was looked at. Not done: what is true has changed, and the protocol shows it now.

    :param partial: leave the conflicts as they are; without it any conflict refuses all.
    :raises NothingToUndo, AcademicYearSealed, UndoingNotLookedAt: :raises ConflictsStand, NothingToReverse:
    """
    plan = _locked(plan_id)
    number = plan.reversal_number
    if number is None or not Reversal.objects.filter(number=number, state=Reversal.State.PLANNED).exists():
        raise refusals.UndoingNotLookedAt
    outcome = reversal.confirm(number, by=by, partial=partial)
    if outcome.is_done:
        plan.state = State.UNDONE
        plan.version += 1
        plan.save(update_fields=["state", "version"])
        _copy(plan, by)
    return outcome


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


def _locked(plan_id: int) -> RolloverPlan:
    plan = RolloverPlan.objects.select_for_update(of=("self",)).select_related("year").get(pk=plan_id)
    if plan.state not in (State.APPLYING, State.APPLIED):
        raise refusals.NothingToUndo(params={"state": plan.get_state_display()})
    if plan.year.closed_at is not None:
        raise enrolment.AcademicYearSealed(params={"name": plan.year.name})
    return plan
