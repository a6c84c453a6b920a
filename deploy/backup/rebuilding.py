"""The whole platform from a backup, in an empty database that `prepare_database` has made ready.

Shared tables come first, in one transaction, with every organisation "being restored"; then each organisation in a
transaction of its own. What dies in between is taken up by the same command. Nothing of the region's figures is in a
backup: each organisation is recounted at the end.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from shared_apps.backups.models import Restoration
from shared_apps.organisations import birth
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.recording import OWNER, birth_recording, code_version
from tenant_apps.history import restoration as history
from tenant_apps.history.targets import Directory
from tenant_apps.history.targets import targets as seal_targets

from . import archive, loading, tables
from .errors import BackupError, CannotRestore
from .restoring import ask_for_what_follows
from .taking import SERVED
from .targets import Target, copy_stream

log = logging.getLogger("svod.backup")
MARK = "restored from backup "
EMPTY = ("organisations_organisation", "accounts_account")
"""Tables that must be empty: the rest is what prepare_database wrote, and is replaced."""


@dataclass(slots=True)
class Rebuilt:
    """What came back. `problems`: organisations that did not, each with the reason; the command takes them up again."""

    organisations: int = 0
    rows: int = 0
    files: int = 0
    jobs: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def rebuild(
    target: Target, name: str, manifest: dict[str, Any], *, by: By, report: Callable[[str], None] = lambda line: None
) -> Rebuilt:
    """Restore everything. Needs the owner's login and nobody else at work.

    :raises CannotRestore: the database is not empty, or not of the code that made the backup.
    :raises Damaged: nothing of what is damaged was taken.
    """
    if not manifest["is_whole"]:
        raise CannotRestore(f"{name} holds some organisations only; manage.py backup --list says which hold all.")
    result = Rebuilt()
    birth_recording()
    waiting = _interrupted(name)
    if waiting is None:
        with archive.Archive(target.at(name) / "public.zip") as opened:
            result.rows += _shared(opened, name)
        report("What exists once is back.")
        waiting = _interrupted(name) or []
    for number, organisation in enumerate(waiting, start=1):
        if number % SERVED == 0:
            connections[OWNER].close()
        entry = manifest["organisations"].get(str(organisation.pk))
        if entry is None:
            result.problems.append(f"{organisation.slug}: the backup does not hold it; it was not copied then.")
            continue
        try:
            _organisation(result, organisation, target, name, entry, by)
        except (BackupError, OSError) as error:
            result.problems.append(f"{organisation.slug}: {error}")
            log.error("%s: %s", organisation.slug, error)
        else:
            report(f"{organisation.slug}: {result.organisations} of {len(waiting)}")
    return result


def _interrupted(name: str) -> list[Organisation] | None:
    """Organisations that an earlier run of this restoration left undone; None: there was no such run."""
    rows = Organisation.objects.using(OWNER).order_by("pk")
    if not rows.exists():
        return None
    if not rows.filter(state_detail__startswith=MARK + name).exists():
        raise CannotRestore(
            "The database holds organisations already. The whole platform is restored into an empty database:"
            " make one, run manage.py prepare_database, and try again."
        )
    return list(rows.filter(state=Organisation.State.PREPARING, state_detail__startswith=MARK + name))


def _shared(opened: archive.Archive, name: str) -> int:
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        _refuse_other_code(cursor, opened)
        _refuse_full(cursor)
        kept = tables.kept_in_public(cursor)
        names = [one.name for one in kept]
        keys = [key for key in tables.foreign_keys_of(cursor, "public") if key.table in names]
        cursor.execute(tables.SPELLING)
        with _without_row_security(cursor, names):
            tables.drop_foreign_keys(cursor, "public", keys)
            tables.set_triggers(cursor, "public", names, on=False)
            for table in names:
                cursor.execute(SQL("DELETE FROM {}").format(Identifier("public", table)))
            rows = loading.fill(cursor, opened, "public", names)
            tables.advance(cursor, "public", opened.sequences)
            tables.set_triggers(cursor, "public", names, on=True)
            tables.add_foreign_keys(cursor, "public", keys)
        _all_wait(cursor, name)
        birth_recording()
        return rows


def _all_wait(cursor: CursorWrapper, name: str) -> None:
    """Every organisation waits for its schema; what it was is kept in the words and put back with it."""
    cursor.execute(
        "UPDATE public.organisations_organisation SET state_detail = %s || ': ' || state || ': ' || state_detail,"
        " state = 'preparing' WHERE state IN ('ready', 'closed')",
        [MARK + name],
    )
    cursor.execute("UPDATE public.jobs_job SET state = 'cancelled' WHERE state IN ('waiting', 'running')")


def _organisation(
    result: Rebuilt, organisation: Organisation, target: Target, name: str, entry: dict[str, Any], by: By
) -> None:
    schema = str(organisation.schema_name)
    recording = loading.know_version(target.at(name), entry["schema_version"])
    steps = loading.steps_from(recording)
    connection = connections[OWNER]
    with (
        archive.Archive(target.at(name) / f"organisations/{schema}.zip") as opened,
        transaction.atomic(using=OWNER),
        connection.cursor() as cursor,
    ):
        result.files += _files(opened, target, schema)
        _seals(opened, schema)
        cursor.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))
        rows = loading.load(cursor, opened, schema, recording, steps)
        birth.admit(connection, schema)
        moment = opened.manifest["taken_at"]
        note = f"Whole platform from backup {name}, as of {moment[:19]} UTC."
        seal = history.write_restored(
            cursor, schema=schema, replaced="", sent=history.last_sent(schema), note=note, by_name=by.name
        )
        _mark, state, detail = organisation.state_detail.removeprefix(MARK + name).split(": ", 2)
        organisation.state, organisation.state_detail, organisation.schema_version = state, detail, code_version()
        organisation.save(using=OWNER, update_fields=["state", "state_detail", "schema_version"])
        restoration = Restoration.objects.using(OWNER).create(
            organisation_id=organisation.pk,
            backup=name,
            target=target.name,
            moment=moment,
            restored_at=timezone.now(),
            actor_name=by.name,
            lost_lines=0,
            seal=seal,
            old_schema="",
        )
        result.jobs.append(ask_for_what_follows(organisation.pk, restoration.pk, by=by).pk)
    result.rows += rows
    result.organisations += 1


def _files(opened: archive.Archive, target: Target, schema: str) -> int:
    """Contents of the organisation's files; one that the backup has lost already is left out."""
    folder = Path(settings.MEDIA_ROOT) / schema
    number = 0
    for digest in opened.manifest["files"]:
        if (folder / digest).exists() or not target.file(digest).exists():
            continue
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".{digest}.draft"
        with target.file(digest).open("rb") as content, draft.open("wb") as out:
            is_sound = copy_stream(content, out) == digest
        if is_sound:
            draft.replace(folder / digest)
            number += 1
        else:
            draft.unlink()
            log.error("The content %s in target %s is damaged and was left out.", digest, target.name)
    return number


def _seals(opened: archive.Archive, schema: str) -> None:
    """Roots that were sent out, where the place they were sent to has lost them; what is there is never touched."""
    if not (roots := opened.text("seals.jsonl")):
        return
    for one in seal_targets():
        if isinstance(one, Directory) and not (one.path / f"{schema}.jsonl").exists():
            one.path.mkdir(parents=True, exist_ok=True)
            (one.path / f"{schema}.jsonl").write_text(roots, encoding="utf-8")


def _refuse_other_code(cursor: CursorWrapper, opened: archive.Archive) -> None:
    cursor.execute("SELECT app, name FROM public.django_migrations")
    here, there = set(cursor.fetchall()), {(app, name) for app, name in opened.manifest["migrations"]}
    if here != there:
        differing = sorted(f"{app}.{name}" for app, name in here ^ there)
        raise CannotRestore(
            f"The shared tables here are not those of the backup ({', '.join(differing[:5])}). Install the release that"
            " made it, prepare an empty database with it, restore, and update then."
        )


def _refuse_full(cursor: CursorWrapper) -> None:
    for table in EMPTY:
        cursor.execute(SQL("SELECT EXISTS (SELECT FROM {})").format(Identifier("public", table)))
        if cursor.fetchone()[0]:
            raise CannotRestore(
                f"The table {table} is not empty: the whole platform is restored into an empty database."
            )


@contextmanager
def _without_row_security(cursor: CursorWrapper, names: list[str]) -> Iterator[None]:
    """COPY FROM is refused on tables under row-level security; the owner may lift it for this transaction."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity"
        " AND relname = ANY(%s)",
        [names],
    )
    forced = [row[0] for row in cursor.fetchall()]
    for table in forced:
        cursor.execute(SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(Identifier("public", table)))
    yield
    for table in forced:
        cursor.execute(SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(Identifier("public", table)))
