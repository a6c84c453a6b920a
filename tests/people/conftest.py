"""A school's door with the shipped handbooks."""

from collections.abc import Iterator

import pytest

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation

SECRETARY = By(account_id=11, name="Секретарёва С. С.")


@pytest.fixture
def by() -> By:
    return SECRETARY


@pytest.fixture
def inside(school: Organisation) -> Iterator[None]:
    """Within the school's door; handbooks are loaded."""
    with crossing.shared(by=SECRETARY):
        load_catalogue()
    with crossing.inside(school, by=SECRETARY):
        yield
