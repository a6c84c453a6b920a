"""The list of students on a day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment.queries import students
from tenant_apps.people import services as people
from tenant_apps.people.models import Student

from .conftest import FIRST_DAY, Admit, Year

OCTOBER = date(2025, 10, 6)
MakeStudent = Callable[..., Student]


def names(rows: object) -> list[str]:
    return [students.label(row) for row in rows]  # type: ignore[attr-defined]


def test_list_is_as_of_its_day(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    anna, vera = a_student("Антонова"), a_student("Белова")
    admit(anna, into=year.fifth)
    admit(vera, into=year.fifth, on=OCTOBER)

    assert names(students.students_on(FIRST_DAY, by=by)) == ["Антонова Анна"]
    assert names(students.students_on(OCTOBER, by=by)) == ["Антонова Анна", "Белова Анна"]
    assert names(students.students_on(FIRST_DAY, by=by, presence="absent")) == ["Белова Анна"]


def test_list_narrows_by_class_and_form(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    admit(a_student("Антонова"), into=year.fifth)
    admit(a_student("Белова"), into=year.other_fifth)
    admit(a_student("Громова"), grade=5)

    assert names(students.students_on(OCTOBER, by=by, class_id=year.fifth.pk)) == ["Антонова Анна"]
    assert names(students.students_on(OCTOBER, by=by, class_id=0)) == ["Громова Анна"]
    assert len(students.students_on(OCTOBER, by=by, grade=5, form="full_time")) == 3


def test_name_is_that_of_the_day_and_any_is_found(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    anna = a_student("Ёлкина")
    admit(anna, into=year.fifth)
    name = people.Name("Сидорова", "Анна")
    people.change_name(person_id=anna.person_id, name=name, since=OCTOBER, version=None, by=by)

    assert names(students.students_on(FIRST_DAY, by=by)) == ["Ёлкина Анна"]
    assert names(students.students_on(OCTOBER, by=by)) == ["Сидорова Анна"]
    later = students.students_on(OCTOBER, by=by)
    assert names(students.matching(later, "анн елк")) == ["Сидорова Анна"]
    assert names(students.matching(later, "ЕЛКИНА")) == ["Сидорова Анна"]
    assert names(students.matching(later, "иванова")) == []


@pytest.mark.parametrize("count", [1, 8])
def test_list_is_one_query(count: int, year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    admit(*[a_student() for _each in range(count)], into=year.other_fifth)

    with CaptureQueriesContext(connection) as queries:
        names(students.students_on(OCTOBER + timedelta(days=1), by=by))

    assert len(queries) == 1
