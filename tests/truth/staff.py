"""The staff of one organisation on a day, counted anew: persons by education, category, service, age, subject; movement."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier

RANKS = {"main": 0, "internal": 1, "combining": 1, "substituting": 1}
BANDS = (20, 15, 10, 5, 3)
EMPLOYMENTS = """
    SELECT w.id, w.valid_from, w.valid_to, w.origin, w.leaving_reason,
           h.id, h.post, h.kind, greatest(h.valid_from, w.valid_from), least(h.valid_to, w.valid_to),
           h.end_envelope_id IS NOT NULL AND h.end_envelope_id <> ALL(%(taken_on)s::uuid[])
      FROM {o}.people_employment w JOIN {o}.people_employeepost h ON h.employee_id = w.employee_id
           AND h.valid_from < w.valid_to AND h.valid_to > w.valid_from
"""


def staff_cells(posts: Iterable[tuple[Any, ...]], on: date) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(dimension, value, post) → persons, women; from the rows of `counted.POSTS`."""
    chosen: dict[int, tuple[Any, ...]] = {}
    for row in sorted(posts, key=lambda row: (RANKS.get(row[4], 2), row[0])):
        chosen.setdefault(row[1], row)
    found: Counter[tuple[str, str, str]] = Counter()
    women: Counter[tuple[str, str, str]] = Counter()
    for row in chosen.values():
        cells = [("kind", row[4])]
        if row[4] in RANKS:
            cells += [
                ("education", row[13] + ("+" if row[14] else "")), ("qualification", row[15]),
                ("service", _band(row[18], on)), ("teaching", _band(row[19], on)), ("birth_year", str(row[7] or 0)),
            ]  # fmt: skip
            cells += [("subject", row[16])] if row[16] else []
            cells += [("degree", row[17])] if row[17] else []
        for dimension, value in cells:
            found[dimension, value, row[3]] += 1
            women[dimension, value, row[3]] += row[6] == "female"
    return {cell: (n, women[cell]) for cell, n in found.items()}


def _band(since: date | None, on: date) -> str:
    if since is None:
        return ""
    years = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
    if (since.month, since.day) == (2, 29) and (on.month, on.day) == (2, 28) and not _is_leap(on.year):
        years += 1
    return str(next((band for band in BANDS if years >= band), 0))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def moved(
    connection: BaseDatabaseWrapper, schema: str, on: date, own: dict[tuple[str, str], str], taken_on: list[Any]
) -> dict[tuple[Any, ...], int]:
    """(day, direction, reason, post) → persons, of all that happened until the day.

    :param taken_on: envelopes that posts begin with somewhere: who is on the way has not left yet.
    """
    with connection.cursor() as cursor:
        cursor.execute(SQL(EMPLOYMENTS).format(o=Identifier(schema)), {"taken_on": taken_on})
        rows = cursor.fetchall()
    by_employment: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        by_employment.setdefault(row[0], []).append(row)
    found: Counter[tuple[Any, ...]] = Counter()
    for held in by_employment.values():
        _id, began, ended, origin, reason, *_rest = held[0]
        first = min(held, key=lambda row: (row[8], RANKS.get(row[7], 2), row[5]))
        last = min(held, key=lambda row: (-row[9].toordinal(), RANKS.get(row[7], 2), row[5]))
        found[began, "in", origin, _as_region("post", first[6], own)] += 1
        if ended != date.max and not any(row[10] for row in held):
            found[ended, "out", _as_region("staff_leaving_reason", reason, own), _as_region("post", last[6], own)] += 1
    return {event: n for event, n in found.items() if event[0] <= on}


def _as_region(handbook: str, code: str, own: dict[tuple[str, str], str]) -> str:
    return own.get((handbook, code), "") if code.startswith("~") else code
