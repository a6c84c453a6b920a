"""A process killed with signal 9 in the middle: nothing half-written is taken for whole, and what follows finds its way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from psycopg.sql import SQL, Identifier

from deploy.backup import verifying
from deploy.backup.targets import targets
from region.feed import recount
from shared_apps.backups.models import Restoration
from shared_apps.organisations.models import Organisation
from tests import servers

from .conftest import BY, back_up, content, live_on, target
from .restorations import restored, schemas

pytestmark = pytest.mark.more
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0


@contextmanager
def held(school: Organisation, mode: str) -> Iterator[None]:
    """A table is held meanwhile: whoever needs it otherwise than the mode allows stands still, and can be killed."""
    with psycopg.connect(servers.admin_url(servers.database())) as connection:
        name = SQL("{}.{}").format(Identifier(str(school.schema_name)), Identifier("people_person"))
        connection.execute(SQL("LOCK TABLE {} IN {} MODE").format(name, SQL(mode)))
        yield
        connection.rollback()


def command(places: Path, *arguments: str) -> "subprocess.Popen[str]":
    """manage.py in a process of its own, with this test's targets, files and roots."""
    environment = os.environ | {
        "SVOD_MEDIA": str(places / "media"),
        "SVOD_SEALS": str(places / "seals"),
        "SVOD_BACKUP_SPOOL": str(places / "spool"),
        "SVOD_BACKUPS": ",".join(f"{one.name}={one.path}" for one in targets()),
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def killed(process: "subprocess.Popen[str]") -> None:
    """Dead at once, without a chance to clean up; and the server has noticed it."""
    assert process.poll() is None, process.communicate()[0]
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    assert process.stdout is not None
    process.stdout.close()


def wait_until(is_so: Callable[[], bool], process: "subprocess.Popen[str] | None" = None) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        if process is not None and process.poll() is not None:
            raise AssertionError(f"It ended by itself: {process.communicate()[0][-3000:]}")
        if time.monotonic() > end:
            raise AssertionError("It did not come to that.")
        time.sleep(0.05)


def backends_working(on: str) -> int:
    """Other connections that hold or wait for a lock on something in a schema."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
            " WHERE c.relnamespace = to_regnamespace(%s) AND l.pid <> pg_backend_pid() AND NOT l.granted",
            [on],
        )
        return int(cursor.fetchone()[0])


def building() -> bool:
    """Whether somebody is about to exchange schemas: between two attempts to have the organisation's tables alone."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state = 'idle in transaction' AND query LIKE 'RELEASE SAVEPOINT%%'"
            " AND state_change < clock_timestamp() - interval '10 ms'"
        )
        return int(cursor.fetchone()[0]) > 0


def test_backup_killed_between_two_schools_is_no_backup_and_the_next_one_is_whole(
    school: Organisation, neighbour: Organisation, places: Path
) -> None:
    with held(neighbour, "ACCESS EXCLUSIVE"):
        process = command(places, "backup", school.slug, neighbour.slug)
        wait_until(lambda: backends_working(str(neighbour.schema_name)) > 0, process)
        drafts = [one.name for one in target().path.iterdir() if one.name.startswith(".draft-")]
        killed(process)

    assert drafts != []
    assert [one.names() for one in targets()] == [[], []]
    before = {one.pk: content(one) for one in (school, neighbour)}
    taken = back_up(school, neighbour)
    assert taken.is_good
    assert [one.names() for one in targets()] == [[taken.name], [taken.name]]
    assert verifying.verify(target(), taken.name, by=BY) == []
    assert {one.pk: content(one) for one in (school, neighbour)} == before


@pytest.mark.parametrize("seconds", [0.3, 1.2])
def test_backup_killed_anywhere_leaves_whole_backups_or_none(
    seconds: float, school: Organisation, neighbour: Organisation, places: Path
) -> None:
    process = command(places, "backup", school.slug, neighbour.slug)
    wait_until(lambda: target().path.exists() and any(target().path.iterdir()), process)
    time.sleep(seconds)
    if process.poll() is None:
        killed(process)
    else:
        process.communicate()

    for one in targets():
        for name in one.names():
            assert verifying.verify(one, name, by=BY) == []
    assert back_up(school, neighbour).is_good


def test_restoration_killed_before_the_exchange_leaves_the_school_as_it_was(
    school: Organisation, neighbour: Organisation, places: Path
) -> None:
    back_up(school)
    live_on(school, 5)
    before, beside = content(school), content(neighbour)
    with held(school, "ACCESS SHARE"):
        process = command(
            places, "restore", "--organisation", school.slug, "--from", "last", "--confirm", "--wait", "60"
        )
        try:
            wait_until(building, process)
        finally:
            killed(process)
    wait_until(lambda: not building())

    assert schemas(school) == {school.schema_name}
    assert content(school) == before
    assert content(neighbour) == beside
    assert not Restoration.objects.using("owner").filter(organisation_id=school.pk).exists()
    restored(school)
    assert recount.recount(school.pk).differences == ()


@pytest.mark.parametrize("seconds", [0.0, 0.4, 1.5])
def test_restoration_killed_anywhere_is_done_or_never_was(
    seconds: float, school: Organisation, neighbour: Organisation, places: Path
) -> None:
    then = content(school)
    back_up(school)
    live_on(school, 5)
    before, beside = content(school), content(neighbour)
    process = command(places, "restore", "--organisation", school.slug, "--from", "last", "--confirm")
    wait_until(lambda: process.poll() is not None or connected(), None)
    time.sleep(seconds)
    if process.poll() is None:
        killed(process)
    else:
        process.communicate()
    wait_until(lambda: not connected())

    there = Restoration.objects.using("owner").filter(organisation_id=school.pk).exists()
    now = content(school)
    assert {name for name in now if now[name] != (then if there else before)[name]} <= {
        "history_seal",
        "history_sealline",
    }
    assert content(neighbour) == beside
    assert schemas(school) == ({school.schema_name, f"{school.schema_name}_old"} if there else {school.schema_name})


def connected() -> bool:
    """Whether a process of manage.py has a connection by the owner's login, other than ours."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0]) > 0
