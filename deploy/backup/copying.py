"""Archives made from the database: one organisation, or what exists once; each from one snapshot."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.sql import SQL, Identifier

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.recording import OWNER
from tenant_apps.history.targets import targets as seal_targets
from tenant_apps.people.models import StoredFile

from . import tables
from .archive import Writer
from .errors import NotCopied

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class OneCopy:
    """An archive that was made: what its manifest says, and which contents of files belong to it."""

    manifest: dict[str, Any]
    files: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(int(one["rows"]) for one in self.manifest["tables"].values())

    @property
    def taken_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest["taken_at"])


class _Swapped(Exception):
    """The schema was exchanged between the snapshot and the locks."""


def copy_organisation(organisation: Organisation, file: IO[bytes]) -> OneCopy:
    """Write the archive of one organisation: all tables as of one snapshot, read only, nobody waits.

    :raises NotCopied: its schema can't be read; the words say why.
    """
    for _attempt in range(ATTEMPTS):
        file.seek(0)
        file.truncate()
        try:
            with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
                return _organisation(cursor, organisation, file)
        except _Swapped:
            continue
        except DatabaseError as error:
            raise NotCopied(f"{organisation.slug}: {type(error).__name__}: {error}".strip()) from error
    raise NotCopied(f"{organisation.slug}: its schema was exchanged {ATTEMPTS} times while it was being copied.")


def copy_public(file: IO[bytes]) -> OneCopy:
    """Write the archive of what exists once, from one snapshot.

    :raises NotCopied: a table's rows are hidden from the owner.
    """
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        known = _begin(cursor)
        kept = tables.kept_in_public(cursor)
        if unseen := tables.hidden(cursor, kept):
            raise NotCopied(
                f"Rows of {', '.join(unseen)} are hidden from the owner by row-level security, and would be missing."
                " Give the table a policy for him, as region/feed/policies.py does, and run prepare_database."
            )
        writer = Writer(file)
        for table in kept:
            writer.table(table, partial(tables.copy_out, cursor, "public", table))
        cursor.execute("SELECT app, name FROM public.django_migrations ORDER BY app, name")
        applied = [list(row) for row in cursor.fetchall()]
        writer.text("roles.json", json.dumps(_roles(cursor), ensure_ascii=False, indent=1))
        sequences = tables.sequences_of(cursor, "public")
        of_kept = {name: value for name, value in sequences.items() if _belongs(name, kept)}
        return OneCopy(writer.finish({"kind": "public", **known, "migrations": applied, "sequences": of_kept}))


def _begin(cursor: CursorWrapper) -> dict[str, Any]:
    """The first statements of a copy: one snapshot for all that follows, nothing written."""
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    cursor.execute(tables.SPELLING)
    cursor.execute("SELECT statement_timestamp(), pg_current_snapshot()::text, version()")
    taken_at, snapshot, server = cursor.fetchone()
    return {"taken_at": taken_at.isoformat(), "snapshot": snapshot, "server": server}


def _organisation(cursor: CursorWrapper, organisation: Organisation, file: IO[bytes]) -> OneCopy:
    schema = str(organisation.schema_name)
    known = _begin(cursor)
    cursor.execute("SELECT schema_version FROM public.organisations_organisation WHERE id = %s", [organisation.pk])
    version = cursor.fetchone()[0]
    found = tables.tables_of(cursor, schema)
    if not found:
        raise NotCopied(f"{organisation.slug}: the schema {schema} is not there or empty.")
    tables.lock(cursor, schema, found, "ACCESS SHARE")
    _refuse_swapped(cursor, schema)
    writer = Writer(file)
    for table in found:
        writer.table(table, partial(tables.copy_out, cursor, schema, table))
    files = _files(cursor, schema)
    writer.text("seals.jsonl", _sent_roots(schema))
    manifest = {
        "kind": "organisation",
        **known,
        "organisation": {
            "id": organisation.pk, "slug": organisation.slug, "code": organisation.code, "schema": schema,
        },
        "schema_version": version,
        "sequences": tables.sequences_of(cursor, schema),
        "history": _history(cursor, schema),
        "files": files,
    }  # fmt: skip
    return OneCopy(writer.finish(manifest), files)


def _refuse_swapped(cursor: CursorWrapper, schema: str) -> None:
    """A restoration between the snapshot and the locks would give tables whose rows this snapshot does not see.

    The catalogue's rows are those of the snapshot; `to_regnamespace` knows what is true now.
    """
    cursor.execute(
        "SELECT oid = to_regnamespace(quote_ident(nspname))::oid FROM pg_namespace WHERE nspname = %s", [schema]
    )
    row = cursor.fetchone()
    if row is None or not row[0]:
        raise _Swapped


def _files(cursor: CursorWrapper, schema: str) -> dict[str, int]:
    """sha256 → bytes of every content that a row of the organisation names."""
    table = Identifier(schema, StoredFile._meta.db_table)
    cursor.execute(SQL("SELECT sha256, max(size) FROM {} GROUP BY sha256 ORDER BY sha256").format(table))
    return {str(digest): int(size) for digest, size in cursor.fetchall()}


def _history(cursor: CursorWrapper, schema: str) -> dict[str, Any]:
    """How far the log went, and the end of its chain of seals."""
    cursor.execute(SQL("SELECT count(*), coalesce(max(id), 0) FROM {}").format(Identifier(schema, "history_changelog")))
    lines, last_line = cursor.fetchone()
    cursor.execute(
        SQL("SELECT number, encode(chained, 'hex') FROM {} ORDER BY number DESC LIMIT 1").format(
            Identifier(schema, "history_seal")
        )
    )
    number, chained = cursor.fetchone() or (0, "")
    return {"lines": lines, "last_line": last_line, "last_seal": number, "chained": chained}


def _sent_roots(schema: str) -> str:
    """What was sent out of the database so far: kept once more, for a machine that has nothing else left."""
    for target in seal_targets():
        path = getattr(target, "path", None)
        if isinstance(path, Path) and (path / f"{schema}.jsonl").exists():
            return (path / f"{schema}.jsonl").read_text(encoding="utf-8")
    return ""


def _roles(cursor: CursorWrapper) -> dict[str, Any]:
    """Roles, who may become whom, and rights on shared tables: to compare; prepare_database makes them anew."""
    prefix = str(connections[OWNER].settings_dict["NAME"])
    cursor.execute(
        "SELECT rolname, rolcanlogin, rolinherit, rolcreaterole FROM pg_roles"
        " WHERE starts_with(rolname, %s) ORDER BY 1",
        [f"{prefix}_"],
    )
    roles = [dict(zip(("role", "login", "inherits", "creates_roles"), row, strict=True)) for row in cursor.fetchall()]
    cursor.execute(
        "SELECT g.rolname, m.rolname, a.inherit_option, a.set_option FROM pg_auth_members a"
        " JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member"
        " WHERE starts_with(g.rolname, %s) ORDER BY 1, 2",
        [f"{prefix}_"],
    )
    memberships = [dict(zip(("role", "member", "inherit", "set"), row, strict=True)) for row in cursor.fetchall()]
    cursor.execute(
        "SELECT relname, relacl::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
    )
    return {"database": prefix, "roles": roles, "memberships": memberships, "rights": dict(cursor.fetchall())}


def _belongs(sequence: str, kept: list[tables.Table]) -> bool:
    return any(sequence.startswith(f"{table.name}_") for table in kept)


def key_of(settings_key: str) -> str:
    """A digest that tells one SECRET_KEY from another without giving it away."""
    return sha256(f"svod backup {settings_key}".encode()).hexdigest()[:12]


def kept_apart() -> dict[str, Any]:
    """What no backup holds and a restoration of the whole platform needs: names, never values."""
    return {
        "environment": [
            "SECRET_KEY", "DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_FEED", "REDIS_URL", "SVOD_MEDIA",
            "SVOD_SEALS", "SVOD_BACKUPS",
        ],
        "secret_key": key_of(settings.SECRET_KEY),
        "seals": [str(getattr(one, "path", one.name)) for one in seal_targets()],
        "region": settings.REGION_NAME,
    }  # fmt: skip
