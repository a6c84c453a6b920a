"""Writing rows back. What a row becomes is read from the log within PostgreSQL: values never pass through Python, so
numbers, dates and bytes come back exactly as they were.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import DataError, IntegrityError, connection, transaction
from psycopg import errors
from psycopg.sql import SQL, Composable, Composed, Identifier

from .catalogue import Catalogue, Table

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to one row: the lines taken back (newest first), and the columns they speak of."""

    row: int
    lines: tuple[int, ...]
    columns: frozenset[str] = frozenset()


@dataclass(slots=True)
class Changes:
    """Everything to be done to one table."""

    delete: list[Change]
    update: list[Change]
    insert: list[Change]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that the database refuses, and the name of the rule it breaks."""

    table: str
    row: int
    rule: str


def write(changes: dict[str, Changes], catalogue: Catalogue) -> list[Refusal]:
    """Write rows back: deletions from children up, updates, insertions from parents down.

    Within a table rows are written in the reverse order of their lines. A row that breaks a rule is left as it is and
    reported; references are not checked here (they are deferred; `check_references` does).
    """
    refused: list[Refusal] = []
    order = [name for name in catalogue.parents_first() if name in changes]
    for name in reversed(order):
        refused += _in_chunks(name, changes[name].delete, _delete(catalogue.tables[name]))
    for name in order:
        refused += _in_chunks(name, changes[name].update, _update(catalogue.tables[name]))
    for name in order:
        for columns, alike in _by_columns(changes[name].insert):
            refused += _in_chunks(name, alike, _insert(catalogue.tables[name], columns))
    return refused


def check_references() -> None:
    """Check all deferred constraints now.

    :raises IntegrityError: one is broken.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


_STATES = """
    SELECT line.row_id, jsonb_object_agg(one.key, one.value ORDER BY line.id DESC) AS state
      FROM history_changelog line CROSS JOIN LATERAL jsonb_each(line.before) one
     WHERE line.id = ANY(%s) GROUP BY line.row_id
"""
"""For each row the values it had before the oldest line that speaks of them: of equal keys the last one stays."""

Statement = Callable[[Sequence[Change]], tuple[Composable, list[int]]]


def _delete(table: Table) -> Statement:
    sql = SQL("DELETE FROM {} WHERE {} = ANY(%s)").format(Identifier(table.name), Identifier(table.key))
    return lambda rows: (sql, [change.row for change in rows])


def _update(table: Table) -> Statement:
    columns = [column for column in table.columns if column != table.key]
    sql = SQL(
        "UPDATE {table} target SET ({columns}) = (SELECT {values} FROM jsonb_populate_record(target, was.state) record)"
        " FROM ({states}) was WHERE target.{key} = was.row_id"
    ).format(
        table=Identifier(table.name),
        columns=_names(columns),
        values=_names(columns, "record"),
        states=SQL(_STATES),
        key=Identifier(table.key),
    )
    return lambda rows: (sql, [line for change in rows for line in change.lines])


def _insert(table: Table, named: frozenset[str]) -> Statement:
    """Columns the log does not speak of, added since, get their defaults."""
    columns = [column for column in table.columns if column in named]
    sql = SQL(
        "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {values}"
        " FROM ({states}) was CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, was.state) record"
    ).format(
        table=Identifier(table.name), columns=_names(columns), values=_names(columns, "record"), states=SQL(_STATES)
    )
    return lambda rows: (sql, [line for change in rows for line in change.lines])


def _names(columns: Iterable[str], of: str | None = None) -> Composed:
    return SQL(", ").join(Identifier(of, column) if of else Identifier(column) for column in columns)


def _by_columns(changes: Sequence[Change]) -> Iterator[tuple[frozenset[str], list[Change]]]:
    alike: dict[frozenset[str], list[Change]] = {}
    for change in changes:
        alike.setdefault(change.columns, []).append(change)
    yield from alike.items()


def _in_chunks(table: str, changes: Sequence[Change], statement: Statement) -> Iterator[Refusal]:
    ordered = sorted(changes, key=lambda change: change.lines[0], reverse=True)
    for start in range(0, len(ordered), CHUNK):
        yield from _try(table, ordered[start : start + CHUNK], statement)


def _try(table: str, changes: Sequence[Change], statement: Statement) -> Iterator[Refusal]:
    """Write these rows; where the database refuses, halve them until the rows that it refuses are found."""
    sql, ids = statement(changes)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [ids])
            return
    except (IntegrityError, DataError) as error:
        if len(changes) == 1:
            yield Refusal(table, changes[0].row, _rule(error))
            return
    middle = len(changes) // 2
    yield from _try(table, changes[:middle], statement)
    yield from _try(table, changes[middle:], statement)


def _rule(error: Exception) -> str:
    cause = error.__cause__
    if isinstance(cause, errors.Error):
        return cause.diag.constraint_name or cause.diag.column_name or (cause.diag.message_primary or "").strip()
    return str(error)
