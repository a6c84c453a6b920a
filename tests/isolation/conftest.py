"""The scene, written once per module; each test of it works in a savepoint."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from shared_apps.organisations.models import Organisation
from tests.isolation import scene as scenes


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
