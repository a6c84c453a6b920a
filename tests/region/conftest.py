"""A small region with a life behind it, and browsers of those who look at it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from region.feed import projector, sweep
from shared_apps.organisations.models import Authority, Municipality, Organisation
from tests.factories import accounts, organisations
from tests.feed.life import Life

PURPOSE = "сверка чисел со списками"
DAY = date(2026, 3, 1)

_TOTAL = re.compile(r'data-total="(\w+)"[^>]*>([\d\s\xa0]+)<')
_COUNT = re.compile(r"data-count>([\d\s\xa0]+)")


@dataclass(frozen=True)
class Region:
    """Two schools and a centre in two municipalities; one of the schools is an authority's."""

    first: Organisation
    second: Organisation
    centre: Organisation
    north: Municipality
    south: Municipality
    culture: Authority

    @property
    def all(self) -> tuple[Organisation, ...]:
        return self.first, self.second, self.centre


@pytest.fixture(scope="package")
def region_of_three(django_db_setup: None, django_db_blocker) -> Iterator[Region]:
    """Committed and projected; dropped after the package."""
    with django_db_blocker.unblock():
        north, south = organisations.municipality("Северный"), organisations.municipality("Южный")
        culture = organisations.authority("culture")
        first = organisations.born("north-1", place=north)
        second = organisations.born("south-1", place=south, under=culture)
        centre = organisations.born("south-2", kind="centre", place=south)
        for seed, one in enumerate((first, second, centre)):
            life = Life(one, seed + 70)
            life.begin(students=40)
            for _ in range(25):
                life.step()
            life.tell_circumstances(80)
            life.tell_of_families(300)
            life.turn_years(25)
            if one is first:
                life.let_some_leave(12)
            projector.drain(one.pk)
        sweep.look([(one.pk, str(one.schema_name)) for one in (first, second, centre)])
        connections["owner"].close()
        for one in (north, south, culture):
            one._state.db = "default"  # tests go on with the application's login
        yield Region(first, second, centre, north, south, culture)
        for one in (first, second, centre):
            organisations.drop(one)
        connections["owner"].close()


Open = Callable[..., Client]


@pytest.fixture
def as_role(db: None, region_of_three: Region) -> Open:
    """A browser of a role: ministry and regadmin of the region, municipality of Южный, authority of culture."""

    def browser(role: str, *, purpose: str = "") -> Client:
        scope = {
            "municipality": {"municipality": region_of_three.south},
            "authority": {"authority": region_of_three.culture},
        }.get(role, {})
        client = accounts.browser(accounts.member(f"{role}-of-region", role, **scope))
        if purpose:
            assert client.post("/region/registry/purpose/", {"purpose": purpose}).status_code == 302
        return client

    return browser


@pytest.fixture
def ministry(as_role: Open) -> Client:
    """The ministry's browser, its purpose stated."""
    return as_role("ministry", purpose=PURPOSE)


def totals(response: HttpResponse) -> dict[str, int]:
    """The numbers of the tiles."""
    return {name: int(re.sub(r"\D", "", text)) for name, text in _TOTAL.findall(response.content.decode())}


def rows_counted(response: HttpResponse) -> int:
    """How many rows a list says it has; an empty one says so in words."""
    found = _COUNT.search(response.content.decode())
    return int(re.sub(r"\D", "", found[1])) if found else 0
