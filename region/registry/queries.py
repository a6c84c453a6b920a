"""Restricted lists: persons above the organisations. Pages reach them through services.py, which logs each reading.

Call inside region(scope): row-level security narrows them to the reader's organisations.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from region.contingent import counting
from region.contingent.narrowing import EVERYTHING, Filters, conditions
from shared_apps.organisations.names import after_all
from tenant_apps.people.names import search_key

from .listing import RestrictedList, Source, chosen, containing, with_places
from .models import Reading

FOUND_AT_MOST = 200
"""So many persons a search shows; more of them mean that it asks for too little."""

_STUDENT_COLUMNS = """organisation_id, enrolment_id, student_id, person_uid, surname, given_name, patronymic,
           birth_date, sex, kind, level, grade, class_name, shift, form_of_study, is_on_leave,
           has_individual_plan, valid_from, valid_to"""
_FOUND = f"""
    SELECT {_STUDENT_COLUMNS}
      FROM (SELECT DISTINCT ON (organisation_id, enrolment_id) {_STUDENT_COLUMNS}, search_key
              FROM contingent_regionstudent WHERE {{where}}
             ORDER BY organisation_id, enrolment_id, valid_from DESC) AS found
     ORDER BY search_key, birth_date, organisation_id, enrolment_id LIMIT %(limit)s
"""
_PLACES = "SELECT organisation_id, name, within FROM ({places}) AS place"
_CLASS = "SELECT name FROM contingent_regionclass WHERE organisation_id = %(organisation)s AND class_id = %(class)s"

ORDERS: Mapping[str, str] = {
    "name": "search_key",
    "-name": "search_key DESC",
    "birth_date": "birth_date, search_key",
    "-birth_date": "birth_date DESC NULLS LAST, search_key",
    "class_name": "grade, class_name, search_key",
    "-class_name": "grade DESC, class_name DESC, search_key",
}
"""How a list of students may be sorted."""


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
    is_on_leave: bool
    has_individual_plan: bool
    valid_from: date
    valid_to: date

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a list of students is narrowed to: as the contingent is, and further to a class and a part of the name.

    `class_id` 0: in no class. `text`: words, each of which the name contains; ё = е.
    """

    as_of: date
    filters: Filters = EVERYTHING
    class_id: int | None = None
    text: str = ""


class StudentList(RestrictedList[Asked, Student]):
    """Students, as the contingent counts them.

    The places are read first, and their organisations stand in the condition one by one: so the planner knows how many.
    """

    what = "students"
    person = Student
    columns = _STUDENT_COLUMNS
    orders = ORDERS
    at_last = "organisation_id, enrolment_id"

    def source(self, asked: Asked) -> Source:
        narrowed = conditions(asked.filters)
        places = _places(asked.as_of, asked.filters)
        name_has, parameters = containing(asked.text)
        where = (
            f"valid_from <= %(on)s AND valid_to > %(on)s{_organisations(asked.filters)}{narrowed.students}{name_has}"
        )
        if asked.class_id is not None:
            where += " AND coalesce(class_id, 0) = %(class_id)s"
        parameters |= {"on": asked.as_of, "ids": list(places), "class_id": asked.class_id, **narrowed.parameters}
        return Source("", f"FROM contingent_regionstudent WHERE {where}", parameters, places)

    def said(self, asked: Asked) -> dict[str, Any]:
        return chosen(asked.filters, class_id=asked.class_id, text=asked.text)


LIST = StudentList()


def found(*, text: str, as_of: date | None, born: date | None = None) -> tuple[Student, ...]:
    """Students whose name begins with the text (surname first), FOUND_AT_MOST + 1 of them at most.

    :param as_of: None takes in those who have left, each enrolment as it was last.
    """
    name_is, parameters = _beginning(text)
    where = f"true{name_is}"
    if as_of is not None:
        where += " AND valid_from <= %(on)s AND valid_to > %(on)s"
    if born is not None:
        where += " AND birth_date = %(born)s"
    parameters |= {"on": as_of, "born": born, "limit": FOUND_AT_MOST + 1}
    rows = counting.read(_FOUND.format(where=where), parameters)
    places = _places(as_of or localdate(), EVERYTHING)
    return tuple(Student(*row) for row in with_places(rows, places))


def class_name(organisation_id: int, class_id: int) -> str | None:
    """The name of a class that the reader sees."""
    rows = counting.read(_CLASS, {"organisation": organisation_id, "class": class_id})
    return str(rows[0][0]) if rows else None


def readings(*, only_of: int | None = None) -> QuerySet[Reading]:
    """The journal of readings, the latest first, of all or of one account. Call inside shared()."""
    found = Reading.objects.order_by("-at", "-id")
    return found if only_of is None else found.filter(actor_id=only_of)


def narrowed_to(user: Any) -> int | None:
    """Whose readings a reader of the journal sees: the whole region's (None), or his own alone."""
    return None if user.scope.audience == "ministry" else int(user.account_id)


def _organisations(filters: Filters) -> str:
    return " AND organisation_id = ANY (%(ids)s::bigint[])" if conditions(filters).organisations else ""


def _places(on: date, filters: Filters) -> dict[int, tuple[str, str]]:
    """The organisations that the filters leave: id → name and municipality."""
    narrowed = conditions(filters)
    statement = _PLACES.format(places=counting.places("organisation", narrowed))
    return {key: (name, within) for key, name, within in counting.read(statement, {"on": on, **narrowed.parameters})}


def _beginning(text: str) -> tuple[str, dict[str, Any]]:
    """The condition that a name begins so, as two comparisons: under row-level security LIKE could use no index."""
    key = search_key(text)
    if not key:
        return "", {}
    end = after_all(key)
    if not end:
        return " AND search_key >= %(begin)s", {"begin": key}
    return " AND search_key >= %(begin)s AND search_key < %(end)s", {"begin": key, "end": end}


def readings_named(rows: QuerySet[Reading], text: str) -> QuerySet[Reading]:
    """Those by somebody, or with a purpose, that contains the text."""
    return rows.filter(Q(actor_name__icontains=text) | Q(purpose__icontains=text))
