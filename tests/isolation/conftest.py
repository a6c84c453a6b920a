"""The scene, written once per module; each test of it works in a savepoint."""

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from shared_apps.organisations.models import Organisation
from tests.isolation import scene as scenes

MIRRORS = ("aside", "feed")


@pytest.fixture(scope="module")
def written_scene(
    two_schools: tuple[Organisation, Organisation], django_db_blocker: DjangoDbBlocker
) -> Iterator[scenes.Scene]:
    """Rolled back after the module's last test."""
    with django_db_blocker.unblock(), scenes.written(two_schools) as found:
        yield found


@pytest.fixture
def scene(written_scene: scenes.Scene) -> Iterator[scenes.Scene]:
    """What the test writes is rolled back."""
    with scenes.untouched():
        yield written_scene


@pytest.fixture(scope="module")
def committed_scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[scenes.Scene]:
    """The scene with real commits and each alias its own login, as in production."""
    with django_db_blocker.unblock():
        before = {alias: connections[alias] for alias in MIRRORS}
        for alias in MIRRORS:
            connections[alias] = connections.create_connection(alias)
        try:
            with scenes.committed() as found:
                yield found
        finally:
            for alias in connections:
                connections[alias].close()
            for alias, connection in before.items():
                connections[alias] = connection
