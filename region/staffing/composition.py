"""What the staff is made of on a day, compared with another: education, categories, service, age, subjects.

Each person counts once, by the post of the main place of work. But for kinds of employment, external part-timers and
those on a civil contract are left out, as the forms do (ОО-1 3).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from region.contingent import counting
from region.contingent.figures import Level
from region.contingent.narrowing import EVERYTHING, Filters, conditions
from region.contingent.queries import check_is_counted
from region.feed.academic_years import begins_on, period_of
from region.feed.freshness import Freshness, freshness
from shared_apps.handbooks import queries as handbooks
from tenant_apps.people.service_years import AGE_FROM, SERVICE_FROM, age_on_new_year, band

HIGHEST = ("highest", "methodist", "mentor")
"""Categories that the forms count as the highest (F5)."""

YOUNG_BEFORE = 35
NOT_STATED = ""

_AS_OF = "period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s{posts}"
_COUNTED = """
    WITH place AS MATERIALIZED ({places}),
    counted AS MATERIALIZED (
        SELECT place.row, counter.dimension, counter.value, sum(counter.n) AS n, sum(counter.women) AS women
          FROM staffing_staffcounter counter JOIN place USING (organisation_id)
         WHERE {as_of}
         GROUP BY place.row, counter.dimension, counter.value)
"""
_DIMENSIONS = "SELECT dimension, value, sum(n)::int, sum(women)::int FROM counted GROUP BY dimension, value"
_ROWS = """
    SELECT row, coalesce(sum(n) FILTER (WHERE dimension = 'kind'), 0)::int,
           coalesce(sum(n) FILTER (WHERE dimension = 'qualification'), 0)::int,
           coalesce(sum(women) FILTER (WHERE dimension = 'qualification'), 0)::int,
           coalesce(sum(n) FILTER (WHERE dimension = 'education' AND rtrim(value, '+') = ANY(%(higher)s)), 0)::int,
           coalesce(sum(n) FILTER (WHERE dimension = 'qualification' AND value = ANY(%(highest)s)), 0)::int,
           coalesce(sum(n) FILTER (WHERE dimension = 'qualification' AND value = 'first'), 0)::int,
           coalesce(sum(n) FILTER (WHERE dimension = 'birth_year' AND value::int > %(young)s), 0)::int,
           coalesce(sum(n) FILTER (WHERE dimension = 'service' AND value = '0'), 0)::int
      FROM counted GROUP BY row
"""
_HEADS = "SELECT row, name, within, count(*)::int FROM place GROUP BY row, name, within"
_MOVEMENT = """
    WITH place AS MATERIALIZED ({places})
    SELECT direction, reason, sum(n)::int
      FROM staffing_staffmovement moved JOIN place USING (organisation_id)
     WHERE happened_on >= %(since)s AND happened_on <= %(on)s{posts}
     GROUP BY direction, reason
"""


@dataclass(frozen=True, slots=True)
class Persons:
    """Persons, and how many of them are women."""

    n: int = 0
    women: int = 0

    def __add__(self, other: "Persons") -> "Persons":
        return Persons(self.n + other.n, self.women + other.women)


NOBODY = Persons()


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A territory or an organisation. `employed`: everybody; the other numbers are of the staff list."""

    key: Any
    name: str
    within: str
    organisations: int
    employed: int
    listed: int
    women: int
    higher: int
    highest: int
    first: int
    young: int
    beginners: int


@dataclass(frozen=True, slots=True)
class Composition:
    """Of whatever the reader may see on a day. `dimensions`: dimension → value → persons, bands already made."""

    as_of: date
    dimensions: Mapping[str, Mapping[str, Persons]]
    rows: tuple[PlaceLine, ...] = ()
    movement: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def employed(self) -> Persons:
        """Everybody who holds a post, each once in an organisation."""
        return sum(self.dimensions.get("kind", {}).values(), NOBODY)

    @property
    def listed(self) -> Persons:
        """The staff list: without external part-timers and civil contracts."""
        return sum(self.dimensions.get("qualification", {}).values(), NOBODY)

    def of(self, dimension: str, *values: str) -> Persons:
        """Persons with one of the values."""
        found = self.dimensions.get(dimension, {})
        return sum((found.get(value, NOBODY) for value in values), NOBODY)

    def moved(self, direction: str) -> int:
        """Persons taken on, or let go, since the academic year began."""
        return sum(n for (way, _reason), n in self.movement.items() if way == direction)


def composition(
    *,
    as_of: date,
    before: date | None = None,
    rows: Level = "municipality",
    filters: Filters = EVERYTHING,
    staff: str = "",
    fresh: Freshness | None = None,
) -> tuple[Composition, Composition | None, Freshness]:
    """The composition on a day, and on the day compared with. `staff`: a category of staff, or "teachers".
    `fresh`: the freshness, if it was read already.

    :raises OutOfCountedTime: one of the days is not counted.
    """
    known = fresh or freshness()
    for day in (as_of, before or as_of):
        check_is_counted(day, known)
    narrowed = conditions(filters)
    codes = posts_of(staff)
    posts = "" if codes is None else " AND post = ANY(%(posts)s)"
    places = counting.places(rows, narrowed)
    counted = _COUNTED.format(places=places, as_of=_AS_OF.format(posts=posts))
    given = {"posts": codes, **narrowed.parameters}
    asked = given | _of_day(as_of)
    found = Composition(
        as_of=as_of,
        dimensions=_banded(counting.read(f"{counted} {_DIMENSIONS}", asked), as_of),
        rows=_lines(counting.read(f"{counted} {_ROWS}", asked), counting.read(f"{counted} {_HEADS}", asked)),
        movement={
            (direction, reason): n
            for direction, reason, n in counting.read(_MOVEMENT.format(places=places, posts=posts), asked)
        },
    )
    if before is None:
        return found, None, known
    former = counting.read(f"{counted} {_DIMENSIONS}", given | _of_day(before))
    return found, Composition(before, _banded(former, before)), known


def posts_of(staff: str) -> list[str] | None:
    """The codes of posts of a category; None: all of them. What counts as none of the region's ("") is an other."""
    if not staff:
        return None
    if staff == "teachers":
        return ["teacher"]
    codes = [entry.code for entry in handbooks.items("post") if entry.group == staff]
    return [*codes, ""] if staff == "other" else codes


def _of_day(day: date) -> dict[str, Any]:
    period = period_of(day)
    return {
        "on": day,
        "period": period,
        "since": begins_on(period),
        "higher": [entry.code for entry in handbooks.items("staff_education") if entry.group == "higher"],
        "highest": list(HIGHEST),
        "young": day.year - 1 - YOUNG_BEFORE,
    }


def _banded(rows: Iterable[tuple[Any, ...]], on: date) -> dict[str, dict[str, Persons]]:
    """Values by dimension; birth years become bands of age on 1 January."""
    found: dict[str, dict[str, Persons]] = {}
    for dimension, value, n, women in rows:
        name, key = dimension, value
        if dimension == "birth_year":
            name, key = "age", age_band(int(value), on)
        table = found.setdefault(name, {})
        table[key] = table.get(key, NOBODY) + Persons(n, women)
    return found


def age_band(birth_year: int, on: date) -> str:
    """The band of age on 1 January of the day's year, by the year of birth; "" where it is not known."""
    return str(band(max(0, age_on_new_year(birth_year, on)), AGE_FROM)) if birth_year else NOT_STATED


def _lines(counted: Iterable[tuple[Any, ...]], heads: Iterable[tuple[Any, ...]]) -> tuple[PlaceLine, ...]:
    numbers = {row[0]: row[1:] for row in counted}
    return tuple(
        PlaceLine(key, name or "", within or "", organisations, *numbers.get(key, (0,) * 8))
        for key, name, within, organisations in sorted(heads, key=lambda head: (not head[1], head[1] or ""))
    )


VALUES: Mapping[str, tuple[str, ...]] = {
    "age": tuple(str(begins) for begins in AGE_FROM),
    "service": tuple(str(begins) for begins in SERVICE_FROM),
    "teaching": tuple(str(begins) for begins in SERVICE_FROM),
}
"""The values of dimensions that no handbook names, in order."""
