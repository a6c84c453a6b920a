"""manage.py migrate: shared tables only, by the owner's login. Organisations are the fleet's matter."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from psycopg.sql import SQL

from shared_apps.organisations import row_security


class Command(Migrate):
    help = "Brings the shared tables to this code (a part of prepare_database). Organisations: manage.py fleet migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every lock is waited for shortly, again and again: everybody else would queue behind one that waits long.

        :raises CommandError: a table was held through all tries. What was migrated before stands, the rest is undone.
        """
        if options["database"] == "default":
            options["database"] = "owner"
        if options["database"] not in connections.settings:
            raise CommandError("DATABASE_URL_OWNER is not set: migrations are run with the owner's login.")
        connections["owner"].set_schema_to_public()  # type: ignore[attr-defined]  # ours

        def once() -> None:
            with _short_waits():
                super(Command, self).handle(*args, **options)

        try:
            row_security.patiently(once)
        except row_security.TableIsHeld as error:
            raise CommandError(
                f"The shared tables can't be migrated now. {error} Nothing waits any more, and nothing is half done:"
                " let that work end (pg_stat_activity names it, the oldest xact_start first), then run"
                " prepare_database again."
            ) from error


@contextmanager
def _short_waits() -> Iterator[None]:
    connection = connections["owner"]
    with connection.cursor() as cursor:
        cursor.execute(SQL("SET lock_timeout = {}").format(row_security.LOCK_TIMEOUT))
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
