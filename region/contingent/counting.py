"""The statements behind the contingent, and their raw sums: each reads one academic year of counters by one index."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from region.feed.academic_years import period_of

from .figures import SCHOOL_LEVELS, Classes, Count
from .narrowing import Conditions, Filters, conditions
from .stages import ADDITIONAL, STAGES

Key = str | int | None
DIMENSIONS = ("level", "grade", "sex", "birth_year", "shift", "form")

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
_AS_OF = "period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s"
_HEADS = "WITH place AS MATERIALIZED ({places}) SELECT row, name, within, count(*) FROM place GROUP BY 1, 2, 3"
_STUDENTS = """
    WITH place AS MATERIALIZED ({places}),
    counted AS MATERIALIZED (
        SELECT organisation_id, stage, cell_id, sum(n) AS n
          FROM contingent_counter WHERE {as_of}{organisations}{counters}
         GROUP BY GROUPING SETS ((organisation_id, stage), (cell_id)))
    SELECT place.row, place.kind, place.locality, counted.stage, sum(counted.n)::bigint,
           NULL AS level, NULL AS grade, NULL AS sex, NULL AS birth_year, NULL AS shift, NULL AS form
      FROM counted LEFT JOIN place USING (organisation_id)
     WHERE counted.cell_id IS NULL GROUP BY 1, 2, 3, 4
     UNION ALL
    SELECT NULL, NULL, NULL, cell.stage, counted.n::bigint,
           cell.level, cell.grade, cell.sex, cell.birth_year, cell.shift, cell.form_of_study
      FROM counted JOIN contingent_cell cell ON cell.id = counted.cell_id
"""
_CLASSES = """
    WITH place AS MATERIALIZED ({places}),
    counted AS MATERIALIZED (
        SELECT organisation_id, level, grade, shift, form_of_study, sum(classes) AS classes, sum(units) AS units
          FROM contingent_classcounter WHERE {as_of}{organisations}{classes}
         GROUP BY GROUPING SETS ((organisation_id, level), (level, grade, shift, form_of_study)))
    SELECT place.row, place.kind, place.locality, counted.level, NULL AS grade, NULL AS shift, NULL AS form,
           sum(counted.classes)::bigint, sum(counted.units)::bigint
      FROM counted LEFT JOIN place USING (organisation_id)
     WHERE counted.organisation_id IS NOT NULL GROUP BY 1, 2, 3, 4
     UNION ALL
    SELECT NULL, NULL, NULL, level, grade, shift, form_of_study, classes::bigint, units::bigint
      FROM counted WHERE organisation_id IS NULL
"""


@dataclass(frozen=True, slots=True)
class Head:
    """A row's name, what it lies within, and how many organisations it holds."""

    name: str
    within: str
    organisations: int


@dataclass(slots=True)
class Sums:
    """Raw sums of one day: rows, dimensions, and classes of each, by key."""

    rows: defaultdict[Key, Count] = field(default_factory=lambda: defaultdict(Count))
    row_levels: defaultdict[Key, defaultdict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    dimensions: dict[str, defaultdict[Key, Count]] = field(
        default_factory=lambda: {name: defaultdict(Count) for name in (*DIMENSIONS, "kind", "locality")}
    )
    classes: defaultdict[tuple[str, Key, bool], Classes] = field(default_factory=lambda: defaultdict(Classes))

    def seat(self, table: str, key: Key, level: str, seated: int) -> None:
        self.classes[table, key, level in SCHOOL_LEVELS] += Classes(seated=seated)

    def add_classes(self, table: str, key: Key, level: str, classes: int, units: int) -> None:
        self.classes[table, key, level in SCHOOL_LEVELS] += Classes(classes, units)


def places(rows: str, narrowed: Conditions) -> str:
    """SQL: the organisations seen on %(on)s, with the row of the table that each belongs to."""
    return _PLACES.format(**_ROWS[rows], places=narrowed.places)


def heads(on: date, rows: str, filters: Filters) -> dict[Key, Head]:
    """What rows there are, with or without students: key → its name."""
    narrowed = conditions(filters)
    found = read(_HEADS.format(places=places(rows, narrowed)), {"on": on, **narrowed.parameters})
    return {key: Head(name, within, number) for key, name, within, number in found}


def count(on: date, rows: str, filters: Filters, *, with_classes: bool) -> Sums:
    """The sums of one day. Both statements scan the counters of one academic year once."""
    narrowed = conditions(filters)
    parameters = {"on": on, "period": period_of(on), **narrowed.parameters}
    pieces = {"places": places(rows, narrowed), "as_of": _AS_OF, "organisations": narrowed.organisations}
    sums = Sums()
    for row in read(_STUDENTS.format(**pieces, counters=narrowed.counters), parameters):
        _add_students(sums, *row)
    if with_classes:
        for row in read(_CLASSES.format(**pieces, classes=narrowed.classes), parameters):
            _add_classes(sums, *row)
    return sums


def _add_students(  # one row of _STUDENTS
    sums: Sums, row: Key, kind: str | None, locality: str | None, stage_code: int, n: int,
    level: str | None, grade: int | None, sex: str | None, birth_year: int | None, shift: int | None, form: str | None,
) -> None:  # fmt: skip
    stage = STAGES[stage_code]
    counted = Count(additional=n) if stage.kind == ADDITIONAL else Count(students=n)
    seated = n if stage.is_placed else 0
    if level is None:
        sums.rows[row] += counted
        sums.row_levels[row][stage.level] += n
        for name, place in (("kind", kind or ""), ("locality", locality or "")):
            sums.dimensions[name][place] += counted
            sums.seat(name, place, stage.level, seated)
        sums.seat("row", row, stage.level, seated)
        return
    values: tuple[Key, ...] = (stage.level, grade, sex, birth_year, shift, form)
    for name, key in zip(DIMENSIONS, values, strict=True):
        sums.dimensions[name][key] += counted
        if name in ("level", "grade", "shift", "form"):
            sums.seat(name, key, stage.level, seated)


def _add_classes(  # one row of _CLASSES
    sums: Sums, row: Key, kind: str | None, locality: str | None, level: str,
    grade: int | None, shift: int | None, form: str | None, classes: int, units: int,
) -> None:  # fmt: skip
    if grade is None:
        for name, key in (("row", row), ("kind", kind or ""), ("locality", locality or "")):
            sums.add_classes(name, key, level, classes, units)
        return
    for name, key in (("level", level), ("grade", grade), ("shift", shift), ("form", form)):
        sums.add_classes(name, key, level, classes, units)


def read(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
