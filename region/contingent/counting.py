"""The statements behind the contingent, and their raw sums: each reads one academic year of counters by one index."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from region.feed.academic_years import period_of
from shared_apps.organisations.territory_queries import AUTHORITIES_ON, MUNICIPALITIES_ON

from .figures import SCHOOL_LEVELS, Classes, Count
from .narrowing import Conditions, Filters, conditions
from .stages import ADDITIONAL, STAGES, Stage

Key = str | int | None
Counted = Literal["everywhere", "rows", "nowhere"]
Part = Literal["all", "places", "cells"]
DIMENSIONS = ("level", "grade", "sex", "birth_year", "shift", "form", "kind", "locality")
SEATED = ("level", "grade", "shift", "form", "kind", "locality", "row")  # tables in which classes make sense

# Freshness is under row-level security: joined to it, the places are those of organisations the reader sees.
_PLACES = """
    SELECT period.organisation_id, period.kind, period.locality, {row} AS row, {name} AS name, {within} AS within
      FROM organisations_organisationperiod period
           JOIN feed_freshness seen ON seen.organisation_id = period.organisation_id
           {join}
     WHERE period.valid_from <= %(on)s AND period.valid_to > %({since})s{last}{places}
"""
_LAST_OF_SEVERAL = """
       AND NOT EXISTS (SELECT FROM organisations_organisationperiod later
                        WHERE later.organisation_id = period.organisation_id
                          AND later.valid_from > period.valid_from AND later.valid_from <= %(on)s)"""
_ROWS = {
    "municipality": {
        "row": "period.municipality_id",
        "name": "territory.name",
        "within": "''",
        "join": f"JOIN {MUNICIPALITIES_ON} territory ON territory.id = period.municipality_id",
    },
    "authority": {
        "row": "period.authority_id",
        "name": "coalesce(territory.short_name, '')",
        "within": "''",
        "join": f"LEFT JOIN {AUTHORITIES_ON} territory ON territory.id = period.authority_id",
    },
    "organisation": {
        "row": "period.organisation_id",
        "name": "period.short_name",
        "within": "territory.name",
        "join": f"JOIN {MUNICIPALITIES_ON} territory ON territory.id = period.municipality_id",
    },
}
_AS_OF = "period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s"
# One row of an answer: what, table, row, text, stage, three measures, grade, birth year, shift, within.
_HEADS = """
    SELECT 'head', 'row', row, name, NULL::smallint, count(*), NULL::bigint, NULL::bigint,
           NULL::smallint, NULL::smallint, NULL::smallint, within
      FROM place GROUP BY row, name, within
"""
# Added up by all three at once first: sets of groups of many rows cost twice that.
_BY_PLACE = """
    SELECT '{what}',
           CASE WHEN grouping(placed.row) = 0 THEN 'row' WHEN grouping(placed.kind) = 0 THEN 'kind' ELSE 'locality' END,
           placed.row, coalesce(placed.kind, placed.locality), placed.stage, sum(placed.a)::bigint,
           sum(placed.b)::bigint, sum(placed.c)::bigint, NULL::smallint, NULL::smallint, NULL::smallint, NULL::text
      FROM (SELECT place.row, place.kind, place.locality, counted.stage, {a} AS a, {b} AS b, {c} AS c
              FROM {counted} LEFT JOIN place USING (organisation_id)
             GROUP BY place.row, place.kind, place.locality, counted.stage) AS placed
     GROUP BY GROUPING SETS ((placed.row, placed.stage), (placed.kind, placed.stage), (placed.locality, placed.stage))
"""
_BY_CELL = """
    SELECT '{what}', 'cell', NULL::bigint, cell.form_of_study, cell.stage,
           counted.a::bigint, counted.b::bigint, NULL::bigint, cell.grade, cell.birth_year, cell.shift, NULL::text
      FROM {counted} JOIN contingent_cell cell ON cell.id = counted.cell_id
"""
# Of a stage an organisation has one row a day; of cells many, added up before they are joined.
_STAGES = "(SELECT * FROM contingent_stagecounter WHERE {as_of}{organisations}{narrowed}) AS counted"
_CELLS_BY_STAGE = """(
    SELECT organisation_id, stage, sum(n) AS n, sum(male) AS male, sum(female) AS female
      FROM contingent_counter WHERE {as_of}{organisations}{narrowed} GROUP BY organisation_id, stage) AS counted"""
_CELLS = """(
    SELECT cell_id, sum({n}) AS a, NULL::bigint AS b
      FROM contingent_counter WHERE {as_of}{organisations}{narrowed} GROUP BY cell_id) AS counted"""
# Both days of one academic year in one scan, because the scan is the cost. It reads the rows that overlap the time from
# the earlier day to the later one. Those that still run on the later day count for it; those that had begun by the
# earlier day count for that one.
_CELLS_OF_TWO_DAYS = """(
    SELECT cell_id, sum({n}) FILTER (WHERE {on_the_day}) AS a, sum({n}) FILTER (WHERE {on_the_other}) AS b
      FROM contingent_counter
     WHERE period = %(period)s AND valid_from <= %(later)s AND valid_to > %(earlier)s{narrowed}
     GROUP BY cell_id) AS counted"""
_CLASSES = """
    class AS MATERIALIZED (
        SELECT organisation_id, stage, cell_id, sum(classes) AS a, sum(units) AS b
          FROM contingent_classcounter WHERE {as_of}{organisations}{narrowed}
         GROUP BY GROUPING SETS ((organisation_id, stage), (cell_id)))
"""
# Of classes alone by rows half the work is enough.
_CLASSES_BY_ROW = """
    SELECT 'class', 'row', place.row, NULL::text, counted.stage, sum(counted.classes)::bigint,
           sum(counted.units)::bigint, NULL::bigint, NULL::smallint, NULL::smallint, NULL::smallint, NULL::text
      FROM (SELECT * FROM contingent_classcounter WHERE {as_of}{organisations}{narrowed}) AS counted
           LEFT JOIN place USING (organisation_id)
     GROUP BY place.row, counted.stage
"""
# organisation_id IS NOT NULL, not cell_id IS NULL: so the planner expects many rows, and hashes them
_CLASSES_OF_ORGANISATIONS = "(SELECT * FROM class WHERE organisation_id IS NOT NULL) AS counted"


@dataclass(frozen=True, slots=True)
class Head:
    """A row's name, what it lies within, and how many organisations it holds."""

    name: str
    within: str
    organisations: int


class Sums:
    """Raw sums of one day, by table ("row" or a dimension) and key."""

    def __init__(self, *, of_places: bool = False) -> None:
        """`of_places`: no cells are read, and levels come from the totals of places."""
        self.of_places = of_places
        self.heads: dict[Key, Head] = {}
        self.counts: dict[str, defaultdict[Key, list[int]]] = {
            table: defaultdict(lambda: [0, 0]) for table in (*DIMENSIONS, "row")
        }
        self.levels: defaultdict[Key, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._seats: dict[str, defaultdict[tuple[Key, bool], list[int]]] = {
            table: defaultdict(lambda: [0, 0, 0]) for table in SEATED
        }

    def count(self, table: str, key: Key) -> Count:
        """Students and additional enrolments of a key."""
        found = self.counts[table].get(key)
        return Count(*found) if found else Count()

    def classes(self, table: str, key: Key, *, of_schools: bool) -> Classes:
        """Classes of schools, or groups of kindergartens and centres, of a key."""
        found = self._seats[table].get((key, of_schools))
        return Classes(*found) if found else Classes()

    def keys_of_classes(self, table: str) -> set[Key]:
        """The keys that have classes or students in classes."""
        return {key for key, _of_schools in self._seats[table]}

    def add(self, rows: Iterable[tuple[Any, ...]], earlier: "Sums | None" = None) -> None:
        """Take what the statement returned; the second number of a cell belongs to `earlier`, if that is given."""
        for what, table, row, text, code, a, b, c, grade, birth_year, shift, within in rows:
            if what == "head":
                self.heads[row] = Head(name=text, within=within, organisations=a)
                continue
            stage = STAGES[code]
            if table == "cell":
                keys: tuple[tuple[str, Key], ...]
                keys = (("level", stage.level), ("grade", grade), ("shift", shift), ("form", text))
                if what == "class":
                    self._classes(keys, stage, a, b)
                    continue
                keys = (*keys, ("birth_year", birth_year))
                if a:
                    self._students(keys, stage, a)
                if b and earlier is not None:
                    earlier._students(keys, stage, b)
            elif what == "class":
                self._classes(((table, row if table == "row" else text or ""),), stage, a, b)
            else:
                self._students(((table, row if table == "row" else text or ""),), stage, a)
                if table == "row":
                    self.levels[row][stage.level] += a
                elif table == "locality":
                    self._sexes(stage, a, b, c)
                    if self.of_places:
                        self._students((("level", stage.level),), stage, a)

    def _students(self, keys: Iterable[tuple[str, Key]], stage: Stage, n: int) -> None:
        for table, key in keys:
            self.counts[table][key][stage.kind == ADDITIONAL] += n
            if stage.is_placed and table in self._seats:
                self._seats[table][key, stage.level in SCHOOL_LEVELS][2] += n

    def _classes(self, keys: Iterable[tuple[str, Key]], stage: Stage, classes: int, units: int) -> None:
        for table, key in keys:
            seats = self._seats[table][key, stage.level in SCHOOL_LEVELS]
            seats[0] += classes
            seats[1] += units

    def _sexes(self, stage: Stage, n: int, male: int, female: int) -> None:
        """Every organisation lies in one locality, if only in the unnamed one."""
        for sex, number in (("male", male), ("female", female), ("", n - male - female)):
            if number:
                self.counts["sex"][sex][stage.kind == ADDITIONAL] += number


def count(
    on: date,
    rows: str,
    filters: Filters,
    *,
    classes: Counted = "everywhere",
    before: date | None = None,
    part: Part = "all",
) -> tuple[Sums, Sums | None]:
    """The sums of one day, or of two; each day is one statement. `classes`: in which tables they are counted.

    Totals of organisations come from `StageCounter`; `Counter` is read for what it alone knows: dimensions by cell,
    and totals where a filter is by cell. Two days of one academic year share its scan. `part`: "places" leaves out
    the dimensions by cell, "cells" leaves out all else.
    """
    narrowed = conditions(filters)
    now, earlier = Sums(of_places=part == "places"), Sums(of_places=part == "places") if before else None
    other = before or on
    together = before is not None and period_of(before) == period_of(on) and not narrowed.organisations
    parameters = {
        "on": on,
        "earlier": min(on, other),
        "later": max(on, other),
        "period": period_of(on),
        **narrowed.parameters,
    }
    cells = "" if part == "places" else _of_two_days(on, other) if together else _CELLS
    with_places = part != "cells"
    statement = _statement(
        rows, narrowed, cells=cells, classes=classes, with_heads=with_places, with_places=with_places
    )
    now.add(read(statement, parameters), earlier)
    if earlier is not None and (with_places or not together):
        cells = "" if together or part == "places" else _CELLS
        then = parameters | {"on": other, "period": period_of(other)}
        earlier.add(read(_statement(rows, narrowed, cells=cells, with_places=with_places), then))
        if earlier.counts["row"].keys() - now.heads.keys() - {None}:  # rare: rows that were there then alone
            earlier.add(read(f"WITH place AS MATERIALIZED ({places(rows, narrowed)}) {_HEADS}", then))
    return now, earlier


def _of_two_days(on: date, other: date) -> str:
    days = ("valid_to > %(later)s", "valid_from <= %(earlier)s")
    on_the_day, on_the_other = days if on >= other else reversed(days)
    return _CELLS_OF_TWO_DAYS.replace("{on_the_day}", on_the_day).replace("{on_the_other}", on_the_other)


def _statement(
    rows: str,
    narrowed: Conditions,
    *,
    cells: str,
    classes: Counted = "nowhere",
    with_heads: bool = False,
    with_places: bool = True,
) -> str:
    where = {"as_of": _AS_OF, "organisations": narrowed.organisations}
    stages = _CELLS_BY_STAGE.format(narrowed=narrowed.counters, **where)
    if narrowed.stage_counters is not None:
        stages = _STAGES.format(narrowed=narrowed.stage_counters, **where)
    sums = {
        name: f"sum({narrowed.measures[measure]})" for name, measure in (("a", "n"), ("b", "male"), ("c", "female"))
    }
    before = f"place AS MATERIALIZED ({places(rows, narrowed)})"
    parts = [_HEADS] if with_heads else []
    if with_places:
        parts.append(_BY_PLACE.format(what="student", counted=stages, **sums))
    if cells:
        counted = cells.format(n=narrowed.measures["n"], narrowed=narrowed.counters, **where)
        parts.append(_BY_CELL.format(what="student", counted=counted))
    if classes == "rows":
        parts.append(_CLASSES_BY_ROW.format(narrowed=narrowed.class_counters, **where))
    elif classes == "everywhere":
        before += f", {_CLASSES.format(narrowed=narrowed.class_counters, **where)}"
        sums = {"a": "sum(counted.a)", "b": "sum(counted.b)", "c": "NULL::bigint"}
        parts.append(_BY_PLACE.format(what="class", counted=_CLASSES_OF_ORGANISATIONS, **sums))
        parts.append(_BY_CELL.format(what="class", counted="class AS counted"))
    return f"WITH {before} {' UNION ALL '.join(parts)}"


def places(rows: str, narrowed: Conditions, *, since: str = "on") -> str:
    """SQL: the organisations seen on %(on)s, with the row of the table that each belongs to.

    `since`: the parameter with another day; then also those that were closed after it, at the place they had last.
    """
    last = "" if since == "on" else _LAST_OF_SEVERAL
    return _PLACES.format(**_ROWS[rows], places=narrowed.places, since=since, last=last)


def read(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
