"""Academic years of the region's counters: 1 September to 31 August, named by the calendar year they begin in."""

from datetime import date, timedelta

FIRST_PERIOD = 2000
"""Counters begin with this academic year; what was before is in the facts only."""

_AHEAD_DAYS = 62  # from July on the counters reach one year further, so that September finds them ready


def period_of(day: date) -> int:
    """The academic year a day lies in: 2026 for 2026-09-01 … 2027-08-31."""
    return day.year if day.month >= 9 else day.year - 1


def begins_on(period: int) -> date:
    return date(period, 9, 1)


def last_readable(today: date) -> int:
    """The last academic year whose numbers may be asked for: the next one."""
    return period_of(today) + 1


def last_counted(today: date) -> int:
    """The last academic year that counters are written for. Facts are not cut there."""
    return period_of(today + timedelta(days=_AHEAD_DAYS)) + 1


def period_sql(expression: str) -> str:
    """SQL: the academic year of a date."""
    return f"(date_part('year', {expression})::int - (date_part('month', {expression}) < 9)::int)"
