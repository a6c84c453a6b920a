"""The academic years of the demo, by today: what journeys type and look for."""

from datetime import date

from django.utils import timezone

TODAY = timezone.localdate()
BEGAN = date(TODAY.year - (TODAY.month < 9), 9, 1)
"""First day of the present academic year."""
NEXT = BEGAN.replace(year=BEGAN.year + 1)


def year_name(first_day: date) -> str:
    """As it is called: "2026/2027"."""
    return f"{first_day.year}/{first_day.year + 1}"


PRESENT, EARLIER = year_name(BEGAN), year_name(BEGAN.replace(year=BEGAN.year - 1))
