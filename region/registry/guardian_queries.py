"""Legal representatives by name. All stand within region(scope)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from region.contingent import counting
from region.contingent.narrowing import EVERYTHING, Filters, conditions

from .queries import COUNTED_UP_TO, Number, containing

_ROWS = """
    FROM registry_regionguardian g JOIN place USING (organisation_id)
   WHERE g.valid_from <= %(on)s AND g.valid_to > %(on)s{name_has}
"""
_COLUMNS = """organisation_id, place.name, place.within, g.guardian_id, g.person_uid, g.surname, g.given_name,
           g.patronymic, g.children, g.additional"""
ORDERS: Mapping[str, str] = {
    "name": "search_key",
    "-name": "search_key DESC",
    "children": "children, search_key",
    "-children": "children DESC, search_key",
}


@dataclass(frozen=True, slots=True)
class Guardian:
    """A legal representative of whoever is enrolled on a day. `children`: with main enrolments; `additional`: others.

    Names are empty where he has not consented to be known above the organisation.
    """

    organisation_id: int
    organisation: str
    municipality: str
    guardian_id: int
    person_uid: UUID
    surname: str
    given_name: str
    patronymic: str
    children: int
    additional: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the list is narrowed to: places, and words that the name contains."""

    as_of: date
    filters: Filters = EVERYTHING
    text: str = ""


def number(asked: Asked) -> Number:
    """How many rows the list has."""
    head, rows, parameters = _statement(asked)
    statement = f"{head} SELECT count(*) FROM (SELECT {rows} LIMIT %(limit)s) AS found"
    found = counting.read(statement, parameters | {"limit": COUNTED_UP_TO + 1})[0][0]
    return Number(min(found, COUNTED_UP_TO), found > COUNTED_UP_TO)


def guardians(asked: Asked, *, order: str = "name", offset: int = 0, limit: int = 50) -> tuple[Guardian, ...]:
    """A page of the list. `order`: one of ORDERS."""
    head, rows, parameters = _statement(asked)
    statement = f"""{head} SELECT {_COLUMNS} {rows}
        ORDER BY {ORDERS[order]}, organisation_id, g.guardian_id OFFSET %(offset)s LIMIT %(limit)s"""
    return tuple(Guardian(*row) for row in counting.read(statement, parameters | {"offset": offset, "limit": limit}))


def _statement(asked: Asked) -> tuple[str, str, dict[str, Any]]:
    narrowed = conditions(asked.filters)
    name_has, parameters = containing(asked.text)
    head = f"WITH place AS MATERIALIZED ({counting.places('organisation', narrowed)})"
    rows = _ROWS.format(name_has=name_has)
    return head, rows, {**narrowed.parameters, **parameters, "on": asked.as_of}
