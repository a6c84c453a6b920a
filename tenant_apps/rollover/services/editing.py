"""Deciding outcomes, one by one or many at once, and the classes of the next year."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.services.classes import class_name
from tenant_apps.enrolment.services.standing import level_of
from tenant_apps.people.queries.names import named_students

from .. import refusals
from ..models import PlannedClass, PlannedOutcome, RolloverPlan
from ..outcomes import ADDITIONAL, ENDS_OF_LEVELS, FINISHING, GOING_ON, OF_SCHOOLS, PRESCHOOL, Outcome
from ..queries.standing import classes_of
from .planning import grow, locked
from .proposing import Proposer

BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeChange:
    """What is decided of one student. Without `target_id` the class that follows is taken, where there is one."""

    outcome_id: int
    outcome: str
    target_id: int | None = None
    reason: str = ""
    counterpart: str = ""


@transaction.atomic
def change_outcomes(
    *, plan_id: int, changes: Sequence[OutcomeChange], version: int | None = None, by: By
) -> list[PlannedOutcome]:
    """Decide of some students. Returns the rows that changed.

    :raises PlanNotEditable, PlanChangedMeanwhile, OutcomeOfAnother, OutcomeCarriedOut:
    :raises TargetDoesNotFit, OutcomeDoesNotFit, ReasonMissing, UnknownItem:
    """
    plan = locked(plan_id, version)
    rows = {
        row.pk: row
        for row in plan.outcomes.filter(pk__in=[one.outcome_id for one in changes]).select_related(
            "enrolment", "from_class", "target"
        )
    }
    desk = _Desk.of(plan)
    changed = []
    for change in changes:
        row = rows.get(change.outcome_id)
        if row is None:
            raise refusals.OutcomeOfAnother
        if desk.decide(row, change):
            changed.append(row)
    _save(plan, changed)
    return changed


@transaction.atomic
def decide_for_many(
    *,
    plan_id: int,
    outcome: str,
    class_ids: Collection[int] = (),
    grade: int | None = None,
    only: str = "",
    reason: str = "",
    by: By,
) -> int:
    """The same outcome for all of some classes or of a grade, each into the class that follows his. How many changed.

    :param only: those whose outcome is this one now; "" all.
    :raises NobodyChosen: and as `change_outcomes`.
    """
    plan = locked(plan_id)
    rows = plan.outcomes.filter(order__isnull=True).select_related("enrolment", "from_class", "target")
    if class_ids:
        rows = rows.filter(from_class__in=class_ids)
    if grade is not None:
        rows = rows.filter(grade=grade)
    if only:
        rows = rows.filter(outcome=only)
    desk = _Desk.of(plan)
    changed = [
        row for row in rows if desk.decide(row, OutcomeChange(outcome_id=row.pk, outcome=outcome, reason=reason))
    ]
    if not changed:
        raise refusals.NobodyChosen
    _save(plan, changed)
    return len(changed)


@dataclass(slots=True)
class _Desk:
    """Where decisions of one plan are made: its classes, read once."""

    plan: RolloverPlan
    classes: dict[int, PlannedClass]
    proposer: Proposer

    @classmethod
    def of(cls, plan: RolloverPlan) -> "_Desk":
        classes = list(plan.classes.all())
        return cls(plan, {one.pk: one for one in classes}, Proposer.of(plan, classes_of(plan.year), classes, Counter()))

    def decide(self, row: PlannedOutcome, change: OutcomeChange) -> bool:
        """Put a decision into a row; whether anything differs."""
        before = (row.outcome, row.target_id, row.reason, row.counterpart)
        outcome = Outcome(change.outcome)
        target = self._target(row, outcome, change)
        reason = change.reason if outcome == Outcome.LEAVES else ""
        counterpart = " ".join(change.counterpart.split()) if outcome == Outcome.LEAVES else ""
        after = (outcome.value, target.pk if target else None, reason, counterpart)
        if after == before:
            return False
        if row.order_id is not None:
            raise refusals.OutcomeCarriedOut(params={"who": self._who(row)})
        of_school = row.level not in (PRESCHOOL, ADDITIONAL)
        too_early = of_school and outcome in FINISHING and row.grade not in ENDS_OF_LEVELS
        if too_early or (not of_school and outcome in OF_SCHOOLS):
            raise refusals.OutcomeDoesNotFit(params={"who": self._who(row), "outcome": outcome.label})
        if outcome == Outcome.LEAVES:
            if not reason:
                raise refusals.ReasonMissing(params={"who": self._who(row)})
            handbooks.known_item("leaving_reason", reason, as_of=self.plan.leave_on, field="reason")
        row.outcome, row.target, row.reason, row.counterpart = outcome, target, reason, counterpart
        row.is_edited = True
        return True

    def _target(self, row: PlannedOutcome, outcome: Outcome, change: OutcomeChange) -> PlannedClass | None:
        if outcome not in GOING_ON:
            return None
        if change.target_id is None:
            same = outcome == row.outcome and row.target_id is not None
            kept = self.classes.get(row.target_id) if same and row.target_id is not None else None
            return kept or self.proposer.target_for(outcome, row.from_class, row.grade)
        target = self.classes.get(change.target_id)
        if target is None:
            raise refusals.OutcomeOfAnother
        if not fits(row, outcome, target):
            wanted = "—" if row.grade is None else row.grade + (outcome != Outcome.REPEATED)
            raise refusals.TargetDoesNotFit(
                params={"who": self._who(row), "name": target.name, "outcome": outcome.label, "grade": wanted}
            )
        return target

    def _who(self, row: PlannedOutcome) -> str:
        student = row.enrolment.student_id
        return named_students([student])[student].full_name


def fits(row: PlannedOutcome, outcome: str, target: PlannedClass) -> bool:
    """Whether somebody of a grade may come into a class by an outcome."""
    if row.grade is None or target.grade is None:
        return row.grade == target.grade
    return target.grade == row.grade + (0 if outcome == Outcome.REPEATED else 1)


# --- classes of the next year ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedParameters:
    """A class of the next year: grade and letter, or a name (groups)."""

    grade: int | None = None
    letter: str = ""
    name: str = ""
    level: str = ""
    age_group: str = ""
    capacity: int = 25
    keeps_teacher: bool = False


@transaction.atomic
def add_planned_class(*, plan_id: int, parameters: PlannedParameters, by: By) -> PlannedClass:
    """:raises PlanNotEditable, PlannedNameTaken, PlannedGradeDoesNotFit:"""
    plan = locked(plan_id)
    row = PlannedClass(plan=plan)
    _fill(row, parameters)
    row.save()
    grow(plan)
    return row


@transaction.atomic
def change_planned_class(*, class_id: int, parameters: PlannedParameters, by: By) -> PlannedClass:
    """:raises PlanNotEditable, PlannedNameTaken, PlannedGradeDoesNotFit, PlannedClassHasStudents:"""
    row = PlannedClass.objects.select_related("plan").get(pk=class_id)
    plan = locked(row.plan_id)
    before = (row.grade, row.level)
    _fill(row, parameters)
    count = row.coming.count()
    if count and (row.grade, row.level) != before:
        raise refusals.PlannedClassHasStudents(params={"name": row.name, "count": count})
    row.save()
    grow(plan)
    return row


@transaction.atomic
def remove_planned_class(*, class_id: int, by: By) -> RolloverPlan:
    """A class that nobody is to come into. :raises PlanNotEditable, PlannedClassHasStudents:"""
    row = PlannedClass.objects.get(pk=class_id)
    plan = locked(row.plan_id)
    count = row.coming.count()
    if count or row.made_id is not None:
        raise refusals.PlannedClassHasStudents(params={"name": row.name, "count": count})
    row.delete()
    grow(plan)
    return plan


def _fill(row: PlannedClass, parameters: PlannedParameters) -> None:
    if parameters.grade is not None and not level_of(parameters.grade):
        raise refusals.PlannedGradeDoesNotFit(params={"grade": parameters.grade})
    row.grade = parameters.grade
    row.level = level_of(parameters.grade) or parameters.level or row.level or PRESCHOOL
    row.letter = parameters.letter.strip().upper()
    row.name = " ".join(parameters.name.split()) or class_name(row.grade, row.letter)
    row.age_group, row.capacity = parameters.age_group, parameters.capacity
    row.keeps_teacher = parameters.keeps_teacher and row.after_id is not None
    if PlannedClass.objects.filter(plan=row.plan_id, name=row.name).exclude(pk=row.pk).exists():
        raise refusals.PlannedNameTaken(params={"name": row.name})


def _save(plan: RolloverPlan, rows: list[PlannedOutcome]) -> None:
    PlannedOutcome.objects.bulk_update(
        rows, ["outcome", "target", "reason", "counterpart", "is_edited"], batch_size=BATCH
    )
    grow(plan)
