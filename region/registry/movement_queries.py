"""Persons behind the numbers of the balance of movement: who came and who left, as the region knew them that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from region.contingent import counting
from region.contingent.movement_balance import STOOD_THEN, Asked, narrowed_parameters, narrowed_sql
from region.contingent.narrowing import conditions

from .queries import Number, containing


@dataclass(frozen=True, slots=True, kw_only=True)
class Movers:
    """A balance's question narrowed to a class (0: in no class), a direction, a part of the name."""

    asked: Asked
    class_id: int | None = None
    direction: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mover:
    """A student who came or left. Names are empty where nothing gives ground to disclose them."""

    organisation: str
    municipality: str
    direction: str
    on: date
    surname: str
    given_name: str
    patronymic: str
    birth_date: date | None
    class_name: str
    reason: str
    destination: str
    counterpart: str
    result: str


_FROM = """
    WITH place AS MATERIALIZED ({places})
    {select}
      FROM contingent_movement moved JOIN place USING (organisation_id)
           LEFT JOIN contingent_regionstudent s ON {stood}
     WHERE moved.happened_on BETWEEN %(first)s AND %(last)s AND moved.kind = %(measure)s{where}
"""
_COLUMNS = """SELECT place.name, place.within, moved.direction, moved.happened_on, coalesce(s.surname, ''),
           coalesce(s.given_name, ''), coalesce(s.patronymic, ''), s.birth_date, moved.class_name, moved.reason,
           moved.destination, moved.counterpart, moved.result"""
ORDERS: Mapping[str, str] = {
    "on": "moved.happened_on, s.search_key",
    "-on": "moved.happened_on DESC, s.search_key",
    "name": "s.search_key, moved.happened_on",
    "-name": "s.search_key DESC, moved.happened_on",
    "class_name": "moved.grade, moved.class_name, s.search_key",
    "-class_name": "moved.grade DESC, moved.class_name DESC, s.search_key",
}


def number(movers: Movers) -> Number:
    """How many there are."""
    statement, parameters = _statement(movers, "SELECT count(*)")
    return Number(counting.read(statement, parameters)[0][0], is_more=False)


def persons(movers: Movers, *, order: str = "on", offset: int = 0, limit: int = 50) -> tuple[Mover, ...]:
    """A page of the list. `order`: one of ORDERS."""
    statement, parameters = _statement(movers, _COLUMNS)
    statement += (
        f" ORDER BY {ORDERS[order]}, moved.organisation_id, moved.enrolment_id OFFSET %(offset)s LIMIT %(limit)s"
    )
    return tuple(Mover(*row) for row in counting.read(statement, parameters | {"offset": offset, "limit": limit}))


def _statement(movers: Movers, select: str) -> tuple[str, dict[str, object]]:
    asked = movers.asked
    narrowed = conditions(asked.filters)
    name_has, parameters = containing(movers.text)
    where = narrowed_sql(asked, "moved.") + name_has
    if movers.class_id is not None:
        where += " AND coalesce(s.class_id, 0) = %(class_id)s"
    if movers.direction:
        where += " AND moved.direction = %(way)s"
    statement = _FROM.format(
        places=counting.places("organisation", narrowed, since="eve"), select=select, where=where, stood=STOOD_THEN
    )
    return statement, {
        **narrowed.parameters, **narrowed_parameters(asked), **parameters, "first": asked.first, "last": asked.last,
        "on": asked.last, "eve": asked.eve, "measure": asked.measure, "class_id": movers.class_id,
        "way": movers.direction,
    }  # fmt: skip
