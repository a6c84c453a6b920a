"""Persons behind the numbers of the balance of movement: who came and who left, as the region knew them that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from region.contingent import counting
from region.contingent.movement_balance import (
    FROM_CLASS,
    STOOD_THEN,
    TO_CLASS,
    Asked,
    narrowed_parameters,
    narrowed_sql,
)
from region.contingent.narrowing import conditions

from .queries import Number, containing


@dataclass(frozen=True, slots=True, kw_only=True)
class Movers:
    """A balance's question narrowed to a class (0: in no class), a direction, a part of the name.

    Moves between classes (directions FROM_CLASS, TO_CLASS) are known of the organisations that are asked for.
    """

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
      FROM {moved} AS moved JOIN place USING (organisation_id)
           LEFT JOIN contingent_regionstudent s ON {stood}
     WHERE moved.happened_on BETWEEN %(first)s AND %(last)s AND moved.kind = %(measure)s{where}
"""
# As the balance of classes counts them: the pieces of an enrolment follow each other without gaps.
_BETWEEN_CLASSES = """(
    SELECT organisation_id, enrolment_id, kind, way.direction, way.day AS happened_on, grade, class_name, '' AS reason,
           '' AS destination, way.other AS counterpart, '' AS result
      FROM (SELECT organisation_id, enrolment_id, kind, grade, class_name, valid_from, valid_to,
                   lag(class_name) OVER pieces AS former, lead(class_name) OVER pieces AS following,
                   lag(enrolment_id) OVER pieces IS NOT NULL AND lag(class_id) OVER pieces IS DISTINCT FROM class_id
                       AS has_come,
                   lead(enrolment_id) OVER pieces IS NOT NULL AND lead(class_id) OVER pieces IS DISTINCT FROM class_id
                       AS goes_on
              FROM contingent_regionstudent
             WHERE organisation_id = ANY (%(organisations)s) AND envelope_id IS NULL AND kind = %(measure)s
            WINDOW pieces AS (PARTITION BY organisation_id, enrolment_id ORDER BY valid_from)) AS piece
           CROSS JOIN LATERAL (VALUES ('from_class', valid_from, former, has_come),
                                      ('to_class', valid_to, following, goes_on)) AS way(direction, day, other, is_move)
     WHERE way.is_move)"""
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
        places=counting.places("organisation", narrowed, since="eve"), select=select, where=where, stood=STOOD_THEN,
        moved=_BETWEEN_CLASSES if movers.direction in (FROM_CLASS, TO_CLASS) else "contingent_movement",
    )  # fmt: skip
    return statement, {
        **narrowed.parameters, **narrowed_parameters(asked), **parameters, "first": asked.first, "last": asked.last,
        "on": asked.last, "eve": asked.eve, "measure": asked.measure, "class_id": movers.class_id,
        "way": movers.direction,
    }  # fmt: skip
