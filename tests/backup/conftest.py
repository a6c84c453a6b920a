"""Schools with data and files, and targets of the test's own. Everything is committed: three logins, real schemas."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from psycopg.sql import SQL, Identifier

from deploy.backup import tables, taking
from deploy.backup.targets import Target, targets
from region.feed import projector
from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.sealing import seal_one
from tenant_apps.people.services.files import store_file
from tests.factories import organisations
from tests.feed.life import Life

BY = By.system("tests of backups")
USER = By(account_id=11, name="Секретарь С. С.")


@pytest.fixture
def places(settings: Any, tmp_path: Path, three_logins: None) -> Iterator[Path]:
    """Targets, spool, files and roots of seals of this test alone; rows about backups go with it."""
    settings.BACKUP_TARGETS = {"main": tmp_path / "main", "second": tmp_path / "second"}
    settings.BACKUP_SPOOL = tmp_path / "spool"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SEALS_ROOT = tmp_path / "seals"
    yield tmp_path
    with connections["owner"].cursor() as cursor:
        for table in ("backups_backup", "backups_organisationcopy", "backups_restoration", "jobs_job"):
            cursor.execute(SQL("DELETE FROM {}").format(Identifier("public", table)))


@pytest.fixture
def school(places: Path) -> Iterator[Organisation]:
    """A school that has lived: students, orders, a file, a sealed log, and the region knows it."""
    yield from _lived(1)


@pytest.fixture
def neighbour(places: Path) -> Iterator[Organisation]:
    """Another one beside it."""
    yield from _lived(2)


def _lived(seed: int) -> Iterator[Organisation]:
    organisation = organisations.born()
    try:
        life = Life(organisation, seed)
        life.begin(students=5)
        for _turn in range(6):
            life.step()
        add_file(organisation, f"Содержание {seed}".encode())
        seal_one(organisation, by=BY)
        projector.drain(organisation.pk)
        yield organisation
    finally:
        with connections["owner"].cursor() as cursor:
            for suffix in ("_old", "_new"):
                name = Identifier(f"{organisation.schema_name}{suffix}")
                cursor.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
        organisations.drop(organisation)


def add_file(organisation: Organisation, content: bytes) -> None:
    with inside(organisation, by=USER):
        store_file(
            content=content, name="a.txt", content_type="text/plain", sensitivity=Privacy.DOCUMENT, purpose="", by=USER
        )


def live_on(organisation: Organisation, seed: int, steps: int = 10) -> None:
    """What users do after a backup."""
    life = Life(organisation, seed)
    for _turn in range(steps):
        life.step()


def content(organisation: Organisation, schema: str = "") -> dict[str, bytes]:
    """Every table of an organisation, as COPY gives it: to be compared byte by byte."""
    place = schema or str(organisation.schema_name)
    found: dict[str, bytes] = {}
    with connections["owner"].cursor() as cursor:
        for table in tables.tables_of(cursor, place):
            rows: list[bytes] = []
            tables.copy_out(cursor, place, table, rows.append)
            found[table.name] = b"".join(rows)
    return found


def back_up(*chosen: Organisation, name: str = "", only: tuple[str, ...] = ()) -> taking.Taken:
    """A backup of these organisations alone."""
    return taking.take(chosen, targets=targets(only), is_whole=False, by=BY, name=name, workers=1)


def target(name: str = "main") -> Target:
    return targets([name])[0]
