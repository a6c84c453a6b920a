"""Years of service and age as the forms count them (ОО-1 3, F7): full years, half-open bands [a; b)."""

from collections.abc import Sequence
from datetime import date

from .grounds import ADULT

SERVICE_FROM = (0, 3, 5, 10, 15, 20)
"""From how many years each band of service begins: < 3, 3–5, 5–10, 10–15, 15–20, 20 and more."""

AGE_FROM = (0, 25, 30, 35, 40, 45, 50, 55, 60, 65)
"""From how many years each band of age begins: < 25, 25–29, …, 65 and more; full years on 1 January."""


def anniversary(since: date, years: int) -> date:
    """The day on which so many years are full; of 29 February in a common year 28 February, as PostgreSQL has it."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return since.replace(year=since.year + years, day=28)


def is_of_age(born: date | None, on: date) -> bool:
    """Whether 18 years are full on a day: nobody represents him any more (ГК РФ art. 21). Unknown birth: not of age."""
    return born is not None and anniversary(born, ADULT) <= on


def full_years(since: date, on: date) -> int:
    """Returns how many full years have passed from `since` to the day `on`; 0 if less than one."""
    years = on.year - since.year
    return max(0, years if anniversary(since, years) <= on else years - 1)


def band(years: int, bands: Sequence[int]) -> int:
    """Returns the first year of the band that `years` falls into. `bands`: the first years of all bands."""
    return max(begins for begins in bands if begins <= years)


def age_on_new_year(birth_year: int, on: date) -> int:
    """Returns the full years on 1 January of the year of `on`, worked out from the year of birth alone.

    Whoever was born on 1 January is one year older than this says.
    """
    return on.year - birth_year - 1


def since_between(on: date, bands: Sequence[int], begins: int) -> tuple[date | None, date]:
    """Returns the range of `since` for which the service falls into a band on the day `on`.

    `since` lies after the first date (None: no limit) and not after the second one.
    Full years of `since` are at least n when `since` + n years ≤ day.
    """
    place = bands.index(begins)
    latest = years_before(on, begins)
    earliest = years_before(on, bands[place + 1]) if place + 1 < len(bands) else None
    return earliest, latest


def years_before(on: date, years: int) -> date:
    """The latest day whose anniversary is not after `on`."""
    try:
        back = on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)
    is_last_of_february = (on.month, on.day) == (2, 28)
    leap = is_last_of_february and _is_leap(back.year) and not _is_leap(on.year)
    return back.replace(day=29) if leap else back


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
