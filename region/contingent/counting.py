"""The statements behind the contingent, and their raw sums: each reads one academic year of counters by one index."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from region.feed.academic_years import period_of

from .figures import SCHOOL_LEVELS, Classes, Count
from .narrowing import Conditions, Filters, conditions
from .stages import ADDITIONAL, STAGES

Key = str | int | None
DIMENSIONS = ("level", "grade", "sex", "birth_year", "shift", "form", "kind", "locality")
SEATED = ("level", "grade", "shift", "form", "kind", "locality", "row")  # tables in which classes make sense

# Freshness is under row-level security: joined to it, the places are those of organisations the reader sees.
_PLACES = """
    SELECT period.organisation_id, period.kind, period.locality, {row} AS row, {name} AS name, {within} AS within
      FROM organisations_organisationperiod period
           JOIN feed_freshness seen ON seen.organisation_id = period.organisation_id
           {join}
     WHERE period.valid_from <= %(on)s AND period.valid_to > %(on)s{places}
"""
_ROWS = {
    "municipality": {
        "row": "period.municipality_id",
        "name": "territory.name",
        "within": "''",
        "join": "JOIN organisations_municipality territory ON territory.id = period.municipality_id",
    },
    "authority": {
        "row": "period.authority_id",
        "name": "coalesce(territory.short_name, '')",
        "within": "''",
        "join": "LEFT JOIN organisations_authority territory ON territory.id = period.authority_id",
    },
    "organisation": {
        "row": "period.organisation_id",
        "name": "period.short_name",
        "within": "territory.name",
        "join": "JOIN organisations_municipality territory ON territory.id = period.municipality_id",
    },
}
_CLASS_MEASURES = {"classes": "classes", "units": "units", "nothing": "NULL::int"}
_AS_OF = "period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s"
_STATEMENT = """
    WITH place AS MATERIALIZED ({places}),
    {with_counted}
    SELECT 'head', row, NULL::text, NULL::text, NULL::smallint, count(*), NULL::bigint, NULL::bigint,
           NULL::smallint, NULL::smallint, NULL::smallint, NULL::text, name, within
      FROM place GROUP BY row, name, within
    {union_sums}
"""
_COUNTED = """
    {name} AS MATERIALIZED (
        SELECT organisation_id, stage, cell_id, {sums} FROM {table} WHERE {as_of}{organisations}{narrowed}
         GROUP BY GROUPING SETS ((organisation_id, stage), (cell_id)))
"""
# organisation_id IS NOT NULL, not cell_id IS NULL: so the planner expects many rows, and hashes them
_SUMS = """
     UNION ALL
    SELECT '{name}', place.row, place.kind, place.locality, {name}.stage, {added},
           NULL, NULL, NULL, NULL, NULL, NULL
      FROM {name} LEFT JOIN place USING (organisation_id)
     WHERE {name}.organisation_id IS NOT NULL GROUP BY 2, 3, 4, 5
     UNION ALL
    SELECT '{name}', NULL, NULL, NULL, cell.stage, {taken},
           cell.grade, cell.birth_year, cell.shift, cell.form_of_study, NULL, NULL
      FROM {name} JOIN contingent_cell cell ON cell.id = {name}.cell_id
"""


@dataclass(frozen=True, slots=True)
class Head:
    """A row's name, what it lies within, and how many organisations it holds."""

    name: str
    within: str
    organisations: int


class Sums:
    """Raw sums of one day, by table ("row" or a dimension) and key."""

    def __init__(self) -> None:
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

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take what the statement returned."""
        for what, *values in rows:
            if what == "student":
                self._students(*values)
            elif what == "class":
                self._classes(*values)
            else:
                self.heads[values[0]] = Head(name=values[-2], within=values[-1], organisations=values[4])

    def _students(
        self, row: Key, kind: str | None, locality: str | None, code: int, n: int, male: int, female: int,
        grade: int | None, birth_year: int, shift: int, form: str, *_: Any,
    ) -> None:  # fmt: skip
        stage = STAGES[code]
        measure = 1 if stage.kind == ADDITIONAL else 0
        if grade is None:
            self.levels[row][stage.level] += n
        else:
            self.counts["birth_year"][birth_year][measure] += n
            for sex, number in (("male", male), ("female", female), ("", n - male - female)):
                if number:
                    self.counts["sex"][sex][measure] += number
        for table, key in _keys(row, kind, locality, stage.level, grade, shift, form):
            self.counts[table][key][measure] += n
            if stage.is_placed:
                self._seats[table][key, stage.level in SCHOOL_LEVELS][2] += n

    def _classes(
        self, row: Key, kind: str | None, locality: str | None, code: int, classes: int, units: int, _unused: None,
        grade: int | None, _birth_year: int, shift: int, form: str, *_: Any,
    ) -> None:  # fmt: skip
        level = STAGES[code].level
        for table, key in _keys(row, kind, locality, level, grade, shift, form):
            seats = self._seats[table][key, level in SCHOOL_LEVELS]
            seats[0] += classes
            seats[1] += units


def _keys(
    row: Key, kind: str | None, locality: str | None, level: str, grade: int | None, shift: int, form: str
) -> tuple[tuple[str, Key], ...]:
    """The tables and keys that one returned row adds to: those of places, or (with a grade) those of cells."""
    if grade is None:
        return ("row", row), ("kind", kind or ""), ("locality", locality or "")
    return ("level", level), ("grade", grade), ("shift", shift), ("form", form)


def count(on: date, rows: str, filters: Filters, *, with_classes: bool) -> Sums:
    """The sums of one day, in one statement: it scans the counters of one academic year once."""
    narrowed = conditions(filters)
    students = ("student", "contingent_counter", narrowed.measures, narrowed.counters)
    classes = ("class", "contingent_classcounter", _CLASS_MEASURES, narrowed.class_counters)
    counted, sums = [], []
    for name, table, measures, condition in (students, classes) if with_classes else (students,):
        counted.append(
            _COUNTED.format(
                name=name,
                table=table,
                sums=", ".join(f"sum({expression}) AS {measure}" for measure, expression in measures.items()),
                as_of=_AS_OF,
                organisations=narrowed.organisations,
                narrowed=condition,
            )
        )
        added = ", ".join(f"sum({name}.{measure})::bigint" for measure in measures)
        taken = ", ".join(f"{name}.{measure}" for measure in measures)
        sums.append(_SUMS.format(name=name, added=added, taken=taken))
    statement = _STATEMENT.format(
        places=places(rows, narrowed), with_counted=", ".join(counted), union_sums="".join(sums)
    )
    found = Sums()
    found.add(read(statement, {"on": on, "period": period_of(on), **narrowed.parameters}))
    return found


def places(rows: str, narrowed: Conditions) -> str:
    """SQL: the organisations seen on %(on)s, with the row of the table that each belongs to."""
    return _PLACES.format(**_ROWS[rows], places=narrowed.places)


def read(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
