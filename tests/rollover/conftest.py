"""A school at the end of an academic year: classes, students in them, nobody moved on yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, ClassMembership, Enrolment
from tenant_apps.enrolment.programmes import BASIC_ENDS
from tenant_apps.people import services as people
from tenant_apps.people.models import Student
from tenant_apps.rollover import services
from tenant_apps.rollover.models import PlannedOutcome, RolloverPlan
from tenant_apps.rollover.outcomes import Outcome
from tests.factories import organisations
from tests.factories.marked import school_year

COORDINATOR = By(account_id=21, name="Координаторова К. К.")
ADMINISTRATOR = By(account_id=22, name="Сетевой А. А.")
REGADMIN = By(account_id=23, name="Регадминова Р. Р.")
NEXT = school_year()
BEGINS = date(NEXT.year - 1, 9, 1)
SURNAMES = ("Абрамова", "Белова", "Власова", "Гусева", "Дроздова", "Ершова", "Жукова", "Зимина", "Ильина", "Котова")


@pytest.fixture
def by() -> By:
    return COORDINATOR


@pytest.fixture
def inside(school: Organisation) -> Iterator[None]:
    """Within the school's door; handbooks are loaded."""
    with organisations.within(school, by=COORDINATOR):
        yield


@dataclass
class School:
    """The old year, its classes and students by the class's name."""

    year: AcademicYear
    classes: dict[str, ClassGroup] = field(default_factory=dict)
    students: dict[str, list[Student]] = field(default_factory=dict)


Build = Callable[..., School]


def build(sizes: dict[str, int]) -> School:
    """Within a door: a year with classes ("5А") of so many students each, admitted by orders."""
    year = enrolment.open_academic_year(valid_from=BEGINS, valid_to=NEXT, by=COORDINATOR)
    found = School(year)
    for name, size in sizes.items():
        parameters = enrolment.ClassParameters(grade=int(name[:-1]), letter=name[-1])
        group = found.classes[name] = enrolment.create_class(year_id=year.pk, parameters=parameters, by=COORDINATOR)
        found.students[name] = [
            a_student(f"{SURNAMES[n % 10]}{'аблвм'[n // 10] * (n // 10)}", name) for n in range(size)
        ]
        if size:
            admit(group, *found.students[name])
    return found


def a_student(surname: str, given_name: str) -> Student:
    return people.create_student(
        name=people.Name(surname, "Имя" + "абвгдежз"[len(given_name) % 8]),
        particulars={"sex": "female", "birth_date": date(NEXT.year - 11, 5, 6)}, by=COORDINATOR, insist=True,
    )  # fmt: skip


def admit(group: ClassGroup, *students: Student, on: date = BEGINS) -> None:
    lines = [enrolment.Line(student_id=one.pk, on=on, class_group_id=group.pk) for one in students]
    enrolment.admit_many(
        lines=lines, kind="admission", requisites=enrolment.Requisites(date=on), sign=True, insist=True, by=COORDINATOR
    )


@pytest.fixture
def a_school(inside: None) -> Build:
    """`a_school({"5А": 3, "9А": 2, "11А": 2})`."""
    return build


def decided(plan: RolloverPlan) -> RolloverPlan:
    """Of those who are not decided the ninth grade finishes, others leave: there is no class for them to go to."""
    for grade in set(plan.outcomes.filter(outcome=Outcome.UNDECIDED).values_list("grade", flat=True)):
        outcome = Outcome.FINISHED if grade == BASIC_ENDS else Outcome.LEAVES
        services.decide_for_many(
            plan_id=plan.pk, outcome=outcome, grade=grade, only=Outcome.UNDECIDED, reason="own_wish", by=COORDINATOR
        )
    return plan


def outcome_of(plan: RolloverPlan, student: Student) -> PlannedOutcome:
    return PlannedOutcome.objects.select_related("target").get(plan=plan, enrolment__student=student)


def class_on(student: Student, day: date) -> str | None:
    """The name of the student's class on a day; None: in none, or not enrolled."""
    rows = ClassMembership.objects.valid(day).filter(enrolment__student=student, enrolment__voided_by__isnull=True)
    return rows.values_list("class_group__name", flat=True).first()


def enrolled_on(day: date) -> int:
    return Enrolment.objects.valid(day).count()
