"""What a backup holds, and what becomes of it when something fails."""

import errno
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.models import F
from django.utils import timezone

from deploy.backup import copying, retention, tables, taking, verifying
from deploy.backup.archive import opened
from deploy.backup.errors import BackupError, NotCopied
from deploy.backup.targets import Draft, Target, new_name, targets
from shared_apps.backups import queries
from shared_apps.backups.models import Backup, OrganisationCopy
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import Person

from .conftest import BY, USER, add_file, back_up, content, live_on, target


def archive_of(school: Organisation, taken: taking.Taken, where: str = "main") -> Path:
    return target(where).at(taken.name) / f"organisations/{school.schema_name}.zip"


def known(taken: taking.Taken) -> dict[str, str]:
    with shared(by=BY):
        return dict(Backup.objects.filter(name=taken.name).values_list("target", "state"))


# --- what is in it --------------------------------------------------------------------------------------------------


def test_a_backup_holds_every_table_as_it_was_in_both_targets(school: Organisation) -> None:
    before = content(school)
    taken = back_up(school)
    for where in ("main", "second"):
        with opened(archive_of(school, taken, where)) as archive:
            held = {one.table.name: b"".join(archive.rows(one)) for one in archive.tables}
        assert held == before
    assert taken.is_good


def test_rows_written_while_it_is_made_are_not_in_it(school: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    """One snapshot for all tables: what commits after the first of them was copied is in none of the others."""
    before = content(school)
    written = []
    copy_out = tables.copy_out

    def slow(cursor: Any, schema: str, table: tables.Table, write: Any) -> Any:
        if not written:
            written.append(True)
            with inside(school, by=USER):
                Person.objects.create(sex="male")
        return copy_out(cursor, schema, table, write)

    monkeypatch.setattr(tables, "copy_out", slow)
    taken = back_up(school)
    monkeypatch.undo()

    with opened(archive_of(school, taken)) as archive:
        assert {one.table.name: b"".join(archive.rows(one)) for one in archive.tables} == before
    assert content(school) != before


def test_a_schema_exchanged_while_it_is_copied_is_copied_again(
    school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old snapshot sees nothing of the new tables' rows: they would be copied as empty."""
    schema = str(school.schema_name)
    tables_of = tables.tables_of
    turns = []

    def exchanged(cursor: Any, name: str) -> list[tables.Table]:
        found = tables_of(cursor, name)
        turns.append(name)
        if len(turns) == 1:
            other = connections["owner"].copy()
            with other.cursor() as second:
                second.execute(f'ALTER SCHEMA "{schema}" RENAME TO "{schema}_away"')
                second.execute(f'CREATE SCHEMA "{schema}"')
                for table in found:
                    second.execute(f'CREATE TABLE "{schema}"."{table.name}" (LIKE "{schema}_away"."{table.name}")')
                second.execute(f'DROP SCHEMA "{schema}" CASCADE')
                second.execute(f'ALTER SCHEMA "{schema}_away" RENAME TO "{schema}"')
                second.execute(f"UPDATE public.organisations_organisation SET state = state WHERE id = {school.pk}")
            other.close()
        return found

    monkeypatch.setattr(tables, "tables_of", exchanged)
    taken = back_up(school)
    monkeypatch.undo()
    assert taken.is_good
    with opened(archive_of(school, taken)) as archive:
        assert {one.table.name: b"".join(archive.rows(one)) for one in archive.tables} == content(school)


def test_the_manifest_tells_the_end_of_the_chain_and_the_version(school: Organisation) -> None:
    taken = back_up(school)
    with opened(archive_of(school, taken)) as archive:
        manifest = archive.manifest
        sent = archive.text("seals.jsonl")
    assert manifest["history"]["last_seal"] == json.loads(sent.splitlines()[-1])["number"]
    assert manifest["history"]["chained"] == json.loads(sent.splitlines()[-1])["chained"]
    assert manifest["schema_version"] == school.schema_version
    assert (target().at(taken.name) / f"schemas/{school.schema_version}.json").exists()


def test_a_file_is_stored_once_for_all_days(school: Organisation, neighbour: Organisation) -> None:
    add_file(school, b"same")
    add_file(neighbour, b"same")
    first, second = back_up(school, neighbour), back_up(school, neighbour, name=later(1))
    stored = list((target().path / "files").glob("*/*"))
    assert len(stored) == 3
    assert (first.targets[0].files, second.targets[0].files) == (3, 0)


def test_a_lost_content_is_named_and_the_rest_is_kept(school: Organisation, settings: Any) -> None:
    for path in (Path(settings.MEDIA_ROOT) / str(school.schema_name)).iterdir():
        path.unlink()
    taken = back_up(school)
    assert len(taken.problems) == 1
    assert "is lost" in taken.problems[0]
    assert list(taken.organisations) == [school.pk]


def test_nothing_of_the_environment_s_secrets_is_in_it(school: Organisation, settings: Any) -> None:
    settings.SECRET_KEY = "a very secret key"
    taken = back_up(school)
    text = (target().at(taken.name) / "manifest.json").read_text(encoding="utf-8")
    assert "SECRET_KEY" in text
    assert "a very secret key" not in text
    assert str(connections["owner"].settings_dict["PASSWORD"]) not in text


def test_only_this_user_reads_what_is_written(school: Organisation) -> None:
    back_up(school)
    modes = {path.stat().st_mode & 0o077 for path in target().path.rglob("*")}
    assert modes == {0}


# --- the whole platform ---------------------------------------------------------------------------------------------


def test_the_whole_platform_has_what_exists_once_and_nothing_that_is_recounted(school: Organisation) -> None:
    taken = taking.take([school], targets=targets(), is_whole=True, by=BY, workers=2)
    with opened(target().at(taken.name) / "public.zip") as archive:
        held = {one.table.name for one in archive.tables}
    with connections["owner"].cursor() as cursor:
        every = {one.name for one in tables.tables_of(cursor, "public")}
    assert {"organisations_organisation", "accounts_account", "jobs_job", "registry_reading"} <= held
    assert {"envelopes_envelope", "envelopes_contents"} <= held
    assert every - held == {*tables.NOT_KEPT, *tables.recounted()}
    assert "contingent_regionstudent" in tables.recounted()


def test_a_table_whose_rows_the_owner_does_not_see_is_refused(school: Organisation) -> None:
    """Under row-level security without a policy for him, COPY gives no rows and no error."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE public.hidden_rows (id bigint PRIMARY KEY)")
        cursor.execute("ALTER TABLE public.hidden_rows ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    try:
        with pytest.raises(NotCopied, match="hidden_rows are hidden from the owner"):
            taking.take([school], targets=targets(), is_whole=True, by=BY, workers=1)
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TABLE public.hidden_rows")


def test_an_organisation_that_can_t_be_read_is_named_and_the_others_are_kept(
    school: Organisation, neighbour: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copying.copy_organisation

    def failing(organisation: Organisation, file: Any) -> Any:
        if organisation.pk == school.pk:
            raise NotCopied(f"{school.slug}: the disk of the database has a bad block")
        return copy(organisation, file)

    monkeypatch.setattr(copying, "copy_organisation", failing)
    taken = back_up(school, neighbour)

    assert list(taken.organisations) == [neighbour.pk]
    assert taken.problems == [f"{school.slug}: the disk of the database has a bad block"]
    with shared(by=BY):
        assert [row.organisation_id for row in OrganisationCopy.objects.filter(target="main")] == [neighbour.pk]


# --- targets that fail ----------------------------------------------------------------------------------------------


def test_a_target_that_fails_does_not_stop_the_other(school: Organisation, places: Path) -> None:
    (places / "second").write_text("a file where a directory should be")
    taken = back_up(school)
    assert known(taken) == {"main": "done", "second": "failed"}
    assert verifying.verify(target(), taken.name, by=BY) == []
    assert "Target second can't be used" in taken.targets[1].problem


def test_a_full_disk_is_said_and_leaves_no_half_backup(school: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    put = Draft.put

    def full(self: Draft, relative: str, file: Any) -> str:
        if self.target.name == "second":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return put(self, relative, file)

    monkeypatch.setattr(Draft, "put", full)
    taken = back_up(school)
    assert "Target second is full" in taken.targets[1].problem
    assert "SVOD_BACKUPS" in taken.targets[1].problem
    assert target("second").names() == []
    assert target("main").names() == [taken.name]


def test_no_target_at_all_is_an_error(school: Organisation, places: Path) -> None:
    for name in ("main", "second"):
        (places / name).write_text("a file where a directory should be")
    with pytest.raises(BackupError, match="can't be used"):
        back_up(school)
    with shared(by=BY):
        assert set(Backup.objects.values_list("state", flat=True)) == {"failed"}


def test_two_at_once_do_not_disturb_each_other(school: Organisation) -> None:
    with target("main").locked():
        taken = back_up(school)
    assert "Another backup works in target main" in taken.targets[0].problem
    assert known(taken) == {"main": "failed", "second": "done"}


# --- it dies in the middle ------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process was killed here."""


@pytest.mark.parametrize(
    "step",
    ["shared", *(pytest.param(x, marks=pytest.mark.nightly) for x in ("copy_organisation", "store", "manifest"))],
)
def test_what_was_begun_is_never_counted_and_taken_up_again(
    step: str, school: Organisation, neighbour: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = later(0)
    places_of: dict[str, tuple[Any, str]] = {
        "copy_organisation": (copying, "copy_organisation"),
        "store": (taking, "_store_files"),
        "shared": (taking, "_shared"),
        "manifest": (Draft, "finish"),
    }
    module, function = places_of[step]
    original = getattr(module, function)
    turns: list[int] = []

    def dying(*args: Any, **kwargs: Any) -> Any:
        turns.append(1)
        if len(turns) == (2 if step in ("copy_organisation", "store", "manifest") else 1):
            raise Killed
        return original(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(module, function, dying)
        with pytest.raises(Killed):
            back_up(school, neighbour, name=name)
    assert target("second").names() == []
    copied: list[int] = []
    copy = copying.copy_organisation
    monkeypatch.setattr(copying, "copy_organisation", lambda one, file: (copied.append(one.pk), copy(one, file))[1])

    taken = back_up(school, neighbour, name=name)

    assert target("second").names() == [name]
    assert verifying.verify(target("second"), name, by=BY) == []
    assert len(taken.organisations) == 2
    if step in ("store", "shared"):
        assert copied == []


def test_a_backup_finished_before_its_job_could_say_so_is_taken_up_under_its_name(school: Organisation) -> None:
    name = later(0)
    assert back_up(school, name=name).is_good
    assert back_up(school, name=name).is_good
    assert target().names() == [name]
    assert verifying.verify(target(), name, by=BY) == []


def test_half_an_archive_of_an_earlier_attempt_is_made_again(school: Organisation) -> None:
    name = later(0)
    draft = target().draft(name).path / f"organisations/{school.schema_name}.zip"
    draft.write_bytes(b"PK half of it")
    second = target("second").draft(name).path / f"organisations/{school.schema_name}.zip"
    second.write_bytes(b"PK half of it")
    back_up(school, name=name)
    assert verifying.verify(target(), name, by=BY) == []


# --- reading back ---------------------------------------------------------------------------------------------------


def spoil(path: Path) -> None:
    content_ = bytearray(path.read_bytes())
    content_[len(content_) // 2] ^= 255
    path.write_bytes(bytes(content_))


def test_a_sound_backup_verifies_and_administrators_see_when(school: Organisation) -> None:
    name = back_up(school).name
    assert verifying.verify(target(), name, by=BY) == []
    with shared(by=BY):
        row = Backup.objects.get(name=name, target="main")
    assert row.verified_at is not None
    assert row.problems == 0


@pytest.mark.parametrize(
    "what",
    [
        "archive",
        *(pytest.param(x, marks=pytest.mark.nightly) for x in ("manifest", "file", "lost archive", "lost file")),
    ],
)
def test_what_is_damaged_is_named(what: str, school: Organisation) -> None:
    name = back_up(school).name
    folder = target().at(name)
    paths = {
        "archive": folder / f"organisations/{school.schema_name}.zip",
        "manifest": folder / "manifest.json",
        "file": next((target().path / "files").glob("*/*")),
    }
    path = paths[what.removeprefix("lost ")]
    if what.startswith("lost"):
        path.unlink()
    else:
        spoil(path)

    found = verifying.verify(target(), name, by=BY)

    assert found
    assert str(path) in found[0] or str(folder) in found[0]
    with shared(by=BY):
        assert Backup.objects.get(name=name, target="main").problems == len(found)


# --- how long they are kept -----------------------------------------------------------------------------------------


def later(days: int) -> str:
    return new_name(timezone.now() + timedelta(days=days), "some")


def names_of_days(number: int) -> list[str]:
    end = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)
    return [new_name(end - timedelta(days=day)) for day in range(number)]


def test_fourteen_days_eight_weeks_and_twelve_months_are_kept() -> None:
    names = names_of_days(500)
    keep = retention.kept(names, days=14, weeks=8, months=12)
    assert set(names[:14]) <= keep
    months = {name[:7] for name in keep}
    assert len(months) == 12
    weeks = {datetime.strptime(name[:10], "%Y-%m-%d").isocalendar()[:2] for name in keep if name >= "2026-10-05"}  # noqa: DTZ007
    assert len(weeks) == 8
    assert len(keep) <= 14 + 8 + 12


def test_what_is_over_goes_with_the_files_that_nobody_names(school: Organisation, settings: Any) -> None:
    settings.BACKUP_KEEP_DAYS = settings.BACKUP_KEEP_WEEKS = settings.BACKUP_KEEP_MONTHS = 1
    taken = taking.take([school], targets=targets(), is_whole=True, by=BY, name=new_name(timezone.now() - timedelta(1)))
    lonely = target().path / "files/00/00lonely"
    lonely.parent.mkdir(parents=True)
    lonely.write_bytes(b"x")
    os.utime(lonely, (0, 0))
    second = taking.take([school], targets=targets(), is_whole=True, by=BY, workers=1)
    assert target().names() == [second.name]
    assert not lonely.exists()
    assert verifying.verify(target(), second.name, by=BY) == []
    with shared(by=BY):
        assert Backup.objects.get(name=taken.name, target="main").removed_at is not None


def test_a_backup_whose_manifest_can_t_be_read_keeps_every_file(school: Organisation) -> None:
    name = back_up(school).name
    spoil(target().at(name) / "manifest.json")
    for path in (target().path / "files").glob("*/*"):
        os.utime(path, (0, 0))
    assert retention._forget_files(target(), [name]) == 0


def test_a_draft_that_nobody_goes_on_with_is_forgotten(school: Organisation) -> None:
    draft = target().draft("2020-01-01T000000Z").path
    os.utime(draft, (0, 0))
    back_up(school)
    assert not draft.exists()


# --- what administrators see ----------------------------------------------------------------------------------------


def test_state_tells_the_last_good_one_the_last_attempt_and_what_is_overdue(school: Organisation, places: Path) -> None:
    taking.take([school], targets=targets(), is_whole=True, by=BY, workers=1)
    shutil.rmtree(places / "second")
    (places / "second").write_text("no directory any more")
    taking.take([school], targets=targets(), is_whole=True, by=BY, workers=1)
    with shared(by=BY):
        Backup.objects.filter(target="second").update(started_at=F("started_at") - timedelta(hours=27))
        main, second = queries.target_states()
    assert (main.is_overdue, second.is_overdue) == (False, True)
    assert second.failed
    assert second.last is not None


def test_the_last_copy_of_a_school_is_that_of_its_snapshot(school: Organisation) -> None:
    before = timezone.now()
    back_up(school)
    found = queries.last_copy_of(school.pk, by=BY)
    assert found is not None
    assert before <= found <= timezone.now()


def test_places_are_listed_by_their_names(settings: Any) -> None:
    assert [one.name for one in targets()] == ["main", "second"]
    assert targets(["second"]) == [Target("second", Path(settings.BACKUP_TARGETS["second"]))]
    with pytest.raises(BackupError, match="There is no target third"):
        targets(["third"])


def test_a_life_goes_on_while_it_is_backed_up(school: Organisation) -> None:
    back_up(school)
    live_on(school, 9)
    assert back_up(school, name=later(1)).is_good
