"""The commands, the jobs, and the whole platform in an empty database."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connections

from deploy.backup import work
from deploy.backup.archive import Archive
from deploy.backup.targets import targets
from shared_apps.backups.models import Backup, Restoration
from shared_apps.backups.services import ask_for_backup, ask_for_verifying
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.jobs.schedule import BY_SCHEDULE
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import Person
from tests import servers
from tests.factories.jobs import done

from .conftest import BY, USER, back_up, content, live_on, target

ROOT = Path(__file__).resolve().parents[2]


def said(*arguments: str, **options: Any) -> str:
    with StringIO() as out:
        call_command(*arguments, stdout=out, stderr=out, **options)
        return out.getvalue()


# --- commands -------------------------------------------------------------------------------------------------------


def test_backup_list_and_verify(school: Organisation) -> None:
    text = said("backup", school.slug)
    name = target().names()[0]
    assert f"main: {name}:" in text
    assert f"second: {name}:" in text
    assert f"{name}  some organisations, 1 organisations" in said("backup", "--list")
    assert f"main: {name}: sound" in said("backup", "--verify")


def test_verify_fails_on_damage_and_says_where(school: Organisation) -> None:
    said("backup", school.slug)
    path = target().at(target().names()[0]) / f"organisations/{school.schema_name}.zip"
    path.write_bytes(path.read_bytes()[:-10])
    out = StringIO()
    with pytest.raises(CommandError, match="1 backups are damaged"):
        call_command("backup", "--verify", stdout=StringIO(), stderr=out)
    assert str(path) in out.getvalue()


def test_backup_to_one_target_alone(school: Organisation) -> None:
    said("backup", school.slug, "--target", "second")
    assert target("main").names() == []
    assert len(target("second").names()) == 1


def test_check_fails_while_something_is_overdue(school: Organisation) -> None:
    with pytest.raises(CommandError, match="overdue"):
        said("backup", "--check")
    said("backup")
    assert "main: last success" in said("backup", "--check")


def test_backup_of_nobody_is_refused(places: Path) -> None:
    with pytest.raises(CommandError, match="There is no organisation with a schema nowhere"):
        said("backup", "nowhere")
    with pytest.raises(CommandError, match="There is no target third"):
        said("backup", "--target", "third")


def test_restore_shows_first_and_does_it_when_confirmed(school: Organisation) -> None:
    said("backup", school.slug)
    then = content(school)["people_person"]
    with inside(school, by=USER):
        Person.objects.create(sex="male")
    text = said("restore", organisation=school.slug, backup="last")
    assert "Nothing was changed" in text
    assert f"{USER.name}: 1, the last on" in text
    assert content(school)["people_person"] != then

    text = said("restore", organisation=school.slug, backup="last", confirm=True)

    assert "of kind restored" in text
    assert "region recounted" in text
    assert content(school)["people_person"] == then
    assert f"{school.schema_name}_old is deleted" in said("restore", organisation=school.slug, drop_old=True)


def test_restore_names_accounts_whose_card_is_gone(school: Organisation) -> None:
    from tests.factories.accounts import member

    said("backup", school.slug)
    member("newcomer", "teacher", organisation=school, card_id=999_999)
    try:
        assert "account newcomer (teacher)" in said("restore", organisation=school.slug, backup="last", confirm=True)
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM accounts_membership WHERE organisation_id = %s", [school.pk])
            cursor.execute("DELETE FROM accounts_account WHERE login = 'newcomer'")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"organisation": "nowhere", "backup": "last"}, "There is no organisation nowhere"),
        ({"organisation": "nowhere"}, "Say which backup"),
        ({"everything": True, "backup": "last"}, "No such backup"),
        ({"everything": True, "drop_old": True}, "--drop-old is for one organisation"),
    ],
)
def test_restore_refuses_with_the_cure(options: dict[str, Any], words: str, places: Path) -> None:
    arguments = ["--all"] if options.pop("everything", False) else []
    with pytest.raises(CommandError, match=words):
        said("restore", *arguments, **options)


# --- jobs -----------------------------------------------------------------------------------------------------------


def test_the_daily_job_backs_everything_up_and_the_next_reads_it_back(school: Organisation) -> None:
    assert jobs.run(ask_for_backup(by=BY)) == "done"
    assert jobs.run(ask_for_verifying(by=BY)) == "done"
    with shared(by=BY):
        rows = list(Backup.objects.order_by("target"))
    assert [(row.target, row.state, row.is_whole, row.problems) for row in rows] == [
        ("main", "done", True, 0),
        ("second", "done", True, 0),
    ]
    assert all(row.verified_at for row in rows)


def test_a_job_that_lost_its_worker_goes_on_under_its_name(
    school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def dying(*args: Any, **kwargs: Any) -> Any:
        raise Killed

    number = ask_for_backup(by=BY)
    with monkeypatch.context() as patch:
        patch.setattr(work.taking, "_shared", dying)
        with pytest.raises(Killed):
            jobs.run(number)
    with shared(by=BY):
        job = Job.objects.get(pk=number)
        Job.objects.filter(pk=number).update(state="waiting")
    assert jobs.run(number) == "done"
    assert target().names() == [job.checkpoint["name"]]


def test_a_target_that_fails_fails_the_job_without_another_try(school: Organisation, places: Path) -> None:
    (places / "second").write_text("no directory")
    number = ask_for_backup(by=BY)
    assert jobs.run(number) == "failed"
    with shared(by=BY):
        job = Job.objects.get(pk=number)
    assert "Target second" in job.error
    assert len(target("main").names()) == 1


def test_what_a_person_asks_for_and_the_schedule_is_one_job(places: Path) -> None:
    with shared(by=BY):
        first = ask_for_backup(by=BY), ask_for_verifying(by=BY)
        again = tuple(jobs.enqueue(one, by=BY_SCHEDULE, key=one).pk for one in ("backup", "backup.verify"))
    assert first == again


def test_schemas_replaced_long_ago_are_deleted(school: Organisation, settings: Any) -> None:
    back_up(school)
    said("restore", organisation=school.slug, backup="last", confirm=True)
    done("backup.drop_old")
    assert Restoration.objects.using("owner").get().old_dropped_at is None
    settings.RESTORE_KEEP_OLD_DAYS = 0
    done("backup.drop_old")
    assert Restoration.objects.using("owner").get().old_dropped_at is not None


# --- the whole platform ---------------------------------------------------------------------------------------------


def in_another_database(*command: str, name: str, places: Path) -> str:
    """A command of manage.py with another database, other files and other roots, and the same targets."""
    environment = dict(os.environ)
    for variable in ("DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_FEED"):
        environment[variable] = environment[variable].replace(servers.database(), name)
    environment |= {
        "SVOD_MEDIA": str(places / "elsewhere/media"),
        "SVOD_SEALS": str(places / "elsewhere/seals"),
        "SVOD_BACKUP_SPOOL": str(places / "elsewhere/spool"),
        "SVOD_BACKUPS": ",".join(f"{one.name}={one.path}" for one in targets()),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    return done.stdout


@pytest.mark.more
def test_the_whole_platform_comes_back_in_an_empty_database(
    school: Organisation, neighbour: Organisation, places: Path
) -> None:
    said("backup")
    before = {one.pk: content(one) for one in (school, neighbour)}
    public = shared_tables(servers.database())
    live_on(school, 5)
    name = f"{servers.database()}_rebuilt"
    try:
        in_another_database("prepare_database", "--admin-url", servers.admin_url(), name=name, places=places)
        dry = in_another_database("restore", "--all", "--from", "last", name=name, places=places)
        path = target().at(target().names()[0]) / f"organisations/{neighbour.schema_name}.zip"
        whole = path.read_bytes()
        path.write_bytes(whole[:-9])
        half = subprocess_fails("restore", "--all", "--from", "last", "--confirm", name=name, places=places)
        path.write_bytes(whole)
        done = in_another_database("restore", "--all", "--from", "last", "--confirm", name=name, places=places)
        verified = in_another_database("history", "verify", school.slug, neighbour.slug, name=name, places=places)
        recounted = in_another_database("feed", "recount", name=name, places=places)
        checked = in_another_database("fleet", "check", name=name, places=places)
        after = {one.pk: tables_elsewhere(name, str(one.schema_name)) for one in (school, neighbour)}
        rebuilt = shared_tables(name)
        again = subprocess_fails("restore", "--all", "--from", "last", "--confirm", name=name, places=places)
    finally:
        servers.drop_database(name)

    assert "Nothing was changed" in dry
    assert "1 organisations are not back" in half
    assert "1 organisations, " in done
    assert "region recounted" in done
    assert "Every history holds (2)" in verified
    assert "differences mended: 0" in recounted
    assert "Every schema is as recorded" in checked
    seals = {"history_seal", "history_sealline"}
    for pk, tables_ in before.items():
        assert {table for table in tables_ if after[pk][table] != tables_[table]} <= seals
    assert rebuilt == public
    assert (places / f"elsewhere/media/{school.schema_name}").is_dir()
    assert "holds organisations already" in again


def shared_tables(database: str) -> dict[str, int]:
    """Rows of the shared tables that a rebuilt database must have too."""
    counted = (
        "organisations_organisation", "organisations_organisationperiod", "accounts_account", "accounts_membership",
        "handbooks_item",
    )  # fmt: skip
    with psycopg.connect(servers.admin_url(database)) as connection:
        found = connection.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s)", [list(counted)]).fetchall()
        return {
            table: connection.execute(f"SELECT count(*) FROM public.{table}").fetchone()[0]  # type: ignore[index,arg-type]
            for (table,) in found
        }


def tables_elsewhere(database: str, schema: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with psycopg.connect(servers.admin_url(database)) as connection:
        connection.execute("SET timezone = 'UTC'")
        with connection.cursor() as cursor:
            archive = target().at(target().names()[0]) / f"organisations/{schema}.zip"
            with Archive(archive) as read:
                for one in read.tables:
                    columns = ", ".join(f'"{column}"' for column in one.table.columns)
                    statement = f'COPY "{schema}"."{one.table.name}" ({columns}) TO STDOUT'
                    with cursor.copy(statement) as copy:  # type: ignore[arg-type]
                        found[one.table.name] = b"".join(bytes(row) for row in copy)
    return found


def subprocess_fails(*command: str, name: str, places: Path) -> str:
    with pytest.raises(AssertionError) as raised:
        in_another_database(*command, name=name, places=places)
    return str(raised.value)


def test_what_must_be_kept_apart_is_named_in_the_backup(school: Organisation) -> None:
    name = back_up(school).name
    manifest = json.loads((target().at(name) / "manifest.json").read_text(encoding="utf-8"))
    assert "SECRET_KEY" in manifest["kept_apart"]["environment"]
    assert manifest["kept_apart"]["seals"] == [str(configured.SEALS_ROOT)]
