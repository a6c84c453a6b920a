"""manage.py history verify | seal [ORG …] [--all]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shared_apps.organisations.crossing import By, OrganisationNotReady, inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.rounds import working
from tenant_apps.history.sealing import seal_one
from tenant_apps.history.verification import verify


class Command(BaseCommand):
    help = "Seals of the organisations' histories: verify them (exit code 1 when something was changed), or seal now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify", "seal"])
        parser.add_argument("organisations", nargs="*", metavar="ORG", help="addresses (slugs)")
        parser.add_argument("--all", action="store_true", dest="every", help="every organisation whose schema stands")
        parser.add_argument("--everything", action="store_true", help="seal: look through the whole log")

    def handle(self, *args: Any, **options: Any) -> None:
        by = By.system(f"manage.py history {options['action']}")
        organisations = self._chosen(options, by)
        try:
            self._over(organisations, options, by)
        except OrganisationNotReady as refusal:
            raise CommandError(str(refusal)) from refusal

    def _over(self, organisations: list[Organisation], options: dict[str, Any], by: By) -> None:
        if options["action"] == "seal":
            for organisation in organisations:
                lines, roots = seal_one(organisation, by=by, everything=options["everything"])
                self.stdout.write(f"{organisation.slug}: {lines} lines sealed, {roots} roots sent out")
            return
        broken = [organisation.slug for organisation in organisations if not self._verify(organisation, by)]
        if broken:
            raise CommandError(f"{len(broken)} of {len(organisations)} histories were changed: {', '.join(broken)}.")
        self.stdout.write(f"Every history holds ({len(organisations)}).")

    def _verify(self, organisation: Organisation, by: By) -> bool:
        with inside(organisation, by=by, only_reads=True):
            report = verify(schema=str(organisation.schema_name))
        self.stdout.write(
            f"{organisation.slug}: {report.seals} seals over {report.sealed_lines} lines, {report.sent_seals} sent out,"
            f" {report.unsealed_lines} lines not sealed yet"
        )
        for note in (*report.restored, *report.erased):
            self.stdout.write(f"  {note}")
        for problem in report.problems:
            self.stderr.write(f"  {organisation.slug}: {problem}")
        return report.holds

    def _chosen(self, options: dict[str, Any], by: By) -> list[Organisation]:
        if options["every"]:
            return working(by=by, closed_too=True)
        if not options["organisations"]:
            raise CommandError("Name organisations by their addresses, or say --all.")
        with shared(by=by):
            found = {row.slug: row for row in Organisation.objects.filter(slug__in=options["organisations"])}
        missing = [slug for slug in options["organisations"] if slug not in found]
        if missing:
            raise CommandError(f"There is no organisation {', '.join(missing)}; manage.py fleet status counts them.")
        return [found[slug] for slug in options["organisations"]]
