"""Balances of a period: start + in − out = end, of the organisation, of every class or grade, by kinds of movement.

What goes on inside the organisation is counted apart. Both days belong to the period.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db import connection
from django.utils.text import capfirst

from shared_apps.handbooks import closed_values
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By as Reader

from . import movement
from .movement import Balance

By = Literal["class", "grade"]


@dataclass(frozen=True, slots=True)
class GroupBalance:
    """Both days belong to the period. `admitted`, `left`: into and out of the organisation; `came`, `went`: inside it.

    Into another class or grade of the next academic year is "inside" too: nobody leaves the school on 1 September.
    """

    class_id: int | None
    name: str
    year: str
    grade: int | None
    at_start: int
    admitted: int
    came: int
    left: int
    went: int
    at_end: int

    @property
    def adds_up(self) -> bool:
        return self.at_start + self.admitted + self.came - self.left - self.went == self.at_end


_SQL = """
    WITH member AS (
        SELECT {key} AS key, m.valid_from, least(m.valid_to, e.valid_to) AS valid_to,
               m.valid_from = e.valid_from AS is_first, m.valid_to >= e.valid_to AS is_last,
               lag({key}) OVER stays AS former, lag(m.valid_to) OVER stays AS former_to,
               lead({key}) OVER stays AS following, lead(m.valid_from) OVER stays AS following_from
          FROM enrolment_classmembership m JOIN enrolment_enrolment e ON e.id = m.enrolment_id
         WHERE m.voided_by_id IS NULL AND e.voided_by_id IS NULL AND {key} IS NOT NULL AND m.valid_from < e.valid_to
           AND (%(measure)s = '' OR e.kind = %(measure)s)
        WINDOW stays AS (PARTITION BY m.enrolment_id ORDER BY m.valid_from))
    SELECT key,
           count(*) FILTER (WHERE valid_from <= %(eve)s AND valid_to > %(eve)s) AS at_start,
           count(*) FILTER (WHERE is_first AND valid_from BETWEEN %(first)s AND %(last)s) AS admitted,
           count(*) FILTER (WHERE NOT is_first AND valid_from BETWEEN %(first)s AND %(last)s
                              AND NOT coalesce(former = key AND former_to = valid_from, false)) AS came,
           count(*) FILTER (WHERE is_last AND valid_to BETWEEN %(first)s AND %(last)s) AS gone,
           count(*) FILTER (WHERE NOT is_last AND valid_to BETWEEN %(first)s AND %(last)s
                              AND NOT coalesce(following = key AND following_from = valid_to, false)) AS went,
           count(*) FILTER (WHERE valid_from <= %(last)s AND valid_to > %(last)s) AS at_end
      FROM member
     WHERE valid_from <= %(last)s AND valid_to > %(eve)s AND (%(class)s::bigint IS NULL OR key = %(class)s)
     GROUP BY key
"""
_CLASSES = """
    SELECT c.id, c.name, y.name, c.grade, b.at_start, b.admitted, b.came, b.gone, b.went, b.at_end
      FROM ({balances}) b JOIN enrolment_classgroup c ON c.id = b.key
           JOIN enrolment_academicyear y ON y.id = c.academic_year_id
     ORDER BY y.valid_from, c.grade NULLS FIRST, c.name
"""
_GRADES = """
    SELECT NULL::bigint, b.key::text, '', b.key, b.at_start, b.admitted, b.came, b.gone, b.went, b.at_end
      FROM ({balances}) b ORDER BY b.key
"""


_KINDS = """
    WITH enrolled AS (
        SELECT valid_from, valid_to, end_destination,
               CASE WHEN begin_reason = ANY(%(closed_in)s) THEN %(other)s ELSE begin_reason END AS begin_reason,
               CASE WHEN end_reason = ANY(%(closed_out)s) THEN %(other)s ELSE end_reason END AS end_reason
          FROM enrolment_enrolment WHERE voided_by_id IS NULL AND (%(measure)s = '' OR kind = %(measure)s))
    SELECT 'start', '', '', count(*) FROM enrolled WHERE valid_from <= %(eve)s AND valid_to > %(eve)s
     UNION ALL
    SELECT 'in', begin_reason, '', count(*) FROM enrolled
     WHERE valid_from BETWEEN %(first)s AND %(last)s GROUP BY begin_reason
     UNION ALL
    SELECT 'out', end_reason, end_destination, count(*) FROM enrolled
     WHERE valid_to BETWEEN %(first)s AND %(last)s GROUP BY end_reason, end_destination
     UNION ALL
    SELECT 'end', '', '', count(*) FROM enrolled WHERE valid_from <= %(last)s AND valid_to > %(last)s
"""
PARTS = ("start", "in", "out", "end")


@dataclass(frozen=True, slots=True)
class KindRow:
    """A line of the balance by kinds of movement: `part` is one of PARTS; the others are words and their codes."""

    part: str
    reason: str
    destination: str
    reason_name: str
    destination_name: str
    students: int


def balances(
    first: date, last: date, *, by: By = "class", measure: str = "", class_id: int | None = None
) -> list[GroupBalance]:
    """One query, whatever the number of classes. `class_id`: of this class alone."""
    outer, key = (_CLASSES, "m.class_group_id") if by == "class" else (_GRADES, "m.grade")
    asked = _parameters(first, last, measure) | {"class": class_id}
    with connection.cursor() as cursor:
        cursor.execute(outer.format(balances=_SQL.format(key=key)), asked)
        return [GroupBalance(*row) for row in cursor.fetchall()]


def balance(first: date, last: date, *, measure: str = "", class_id: int | None = None) -> Balance:
    """Of the organisation, or of one of its classes: there those who come from and go to other classes count too."""
    if class_id is None:
        return movement.balance(first, last, measure=measure or None)
    found = next(iter(balances(first, last, measure=measure, class_id=class_id)), None)
    if found is None:
        return Balance(first, last, 0, 0, 0, 0)
    arrived, left = found.admitted + found.came, found.left + found.went
    return Balance(first, last, found.at_start, arrived, left, found.at_end)


def by_kinds(first: date, last: date, *, measure: str = "", by: Reader) -> list[KindRow]:
    """Students at the start, arrivals by grounds, leavings by grounds and destinations, students at the end.

    Grounds that the reader may not know are counted among the other ones.
    """
    books = {"in": handbooks.names("admission_reason"), "out": handbooks.names("leaving_reason")}
    destinations = handbooks.names("leaving_destination")
    with connection.cursor() as cursor:
        cursor.execute(_KINDS, _parameters(first, last, measure) | closed_grounds(by))
        found = cursor.fetchall()
    rows = [
        KindRow(part, reason, to, capfirst(books.get(part, {}).get(reason, reason)), destinations.get(to, to), students)
        for part, reason, to, students in found
    ]
    return sorted(rows, key=lambda row: (PARTS.index(row.part), -row.students, row.reason_name, row.destination_name))


def closed_grounds(by: Reader) -> dict[str, Any]:
    """Parameters of statements that say another ground in the stead of what the reader may not know."""
    return {
        "closed_in": closed_values.closed_codes("admission_reason", by),
        "closed_out": closed_values.closed_codes("leaving_reason", by),
        "other": closed_values.OTHER,
    }


def _parameters(first: date, last: date, measure: str) -> dict[str, Any]:
    return {"eve": first - timedelta(days=1), "first": first, "last": last, "measure": measure}
