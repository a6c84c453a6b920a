"""Employees by name: the persons and posts behind the numbers of the staff. All stand within region(scope)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from region.contingent import counting
from region.contingent.narrowing import EVERYTHING, Filters, conditions
from region.staffing.composition import posts_of
from region.staffing.counters import RANK

from .queries import COUNTED_UP_TO, Number, containing

EMPLOYEES, POSTS = "employees", "posts"
"""Measures: each employee once in an organisation, by the post of the main place of work; or every post he holds."""

_COLUMNS = """organisation_id, organisation, municipality, post_id, employee_id, person_uid, surname, given_name,
           patronymic, birth_date, sex, post, kind, rate, education, qualification, main_subject"""
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
    """A post of an employee on a day. Names are empty where nothing gives ground to disclose them."""

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


def number(asked: Asked) -> Number:
    """How many rows the list has."""
    held, rows, parameters = _statement(asked)
    statement = f"{held} SELECT count(*) FROM (SELECT {rows} LIMIT %(limit)s) AS found"
    found = counting.read(statement, parameters | {"limit": COUNTED_UP_TO + 1})[0][0]
    return Number(min(found, COUNTED_UP_TO), found > COUNTED_UP_TO)


def employees(asked: Asked, *, order: str = "name", offset: int = 0, limit: int = 50) -> tuple[Employee, ...]:
    """A page of the list. `order`: one of ORDERS."""
    held, rows, parameters = _statement(asked)
    page = f"ORDER BY {ORDERS[order]}, organisation_id, post_id OFFSET %(offset)s LIMIT %(limit)s"
    statement = f"{held} SELECT {_COLUMNS} {rows} {page}"
    return tuple(Employee(*row) for row in counting.read(statement, parameters | {"offset": offset, "limit": limit}))


def _statement(asked: Asked) -> tuple[str, str, dict[str, Any]]:
    """What is held on the day; the rows of it that are asked for; parameters."""
    narrowed = conditions(asked.filters)
    name_has, parameters = containing(asked.text)
    codes = posts_of(asked.staff)
    where = "".join(f" AND {_CONDITIONS[name]}" for name, _code in asked.narrowed)
    where += "" if codes is None else " AND post = ANY(%(posts)s)"
    where += " AND rank < 2" if asked.listed else ""
    source = "held" if asked.measure == POSTS else _EACH_ONCE
    held = _HELD.format(places=counting.places("organisation", narrowed))
    asked_with = {**narrowed.parameters, **parameters, **dict(asked.narrowed), "on": asked.as_of, "posts": codes}
    return held, f"FROM {source} WHERE true{where}{name_has}", asked_with
