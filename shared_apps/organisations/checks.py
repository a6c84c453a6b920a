"""What the database must be like for this code to serve: checked at start and by `manage.py check --database default`.

Each finding says the cure. Architecture §4: the login owns nothing and becomes a role only through a door.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core import checks
from django.db import DatabaseError, connections

from .crossing import role_name
from .database_roles import REGION

POSTGRES = 180000
PREPARE = "Run manage.py prepare_database (with --admin-url the first time)."

_LOGIN = """
    SELECT rolsuper, rolbypassrls, rolinherit, current_setting('server_version_num')::int,
           lower('ЯЁ') = 'яё', current_setting('search_path')
      FROM pg_roles WHERE rolname = session_user
"""


class DatabaseNotReady(RuntimeError):
    """The database is not what the code needs; the message lists what is wrong and the cure."""


def refuse_unready_database() -> None:
    """Called when web and workers start.

    :raises DatabaseNotReady: something is wrong.
    """
    found = list(problems("default"))
    if found:
        raise DatabaseNotReady("\n".join(found))


@checks.register(checks.Tags.database)
def database_is_prepared(*, databases: Sequence[str] | None = None, **_other: Any) -> list[checks.CheckMessage]:
    """For `manage.py check --database default`."""
    if "default" not in (databases or ()):
        return []
    return [checks.Error(text, id="svod.E001") for text in problems("default")]


def problems(alias: str) -> Iterator[str]:
    """Sentences about what is wrong with the login and the database of an alias."""
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_LOGIN)
            is_super, bypasses, inherits, version, knows_cyrillic, path = cursor.fetchone()
            roles = [role_name(connection, name) for name in ("shared", "tenant", "eraser", *REGION)]
            cursor.execute(
                "SELECT r FROM unnest(%s::text[]) r WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r)", [roles]
            )
            missing = [row[0] for row in cursor.fetchall()]
            becoming = [role for role in roles if role not in missing and not role.endswith("_tenant")]
            cursor.execute(
                "SELECT r FROM unnest(%s::text[]) r WHERE NOT pg_has_role(session_user, r, 'SET')", [becoming]
            )
            closed = [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = session_user)"
            )
            owned = cursor.fetchone()[0]
    except DatabaseError as error:
        yield f"The database does not answer ({str(error).strip()}). Check DATABASE_URL and that PostgreSQL runs."
        return
    login = connection.settings_dict["USER"]
    if version < POSTGRES:
        yield f"PostgreSQL 18 is needed, this is {version // 10000}. Upgrade the server."
    if not knows_cyrillic:
        yield "lower('ЯЁ') is not 'яё' here. Create the database with LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'."
    if is_super or bypasses:
        yield f"The login {login} skips row-level security. Use the login <database>_app that prepare_database makes."
    if inherits:
        yield f"The login {login} inherits its roles' rights. {PREPARE}"
    if owned:
        yield f"The login {login} owns {owned} tables or indexes and must own nothing. Use <database>_app."
    if path not in ('""', "''", ""):
        yield f"Outside a door the search path is {path}, and must be empty. {PREPARE}"
    if missing:
        yield f"There is no role {', '.join(missing)}. {PREPARE}"
    if closed:
        yield f"The login {login} may not become {', '.join(closed)}. {PREPARE}"
