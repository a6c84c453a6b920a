"""What PostgreSQL's roles may in an organisation's schema: the usual rights, and those that apps declare for tables.

Nothing here touches a shared object. Birth gives them, a fleet migration gives them anew, the drift check compares.
"""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Composable, Composed, Identifier

from .crossing import role_name
from .versions import declared_grants

USUAL = {"tenant": "SELECT, INSERT, UPDATE, DELETE", "feed": "SELECT"}
"""Role → rights on a table that no app declares GRANTS for."""
HOLDERS = ("tenant", "feed", "eraser")
"""Whoever may hold a right on a table of an organisation."""


def usual_grants(connection: BaseDatabaseWrapper, schema: str) -> Composed:
    """What roles may on each table that is made in the schema from now on.

    By default privileges, not ON ALL TABLES: that reads all of pg_class, which grows with the number of organisations.
    """
    names = {role: Identifier(role_name(connection, role)) for role in ("tenant", "feed", "eraser")}
    space = Identifier(schema)
    by_default = SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT {} ON TABLES TO {}")
    return SQL("; ").join(
        [
            SQL("GRANT USAGE ON SCHEMA {} TO {}, {}").format(space, names["feed"], names["eraser"]),
            *(by_default.format(space, SQL(what), names[role]) for role, what in USUAL.items()),
        ]
    )


def special_grants(connection: BaseDatabaseWrapper, schema: str) -> Composed:
    """What roles may on the tables that apps declare GRANTS for, of those that the schema has.

    A schema that is rebuilt from an older recording gets the others with the steps that make them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relname = ANY(%s) ORDER BY 1",
            [schema, list(declared_grants())],
        )
        return renewed_grants(connection, schema, [name for (name,) in cursor.fetchall()])


def renewed_grants(connection: BaseDatabaseWrapper, schema: str, tables: Iterable[str]) -> Composed:
    """The rights on these tables as they are declared now, whatever they were."""
    declared, statements = declared_grants(), list[Composable]()
    holders = SQL(", ").join(Identifier(role_name(connection, role)) for role in HOLDERS)
    for table in tables:
        target, own = Identifier(schema, table), declared.get(table)
        statements.append(SQL("REVOKE ALL ON {} FROM {}").format(target, holders))
        for role, what in (USUAL if own is None else {"feed": USUAL["feed"]} | own).items():
            named = Identifier(role_name(connection, role))
            statements.append(SQL("GRANT {} ON {} TO {}").format(SQL(what), target, named))
    return SQL("; ").join(statements)
