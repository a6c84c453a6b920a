"""Persons behind the numbers of the balance of movement: who came and who left, as the region knew them that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

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
from region.contingent.results import RESULT, result_parameters, result_sql

from .listing import RestrictedList, Source, chosen, containing


@dataclass(frozen=True, slots=True, kw_only=True)
class Movers:
    """A balance's question narrowed to a class (0: in no class), a direction, a part of the name.

    Moves between classes (directions FROM_CLASS, TO_CLASS) are known of the organisations that are asked for.
    """

    asked: Asked
    class_id: int | None = None
    direction: str = ""
    text: str = ""

    @property
    def as_of(self) -> date:
        """The last day of the period."""
        return self.asked.last

    @property
    def is_of_results(self) -> bool:
        """Whether results of a year are asked for, not movement."""
        return bool(self.asked.result) or self.direction == RESULT


@dataclass(frozen=True, slots=True)
class Mover:
    """A student who came or left, or whose year ended. Names are empty where nothing gives ground to disclose them."""

    organisation_id: int
    organisation: str
    municipality: str
    enrolment_id: int
    person_uid: UUID
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


_ROWS = """
      FROM {moved} AS moved JOIN place USING (organisation_id)
           LEFT JOIN contingent_regionstudent s ON {stood}
     WHERE moved.happened_on BETWEEN %(first)s AND %(last)s AND moved.kind = %(measure)s{where}
"""
# As the balance of classes counts them: the pieces of an enrolment follow each other without gaps.
_BETWEEN_CLASSES = """(
    SELECT organisation_id, enrolment_id, person_uid, kind, way.direction, way.day AS happened_on, grade, class_name,
           '' AS reason, '' AS destination, way.other AS counterpart, '' AS result
      FROM (SELECT organisation_id, enrolment_id, person_uid, kind, grade, class_name, valid_from, valid_to,
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
_RESULTS = """(
    SELECT *, 'result' AS direction, '' AS reason, '' AS destination, '' AS counterpart FROM contingent_yearresult)"""
_COLUMNS = """moved.organisation_id, place.name, place.within, moved.enrolment_id, moved.person_uid, moved.direction,
           moved.happened_on, coalesce(s.surname, ''), coalesce(s.given_name, ''), coalesce(s.patronymic, ''),
           s.birth_date, moved.class_name, moved.reason, moved.destination, moved.counterpart, moved.result"""
ORDERS: Mapping[str, str] = {
    "on": "moved.happened_on, s.search_key",
    "-on": "moved.happened_on DESC, s.search_key",
    "name": "s.search_key, moved.happened_on",
    "-name": "s.search_key DESC, moved.happened_on",
    "class_name": "moved.grade, moved.class_name, s.search_key",
    "-class_name": "moved.grade DESC, moved.class_name DESC, s.search_key",
}


class MoverList(RestrictedList[Movers, Mover]):
    """Those who came and left, between which classes they moved, and how the year ended for them."""

    what = "movement"
    person = Mover
    columns = _COLUMNS
    orders = ORDERS
    order = "on"
    at_last = "moved.organisation_id, moved.enrolment_id"

    def source(self, movers: Movers) -> Source:
        asked = movers.asked
        narrowed = conditions(asked.filters)
        name_has, parameters = containing(movers.text)
        where = narrowed_sql(asked, "moved.") + result_sql(asked, "moved.") + name_has
        if movers.class_id is not None:
            where += f" AND coalesce({'moved' if movers.is_of_results else 's'}.class_id, 0) = %(class_id)s"
        if movers.direction:
            where += " AND moved.direction = %(way)s"
        moved = "contingent_movement"
        if movers.is_of_results:
            moved = _RESULTS
        elif movers.direction in (FROM_CLASS, TO_CLASS):
            moved = _BETWEEN_CLASSES
        head = f"WITH place AS MATERIALIZED ({counting.places('organisation', narrowed, since='eve')})"
        rows = _ROWS.format(where=where, stood=STOOD_THEN, moved=moved)
        return Source(head, rows, {
            **narrowed.parameters, **narrowed_parameters(asked), **result_parameters(asked), **parameters,
            "first": asked.first, "last": asked.last, "on": asked.last, "eve": asked.eve, "measure": asked.measure,
            "class_id": movers.class_id, "way": movers.direction,
        })  # fmt: skip

    def tells(self, movers: Movers) -> tuple[str, ...]:
        return ("result",) if movers.is_of_results else ()

    def said(self, movers: Movers) -> dict[str, Any]:
        asked = movers.asked
        more = {
            "since": asked.first.isoformat(), "kinds": [asked.measure], "way": movers.direction,
            "ground": asked.reason, "destination": asked.destination, "result": asked.result,
        }  # fmt: skip
        kept = {name: value for name, value in more.items() if value}
        return chosen(asked.filters, class_id=movers.class_id, text=movers.text) | kept


LIST = MoverList()
