"""What stands in the database about the students of an order, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tenant_apps.people.models import Student
from tenant_apps.people.queries.names import NamedStudent, named_students

from ..arrangement_models import AcademicDebt, StudyArrangement
from ..completion_models import Completion
from ..models import HELD, ClassGroup, ClassMembership, Enrolment, OrderLine
from .years import Years

GRADES_OF_LEVEL = {"primary": range(1, 5), "basic": range(5, 10), "secondary": range(10, 13)}


@dataclass(slots=True)
class State:
    """Unvoided rows only, by date."""

    names: dict[int, NamedStudent]
    enrolments: dict[int, list[Enrolment]]
    memberships: dict[int, list[ClassMembership]]
    years: Years
    grades: dict[int, set[int | None]]
    arrangements: dict[int, list[StudyArrangement]]
    debts: dict[int, list[AcademicDebt]]
    completions: dict[int, list[Completion]]


def read_state(lines: list[OrderLine], *, lock: bool) -> State:
    """With the cards of the students locked, unless the reader only looks."""
    ids = [line.student_id for line in lines]
    if lock:
        lock_students(ids)
    enrolments: dict[int, list[Enrolment]] = defaultdict(list)
    for enrolment in (
        Enrolment.objects.unvoided()
        .filter(student__in=ids)
        .select_related("begun_by", "ended_by")
        .order_by("valid_from")
    ):
        enrolments[enrolment.student_id].append(enrolment)
    memberships: dict[int, list[ClassMembership]] = defaultdict(list)
    if enrolments:
        for membership in (
            ClassMembership.objects.unvoided()
            .filter(enrolment__student__in=ids)
            .select_related("begun_by", "ended_by", "class_group__academic_year")
            .order_by("valid_from")
        ):
            memberships[membership.enrolment_id].append(membership)
    arrangements: dict[int, list[StudyArrangement]] = defaultdict(list)
    debts: dict[int, list[AcademicDebt]] = defaultdict(list)
    completions: dict[int, list[Completion]] = defaultdict(list)
    if enrolments:
        of_theirs = StudyArrangement.objects.unvoided().filter(enrolment__student__in=ids)
        for arrangement in of_theirs.select_related("begun_by", "ended_by").order_by("valid_from"):
            arrangements[arrangement.enrolment_id].append(arrangement)
        owed = AcademicDebt.objects.unvoided().filter(enrolment__student__in=ids)
        for debt in owed.prefetch_related("attempts").order_by("pk"):
            debts[debt.enrolment_id].append(debt)
        completed = Completion.objects.filter(enrolment__student__in=ids, voided_by=None)
        for completion in completed.select_related("begun_by").order_by("on"):
            completions[completion.enrolment_id].append(completion)
    grades: dict[int, set[int | None]] = defaultdict(set)
    for year_id, grade in ClassGroup.objects.filter(HELD).values_list("academic_year_id", "grade").distinct():
        grades[year_id].add(grade)
    return State(named_students(ids), enrolments, memberships, Years.read(), grades, arrangements, debts, completions)


def lock_students(students: "Iterable[int] | QuerySet[Any]") -> None:
    """Two orders about one student take turns: the cards stay locked until the transaction ends."""
    rows = Student.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=students).order_by("pk")
    list(rows.values_list("pk", flat=True))


def level_of(grade: int | None) -> str:
    """primary, basic or secondary by the grade; "" where there is none."""
    return next((level for level, grades in GRADES_OF_LEVEL.items() if grade in grades), "")
