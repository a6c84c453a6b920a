"""Days on which an office answers: Monday to Friday. Holidays of a year are not known here."""

from datetime import date, timedelta

from shared_apps.rules.catalogue import TRANSFER_ACCEPTANCE_DAYS
from shared_apps.rules.queries import region_setting

_SATURDAY = 5


def answer_due(day: date) -> date:
    """By when the receiver answers, and the sender makes his order (a setting of the region)."""
    return after(day, days_to_answer(day))


def days_to_answer(day: date) -> int:
    """Working days that the region gives for an answer."""
    return region_setting(TRANSFER_ACCEPTANCE_DAYS, as_of=day)


def after(day: date, days: int) -> date:
    """The working day that comes `days` working days after `day`."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day
