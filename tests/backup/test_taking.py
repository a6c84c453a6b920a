"""What a backup holds, and that it is read back."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from deploy.backup import copying, tables, taking, verifying
from deploy.backup.archive import Archive
from deploy.backup.errors import NotCopied
from deploy.backup.targets import targets
from shared_apps.backups.models import Backup, OrganisationCopy
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import Person

from .conftest import BY, USER, add_file, back_up, content, target
from .copies import archive_of, later, spoil

# --- what is in it --------------------------------------------------------------------------------------------------


def test_a_backup_holds_every_table_as_it_was_in_both_targets(school: Organisation) -> None:
    before = content(school)
    taken = back_up(school)
    for where in ("main", "second"):
        with Archive(archive_of(school, taken, where)) as archive:
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

    with Archive(archive_of(school, taken)) as archive:
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
    with Archive(archive_of(school, taken)) as archive:
        assert {one.table.name: b"".join(archive.rows(one)) for one in archive.tables} == content(school)


def test_the_manifest_tells_the_end_of_the_chain_and_the_version(school: Organisation) -> None:
    taken = back_up(school)
    with Archive(archive_of(school, taken)) as archive:
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
    with Archive(target().at(taken.name) / "public.zip") as archive:
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


# --- reading back ---------------------------------------------------------------------------------------------------


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
        *(pytest.param(x, marks=pytest.mark.more) for x in ("manifest", "file", "lost archive", "lost file")),
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
