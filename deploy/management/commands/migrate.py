"""manage.py migrate: shared tables only, by the owner's login. Organisations are the fleet's matter."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections


class Command(Migrate):
    help = "Brings the shared tables to this code (a part of prepare_database). Organisations: manage.py fleet migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] == "default":
            options["database"] = "owner"
        if options["database"] not in connections.settings:
            raise CommandError("DATABASE_URL_OWNER is not set: migrations are run with the owner's login.")
        connections["owner"].set_schema_to_public()  # type: ignore[attr-defined]  # ours
        super().handle(*args, **options)
