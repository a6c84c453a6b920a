"""manage.py migrate: shared tables only, by the owner's login. Organisations are the fleet's matter."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable
from psycopg.sql import SQL

from shared_apps.organisations import row_security as waits


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
        for attempt in range(1, waits.TRIES + 1):
            try:
                with _short_waits():
                    super().handle(*args, **options)
                return
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
            if attempt < waits.TRIES:
                time.sleep(waits.PAUSE_SECONDS)
        raise CommandError(
            f"A migration of the shared tables needs a table that was in use through {waits.TRIES} tries of"
            f" {waits.LOCK_TIMEOUT} each. Nothing waits any more, and nothing is half done: let that work end"
            " (pg_stat_activity names it, the oldest xact_start first), then run prepare_database again."
        )


@contextmanager
def _short_waits() -> Iterator[None]:
    connection = connections["owner"]
    with connection.cursor() as cursor:
        cursor.execute(SQL("SET lock_timeout = {}").format(waits.LOCK_TIMEOUT))
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
