"""manage.py lint_migrations: migrations and models against the rules of the fleet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shared_apps.organisations.migration_rules import problems


class Command(BaseCommand):
    help = "Says what would break code that serves while organisations are being migrated."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = problems()
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} problems.")
        self.stdout.write("Migrations keep the rules of the fleet.")
