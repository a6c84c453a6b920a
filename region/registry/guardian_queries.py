"""Legal representatives by name. Call inside region(scope)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from region.contingent import counting
from region.contingent.narrowing import EVERYTHING, Filters, conditions

from .listing import RestrictedList, Source, chosen, containing

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


class GuardianList(RestrictedList[Asked, Guardian]):
    """Whose they are stays in the organisation."""

    what = "guardians"
    person = Guardian
    columns = _COLUMNS
    orders = ORDERS
    at_last = "organisation_id, g.guardian_id"

    def source(self, asked: Asked) -> Source:
        narrowed = conditions(asked.filters)
        name_has, parameters = containing(asked.text)
        head = f"WITH place AS MATERIALIZED ({counting.places('organisation', narrowed)})"
        rows = _ROWS.format(name_has=name_has)
        return Source(head, rows, {**narrowed.parameters, **parameters, "on": asked.as_of})

    def said(self, asked: Asked) -> dict[str, Any]:
        return chosen(asked.filters, text=asked.text)


LIST = GuardianList()
