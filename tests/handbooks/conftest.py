from collections.abc import Iterator

import pytest
from django.utils import translation

from shared_apps.handbooks import entries
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By

REGADMIN = By(account_id=7, name="Регадминова Р. Р.")


@pytest.fixture
def by() -> By:
    """The region's administrator."""
    return REGADMIN


@pytest.fixture
def catalogue(db: None) -> Iterator[None]:
    """The shipped handbooks, read and changed through the shared door."""
    with crossing.shared(by=REGADMIN):
        load_catalogue()
        yield


@pytest.fixture(autouse=True)
def nothing_cached() -> Iterator[None]:
    """A test begins in Russian, with an empty process and the provider of additions that the apps registered."""
    provider = entries._process.provider
    entries._process.edition = None
    with translation.override("ru"):
        yield
    entries._process.provider = provider
