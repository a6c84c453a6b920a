"""Full years, bands of service and age: the golden cases, and bands as dates agree with years as numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenant_apps.people.service_years import (
    AGE_FROM,
    SERVICE_FROM,
    anniversary,
    band,
    full_years,
    since_between,
)

DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("since", "on", "years"),
    [
        (date(2020, 9, 1), date(2023, 8, 31), 2),
        (date(2020, 9, 1), date(2023, 9, 1), 3),
        (date(2020, 2, 29), date(2023, 2, 28), 3),
        (date(2020, 2, 29), date(2024, 2, 28), 3),
        (date(2020, 2, 29), date(2024, 2, 29), 4),
        (date(2024, 1, 1), date(2023, 1, 1), 0),
    ],
)
def test_years_are_full_on_the_anniversary(since: date, on: date, years: int) -> None:
    assert full_years(since, on) == years


@pytest.mark.parametrize(
    ("years", "begins"),
    [(0, 0), (2, 0), (3, 3), (4, 3), (5, 5), (9, 5), (10, 10), (14, 10), (15, 15), (19, 15), (20, 20), (41, 20)],
)
def test_bands_of_service_are_half_open(years: int, begins: int) -> None:
    assert band(years, SERVICE_FROM) == begins


@pytest.mark.parametrize(("years", "begins"), [(24, 0), (25, 25), (29, 25), (30, 30), (64, 60), (65, 65), (80, 65)])
def test_bands_of_age_are_those_of_the_forms(years: int, begins: int) -> None:
    assert band(years, AGE_FROM) == begins


@given(since=DAYS, on=DAYS)
def test_a_band_as_dates_is_the_band_as_years(since: date, on: date) -> None:
    if since > on:
        return
    begins = band(full_years(since, on), SERVICE_FROM)

    earliest, latest = since_between(on, SERVICE_FROM, begins)

    assert since <= latest
    assert earliest is None or since > earliest


@given(since=DAYS, years=st.integers(0, 60))
def test_a_year_is_full_on_its_anniversary_and_not_before(since: date, years: int) -> None:
    day = anniversary(since, years)

    assert full_years(since, day) == years
    assert years == 0 or full_years(since, day - timedelta(days=1)) == years - 1
