"""A small demo region in a database of its own, built once for all tests of it, with real logins and real commits."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from deploy.demo import building
from deploy.demo.days import Days
from deploy.demo.region_plan import PlannedOrganisation, planned_region
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation
from tests import servers
from tests.factories.databases import connections_to, swapped

ORGANISATIONS, STUDENTS, PASSWORD = 8, 30, "a-password-of-tests"
BY = By.system("tests")


class BrokenOffError(Exception):
    """The building dies halfway."""


@dataclass
class Region:
    """The region as it was planned and as it stands."""

    planned: list[PlannedOrganisation]
    days: Days
    lines: list[str] = field(default_factory=list)

    def organisation(self, slug: str) -> Organisation:
        with shared(by=BY):
            return Organisation.objects.get(slug=slug)

    def all(self) -> list[Organisation]:
        with shared(by=BY):
            return list(Organisation.objects.order_by("pk"))

    def build(self, **asked: Any) -> bool:
        """Whether anything was built."""
        sized = {"organisations": ORGANISATIONS, "students": STUDENTS, "password": PASSWORD} | asked
        return building.complete_region(**{"report": self.lines.append, "processes": 1, **sized})


@pytest.fixture(scope="session")
def demo_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """The database, prepared and built; the building dies once on the way. Its connections by alias."""
    name = servers.database().replace("svod_test_", "svod_test_demo_")
    servers.drop_database(name)
    own = connections_to(name)
    with django_db_blocker.unblock():
        before = swapped(own)
        call_command("prepare_database", admin_url=servers.admin_url())
        region = _region()
        with pytest.raises(BrokenOffError):
            region.build(report=_dies_after(4))
        assert region.build()
        swapped(before)
    yield own
    with django_db_blocker.unblock():
        for connection in own.values():
            connection.close()
    servers.drop_database(name)


@pytest.fixture
def region(demo_database: dict[str, Any], django_db_blocker: DjangoDbBlocker) -> Iterator[Region]:
    """The built region; connections lead to its database while the test runs."""
    with django_db_blocker.unblock():
        before = swapped(demo_database)
        try:
            yield _region()
        finally:
            for connection in demo_database.values():
                connection.close()
            swapped(before)


def _region() -> Region:
    return Region(planned_region(ORGANISATIONS, STUDENTS), Days(timezone.localdate()))


def _dies_after(lines: int) -> Any:
    told: list[str] = []

    def report(line: str) -> None:
        told.append(line)
        if len(told) > lines:
            raise BrokenOffError

    return report
