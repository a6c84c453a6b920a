"""A school with the shipped handbooks, an academic year with two classes, and cards of students."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

import pytest

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, Order
from tenant_apps.people import services as people
from tenant_apps.people.models import Student
from tests.factories import organisations

SECRETARY = By(account_id=11, name="Секретарёва С. С.")
FIRST_DAY = date(2025, 9, 1)
_numbers = count(1)


@pytest.fixture
def by() -> By:
    return SECRETARY


@pytest.fixture
def inside(school: Organisation) -> Iterator[None]:
    """Within the school's door; handbooks are loaded."""
    with organisations.within(school, by=SECRETARY):
        yield


@dataclass
class Year:
    year: AcademicYear
    following: AcademicYear
    fifth: ClassGroup
    other_fifth: ClassGroup
    sixth: ClassGroup


@pytest.fixture
def year(inside: None) -> Year:
    """2025/2026 with 5А (2 places) and 5Б, 2026/2027 with 6А."""
    this = services.open_academic_year(valid_from=FIRST_DAY, valid_to=date(2026, 9, 1), by=SECRETARY)
    following = services.open_academic_year(valid_from=date(2026, 9, 1), valid_to=date(2027, 9, 1), by=SECRETARY)

    def group(year: AcademicYear, grade: int, letter: str, capacity: int = 25) -> ClassGroup:
        parameters = services.ClassParameters(grade=grade, letter=letter, capacity=capacity)
        return services.create_class(year_id=year.pk, parameters=parameters, by=SECRETARY)

    return Year(this, following, group(this, 5, "А", 2), group(this, 5, "Б"), group(following, 6, "А"))


@pytest.fixture
def a_student() -> Callable[..., Student]:
    """Makes a card: `a_student()`, `a_student("Ёлкина", born=date(2014, 1, 5))`."""

    def make(surname: str = "", given_name: str = "Анна", born: date = date(2014, 5, 6)) -> Student:
        name = people.Name(
            surname or f"Тестова{'абвгдежзик'[next(_numbers) % 10] * (next(_numbers) % 7 + 1)}", given_name
        )
        return people.create_student(
            name=name, particulars={"sex": "female", "birth_date": born}, by=SECRETARY, insist=True
        )

    return make


Admit = Callable[..., Order]


@pytest.fixture
def admit(year: Year) -> Admit:
    """Admits students to a class by a signed order: `admit(anna, into=year.fifth)`."""

    def sign(
        *students: Student, into: ClassGroup | None = None, on: date = FIRST_DAY, grade: int | None = None
    ) -> Order:
        lines = [
            services.Line(student_id=one.pk, on=on, class_group_id=into.pk if into else None, grade=grade)
            for one in students
        ]
        return services.admit_many(
            lines=lines, kind="admission", requisites=services.Requisites(date=on), sign=True, by=SECRETARY
        )

    return sign
