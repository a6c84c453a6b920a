"""From intervals of single things to intervals of sums: what all counters of the region are made by."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import CheckConstraint, DateField, F, Func, Q, Value
from django.db.models.expressions import CombinedExpression

from .academic_years import FIRST_PERIOD, begins_on, period_sql


def lies_in_its_year(name: str) -> CheckConstraint:
    """The constraint of a counter's interval: not empty, and within the academic year `period`."""

    def first_of_september(period: F | CombinedExpression) -> Func:
        return Func(period, Value(9), Value(1), function="make_date", output_field=DateField())

    return CheckConstraint(
        name=name,
        condition=Q(
            valid_to__gt=F("valid_from"),
            valid_from__gte=first_of_september(F("period")),
            valid_to__lte=first_of_september(F("period") + 1),
        ),
    )


def bounds(through: int) -> dict[str, date]:
    """Returns the parameters of `summed`: the first day that is counted and the day after the last one."""
    return {"since": begins_on(FIRST_PERIOD), "until": begins_on(through + 1)}


def missing_cells(table: str, single: str, *, by: Sequence[str], beside: Mapping[str, str] | None = None) -> str:
    """SQL: add to `table` the combinations of the columns `by` in the rows of `single` that are not there yet.

    Inserted in the same order everywhere, so that two projectors never wait for each other in a circle. Only those that
    are not there are tried, because ON CONFLICT would use up a number of the sequence for each row.

    :param beside: further columns and the SQL of their values.
    """
    columns, beside = ", ".join(by), beside or {}
    values = "".join(f", {expression} AS {name}" for name, expression in beside.items())
    return f"""
        INSERT INTO {table} ({", ".join([*by, *beside])})
        SELECT DISTINCT {columns}{values} FROM ({single}) AS found
         WHERE NOT EXISTS (SELECT FROM {table} cell WHERE {" AND ".join(f"cell.{name} = found.{name}" for name in by)})
         ORDER BY {columns} ON CONFLICT DO NOTHING
    """


def summed(source: str, *, by: Sequence[str], measures: Sequence[str]) -> str:
    """SQL: `measures` of the rows of `source` (with valid_from, valid_to) summed over time, by the columns `by`.

    Yields period, the columns `by`, valid_from, valid_to, measures: the longest intervals in which the sums do not
    change, cut at 1 September, where any sum is not 0. Parameters: %(since)s, %(until)s.
    """
    dims = ", ".join(by)
    change = ", ".join(f"sum({m} * edge.sign) AS {m}" for m in measures)
    any_change = " OR ".join(f"sum({m} * edge.sign) <> 0" for m in measures)
    run = ", ".join(f"sum({m}) OVER over_time AS {m}" for m in measures)
    any_left = " OR ".join(f"{m} <> 0" for m in measures)
    return f"""
        SELECT period, {dims}, greatest(valid_from, make_date(period, 9, 1)) AS valid_from,
               least(valid_to, make_date(period + 1, 9, 1)) AS valid_to, {", ".join(measures)}
          FROM (SELECT {dims}, day AS valid_from, lead(day, 1, %(until)s::date) OVER over_time AS valid_to, {run}
                  FROM (SELECT {dims}, greatest(edge.day, %(since)s::date) AS day, {change}
                          FROM ({source}) AS single
                               CROSS JOIN LATERAL (VALUES (valid_from, 1), (valid_to, -1)) AS edge(day, sign)
                         WHERE edge.day < %(until)s::date
                         GROUP BY {dims}, greatest(edge.day, %(since)s::date)
                        HAVING {any_change}) AS change
                WINDOW over_time AS (PARTITION BY {dims} ORDER BY day)) AS run
               CROSS JOIN LATERAL generate_series({period_sql("valid_from")}, {period_sql("valid_to - 1")}) AS period
         WHERE {any_left}
    """
