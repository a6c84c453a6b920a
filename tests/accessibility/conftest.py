"""Marked data, a stage that shows its pages, and a browser that looks at them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright

from tests.accessibility import stage as stages
from tests.accessibility.looking import Looking
from tests.accessibility.stage import Stage
from tests.enrolment.test_pages import director, filled
from tests.importing.conftest import handbooks
from tests.importing.test_pages import operator, place, secretary
from tests.isolation.conftest import scene, written_scene
from tests.journeys.conftest import FLAGS
from tests.rollover.test_pages import coordinator, old, sysadmin
from tests.transfers.conftest import accept, anna, away, here, phoned, send, the_secretary, there

__all__ = [
    "accept",
    "anna",
    "away",
    "coordinator",
    "director",
    "filled",
    "handbooks",
    "here",
    "old",
    "operator",
    "phoned",
    "place",
    "scene",
    "secretary",
    "send",
    "sysadmin",
    "the_secretary",
    "there",
    "written_scene",
]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with stages.opened() as found:
        yield found


@pytest.fixture(scope="module")
def window(playwright: Playwright, chromium: Path) -> Iterator[Page]:
    """One page for all: signed in nowhere, it opens what the stage shows."""
    browser = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
    page = browser.new_context(locale="ru-RU").new_page()
    yield page
    browser.close()


@pytest.fixture
def looking(stage: Stage, window: Page) -> Looking:
    """Looks at pages in states that a test brings about."""
    return Looking(stage, window)
