"""How academic years ended in one organisation, one enrolment after another, by the words of the definition.

A year ended for an enrolment in force

* by a transfer, a conditional transfer or a repeated year: an order of the turn of the year, or one that sends back who
  did not make up for a debt, put it into another class; unless an order of cancelling took that away again. It ended on
  the eve of the new class, or earlier: with what the student stood in before, or with the enrolment;
* by completing a level: on the day that is written down.

Level, grade and class are those in which the student stood then.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier

_MEANS = {
    "next_year": "transferred", "next_year_conditional": "transferred_conditionally", "repeated_year": "repeated",
    "debt_repeat": "repeated",
}  # fmt: skip
_ENROLMENTS = """
    SELECT e.id, e.student_id, e.kind, e.valid_to,
           (SELECT p.sex FROM {o}.people_student s JOIN {o}.people_person p ON p.id = s.person_id WHERE s.id = e.student_id)
      FROM {o}.enrolment_enrolment e WHERE e.voided_by_id IS NULL
"""
_MEMBERSHIPS = """
    SELECT m.enrolment_id, m.id, m.valid_from, m.valid_to, m.level, m.grade, m.class_group_id,
           (SELECT o.kind FROM {o}.enrolment_order o WHERE o.id = m.begun_by_id),
           (SELECT o.kind FROM {o}.enrolment_order o WHERE o.id = m.voided_by_id), m.voided_by_id IS NOT NULL
      FROM {o}.enrolment_classmembership m ORDER BY m.valid_from, m.id
"""
_COMPLETIONS = """
    SELECT enrolment_id, id, "on", result, level, grade FROM {o}.enrolment_completion WHERE voided_by_id IS NULL ORDER BY id
"""
_NAMES = "SELECT id, name FROM {o}.enrolment_classgroup"


class Membership(NamedTuple):
    id: int
    since: date
    until: date
    level: str
    grade: int | None
    class_id: int | None
    begun_by: str | None
    voided_by: str | None
    is_void: bool


def ended(connection: BaseDatabaseWrapper, schema: str, on: date) -> frozenset[tuple[Any, ...]]:
    """(enrolment, student, day, result, measure, level, grade, class, its name, sex) of every end up to the day."""

    def rows(sql: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(SQL(sql).format(o=Identifier(schema)))
            return list(cursor.fetchall())

    names = dict(rows(_NAMES))
    memberships: dict[int, list[Membership]] = {}
    for enrolment, *values in rows(_MEMBERSHIPS):
        memberships.setdefault(enrolment, []).append(Membership(*values))
    completions: dict[int, list[Any]] = {}
    for enrolment, *values in rows(_COMPLETIONS):
        completions.setdefault(enrolment, []).append(values)
    found = set()
    for enrolment, student, kind, until, sex in rows(_ENROLMENTS):
        stood = memberships.get(enrolment, [])
        ends = [*_completed(stood, completions.get(enrolment, [])), *_moved(stood, until)]
        first: dict[tuple[date, str], tuple[Any, ...]] = {}
        for day, result, level, grade, class_id in ends:
            first.setdefault((day, result), (level, grade, class_id))
        for (day, result), (level, grade, class_id) in first.items():
            if day <= on:
                where = (level, grade, class_id, names.get(class_id, ""))
                found.add((enrolment, student, day, result, kind, *where, sex))
    return frozenset(found)


def counted(rows: frozenset[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """(day, measure, result, level) → students, girls."""
    number = Counter((row[2], row[4], row[3], row[5]) for row in rows)
    girls = Counter((row[2], row[4], row[3], row[5]) for row in rows if row[9] == "female")
    return {key: (n, girls[key]) for key, n in number.items()}


def _completed(stood: list[Membership], completions: list[Any]) -> Iterator[tuple[Any, ...]]:
    for _id, day, result, level, grade in completions:
        there = [one for one in stood if not one.is_void and one.since <= day < one.until]
        yield day, result, level, grade, there[-1].class_id if there else None


def _moved(stood: list[Membership], until: date) -> Iterator[tuple[Any, ...]]:
    for one in sorted(stood, key=lambda each: each.id):
        if one.begun_by not in _MEANS or one.voided_by == "cancelling":
            continue
        before = [each for each in stood if not each.is_void and each.since < one.since]
        end = min([one.since, until, *([before[-1].until] if before else [])])
        last = before[-1] if before else None
        where = (last.level, last.grade, last.class_id) if last else ("", None, None)
        yield end - timedelta(days=1), _MEANS[one.begun_by], *where
