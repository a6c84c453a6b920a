"""The balance of movement = the second implementation, on random days, for class, organisation, municipality, region."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connections

from region.contingent import movement_balance as balance
from region.contingent.movement_balance import Asked
from region.contingent.narrowing import Filters
from region.feed import projector
from shared_apps.organisations.crossing import Scope, region, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.services import close_organisation
from tests.factories import organisations
from tests.feed.balances import assert_true, numbers
from tests.feed.life import BY, DAYS, FIRST_DAY, Life
from tests.feed.ways import Ways
from tests.truth import movement as truth

pytestmark = pytest.mark.usefixtures("three_logins", "sent")
LONG = [pytest.param(seed, marks=pytest.mark.more) for seed in range(2, 5)]
NIGHTLY = [pytest.param(seed, marks=pytest.mark.nightly) for seed in range(5, 30)]
SEEDS = [1, *LONG, *NIGHTLY]


@pytest.fixture
def schools(three_logins: None) -> Iterator[list[Organisation]]:
    """Two in one municipality, one in another."""
    other = organisations.municipality("Соседний район")
    found = [organisations.born(), organisations.born(), organisations.born(place=other)]
    yield found
    for one in found:
        organisations.drop(one)


def lived(schools: list[Organisation], seed: int) -> None:
    """Students on the way and back, then whatever may stand in the tables."""
    ways = Ways(schools, seed)
    for _ in range(30):
        ways.step()
    for at, school in enumerate(schools):
        life = Life(school, seed * 10 + at)
        life.begin()
        for _ in range(50):
            life.step()
    for school in schools:
        projector.drain(school.pk)


def periods(seed: int, number: int) -> list[tuple[date, date]]:
    """Random ones, the turn of a year among them."""
    dice = random.Random(seed)
    found = [(date(2025, 8, 20), date(2025, 9, 10)), (date(2025, 9, 1), date(2025, 9, 1))]
    while len(found) < number:
        first = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
        found.append((first, first + timedelta(days=dice.randrange(90))))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_balances_are_true_for_class_organisation_municipality_and_region(schools, seed: int) -> None:
    lived(schools, seed)
    moved = 0
    for first, last in periods(seed, 6):
        for measure in ("main", "additional"):
            moved += assert_true([schools[:2], schools[2:]], first, last, measure)
    assert moved >= 10, "the random life moved hardly anybody"


def test_who_was_closed_in_the_period_stands_in_its_balance(schools) -> None:
    """Closed with whoever stood there: everybody has left by the day, and stood at the start. Mergers: test_mergers.py."""
    lived(schools, 3)
    closed, *_others = schools
    end = date(2026, 1, 12)
    with shared(by=BY):
        close_organisation(organisation=closed, on=end, order_number="7", order_date=end, by=BY)
    owner = connections["owner"]
    for first, last in ((date(2025, 9, 10), end), (date(2025, 12, 1), date(2026, 2, 1)), (end, date(2026, 1, 20))):
        asked = Asked(first=first, last=last, filters=Filters(organisations=tuple(one.pk for one in schools)))
        with region(Scope("ministry"), by=BY):
            found = {row.key: numbers(row) for row in balance.by_places(asked, "organisation")}
            kinds = balance.by_kinds(asked)
        assert found[closed.pk] == truth.of_the_organisation(owner, str(closed.schema_name), first, last, "main")
        assert any(found[closed.pk]) or first == end
        assert sum(one.students for one in kinds if one.direction == "out") == sum(row[2] for row in found.values())
        assert sum(one.students for one in kinds if one.direction == "in") == sum(row[1] for row in found.values())


def test_each_number_of_a_ground_is_the_sum_of_the_level_below(schools) -> None:
    lived(schools, 5)
    period = Asked(first=FIRST_DAY, last=date(2026, 9, 30))
    with region(Scope("ministry"), by=BY):
        most = max((one for one in balance.by_kinds(period) if one.direction == "out"), key=lambda one: one.students)
        asked = replace(period, reason=f"out:{most.reason or 'not_stated'}")
        of_municipalities = balance.of_a_kind(asked, "municipality")
        of_organisations = balance.of_a_kind(asked, "organisation")
        of_classes = [
            line
            for school in schools
            for line in balance.of_a_kind(replace(asked, filters=Filters(organisations=(school.pk,))), "class")
        ]
        same = [one for one in balance.by_kinds(asked) if one.direction == "out"]
    whole = sum(one.students for one in same)
    assert {one.reason for one in same} == {most.reason}
    assert whole >= most.students > 0
    assert {sum(one.students for one in each) for each in (of_municipalities, of_organisations, of_classes)} == {whole}
