"""Row-level security as data: which rows of a table a role sees and writes; and bringing tables of `public` to it.

A change of a policy locks its table against everybody, readers too. So only what differs is changed, table by table,
and none is waited for long: whoever comes after a lock that is waited for would queue behind it.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import LockNotAvailable
from psycopg.sql import SQL, Composable, Composed, Identifier

LOCK_TIMEOUT = "2s"
TRIES = 5
PAUSE_SECONDS = 3.0
Result = TypeVar("Result")

_FORM = {"SELECT": "USING ({0})", "INSERT": "WITH CHECK ({0})"}
_STANDING = """
    SELECT c.relrowsecurity AND c.relforcerowsecurity, p.polname, p.polcmd::text || p.polpermissive::text,
           ARRAY(SELECT pg_get_userbyid(r) FROM unnest(p.polroles) r ORDER BY 1)::text[],
           pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
      FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
     WHERE c.oid = %s::regclass
"""
_SHADOW = Identifier("svod_shadow")
_HOLDERS = """
    SELECT a.pid, a.usename, now() - a.xact_start, left(regexp_replace(a.query, '\\s+', ' ', 'g'), 80)
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.relation = %s::regclass AND l.granted AND a.pid <> pg_backend_pid() ORDER BY a.xact_start LIMIT 3
"""


class TableIsHeld(RuntimeError):
    """Somebody works with a table for so long that it can't be changed now."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which rows of a table of `public` one role sees or writes. `command`: ALL, or what alone it is about."""

    table: str
    name: str
    command: str
    role: str
    rows: SQL | Composed

    def created(self, on: Identifier | None = None) -> Composed:
        """The statement that makes the policy, on another table if it is to be looked at only."""
        head = SQL("CREATE POLICY {} ON {} FOR {} TO {} ").format(
            Identifier(self.name), on or Identifier("public", self.table), SQL(self.command), Identifier(self.role)
        )
        return head + SQL(_FORM.get(self.command, "USING ({0}) WITH CHECK ({0})")).format(self.rows)


def bring(connection: BaseDatabaseWrapper, rules: Sequence[Rule]) -> list[str]:
    """Bring tables to their rules, each in a transaction of its own; which were changed. Safe to repeat.

    A policy that no rule names is taken away. Nobody ever reads a table between two states of its policies.

    :raises TableIsHeld: somebody has held a table through all tries; those before it stand as they should.
    """
    by_table: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        by_table[rule.table].append(rule)
    return [
        table for table, own in by_table.items() if change(connection, table, partial(_changes, connection, table, own))
    ]


def change(connection: BaseDatabaseWrapper, table: str, changes: Callable[[], Sequence[Composable]]) -> bool:
    """Run the statements that `changes` finds needed, in one transaction; whether there were any.

    :raises TableIsHeld: somebody has held the table through all tries.
    """

    def once() -> bool:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            if needed := changes():
                cursor.execute(SQL("SET LOCAL lock_timeout = {}").format(LOCK_TIMEOUT))
                cursor.execute(SQL("; ").join(needed))
            return bool(needed)

    try:
        return patiently(once)
    except TableIsHeld as error:
        held = _who_holds(connection, table) or "by somebody who has let it go now"
        raise TableIsHeld(
            f"The table {table} has to change, and it was in use through {TRIES} tries of {LOCK_TIMEOUT} each:"
            f" {held}. Nothing waits any more, and nothing is half done: let that"
            " work end (or end it: SELECT pg_terminate_backend(pid)), then run prepare_database again."
        ) from error


def patiently(once: Callable[[], Result]) -> Result:
    """Call it until no lock is missing, which it waits for at most LOCK_TIMEOUT; a pause between tries.

    :raises TableIsHeld: a lock was missing in all tries.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return once()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
        if attempt < TRIES:
            time.sleep(PAUSE_SECONDS)
    raise TableIsHeld(f"A table was in use through {TRIES} tries of {LOCK_TIMEOUT} each.")


def _changes(connection: BaseDatabaseWrapper, table: str, rules: Sequence[Rule]) -> list[Composable]:
    """Statements that bring the table to its rules; none where it stands so already."""
    target, changes = Identifier("public", table), list[Composable]()
    is_on, standing = _standing(connection, f"public.{table}")
    if not is_on:
        changes.append(SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY").format(target))
    wanted = _as_it_would_stand(connection, rules) if standing else {}
    for name in sorted(standing):
        if standing[name] != wanted.get(name):
            changes.append(SQL("DROP POLICY {} ON {}").format(Identifier(name), target))
    changes += [rule.created() for rule in rules if not standing or standing.get(rule.name) != wanted[rule.name]]
    return changes


def _as_it_would_stand(connection: BaseDatabaseWrapper, rules: Sequence[Rule]) -> Mapping[str, object]:
    """The rules as the catalogue would show them: made on an empty copy that nobody else sees."""
    with connection.cursor() as cursor:
        like = Identifier("public", rules[0].table)
        cursor.execute(SQL("CREATE TEMPORARY TABLE {} (LIKE {}) ON COMMIT DROP").format(_SHADOW, like))
        cursor.execute(SQL("; ").join(rule.created(_SHADOW) for rule in rules))
        found = _standing(connection, "pg_temp.svod_shadow")[1]
        cursor.execute(SQL("DROP TABLE pg_temp.{}").format(_SHADOW))
    return found


def _standing(connection: BaseDatabaseWrapper, table: str) -> tuple[bool, Mapping[str, object]]:
    """Whether row-level security is on and forced, and each policy with what it says."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [table])
        rows = cursor.fetchall()
    return rows[0][0], {name: tuple(said) for _is_on, name, *said in rows if name is not None}


def _who_holds(connection: BaseDatabaseWrapper, table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [f"public.{table}"])
        return "; ".join(f"pid {pid} ({who}, for {since}): {query}" for pid, who, since, query in cursor.fetchall())
