"""Restricted lists: persons above the organisations. Pages reach them through services.py, which logs each reading.

All stand within region(scope): row-level security narrows them to the reader's organisations.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from region.contingent import counting
from region.contingent.narrowing import EVERYTHING, Conditions, Filters, conditions
from shared_apps.organisations.names import search_key

from .models import Reading

COUNTED_UP_TO = 10_000
"""A list is counted no further: beyond that many, the number on the page it was opened from says it."""

# The places are read first, and their organisations stand in the condition one by one: so the planner knows how many.
_NUMBER = "SELECT count(*) FROM (SELECT FROM {table} WHERE {where} LIMIT %(limit)s) AS found"
_STUDENTS = """
    SELECT organisation_id, enrolment_id, student_id, person_uid, surname, given_name, patronymic, birth_date, sex,
           kind, level, grade, class_name, shift, form_of_study
      FROM contingent_regionstudent WHERE {where}
     ORDER BY search_key, organisation_id, enrolment_id OFFSET %(offset)s LIMIT %(limit)s
"""
_EMPLOYEES = """
    SELECT organisation_id, post_id, employee_id, person_uid, surname, given_name, patronymic, birth_date, sex, post,
           kind, rate
      FROM staffing_regionemployee WHERE {where}
     ORDER BY search_key, organisation_id, post_id OFFSET %(offset)s LIMIT %(limit)s
"""
_PLACES = "SELECT organisation_id, name, within FROM ({places}) AS place"


@dataclass(frozen=True, slots=True)
class Student:
    """A student as the region knows him on a day. Names are empty where nothing gives ground to disclose them."""

    organisation_id: int
    organisation: str
    municipality: str
    enrolment_id: int
    student_id: int
    person_uid: UUID
    surname: str
    given_name: str
    patronymic: str
    birth_date: date | None
    sex: str
    kind: str
    level: str
    grade: int | None
    class_name: str
    shift: int | None
    form_of_study: str

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


@dataclass(frozen=True, slots=True)
class Employee:
    """A post of an employee as the region knows it on a day."""

    organisation_id: int
    organisation: str
    municipality: str
    post_id: int
    employee_id: int
    person_uid: UUID
    surname: str
    given_name: str
    patronymic: str
    birth_date: date | None
    sex: str
    post: str
    kind: str
    rate: Any

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


@dataclass(frozen=True, slots=True)
class Students:
    """A page of a list, sorted by name. `number` is counted up to COUNTED_UP_TO; then `is_more` is true."""

    rows: tuple[Student, ...]
    number: int
    is_more: bool


def students(
    *, as_of: date, filters: Filters = EVERYTHING, text: str = "", offset: int = 0, limit: int = 50
) -> Students:
    """Students on a day, narrowed as the contingent is; `text` is how the name begins (surname first, ё = е)."""
    narrowed = conditions(filters)
    places = _places(as_of, narrowed)
    where, parameters = _where(as_of, narrowed, places, text, narrowed.students)
    of_number = _NUMBER.format(table="contingent_regionstudent", where=where)
    number = counting.read(of_number, parameters | {"limit": COUNTED_UP_TO + 1})[0][0]
    rows = counting.read(_STUDENTS.format(where=where), parameters | {"offset": offset, "limit": limit})
    shown = tuple(Student(row[0], *places.get(row[0], ("", "")), *row[1:]) for row in rows)
    return Students(shown, min(number, COUNTED_UP_TO), number > COUNTED_UP_TO)


def employees(
    *, as_of: date, filters: Filters = EVERYTHING, text: str = "", offset: int = 0, limit: int = 50
) -> tuple[Employee, ...]:
    """Posts of employees on a day; of the filters only those by organisation count."""
    narrowed = conditions(filters)
    places = _places(as_of, narrowed)
    where, parameters = _where(as_of, narrowed, places, text, "")
    rows = counting.read(_EMPLOYEES.format(where=where), parameters | {"offset": offset, "limit": limit})
    return tuple(Employee(row[0], *places.get(row[0], ("", "")), *row[1:]) for row in rows)


def _places(on: date, narrowed: Conditions) -> dict[int, tuple[str, str]]:
    """The organisations that the filters leave: id → name and municipality."""
    statement = _PLACES.format(places=counting.places("organisation", narrowed))
    return {key: (name, within) for key, name, within in counting.read(statement, {"on": on, **narrowed.parameters})}


def _where(
    on: date, narrowed: Conditions, places: dict[int, tuple[str, str]], text: str, persons: str
) -> tuple[str, dict[str, Any]]:
    name_is, parameters = _beginning(text)
    organisations = " AND organisation_id = ANY (%(ids)s::bigint[])" if narrowed.organisations else ""
    parameters |= {"on": on, "ids": list(places), **narrowed.parameters}
    return f"valid_from <= %(on)s AND valid_to > %(on)s{organisations}{persons}{name_is}", parameters


def readings() -> QuerySet[Reading]:
    """The journal of readings, the latest first. Stands within shared()."""
    return Reading.objects.order_by("-at", "-id")


def _beginning(text: str) -> tuple[str, dict[str, Any]]:
    """The condition that a name begins so, as two comparisons: under row-level security LIKE could use no index."""
    key = search_key(text)
    if not key:
        return "", {}
    return " AND search_key >= %(begin)s AND search_key < %(end)s", {
        "begin": key,
        "end": key[:-1] + chr(ord(key[-1]) + 1),
    }
