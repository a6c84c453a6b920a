"""Persons of a period where one may have several enrolments at a time (a centre): start + in − out = end too.

Somebody comes with the first of the enrolments that overlap or follow each other day by day, and leaves with the last.
"""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from .movement import Balance

_SQL = """
    WITH stay AS (
        SELECT unnest(range_agg(daterange(valid_from, valid_to))) AS during
          FROM enrolment_enrolment
         WHERE voided_by_id IS NULL AND (%(measure)s = '' OR kind = %(measure)s)
         GROUP BY student_id)
    SELECT count(*) FILTER (WHERE during @> %(eve)s::date),
           count(*) FILTER (WHERE lower(during) BETWEEN %(first)s AND %(last)s),
           count(*) FILTER (WHERE upper(during) BETWEEN %(first)s AND %(last)s),
           count(*) FILTER (WHERE during @> %(last)s::date)
      FROM stay
"""


def persons(first: date, last: date, *, measure: str = "") -> Balance:
    """One query. Both days belong to the period."""
    asked: dict[str, Any] = {"eve": first - timedelta(days=1), "first": first, "last": last, "measure": measure}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, asked)
        return Balance(first, last, *cursor.fetchone())
