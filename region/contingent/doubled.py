"""How many persons are counted twice on a day: with two main enrolments at once. An error of data, with that number.

The measure "students" counts each of their main enrolments (docs/architecture.md §6); this says how many persons that
concerns. Call inside region(scope). A person with one enrolment in the reader's organisations and the other
elsewhere counts here too.
"""

from dataclasses import dataclass
from datetime import date

from region.feed.freshness import Freshness, freshness

from . import counting
from .doubled_models import CountedTwice
from .figures import Level
from .narrowing import EVERYTHING, Filters, conditions
from .queries import check_is_counted

_STANDS = "measure = %(measure)s AND valid_from <= %(on)s AND valid_to > %(on)s"
_TOTAL = f"""
    SELECT count(DISTINCT person) FILTER (WHERE is_confirmed), count(DISTINCT person) FILTER (WHERE NOT is_confirmed)
      FROM contingent_countedtwice WHERE {_STANDS}{{organisations}}
"""
_ROWS = f"""
    WITH place AS MATERIALIZED ({{places}})
    SELECT place.row, place.name, place.within, count(DISTINCT organisation_id),
           count(DISTINCT person) FILTER (WHERE is_confirmed), count(DISTINCT person) FILTER (WHERE NOT is_confirmed)
      FROM contingent_countedtwice JOIN place USING (organisation_id) WHERE {_STANDS}
     GROUP BY GROUPING SETS ((place.row, place.name, place.within), ())
     ORDER BY 5 DESC, 6 DESC, 2
"""


@dataclass(frozen=True, slots=True)
class Doubled:
    """Persons. `confirmed`: certainly counted twice; `proposed`: perhaps, a human has not decided yet."""

    confirmed: int
    proposed: int

    def __bool__(self) -> bool:
        return bool(self.confirmed or self.proposed)


@dataclass(frozen=True, slots=True)
class DoubledLine:
    """A municipality or an organisation in which somebody is counted twice. Lines do not add up to the total: whoever
    is counted in two places stands in both."""

    key: int
    name: str
    within: str
    organisations: int
    confirmed: int
    proposed: int


@dataclass(frozen=True, slots=True)
class DoubledPlaces:
    """What a page of doubled contingent shows."""

    as_of: date
    freshness: Freshness
    total: Doubled
    rows: tuple[DoubledLine, ...]


def doubled(as_of: date, filters: Filters = EVERYTHING) -> Doubled:
    """Students with two main enrolments on a day. Filters of students narrow nothing: they are of no one enrolment."""
    narrowed = conditions(filters)
    head = f"WITH place AS MATERIALIZED ({counting.places('organisation', narrowed)})" if narrowed.organisations else ""
    statement = head + _TOTAL.format(organisations=narrowed.organisations)
    parameters = {**narrowed.parameters, "on": as_of, "measure": CountedTwice.Measure.STUDENT}
    return Doubled(*counting.read(statement, parameters)[0])


def doubled_places(
    *, as_of: date, rows: Level, measure: str, filters: Filters = EVERYTHING, fresh: Freshness | None = None
) -> DoubledPlaces:
    """Where they are. One query, and one of freshness unless it is given.

    :raises OutOfCountedTime: no counters reach that day.
    """
    fresh = fresh or freshness()
    check_is_counted(as_of, fresh)
    narrowed = conditions(filters)
    statement = _ROWS.format(places=counting.places(rows, narrowed))
    found = counting.read(statement, {**narrowed.parameters, "on": as_of, "measure": measure})
    total = next((Doubled(*row[4:]) for row in found if row[0] is None), Doubled(0, 0))
    return DoubledPlaces(as_of, fresh, total, tuple(DoubledLine(*row) for row in found if row[0] is not None))
