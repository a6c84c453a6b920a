"""Tables as PostgreSQL's catalogue has them, and how their rows are copied out and in.

Nothing is listed by hand but what is left out, each with its reason: a new table is in the next backup by itself.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import LiteralString

from django.apps import apps
from django.db.backends.utils import CursorWrapper
from psycopg.sql import SQL, Composed, Identifier

from region.feed import policies
from region.feed.projection import projections

NOT_KEPT = {
    "django_migrations": "where the code stands; the manifest names them, and a restoration compares",
    "django_content_type": "made by each migration anew; nothing of ours refers to it",
    "accounts_session": "who is signed in: after a restoration everybody signs in anew",
    "exports_export": "files of lists wait for some days and are asked for anew; their contents are in no backup",
    "contingent_cell": "recounted with its counters",
    "feed_feedstate": "how far the region was projected; a restoration recounts everything",
    "feed_freshness": "likewise",
    "contingent_countedtwice": "found anew of facts and of who is one person (registry/finding.py)",
    "registry_samepersonside": "likewise; decisions stand in registry_sameperson, which is kept",
}
"""Tables of `public` that no backup holds. Facts and counters of the region come on top (`recounted()`)."""

_TABLES = """
    SELECT c.relname, array_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '')
      FROM pg_namespace n
      JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
       AND d.classid = 'pg_class'::regclass
      JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'r'
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE n.nspname = %s GROUP BY c.oid, c.relname ORDER BY c.relname
"""
_SEQUENCES = """
    SELECT c.relname, pg_sequence_last_value(c.oid)
      FROM pg_namespace n
      JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
       AND d.classid = 'pg_class'::regclass
      JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'
     WHERE n.nspname = %s ORDER BY c.relname
"""
_FOREIGN_KEYS = """
    SELECT r.relname, k.conname, pg_get_constraintdef(k.oid)
      FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
     WHERE k.contype = 'f' AND k.connamespace = to_regnamespace(%s) ORDER BY r.relname, k.conname
"""
_HIDDEN = """
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relforcerowsecurity AND c.relname = ANY(%s)
       AND NOT EXISTS (
           SELECT FROM pg_policy p
            WHERE p.polrelid = c.oid AND p.polcmd IN ('*', 'r') AND p.polpermissive
              AND (SELECT oid FROM pg_roles WHERE rolname = current_user) = ANY(p.polroles)
              AND pg_get_expr(p.polqual, p.polrelid) = 'true')
"""
SPELLING = (
    "SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';"
    " SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"
)
"""A value has one spelling in a backup, whatever the server's settings."""

CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns that hold values of their own (generated ones are left out)."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key of a schema, to be taken away and put back."""

    table: str
    name: str
    definition: str


@cache
def recounted() -> frozenset[str]:
    """Tables of the region that are computed from the organisations: facts and counters."""
    facts = {one.model._meta.db_table for one in projections()}
    counters = {apps.get_model(one.model)._meta.db_table for one in policies.TABLES if one.is_counter}
    return frozenset(facts | counters)


def tables_of(cursor: CursorWrapper, schema: str) -> list[Table]:
    """Every table of a schema, by name; looked up by the schema, so its cost does not grow with their number."""
    cursor.execute(_TABLES, [schema])
    return [Table(str(name), tuple(columns or ())) for name, columns in cursor.fetchall()]


def kept_in_public(cursor: CursorWrapper) -> list[Table]:
    """The tables of `public` that a backup holds."""
    return [one for one in tables_of(cursor, "public") if one.name not in NOT_KEPT and one.name not in recounted()]


def hidden(cursor: CursorWrapper, kept: Iterable[Table]) -> list[str]:
    """Tables whose rows the owner would not see, because row-level security has no policy for him."""
    cursor.execute(_HIDDEN, [[one.name for one in kept]])
    return [row[0] for row in cursor.fetchall()]


def sequences_of(cursor: CursorWrapper, schema: str) -> dict[str, int | None]:
    """Sequence → the last number it gave; None: none yet."""
    cursor.execute(_SEQUENCES, [schema])
    return {str(name): None if value is None else int(value) for name, value in cursor.fetchall()}


def advance(cursor: CursorWrapper, schema: str, *last: dict[str, int | None]) -> None:
    """Let the schema's sequences go on after the greatest of these numbers: no number is ever given twice."""
    for name in sequences_of(cursor, schema):
        known = [value for one in last if (value := one.get(name)) is not None]
        if known:
            place = SQL("{}.{}").format(Identifier(schema), Identifier(name)).as_string(cursor.connection)
            cursor.execute("SELECT setval(%s::regclass, %s)", [place, max(known)])


def foreign_keys_of(cursor: CursorWrapper, schema: str) -> list[ForeignKey]:
    """Every foreign key of a schema."""
    cursor.execute(_FOREIGN_KEYS, [schema])
    return [ForeignKey(*row) for row in cursor.fetchall()]


def drop_foreign_keys(cursor: CursorWrapper, schema: str, keys: Iterable[ForeignKey]) -> None:
    """Take them away, so that tables can be filled in any order."""
    for key in keys:
        target = SQL("ALTER TABLE {}.{} DROP CONSTRAINT {}")
        cursor.execute(target.format(Identifier(schema), Identifier(key.table), Identifier(key.name)))


def add_foreign_keys(cursor: CursorWrapper, schema: str, keys: Iterable[ForeignKey]) -> None:
    """Put them back; PostgreSQL checks every row against them."""
    for key in keys:
        head = SQL("ALTER TABLE {}.{} ADD CONSTRAINT {} ")
        named = head.format(Identifier(schema), Identifier(key.table), Identifier(key.name))
        cursor.execute(named + SQL(key.definition))  # as the catalogue wrote it


def set_triggers(cursor: CursorWrapper, schema: str, tables: Iterable[str], *, on: bool) -> None:
    """Triggers of ours on these tables: the history writes no lines of what is only put back."""
    what = SQL("ENABLE" if on else "DISABLE")
    for table in tables:
        target = SQL("ALTER TABLE {}.{} {} TRIGGER USER")
        cursor.execute(target.format(Identifier(schema), Identifier(table), what))


def copy_out(
    cursor: CursorWrapper, schema: str, table: Table, write: Callable[[bytes], object]
) -> tuple[int, int, str]:
    """COPY a table to `write`, in text, row by row as it lies. Rows, bytes, and sha256 of them."""
    digest, size = sha256(), 0
    buffer = bytearray()
    with cursor.copy(_copy(schema, table, "TO STDOUT")) as copy:
        for row in copy:
            buffer += row
            if len(buffer) >= CHUNK:
                digest.update(buffer)
                write(bytes(buffer))
                size += len(buffer)
                buffer.clear()
    if buffer:
        digest.update(buffer)
        write(bytes(buffer))
    return int(cursor.rowcount), size + len(buffer), digest.hexdigest()


def copy_in(cursor: CursorWrapper, schema: str, table: Table, chunks: Iterator[bytes]) -> int:
    """COPY rows into a table; how many."""
    with cursor.copy(_copy(schema, table, "FROM STDIN")) as copy:
        for chunk in chunks:
            copy.write(chunk)
    return int(cursor.rowcount)


def lock(cursor: CursorWrapper, schema: str, tables: Sequence[Table], mode: str) -> None:
    """Lock all these tables in one statement ("ACCESS SHARE", "ACCESS EXCLUSIVE"…, with NOWAIT if it stands there)."""
    if tables:
        names = SQL(", ").join(Identifier(schema, one.name) for one in tables)
        strength, nowait, _rest = mode.partition(" NOWAIT")
        ending = SQL(" NOWAIT") if nowait else SQL("")
        cursor.execute(SQL("LOCK TABLE {} IN {} MODE{}").format(names, SQL(strength), ending))


def _copy(schema: str, table: Table, where: LiteralString) -> Composed:
    columns = SQL(", ").join(Identifier(name) for name in table.columns)
    return SQL("COPY {}.{} ({}) {}").format(Identifier(schema), Identifier(table.name), columns, SQL(where))
