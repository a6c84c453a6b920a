"""Employees by name: the persons and posts behind the numbers of the staff. Call inside region(scope)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from region.contingent import counting
from region.contingent.narrowing import EVERYTHING, Filters, conditions
from region.staffing.composition import posts_of
from region.staffing.counters import RANK

from .listing import RestrictedList, Source, chosen, containing

EMPLOYEES, POSTS = "employees", "posts"
"""Measures: each employee once in an organisation, by the post of the main place of work; or every post he holds."""

_COLUMNS = """organisation_id, organisation, municipality, post_id, employee_id, person_uid, surname, given_name,
           patronymic, birth_date, sex, post, kind, rate, education, qualification, main_subject,
           is_on_the_way"""
_HELD = f"""
    WITH place AS MATERIALIZED ({{places}}),
    held AS (
        SELECT e.*, place.name AS organisation, place.within AS municipality, CASE e.kind {RANK} ELSE 2 END AS rank
          FROM staffing_regionemployee e JOIN place USING (organisation_id)
         WHERE e.valid_from <= %(on)s AND e.valid_to > %(on)s)
"""
_EACH_ONCE = """(SELECT DISTINCT ON (organisation_id, employee_id) * FROM held
                  ORDER BY organisation_id, employee_id, rank, post_id) AS person"""
_CONDITIONS = {
    "post": "post = %(post)s",
    "employment": "kind = %(employment)s",
    "education": "education = %(education)s",
    "qualification": "qualification = %(qualification)s",
    "subject": "main_subject = %(subject)s",
    "degree": "degree = %(degree)s",
}
ORDERS: Mapping[str, str] = {
    "name": "search_key",
    "-name": "search_key DESC",
    "birth_date": "birth_date, search_key",
    "-birth_date": "birth_date DESC NULLS LAST, search_key",
    "post": "post, search_key",
    "-post": "post DESC, search_key",
    "rate": "rate, search_key",
    "-rate": "rate DESC, search_key",
}
"""How the list may be sorted."""


@dataclass(frozen=True, slots=True)
class Employee:
    """A post of an employee on a day. Names are empty where nothing gives ground to disclose them.

    `is_on_the_way`: it has ended here and does not go on at the successor yet; he is counted here until then.
    """

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
    education: str
    qualification: str
    main_subject: str
    is_on_the_way: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a list of employees is narrowed to. `staff`: a category of posts, or "teachers".

    `narrowed`: names of _CONDITIONS → code, "" for not stated. `listed`: the staff list alone, without external
    part-timers and civil contracts. `text`: words, each of which the name contains; ё = е.
    """

    as_of: date
    filters: Filters = EVERYTHING
    measure: str = EMPLOYEES
    staff: str = ""
    narrowed: tuple[tuple[str, str], ...] = ()
    listed: bool = False
    text: str = ""


class EmployeeList(RestrictedList[Asked, Employee]):
    """Posts, or employees each once."""

    what = "employees"
    person = Employee
    columns = _COLUMNS
    orders = ORDERS
    at_last = "organisation_id, post_id"

    def source(self, asked: Asked) -> Source:
        narrowed = conditions(asked.filters)
        name_has, parameters = containing(asked.text)
        codes = posts_of(asked.staff)
        where = "".join(f" AND {_CONDITIONS[name]}" for name, _code in asked.narrowed)
        where += "" if codes is None else " AND post = ANY(%(posts)s)"
        where += " AND rank < 2" if asked.listed else ""
        rows = "held" if asked.measure == POSTS else _EACH_ONCE
        held = _HELD.format(places=counting.places("organisation", narrowed))
        asked_with = {**narrowed.parameters, **parameters, **dict(asked.narrowed), "on": asked.as_of, "posts": codes}
        return Source(held, f"FROM {rows} WHERE true{where}{name_has}", asked_with)

    def said(self, asked: Asked) -> dict[str, Any]:
        narrowed = dict(asked.narrowed)
        more = {"count": asked.measure, "staff": asked.staff, "listed": asked.listed, **narrowed}
        kept = {name: value for name, value in more.items() if value or name in narrowed}
        return chosen(asked.filters, text=asked.text) | kept


LIST = EmployeeList()
