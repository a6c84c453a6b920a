"""The balance of movement of a period, from the region's facts: start + in − out = end, for every place and class.

Both days belong to the period. A student on the way to another organisation has left: the contingent counts him where
he left, the balance of movement does not, and says how many there are. Call inside region(scope).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from region.feed.academic_years import period_of

from . import counting
from .figures import Level
from .narrowing import EVERYTHING, Filters, conditions
from .stages import ADDITIONAL, STAGES

IN, OUT = "in", "out"
FROM_CLASS, TO_CLASS = "from_class", "to_class"
"""Moves within an organisation: into a class from another one, and from it to another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A period and whose movement. `reason`: "in:abroad"; "not_stated" for a ground or a destination: there is none.

    `result`: of a year (results.py), "finished" or with its level "finished:basic", "finished:none".
    """

    first: date
    last: date
    filters: Filters = EVERYTHING
    measure: str = "main"
    reason: str = ""
    destination: str = ""
    result: str = ""

    @property
    def eve(self) -> date:
        return self.first - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlaceBalance:
    """Of a territory or an organisation. `came`, `went`: of those who arrived and left, by transfer in the region."""

    key: int | None
    name: str
    within: str
    organisations: int
    at_start: int
    arrived: int
    came: int
    left: int
    went: int
    at_end: int
    on_the_way: int

    @property
    def adds_up(self) -> bool:
        return self.at_start + self.arrived - self.left == self.at_end


@dataclass(frozen=True, slots=True)
class ClassBalance:
    """Of a class (key None: in no class). `came`, `went`: from and to other classes of the organisation."""

    key: int | None
    name: str
    year: str
    at_start: int
    arrived: int
    came: int
    left: int
    went: int
    at_end: int

    @property
    def adds_up(self) -> bool:
        return self.at_start + self.arrived + self.came - self.left - self.went == self.at_end


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many moved by one ground to one kind of destination."""

    direction: str
    reason: str
    destination: str
    students: int


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many of one ground a place, or a class, has."""

    key: int | None
    name: str
    within: str
    students: int


_MOVED = "happened_on BETWEEN %(first)s AND %(last)s AND kind = %(measure)s{organisations}"
_STOOD = """
    SELECT organisation_id, sum(n) AS n FROM contingent_stagecounter
     WHERE period = %(period_of_{day})s AND valid_from <= %({day})s AND valid_to > %({day})s
       AND stage = ANY (%(stages)s){organisations} GROUP BY 1
"""
_WAY = """
    SELECT organisation_id, count(*) FILTER (WHERE valid_from <= %(eve)s AND valid_to > %(eve)s) AS at_start,
           count(*) FILTER (WHERE valid_from <= %(last)s AND valid_to > %(last)s) AS at_end
      FROM contingent_regionstudent WHERE envelope_id IS NOT NULL AND kind = %(measure)s{organisations} GROUP BY 1
"""
_PLACES = """
    WITH place AS MATERIALIZED ({places}),
    moved AS (
        SELECT organisation_id, sum(n) FILTER (WHERE direction = 'in') AS arrived,
               sum(n) FILTER (WHERE direction = 'in' AND is_transfer) AS came,
               sum(n) FILTER (WHERE direction = 'out') AS gone,
               sum(n) FILTER (WHERE direction = 'out' AND is_transfer) AS went
          FROM contingent_movementcounter WHERE {moved} GROUP BY 1),
    started AS ({started}), ended AS ({ended}), way AS ({way})
    SELECT place.row, place.name, place.within, count(*),
           coalesce(sum(started.n), 0)::bigint - coalesce(sum(way.at_start), 0)::bigint,
           coalesce(sum(moved.arrived), 0)::bigint, coalesce(sum(moved.came), 0)::bigint,
           coalesce(sum(moved.gone), 0)::bigint, coalesce(sum(moved.went), 0)::bigint,
           coalesce(sum(ended.n), 0)::bigint - coalesce(sum(way.at_end), 0)::bigint,
           coalesce(sum(way.at_end), 0)::bigint
      FROM place LEFT JOIN moved USING (organisation_id) LEFT JOIN started USING (organisation_id)
           LEFT JOIN ended USING (organisation_id) LEFT JOIN way USING (organisation_id)
     GROUP BY 1, 2, 3 ORDER BY place.name = '', place.name, 1
"""
# The pieces of an enrolment follow each other without gaps; the way on to another organisation is no part of it.
_CLASSES = """
    WITH piece AS (
        SELECT enrolment_id, class_id, valid_from, valid_to, lag(enrolment_id) OVER pieces IS NULL AS is_first,
               lead(enrolment_id) OVER pieces IS NULL AS is_last, lag(class_id) OVER pieces AS former,
               lead(class_id) OVER pieces AS following
          FROM contingent_regionstudent
         WHERE organisation_id = %(organisation)s AND envelope_id IS NULL AND kind = %(measure)s
        WINDOW pieces AS (PARTITION BY enrolment_id ORDER BY valid_from)),
    counted AS (
        SELECT class_id,
               count(*) FILTER (WHERE valid_from <= %(eve)s AND valid_to > %(eve)s) AS at_start,
               count(*) FILTER (WHERE is_first AND valid_from BETWEEN %(first)s AND %(last)s) AS arrived,
               count(*) FILTER (WHERE NOT is_first AND former IS DISTINCT FROM class_id
                                  AND valid_from BETWEEN %(first)s AND %(last)s) AS came,
               count(*) FILTER (WHERE is_last AND valid_to BETWEEN %(first)s AND %(last)s) AS gone,
               count(*) FILTER (WHERE NOT is_last AND following IS DISTINCT FROM class_id
                                  AND valid_to BETWEEN %(first)s AND %(last)s) AS went,
               count(*) FILTER (WHERE valid_from <= %(last)s AND valid_to > %(last)s) AS at_end
          FROM piece WHERE valid_from <= %(last)s AND valid_to > %(eve)s GROUP BY class_id)
    SELECT n.class_id, coalesce(c.name, ''), coalesce(c.academic_year, ''), n.at_start, n.arrived, n.came, n.gone,
           n.went, n.at_end
      FROM counted n LEFT JOIN contingent_regionclass c
           ON c.organisation_id = %(organisation)s AND c.class_id = n.class_id
     ORDER BY c.academic_year NULLS LAST, c.grade NULLS FIRST, c.name
"""
_KINDS = """
    {head}SELECT direction, reason, destination, sum(n)::int FROM contingent_movementcounter WHERE {moved}{narrowed}
     GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2, 3
"""
STOOD_THEN = """s.organisation_id = moved.organisation_id AND s.enrolment_id = moved.enrolment_id
               AND s.envelope_id IS NULL
               AND s.valid_from <= moved.happened_on - (moved.direction IN ('out', 'to_class'))::int
               AND s.valid_to > moved.happened_on - (moved.direction IN ('out', 'to_class'))::int"""
"""SQL: the piece of an enrolment on the day of an arrival, or on the last day before a leaving; so between classes."""
_OF_A_KIND = """
    WITH place AS MATERIALIZED ({places})
    SELECT place.row, place.name, place.within, sum(moved.n)::int
      FROM (SELECT organisation_id, n FROM contingent_movementcounter WHERE {moved}{narrowed}) AS moved
           JOIN place USING (organisation_id)
     GROUP BY 1, 2, 3 ORDER BY 4 DESC, 2
"""
_OF_A_KIND_BY_CLASS = """
    SELECT s.class_id, coalesce(max(s.class_name), ''), '', count(*)
      FROM (SELECT * FROM contingent_movement WHERE organisation_id = %(organisation)s AND {moved}{narrowed}) AS moved
           LEFT JOIN contingent_regionstudent s ON {stood}
     GROUP BY 1 ORDER BY 4 DESC, 2
"""


def by_places(asked: Asked, rows: Level) -> tuple[PlaceBalance, ...]:
    """The balance of every territory or organisation seen. One statement."""
    narrowed = conditions(asked.filters)
    of = {"organisations": narrowed.organisations}
    statement = _PLACES.format(
        places=places_of(rows, asked), moved=_MOVED.format(**of), started=_STOOD.format(day="eve", **of),
        ended=_STOOD.format(day="last", **of), way=_WAY.format(**of),
    )  # fmt: skip
    return tuple(PlaceBalance(*row) for row in counting.read(statement, parameters_of(asked)))


def by_classes(asked: Asked) -> tuple[ClassBalance, ...]:
    """The balance of every class of one organisation. One statement."""
    return tuple(ClassBalance(*row) for row in counting.read(_CLASSES, parameters_of(asked)))


def by_kinds(asked: Asked) -> tuple[KindCount, ...]:
    """Arrivals and leavings by grounds and destinations, of everything asked for."""
    organisations = conditions(asked.filters).organisations
    head = f"WITH place AS MATERIALIZED ({places_of('organisation', asked)}) " if organisations else ""
    statement = _KINDS.format(head=head, moved=_MOVED.format(organisations=organisations), narrowed=narrowed_sql(asked))
    return tuple(KindCount(*row) for row in counting.read(statement, parameters_of(asked)))


def of_a_kind(asked: Asked, rows: Level) -> tuple[PlaceCount, ...]:
    """How many of the ground and the destination asked for each place, or each class of one organisation, has."""
    organisations = conditions(asked.filters).organisations
    if rows == "class":
        moved = _MOVED.format(organisations="")
        statement = _OF_A_KIND_BY_CLASS.format(moved=moved, narrowed=narrowed_sql(asked), stood=STOOD_THEN)
    else:
        moved = _MOVED.format(organisations=organisations)
        statement = _OF_A_KIND.format(places=places_of(rows, asked), moved=moved, narrowed=narrowed_sql(asked))
    return tuple(PlaceCount(*row) for row in counting.read(statement, parameters_of(asked)))


def total(rows: Sequence[PlaceBalance]) -> PlaceBalance:
    """What the rows add up to."""
    names = ("organisations", "at_start", "arrived", "came", "left", "went", "at_end", "on_the_way")
    return PlaceBalance(None, "", "", *(sum(getattr(row, name) for row in rows) for name in names))


def narrowed_sql(asked: Asked, table: str = "") -> str:
    """The conditions of a ground and a destination; `table`: an alias with its dot."""
    way = asked.reason.partition(":")[0]
    found = f" AND {table}direction = %(direction)s AND {table}reason = %(reason)s" if way else ""
    return found + (
        f" AND {table}direction = 'out' AND {table}destination = %(destination)s" if asked.destination else ""
    )


def narrowed_parameters(asked: Asked) -> dict[str, Any]:
    way, _colon, reason = asked.reason.partition(":")
    return {"direction": way, "reason": _code(reason), "destination": _code(asked.destination)}


def _code(asked: str) -> str:
    return "" if asked == "not_stated" else asked


def places_of(rows: Level, asked: Asked) -> str:
    """Those of the whole period: who was there when it began may be closed by its end, and has left through it."""
    return counting.places(rows, conditions(asked.filters), since="eve")


def parameters_of(asked: Asked) -> dict[str, Any]:
    is_additional = asked.measure == ADDITIONAL
    return {
        **conditions(asked.filters).parameters,
        **narrowed_parameters(asked),
        "first": asked.first,
        "last": asked.last,
        "eve": asked.eve,
        "on": asked.last,
        "period_of_eve": period_of(asked.eve),
        "period_of_last": period_of(asked.last),
        "stages": [stage.code for stage in STAGES.values() if (stage.kind == ADDITIONAL) == is_additional],
        "measure": asked.measure,
        "organisation": asked.filters.organisations[0] if asked.filters.organisations else None,
    }
