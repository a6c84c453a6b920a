"""manage.py fleet status | migrate | check [ORG …] | birth ORG"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shared_apps.organisations import birth, fleet
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.recording import OWNER


class Command(BaseCommand):
    help = "Schemas of the organisations: where they stand, bringing them to the code's version, drift. Owner's login."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["status", "migrate", "check", "birth"])
        parser.add_argument("organisations", nargs="*", metavar="ORG", help="addresses (slugs); none: all")
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(options)

    def _status(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"The code needs version {birth.code_version()}.")
        for state, version, number in fleet.status():
            self.stdout.write(f"{state:10} {version or '-':16} {number:6}")

    def _migrate(self, options: dict[str, Any]) -> None:
        report = fleet.migrate(workers=options["workers"], report=self.stdout.write)
        self.stdout.write(f"{len(report.migrated)} migrated to {report.version} in {report.seconds:.1f} s.")
        for slug, problem in report.failed:
            self.stderr.write(f"{slug}: {problem}")
        if report.failed:
            where = "the canary failed, nothing else was touched" if report.stopped_at_canary else "the rest stands"
            raise CommandError(f"{len(report.failed)} failed; {where}. Mend the cause and run it again.")

    def _check(self, options: dict[str, Any]) -> None:
        found = fleet.check(organisations=options["organisations"], report=self.stdout.write)
        for slug, lines in found.items():
            for line in lines:
                self.stderr.write(f"{slug}: {line}")
        if found:
            raise CommandError(f"{len(found)} organisations differ from what was recorded.")
        self.stdout.write("Every schema is as recorded.")

    def _birth(self, options: dict[str, Any]) -> None:
        for slug in options["organisations"]:
            organisation = Organisation.objects.using(OWNER).filter(slug=slug).first()
            if organisation is None:
                raise CommandError(f"There is no organisation {slug}; manage.py fleet status counts them.")
            birth.prepare(organisation.pk, by=By.system("fleet"))
            self.stdout.write(f"{slug}: ready")
