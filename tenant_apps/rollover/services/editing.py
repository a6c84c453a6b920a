"""Deciding outcomes, one by one or many at once, and the classes of the next year."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from tenant_apps.enrolment import refusals as enrolment
from tenant_apps.enrolment.programmes import is_intellectual, leads_to, place_of, places_after
from tenant_apps.enrolment.services.arranging import DEBT_TERM
from tenant_apps.enrolment.services.classes import TITLES, class_name
from tenant_apps.enrolment.services.destinations import fitting_destination
from tenant_apps.enrolment.services.standing import level_of
from tenant_apps.people.queries.names import named_students

from .. import refusals
from ..models import PlannedClass, PlannedOutcome, RolloverPlan
from ..outcomes import ADDITIONAL, FINISHING, GOING_ON, OF_SCHOOLS, PRESCHOOL, Outcome, may_finish
from ..queries.standing import classes_of, intellectual, last_day
from ..results import REFERENCE, RESULTS, has_result, settled, usual_result
from .leaving import kind_of_leaving
from .planning import DECIDED, grow, locked
from .proposing import Proposer

BATCH = 2000
COLUMNS = tuple(name for name in DECIDED if name not in ("target", "is_edited"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeChange:
    """What is decided of one student. Without `target_id` the class that follows is taken, where there is one.

    `reason`, `destination` and `counterpart` are of those who leave, `subjects` ("Алгебра; Физика") and `due_on` of
    those who go on conditionally, `result` of those who complete grade 9 or 11; without it the usual one is meant.
    """

    outcome_id: int
    outcome: str
    target_id: int | None = None
    reason: str = ""
    destination: str = ""
    counterpart: str = ""
    subjects: str = ""
    due_on: date | None = None
    result: str = ""


@transaction.atomic
def change_outcomes(
    *, plan_id: int, changes: Sequence[OutcomeChange], version: int | None = None, by: By
) -> list[PlannedOutcome]:
    """Decide of some students. Returns the rows that changed.

    :raises PlanNotEditable, PlanChangedMeanwhile, OutcomeOfAnother, OutcomeCarriedOut:
    :raises TargetDoesNotFit, OutcomeDoesNotFit, ResultDoesNotFit, ReasonMissing, ReasonDoesNotFit, UnknownItem:
    :raises SubjectsMissing, TermMissing, TermOutside: of a conditional transfer. :raises DestinationDoesNotFit:
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
    by: By,
    **decided: Any,
) -> int:
    """The same outcome for all of some classes or of a grade, each into the class that follows his. How many changed.

    :param only: those whose outcome is this one now; "" all.
    :param decided: what else an `OutcomeChange` says: reason, destination, subjects, due_on, result.
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
    changed = [row for row in rows if desk.decide(row, OutcomeChange(outcome_id=row.pk, outcome=outcome, **decided))]
    if not changed:
        raise refusals.NobodyChosen
    _save(plan, changed)
    return len(changed)


@dataclass(slots=True)
class _Desk:
    """Where decisions of one plan are made: its classes and who learns by an adapted programme, read once."""

    plan: RolloverPlan
    classes: dict[int, PlannedClass]
    proposer: Proposer
    special: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, plan: RolloverPlan) -> "_Desk":
        classes = list(plan.classes.all())
        proposer = Proposer.of(plan, classes_of(plan.year), classes, Counter())
        special = intellectual(last_day(plan.year)).values_list("student_id", flat=True)
        return cls(plan, {one.pk: one for one in classes}, proposer, set(special))

    def decide(self, row: PlannedOutcome, change: OutcomeChange) -> bool:
        """Put a decision into a row. Returns True if anything differs."""
        before = _decided(row)
        outcome = settled(Outcome(change.outcome), change.result)
        target = self._target(row, outcome, change)
        leaves, owes = outcome == Outcome.LEAVES, outcome == Outcome.CONDITIONAL
        result = self._result(row, outcome, change)
        destination, counterpart = change.destination, " ".join(change.counterpart.split())
        if leaves and change.reason:
            destination = self._destination(row, change)
        after = PlannedOutcome(
            outcome=outcome.value, target=target, result=result, reason=change.reason if leaves else "",
            destination=destination if leaves else "", counterpart=counterpart if leaves else "",
            subjects=listed(change.subjects) if owes else "", due_on=change.due_on if owes else None,
        )  # fmt: skip
        if _decided(after) == before:
            return False
        if row.order_id is not None or row.completion_id is not None:
            raise refusals.OutcomeCarriedOut(params={"who": self._who(row)})
        self._check(row, outcome, after)
        for name in COLUMNS:
            setattr(row, name, getattr(after, name))
        row.target = target
        row.is_edited = True
        return True

    def _check(self, row: PlannedOutcome, outcome: Outcome, after: PlannedOutcome) -> None:
        of_school = row.level not in (PRESCHOOL, ADDITIONAL)
        is_special = self._is_special(row)
        too_early = of_school and outcome in FINISHING and not may_finish(outcome, row.grade, is_special=is_special)
        if too_early or (not of_school and outcome in OF_SCHOOLS):
            raise refusals.OutcomeDoesNotFit(params={"who": self._who(row), "outcome": outcome.label})
        if outcome == Outcome.LEAVES:
            if not after.reason:
                raise refusals.ReasonMissing(params={"who": self._who(row)})
            handbooks.known_item("leaving_reason", after.reason, as_of=self.plan.leave_on, field="reason")
            if not kind_of_leaving(row.level, after.reason):
                raise refusals.ReasonDoesNotFit(
                    params={"who": self._who(row), "reason": handbooks.name("leaving_reason", after.reason)}
                )
        if outcome == Outcome.CONDITIONAL:
            self._check_debt(row, after)

    def _check_debt(self, row: PlannedOutcome, after: PlannedOutcome) -> None:
        """273-ФЗ article 58 part 5: the subjects are named, and the term is a year at most."""
        if not after.subjects:
            raise refusals.SubjectsMissing(params={"who": self._who(row)})
        if after.due_on is None:
            raise refusals.TermMissing(params={"who": self._who(row)})
        since = self.plan.next_from
        if not since < after.due_on <= since + DEBT_TERM:
            raise refusals.TermOutside(
                params={"who": self._who(row), "first": f"{since:%d.%m.%Y}", "last": f"{since + DEBT_TERM:%d.%m.%Y}"}
            )

    def _result(self, row: PlannedOutcome, outcome: Outcome, change: OutcomeChange) -> str:
        is_special = self._is_special(row)
        usual = usual_result(outcome, row.grade, is_special=is_special)
        if not has_result(outcome, row.grade, is_special=is_special):
            return usual
        if not change.result:
            return row.result if outcome == row.outcome and row.result else usual
        if change.result not in RESULTS or (outcome == Outcome.NEXT and change.result == REFERENCE):
            raise refusals.ResultDoesNotFit(
                params={"who": self._who(row), "result": handbooks.name("year_result", change.result)}
            )
        return change.result

    def _is_special(self, row: PlannedOutcome) -> bool:
        return row.enrolment.student_id in self.special or is_intellectual(row.from_class)

    def _destination(self, row: PlannedOutcome, change: OutcomeChange) -> str:
        """What is said, else the only one that the ground allows. :raises DestinationDoesNotFit:"""
        if change.destination:
            handbooks.known_item(
                "leaving_destination", change.destination, as_of=self.plan.leave_on, field="destination"
            )
        return fitting_destination(
            student_id=row.enrolment.student_id, reason=change.reason, destination=change.destination
        )

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
            here = place_of(row.from_class, row.grade)
            wanted = here if here is None or outcome == Outcome.REPEATED else places_after(here)[0]
            raise refusals.TargetDoesNotFit(
                params={
                    "who": self._who(row), "name": target.name, "outcome": outcome.label,
                    "grade": class_name(wanted.grade, "", wanted.year) if wanted else "—",
                }
            )  # fmt: skip
        return target

    def _who(self, row: PlannedOutcome) -> str:
        student = row.enrolment.student_id
        return named_students([student])[student].full_name


def listed(subjects: str) -> str:
    """Subjects without blanks and repetitions: "Алгебра; Физика"."""
    return "; ".join(dict.fromkeys(" ".join(one.split()) for one in subjects.split(";") if one.strip()))


def _decided(row: PlannedOutcome) -> tuple[Any, ...]:
    return row.target_id, *(getattr(row, name) for name in COLUMNS)


def fits(row: PlannedOutcome, outcome: str, target: PlannedClass) -> bool:
    """Whether somebody of a grade may come into a class by an outcome."""
    here, there = place_of(row.from_class, row.grade), place_of(target)
    if here is None or there is None:
        return here is there
    return leads_to(here, there, 0 if outcome == Outcome.REPEATED else 1)


# --- classes of the next year ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedParameters:
    """A class of the next year: grade and letter, or a name (groups). `first_grade`: of a first grade of two years."""

    grade: int | None = None
    letter: str = ""
    first_grade: str = ""
    name: str = ""
    level: str = ""
    age_group: str = ""
    capacity: int = 25
    keeps_teacher: bool = False


@transaction.atomic
def add_planned_class(*, plan_id: int, parameters: PlannedParameters, by: By) -> PlannedClass:
    """:raises PlanNotEditable, PlannedNameMissing, PlannedNameTaken, PlannedGradeDoesNotFit, ClassDetailDoesNotFit:
    :raises UnknownItem: in none of the handbooks.
    """
    plan = locked(plan_id)
    row = PlannedClass(plan=plan)
    _fill(row, parameters)
    row.save()
    grow(plan)
    return row


@transaction.atomic
def change_planned_class(*, class_id: int, parameters: PlannedParameters, by: By) -> PlannedClass:
    """:raises PlannedClassHasStudents: and as `add_planned_class`."""
    row = PlannedClass.objects.select_related("plan").get(pk=class_id)
    plan = locked(row.plan_id)
    before = (place_of(row), row.level)
    _fill(row, parameters)
    count = row.coming.count()
    if count and (place_of(row), row.level) != before:
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
    if parameters.grade is None and not parameters.name.strip():
        raise refusals.PlannedNameMissing
    if parameters.age_group and parameters.age_group != row.age_group:
        handbooks.known_item("age_group", parameters.age_group, as_of=row.plan.next_from, field="age_group")
    if parameters.first_grade and parameters.grade != 1:
        raise enrolment.ClassDetailDoesNotFit(field="first_grade", params={"what": TITLES["first_grade"]})
    if parameters.first_grade and parameters.first_grade != row.first_grade:
        handbooks.known_item("first_grade_year", parameters.first_grade, as_of=row.plan.next_from, field="first_grade")
    row.grade, row.first_grade = parameters.grade, parameters.first_grade
    row.level = level_of(parameters.grade) or parameters.level or row.level or PRESCHOOL
    row.letter = parameters.letter.strip().upper()
    row.name = " ".join(parameters.name.split()) or class_name(row.grade, row.letter, row.first_grade)
    row.age_group, row.capacity = parameters.age_group, parameters.capacity
    row.keeps_teacher = parameters.keeps_teacher and row.after_id is not None
    if PlannedClass.objects.filter(plan=row.plan_id, name=row.name).exclude(pk=row.pk).exists():
        raise refusals.PlannedNameTaken(params={"name": row.name})


def _save(plan: RolloverPlan, rows: list[PlannedOutcome]) -> None:
    PlannedOutcome.objects.bulk_update(rows, DECIDED, batch_size=BATCH)
    grow(plan)
