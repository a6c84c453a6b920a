"""What all tests share. Servers and environment come from the plugin tests/servers.py, before Django's settings.

Ordinary tests (the mark ``django_db``) work in one connection and one transaction that is rolled back: ``aside`` and
``feed`` are ``default`` there. Tests of doors, feed and faults take ``three_logins``: real logins and real commits, on
schemas born for the test. Django's flush is never used.
"""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase, override_settings
from playwright.sync_api import Playwright
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling

from shared_apps.organisations.models import Organisation
from tests import servers
from tests.factories import organisations

MIRRORS = ("aside", "feed")
TOGETHER = {
    "tests/demo/": "demo",  # the region is built once
    "tests/journeys/test_accessibility.py": "axe",
    "tests/journeys/test_compromised.py": "axe",
    "tests/journeys/": "journeys",  # the platform is started once
    "tests/faults/test_saving_without_redis.py": "journeys",  # its times would be those of a browser beside it
}
"""Beginning of a test's path → tests that one process runs, one after another. What stands first counts."""
TransactionTestCase.databases = {"default", *MIRRORS}


LAST = "tests/journeys/test_compromised.py"
"""It leaves one of the sign-ins of the platform frozen."""


class Together(LoadScopeScheduling):
    """Tests one by one to whichever process is free, but those of TOGETHER to one process.

    Not `--dist loadgroup`: pytest 9.2 has no `Item._nodeid` any more, and pytest-xdist 3.8 loses its groups silently.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((group for path, group in TOGETHER.items() if nodeid.startswith(path)), nodeid)


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Together:
    """The hook of pytest-xdist."""
    return Together(config, log)


class SaidAtOnce:
    """A failure is said when it happens: a run that is stopped for its time would never name it."""

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The hook of pytest."""
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            said = str(crash.message if crash else report.longrepr)[:600]
            self.terminal.write_line(f"\n{report.nodeid} failed ({report.when}, {report.duration:.0f} s): {said}")


def pytest_configure() -> None:
    """The collector walks all that imports have left, again and again: seldomer."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The hook of pytest."""
    items.sort(key=lambda item: item.nodeid.startswith(LAST))


def pytest_sessionstart(session: pytest.Session) -> None:
    """The hook of pytest: workers have no terminal."""
    if (terminal := session.config.pluginmanager.get_plugin("terminalreporter")) is not None:
        session.config.pluginmanager.register(SaidAtOnce(terminal), "said_at_once")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Half of making an account would be its password's hash."""
    with override_settings(PASSWORD_HASHERS=["tests.factories.accounts.QuickArgon2"]):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This process's database, made anew; replaces Django's own test databases."""
    servers.drop_database(servers.database())
    with django_db_blocker.unblock():
        call_command("prepare_database", admin_url=servers.admin_url(), for_tests=True)
        connections["owner"].close()
    _mirror()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    servers.drop_database(servers.database())


@pytest.fixture
def three_logins(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Each alias its own login and connection, real commits; what the test leaves behind it must drop itself."""
    real = {alias: connections.create_connection(alias) for alias in MIRRORS}
    with django_db_blocker.unblock():
        for alias, connection in real.items():
            connections[alias] = connection
        try:
            yield
        finally:
            for alias in connections:
                connections[alias].close()
            _mirror()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program; journeys fail without it, they are never skipped."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    pytest.fail(
        "No Chromium is installed, and journeys need a real browser: apt-get install -y chromium", pytrace=False
    )


def _mirror() -> None:
    for alias in MIRRORS:
        connections[alias] = connections["default"]


@pytest.fixture(scope="session")
def two_schools(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> tuple[Organisation, Organisation]:
    """Two ready schools that stand through the session; ordinary tests work in them and roll back."""
    with django_db_blocker.unblock():
        found = organisations.born("school-a"), organisations.born("school-b")
        connections["owner"].close()
    return found


@pytest.fixture
def school(two_schools: tuple[Organisation, Organisation], db: None) -> Organisation:
    """A ready school for an ordinary test."""
    return two_schools[0]


@pytest.fixture
def other_school(two_schools: tuple[Organisation, Organisation], db: None) -> Organisation:
    """Another one."""
    return two_schools[1]


@pytest.fixture
def new_school(three_logins: None) -> Iterator[Organisation]:
    """A school born for this test alone, for real commits; dropped after it."""
    organisation = organisations.born()
    yield organisation
    organisations.drop(organisation)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all tests with a browser: a second one in the same process would not start.

    Its loop makes the thread an asynchronous one to Django, which has other connections there: they mirror anew.
    """
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a machine may be slow
    with sync_playwright() as running:
        _mirror()
        yield running
