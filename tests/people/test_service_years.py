"""Full years, bands of service and age: the golden cases, and bands as dates agree with years as numbers."""

from datetime import date, timedelta
from random import Random

import pytest

from tenant_apps.access.rules import has_own_account
from tenant_apps.people.queries.signers import Subject
from tenant_apps.people.service_years import (
    AGE_FROM,
    SERVICE_FROM,
    anniversary,
    band,
    full_years,
    is_of_age,
    since_between,
)

DICE = Random(7)
EDGES = (date(2020, 2, 29), date(2024, 2, 29), date(2023, 2, 28), date(2024, 2, 28), date(2025, 3, 1))


def random_day() -> date:
    """A day of 1950–2060; one in ten at the end of February."""
    return DICE.choice(EDGES) if DICE.random() < 0.1 else date(1950, 1, 1) + timedelta(days=DICE.randint(0, 40_000))


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


def test_a_band_as_dates_is_the_band_as_years() -> None:
    for _ in range(3000):
        since, on = sorted([random_day(), random_day()])
        begins = band(full_years(since, on), SERVICE_FROM)

        earliest, latest = since_between(on, SERVICE_FROM, begins)

        assert since <= latest, (since, on)
        assert earliest is None or since > earliest, (since, on)


def test_a_year_is_full_on_its_anniversary_and_not_before() -> None:
    for _ in range(3000):
        since, years = random_day(), DICE.randint(1, 60)
        day = anniversary(since, years)

        assert full_years(since, day) == years, since
        assert full_years(since, day - timedelta(days=1)) == years - 1, since


def test_whoever_was_born_on_29_february_comes_of_age_everywhere_on_the_same_day() -> None:
    """Consents, accounts of one's own and the ages of groups ask the same calendar."""
    born = date(2012, 2, 29)
    eve, day = date(2026, 2, 27), date(2026, 2, 28)

    assert Subject(1, "", born, frozenset()).comes_to(14) == day
    assert [has_own_account(born, on, least=14) for on in (eve, day)] == [False, True]
    assert [is_of_age(born, date(2030, 2, number)) for number in (27, 28)] == [False, True]
