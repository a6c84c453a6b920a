"""The balance of every class, or grade, in a period: start + in − out = end, what goes on inside counted apart."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db import connection

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
     WHERE valid_from <= %(last)s AND valid_to > %(eve)s
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


def balances(first: date, last: date, *, by: By = "class") -> list[GroupBalance]:
    """One query, whatever the number of classes."""
    outer, key = (_CLASSES, "m.class_group_id") if by == "class" else (_GRADES, "m.grade")
    with connection.cursor() as cursor:
        cursor.execute(
            outer.format(balances=_SQL.format(key=key)),
            {"eve": first - timedelta(days=1), "first": first, "last": last},
        )
        return [GroupBalance(*row) for row in cursor.fetchall()]
