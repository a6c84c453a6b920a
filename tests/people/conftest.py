"""A school's door with the shipped handbooks."""

from collections.abc import Iterator

import pytest

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tests.factories import organisations

SECRETARY = By(account_id=11, name="Секретарёва С. С.")


@pytest.fixture
def by() -> By:
    return SECRETARY


@pytest.fixture
def inside(school: Organisation) -> Iterator[None]:
    """Within the school's door; handbooks are loaded."""
    with organisations.within(school, by=SECRETARY):
        yield
