"""A schema made from an archive: tables from the recorded SQL of its version, rows, sequences, keys, and brought up.

Triggers are disabled while rows come in, so the history writes nothing about what is only put back; foreign keys are
taken away and put back, so that PostgreSQL checks every row. All in the caller's transaction: it stands whole or not
at all.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from shared_apps.organisations import birth, catalogue
from shared_apps.organisations.models import SchemaRecording
from shared_apps.organisations.recording import (
    OWNER,
    CannotRecord,
    birth_recording,
    code_version,
    step_recording,
    tenant_labels,
)

from . import tables
from .archive import Archive
from .errors import CannotRestore, Damaged


def know_version(folder: Path, version: str) -> SchemaRecording:
    """The recording of a schema version; taken from the backup where this database has not got it.

    :raises CannotRestore: nobody has it, or it is of code later than this.
    """
    found = SchemaRecording.objects.using(OWNER).filter(kind="birth", version=version).first()
    if found is None:
        path = folder / "schemas" / f"{version}.json"
        try:
            content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CannotRestore(
                f"The backup is of schema version {version}, whose recording neither this database nor the backup has"
                f" ({error}). Take a backup that has {path.name}, or restore the table organisations_schemarecording."
            ) from error
        found = SchemaRecording.objects.using(OWNER).create(
            kind="birth", version=version, statements=content["statements"], catalogue=content["catalogue"]
        )
    _refuse_later(found)
    return found


def steps_from(recording: SchemaRecording) -> list[str]:
    """The statements that bring a schema of that version to the code's. None when it is the code's own.

    :raises CannotRestore: they can't be worked out.
    """
    if recording.version == code_version():
        return []
    try:
        return list(step_recording(recording.version).statements)
    except CannotRecord as error:
        raise CannotRestore(str(error)) from error


def load(cursor: CursorWrapper, archive: Archive, schema: str, recording: SchemaRecording, steps: list[str]) -> int:
    """Make the schema and fill it; how many rows. The schema stands at the code's version then.

    :raises Damaged: a table of the archive is not what was copied.
    :raises CannotRestore: the result is not what this code records.
    """
    connection = connections[OWNER]
    birth.build(connection, schema, recording.statements)
    keys = tables.foreign_keys_of(cursor, schema)
    names = [one.name for one in tables.tables_of(cursor, schema)]
    cursor.execute(tables.SPELLING)
    tables.drop_foreign_keys(cursor, schema, keys)
    tables.set_triggers(cursor, schema, names, on=False)
    rows = fill(cursor, archive, schema, names)
    tables.advance(cursor, schema, archive.sequences)
    tables.set_triggers(cursor, schema, names, on=True)
    tables.add_foreign_keys(cursor, schema, keys)
    if steps:
        birth.bring(connection, schema, steps)
    _refuse_otherwise(schema)
    return rows


def fill(cursor: CursorWrapper, archive: Archive, schema: str, names: list[str]) -> int:
    """COPY every table of the archive into the schema; how many rows."""
    total = 0
    for copied in archive.tables:
        if copied.table.name not in names:
            raise CannotRestore(
                f"The backup has the table {copied.table.name}, which schema {schema} has not: it was not made by the"
                " code that this database knows. Restore with the release that made it, then update."
            )
        rows = tables.copy_in(cursor, schema, copied.table, archive.rows(copied))
        if rows != copied.rows:
            raise Damaged(f"{archive.path}: {copied.table.name} gave {rows} rows, {copied.rows} were copied.")
        total += rows
    return total


def _refuse_later(recording: SchemaRecording) -> None:
    """A recording with migrations that this code has not got was made by later code."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [f"{app}.{name}" for app, name in recording.catalogue["applied"] if (app, name) not in known]
    if unknown and set(tenant_labels()):
        raise CannotRestore(
            f"The backup was made by a later release (it has {', '.join(unknown[:3])}). Update this installation first."
        )


def _refuse_otherwise(schema: str) -> None:
    expected = birth_recording().catalogue["objects"]
    found = catalogue.schema_catalogue(connections[OWNER], [schema])[schema]
    if lines := catalogue.differences(expected, found):
        raise CannotRestore(
            f"The restored schema would differ from what this code records: {'; '.join(lines[:5])}."
            " Run manage.py fleet check, and restore with the release that made the backup."
        )
