"""The SQL that makes an organisation's schema, recorded once while the migrations run on an empty scratch schema.

A recording is kept under the hash of the migrations ("version"). A birth's is the shortest way to what the migrations
make (compacting.py), compared with it before it is kept. Birth replays a whole recording, a fleet migration
replays the step between two versions; both are flat at any number of organisations, since nothing is introspected.
"""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from .catalogue import ADMITTED, schema_catalogue, schema_rights, tables_of
from .compacting import compact
from .grants import special_grants, usual_grants
from .models import SchemaRecording
from .versions import code_version, declared_grants, tenant_labels

log = logging.getLogger("svod.fleet")
OWNER = "owner"
__all__ = ["OWNER", "CannotRecord", "birth_recording", "code_version", "replay", "step_recording", "tenant_labels"]
_CHANGES_ROWS = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
_KEPT = re.compile(r"\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE|COMMENT|DO|SET CONSTRAINTS)\b", re.IGNORECASE)


class CannotRecord(RuntimeError):
    """The migrations of the organisations' apps can't be turned into SQL; the message says which and why."""


def birth_recording() -> SchemaRecording:
    """The recording that makes a schema of `code_version()`; recorded now if nobody has yet."""
    found = SchemaRecording.objects.using(OWNER).filter(kind="birth", version=code_version()).first()
    return found or _record_birth()


def step_recording(previous: str) -> SchemaRecording:
    """The recording that brings a schema from `previous` to `code_version()`.

    :raises CannotRecord: the recording of `previous` is not kept, so nobody knows what its schemas look like; or it
        holds migrations that this code lacks, for schemas are never taken back.
    """
    version = code_version()
    recordings = SchemaRecording.objects.using(OWNER)
    found = recordings.filter(kind="step", version=version, previous=previous).first()
    if found:
        return found
    start = recordings.filter(kind="birth", version=previous).first()
    if start is None:
        raise CannotRecord(
            f"Organisations stand at schema version {previous}, whose recording is not kept in this database. "
            "Restore the table organisations_schemarecording, or (demo only) start again with --fresh."
        )
    if strange := sorted(f"{app}.{name}" for app, name in _unknown_here(start.catalogue["applied"])):
        raise CannotRecord(
            f"Organisations stand at schema version {previous}, which is newer than this code: it has "
            f"{', '.join(strange[:5])}. Deploy the code that they were migrated for; schemas are never taken back."
        )
    with _scratch() as (connection, name):
        replay(connection, start.statements)
        _pretend_applied(connection, start.catalogue["applied"])
        statements, applied = _migrate_and_record(connection)
        objects = schema_catalogue(connection, [name])[name]
        granted = set(start.catalogue.get("granted", ())) | set(declared_grants())
        catalogue = {"applied": applied, "objects": objects, "granted": sorted(granted & tables_of(objects))}
    _ensure_birth(version)
    return recordings.create(
        kind="step", version=version, previous=previous, statements=statements, catalogue=catalogue
    )


def replay(connection: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    """Run recorded statements in the schema that stands first in the search path: one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(statements))


def _unknown_here(applied: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    """Migrations of a recording that this code does not have, and has not squashed into others."""
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    squashed = {tuple(key) for migration in disk.values() for key in migration.replaces}
    return {(app, name) for app, name in applied} - disk.keys() - squashed


def _ensure_birth(version: str) -> None:
    if not SchemaRecording.objects.using(OWNER).filter(kind="birth", version=version).exists():
        _record_birth()


def _record_birth() -> SchemaRecording:
    statements, catalogue = _as_migrated()
    shorter = compact(statements)
    if shorter is not None and _objects_of(shorter) == catalogue["objects"]:
        statements = shorter
    else:
        log.warning("Births replay the migrations one by one: what they make could not be said in a shorter way.")
    recording, _ = SchemaRecording.objects.using(OWNER).get_or_create(
        kind="birth", version=code_version(), previous="", defaults={"statements": statements, "catalogue": catalogue}
    )
    return recording


def _as_migrated() -> tuple[list[str], dict[str, Any]]:
    """The statements of all migrations, and the catalogue of what they make."""
    with _scratch() as (connection, name):
        with connection.cursor() as cursor:
            cursor.execute(usual_grants(connection, name))
            statements, applied = _migrate_and_record(connection, from_nothing=True)
            cursor.execute(special_grants(connection, name))
        catalogue = {
            "applied": applied,
            "objects": schema_catalogue(connection, [name])[name],
            "granted": sorted(declared_grants()),
            "rights": schema_rights(connection, [name])[name] | ADMITTED,
        }
    return statements, catalogue


def _objects_of(statements: Sequence[str]) -> dict[str, Any]:
    """The catalogue of what these statements make in an empty schema."""
    with _scratch() as (connection, name):
        replay(connection, statements)
        return schema_catalogue(connection, [name])[name]


@contextmanager
def _scratch() -> Iterator[tuple[BaseDatabaseWrapper, str]]:
    """An empty schema within a transaction that is rolled back: nothing of it stays."""
    connection = connections[OWNER]
    name = "scratch"
    with transaction.atomic(using=OWNER):
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE; CREATE SCHEMA "{name}"')
            cursor.execute(f'SET LOCAL search_path = "{name}", public')
        connection.set_schema(name)  # type: ignore[attr-defined]  # ours
        try:
            yield connection, name
        finally:
            connection.set_schema_to_public()  # type: ignore[attr-defined]
        transaction.set_rollback(True, using=OWNER)


def _migrate_and_record(
    connection: BaseDatabaseWrapper, *, from_nothing: bool = False
) -> tuple[list[str], list[list[str]]]:
    """Run what the scratch schema lacks; give back the statements and the full list of applied migrations.

    :param from_nothing: the statements are for empty schemas too, so those that change no row here change none there.
    """
    labels = set(tenant_labels())
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    executor.loader.build_graph()
    targets = [key for key in executor.loader.graph.leaf_nodes() if key[0] in labels]
    plan = executor.migration_plan(targets)
    foreign = sorted({migration.app_label for migration, _ in plan} - labels - _shared_labels())
    if foreign:
        raise CannotRecord(f"Migrations of unknown apps stand in the plan: {', '.join(foreign)}.")
    state = executor.loader.project_state(
        [key for key in executor.loader.applied_migrations if key in executor.loader.graph.nodes]
    )
    recorder = _Recorder(keeps_idle=not from_nothing)
    for migration, _backwards in plan:
        if migration.app_label not in labels:
            state = migration.mutate_state(state, preserve=False)
            continue
        with connection.execute_wrapper(recorder), connection.schema_editor(atomic=False) as editor:
            state = migration.apply(state, editor)
        executor.recorder.record_applied(migration.app_label, migration.name)
    applied = sorted([a, n] for a, n in MigrationRecorder(connection).applied_migrations() if a in labels)
    return recorder.statements, applied


def _shared_labels() -> set[str]:
    return {config.label for config in apps.get_app_configs() if config.name in settings.SHARED_APPS}


def _pretend_applied(connection: BaseDatabaseWrapper, applied: Sequence[Sequence[str]]) -> None:
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in applied:
        recorder.record_applied(app, name)


class _Recorder:
    """An execute wrapper that keeps each statement that changes something, with its parameters written in.

    :param keeps_idle: keep an INSERT, UPDATE or DELETE that changed no row as well. In a birth such a statement costs
        more than its own time: it fires triggers, whose plans the session keeps, one set for each schema; and every
        later DDL statement of the session walks through all of them.
    """

    def __init__(self, *, keeps_idle: bool) -> None:
        self.statements: list[str] = []
        self._keeps_idle = keeps_idle

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        text = str(sql)
        if not _KEPT.match(text):
            return execute(sql, params, many, context)
        if many:
            raise CannotRecord(f"executemany can't be recorded: {text[:80]}")
        cursor = context["cursor"]
        if params:
            text = cursor.cursor.mogrify(text, params)
        result = execute(sql, params, many, context)
        if self._keeps_idle or not _CHANGES_ROWS.match(text) or cursor.rowcount:
            self.statements.append(text.strip().rstrip(";"))
        return result
