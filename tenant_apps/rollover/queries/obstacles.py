"""What stands in the way of a plan: what must be decided before it is carried out, and what should be looked at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.programmes import BASIC_ENDS
from tenant_apps.people.queries.names import NamedStudent, named_students

from ..models import PlannedOutcome, RolloverPlan
from ..outcomes import GOING_ON, Outcome
from .standing import subjects_owed


class Obstacle(StrEnum):
    """Why a row of the plan is looked at. Those in BLOCKING must be settled first."""

    UNDECIDED = "undecided"
    OWES = "owes"
    NO_TARGET = "no_target"
    NO_REASON = "no_reason"
    NO_SUBJECTS = "no_subjects"
    NO_TERM = "no_term"
    NO_CLASS = "no_class"
    ON_THE_WAY = "on_the_way"
    NO_BIRTH_DATE = "no_birth_date"


BLOCKING = frozenset(
    {Obstacle.UNDECIDED, Obstacle.NO_TARGET, Obstacle.NO_REASON, Obstacle.NO_SUBJECTS, Obstacle.NO_TERM}
)

WORDS: Mapping[Obstacle, str | Promise] = {
    Obstacle.UNDECIDED: _("the outcome is not decided"),
    Obstacle.OWES: _("an academic debt is not made up for"),
    Obstacle.NO_TARGET: _("the next class is not chosen"),
    Obstacle.NO_REASON: _("the reason of leaving is not chosen"),
    Obstacle.NO_SUBJECTS: _("the subjects of the academic debt are not named"),
    Obstacle.NO_TERM: _("the term of the academic debt is not named"),
    Obstacle.NO_CLASS: _("is in no class"),
    Obstacle.ON_THE_WAY: _("is on the way to another organisation"),
    Obstacle.NO_BIRTH_DATE: _("the birth date is not known"),
}
USUAL = frozenset({Outcome.NEXT, Outcome.FINISHED})
"""Outcomes that are no exception."""
AFTER_BASIC = _("by application: grade 10 or leaving with a certificate")


@dataclass(frozen=True, slots=True)
class Row:
    """An outcome with the student's name and what stands in the way."""

    row: PlannedOutcome
    student_id: int
    name: str
    name_key: str
    birth_date: date | None
    obstacles: tuple[Obstacle, ...]
    owed: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        return any(one in BLOCKING for one in self.obstacles)

    @property
    def words(self) -> list[str | Promise]:
        return [self._words(one) for one in self.obstacles]

    def _words(self, one: Obstacle) -> str | Promise:
        if one == Obstacle.UNDECIDED and self.row.grade == BASIC_ENDS:
            return AFTER_BASIC
        subjects = ", ".join(filter(None, self.owed))
        return f"{WORDS[one]}: {subjects}" if one == Obstacle.OWES and subjects else WORDS[one]

    @property
    def is_exception(self) -> bool:
        """Whether the row is not the usual course of things, or something about it is to be looked at."""
        return bool(self.obstacles) or self.row.outcome not in USUAL

    @property
    def class_name(self) -> str:
        return self.row.from_class.name if self.row.from_class is not None else ""

    @property
    def into(self) -> str:
        return self.row.target.name if self.row.target is not None else ""

    @property
    def outcome(self) -> str:
        return self.row.get_outcome_display()

    @property
    def result(self) -> str:
        """What is completed, and how."""
        return handbooks.name("year_result", self.row.result)

    @property
    def to_look_at(self) -> str:
        return "; ".join(str(one) for one in self.words)


def rows_of(plan: RolloverPlan, **narrowed: object) -> list[Row]:
    """Outcomes with names, by name. A fixed number of queries."""
    rows = list(_rows(plan).filter(**narrowed))
    names = named_students([row.enrolment.student_id for row in rows], as_of=None)
    owed = subjects_owed([row.enrolment_id for row in rows])
    found = [_row(row, names, owed.get(row.enrolment_id, [])) for row in rows]
    return sorted(found, key=lambda one: (one.name_key, one.student_id))


def blocking(plan: RolloverPlan) -> list[Row]:
    """Rows that must be settled before the plan is carried out."""
    return [one for one in rows_of(plan, order__isnull=True) if one.blocks]


def exceptions_of(plan: RolloverPlan) -> list[Row]:
    """Everybody of whom something is to be decided or looked at, or whose year ends unusually; the former first."""
    found = [row for row in rows_of(plan) if row.is_exception]
    return sorted(found, key=lambda one: (not one.blocks, one.row.grade or 0, one.class_name))


def obstacles_of(row: PlannedOutcome, birth_date: date | None, *, owes: bool) -> tuple[Obstacle, ...]:
    """What stands in the way of one row. `owes`: its student has an academic debt."""
    found = []
    if row.order_id is None:
        if row.outcome == Outcome.UNDECIDED:
            found.append(Obstacle.UNDECIDED)
        elif row.outcome in GOING_ON and row.target_id is None:
            found.append(Obstacle.NO_TARGET)
        elif row.outcome == Outcome.LEAVES and not row.reason:
            found.append(Obstacle.NO_REASON)
        found += _of_debt(row)
        if owes:
            found.append(Obstacle.OWES)
    if row.from_class_id is None:
        found.append(Obstacle.NO_CLASS)
    if row.enrolment.end_envelope_id is not None or (row.order_id is None and row.enrolment.valid_to != FOREVER):
        found.append(Obstacle.ON_THE_WAY)
    if birth_date is None:
        found.append(Obstacle.NO_BIRTH_DATE)
    return tuple(found)


def _of_debt(row: PlannedOutcome) -> list[Obstacle]:
    """What a conditional transfer must name (273-ФЗ article 58)."""
    if row.outcome != Outcome.CONDITIONAL:
        return []
    missing = ((Obstacle.NO_SUBJECTS, not row.subjects), (Obstacle.NO_TERM, row.due_on is None))
    return [one for one, is_missing in missing if is_missing]


@dataclass(frozen=True, slots=True)
class CrowdedClass:
    """A planned class to which more come than it has places."""

    pk: int
    name: str
    coming: int
    capacity: int


def coming_to(plan: RolloverPlan) -> Counter[int]:
    """How many come into each planned class."""
    return Counter(pk for pk in plan.outcomes.values_list("target_id", flat=True) if pk is not None)


def crowded(plan: RolloverPlan, coming: Counter[int]) -> list[CrowdedClass]:
    return [
        CrowdedClass(one.pk, one.name, coming[one.pk], one.capacity)
        for one in plan.classes.order_by("grade", "name")
        if coming[one.pk] > one.capacity
    ]


def _rows(plan: RolloverPlan) -> QuerySet[PlannedOutcome]:
    return plan.outcomes.select_related("enrolment", "from_class", "target", "order")


def _row(row: PlannedOutcome, names: Mapping[int, NamedStudent], owed: Sequence[str]) -> Row:
    named = names[row.enrolment.student_id]
    return Row(
        row, named.student_id, named.full_name, named.search_key, named.birth_date,
        obstacles_of(row, named.birth_date, owes=bool(owed)), tuple(owed),
    )  # fmt: skip
