"""Balances of movement of one organisation, asked of its own tables day by day: the second implementation."""

from datetime import date, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier

# Where every enrolment stood at the end of every day: from the eve of the period to its last day.
_CLASS_ON = """
    (SELECT c.id FROM {o}.enrolment_classmembership m JOIN {o}.enrolment_classgroup c ON c.id = m.class_group_id
      WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL AND m.valid_from <= {day} AND {day} < m.valid_to
        AND c.valid_from <= {day} AND {day} < c.valid_to)
"""
_STANDING = """
    SELECT e.id, d.day::date, {class_on}
      FROM {{o}}.enrolment_enrolment e
           CROSS JOIN generate_series(%(eve)s::date, %(last)s::date, interval '1 day') AS d(day)
     WHERE e.voided_by_id IS NULL AND e.kind = %(measure)s AND e.valid_from <= d.day AND d.day < e.valid_to
""".format(class_on=_CLASS_ON.replace("{day}", "d.day"))
_KINDS = """
    SELECT 'in', e.begin_reason, '', count(*) FROM {o}.enrolment_enrolment e
     WHERE e.voided_by_id IS NULL AND e.kind = %(measure)s AND %(first)s <= e.valid_from AND e.valid_from <= %(last)s
     GROUP BY 2
     UNION ALL
    SELECT 'out', e.end_reason, e.end_destination, count(*) FROM {o}.enrolment_enrolment e
     WHERE e.voided_by_id IS NULL AND e.kind = %(measure)s AND %(first)s <= e.valid_to AND e.valid_to <= %(last)s
     GROUP BY 2, 3
"""
Numbers = tuple[int, ...]


def of_the_organisation(
    connection: BaseDatabaseWrapper, schema: str, first: date, last: date, measure: str = "main"
) -> Numbers:
    """(start, arrived, left, end): who appeared from one day to the next, and who was gone."""
    days = _days(connection, schema, first, last, measure)
    came = gone = 0
    for before, after in _pairs(days, first, last):
        came += len(after.keys() - before.keys())
        gone += len(before.keys() - after.keys())
    return len(days[first - timedelta(days=1)]), came, gone, len(days[last])


def of_classes(
    connection: BaseDatabaseWrapper, schema: str, first: date, last: date, measure: str = "main"
) -> dict[int | None, Numbers]:
    """Class → (start, arrived, from others, left, to others, end); None: in no class. Classes without numbers are out."""
    days = _days(connection, schema, first, last, measure)
    found: dict[int | None, list[int]] = {}

    def add(group: int | None, place: int) -> None:
        found.setdefault(group, [0] * 6)[place] += 1

    for group in days[first - timedelta(days=1)].values():
        add(group, 0)
    for group in days[last].values():
        add(group, 5)
    for before, after in _pairs(days, first, last):
        for enrolment, group in after.items():
            if enrolment not in before:
                add(group, 1)
            elif before[enrolment] != group:
                add(group, 2)
                add(before[enrolment], 4)
        for enrolment in before.keys() - after.keys():
            add(before[enrolment], 3)
    return {group: tuple(numbers) for group, numbers in found.items()}


def of_kinds(
    connection: BaseDatabaseWrapper, schema: str, first: date, last: date, measure: str = "main"
) -> dict[tuple[str, str, str], int]:
    """(direction, ground, destination) → how many, by the organisation's own codes."""
    rows = _rows(connection, schema, _KINDS, first, last, measure)
    return {(way, reason, to): n for way, reason, to, n in rows}


def _pairs(days: dict[date, dict[int, Any]], first: date, last: date) -> list[tuple[dict[int, Any], dict[int, Any]]]:
    each = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(days[day - timedelta(days=1)], days[day]) for day in each]


def _days(
    connection: BaseDatabaseWrapper, schema: str, first: date, last: date, measure: str
) -> dict[date, dict[int, int | None]]:
    """Day → enrolment → class."""
    found: dict[date, dict[int, int | None]] = {
        first - timedelta(days=1) + timedelta(days=n): {} for n in range((last - first).days + 2)
    }
    for enrolment, day, group in _rows(connection, schema, _STANDING, first, last, measure):
        found[day][enrolment] = group
    return found


def _rows(
    connection: BaseDatabaseWrapper, schema: str, sql: str, first: date, last: date, measure: str
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        asked = {"eve": first - timedelta(days=1), "first": first, "last": last, "measure": measure}
        cursor.execute(SQL(sql).format(o=Identifier(schema)), asked)
        return list(cursor.fetchall())
