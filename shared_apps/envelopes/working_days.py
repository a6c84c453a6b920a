"""Days on which an office answers: Monday to Friday. Holidays of a year are not known here."""

from datetime import date, timedelta

DAYS_TO_ANSWER = 3
"""The term for the receiver's answer and for the sender's order (product.md §3.7)."""
_SATURDAY = 5


def after(day: date, days: int = DAYS_TO_ANSWER) -> date:
    """The working day that comes `days` working days after `day`."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day
