"""A pytest plugin: real PostgreSQL and Redis for the tests, known to the environment before Django reads its settings.

One embedded cluster, ``var/embedded/test`` (fsync off), serves all runs on this machine at once; the last one to end
stops it. Each process of a run (each xdist worker) takes a free *slot*, and works in that slot's database,
``svod_test_<slot>``. The database is made anew for each process; what earlier runs left there is dropped first.

With ``SVOD_TEST_SERVER`` (the address of a superuser of a PostgreSQL 18) and ``REDIS_URL`` the tests use those servers.
``DATABASE_URL`` is never used: tests drop what they find.
"""

import fcntl
import os
import shutil
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from deploy import embedded, env

NAME = "test"
SLOTS = 16
ADMIN_URL = "SVOD_TEST_ADMIN_URL"
GIVEN_SERVER = "SVOD_TEST_SERVER"
DATABASE = "SVOD_TEST_DATABASE"
SETTINGS = {"shared_buffers": "128MB", "max_wal_size": "1GB", "wal_level": "minimal", "autovacuum_naptime": "5min"}

_servers: embedded.Servers | None = None
_slot: int | None = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None, Any, Any]:
    """Before pytest-django loads the settings: servers (once a run) and this process's own database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # a browser's event loop runs in the tests' thread
    os.environ["SVOD_STATIC"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    os.environ["SVOD_HTTPS"] = "0"
    os.environ["SECRET_KEY"] = "tests-only-" + "0" * 50
    os.environ["DJANGO_SETTINGS_MODULE"] = "deploy.settings"
    if {"--collect-only", "--co", "--fixtures", "--markers", "-h", "--help", "-V", "--version"} & set(args):
        os.environ["SVOD_TOOLING"] = "1"
    else:
        _open()
    (env.VAR / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
    from deploy.compile_messages import compile_messages

    compile_messages()
    return (yield)


def pytest_unconfigure() -> None:
    """Let go of slot and servers."""
    global _servers, _slot
    if _slot is not None:
        os.close(_slot)
        _slot = None
    if _servers is not None:
        _servers.stop()
        _servers = None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI (SVOD_NO_SKIPS) a skipped test is a failure: nothing is left out unseen."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if reporter and skipped and env.flag("SVOD_NO_SKIPS") and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"\n{len(skipped)} skipped: with SVOD_NO_SKIPS that is a failure.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def database() -> str:
    """The database of this process."""
    return os.environ[DATABASE]


def admin_url(database: str = "postgres") -> str:
    """The superuser's address: for making databases, and for tests that break things on purpose."""
    return os.environ[ADMIN_URL].rpartition("/")[0] + "/" + database


def drop_database(name: str) -> None:
    """Drop a test database with all roles that carry its name."""
    with psycopg.connect(admin_url(), autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        found = connection.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [f"{name}_"])
        roles = [Identifier(role) for (role,) in found]
        for start in range(0, len(roles), 500):
            connection.execute(SQL("DROP ROLE {}").format(SQL(", ").join(roles[start : start + 500])))


def _open() -> None:
    global _servers, _slot
    if given := env.text(GIVEN_SERVER, ""):
        base = env.VAR / "embedded" / NAME
        base.mkdir(parents=True, exist_ok=True)
        servers = embedded.Servers(NAME, base, admin_url=given, redis_url=env.text("REDIS_URL"), hold=-1)
    else:
        servers = _servers = embedded.start(NAME, fsync=False, in_memory=True, settings=SETTINGS)
    number, _slot = _take_slot(servers.base / "slots")
    name = f"svod_test_{number}"
    os.environ.update(servers.logins(name))
    os.environ["REDIS_URL"] = urlsplit(servers.redis_url)._replace(path=f"/{number}").geturl()
    os.environ[ADMIN_URL] = servers.admin_url
    os.environ[DATABASE] = name
    for variable, ending in (("SVOD_MEDIA", "media"), ("SVOD_SEALS", "seals")):
        folder = servers.base / "slots" / f"{number}.{ending}"
        shutil.rmtree(folder, ignore_errors=True)  # of an earlier process: its organisations had the same schema names
        os.environ[variable] = str(folder)


def _take_slot(folder: Path) -> tuple[int, int]:
    """A slot that no other process has, and the descriptor that holds it."""
    folder.mkdir(exist_ok=True)
    for number in range(1, SLOTS):
        descriptor = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return number, descriptor
        os.close(descriptor)
    raise pytest.UsageError(f"{SLOTS - 1} test processes run already; wait for one of them to end.")
