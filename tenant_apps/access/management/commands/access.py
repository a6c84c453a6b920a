"""manage.py access families | employees | revoke ORG …: invitations into an organisation, printed into a file."""

import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from shared_apps.organisations.crossing import By, OrganisationNotReady, inside, shared
from shared_apps.organisations.models import Organisation, OrganisationPeriod
from shared_apps.organisations.periods import valid_on
from shared_apps.organisations.references import OrganisationRef
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.models import ClassGroup

from ...queries import families, staff
from ...queries.families import FAMILY_ROLES, Card
from ...services import Issued, invite_employees, invite_families, revoke
from ...services.inviting import Paper

REFUSED = 1
EPILOG = """
The file is a PDF and the only place that has the codes: it is made for its owner alone and never over another one.
exit codes: 0 it was done; 1 it was refused, and it is said why; 2 the command was written wrongly.
"""


class Command(BaseCommand):
    help = "Invitations into an organisation: sheets for families of a class or for employees, and their revocation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EPILOG
        what = parser.add_subparsers(dest="action", required=True)
        one = what.add_parser("families", help="sheets for guardians and students who have no account")
        _printed(one)
        one.add_argument("--class", dest="class_name", default="", help="of this class alone")
        one.add_argument("--who", choices=FAMILY_ROLES, default="", help="guardians or students alone")
        one.add_argument("--which", choices=["new", "expired", "both", "again"], default="new", help="by their sheets")
        one.add_argument("--card", dest="cards", action="append", type=_card, default=[], metavar="guardian-5",
                         help="these alone, whatever sheets they have")  # fmt: skip
        one = what.add_parser("employees", help="sheets for employees, for one role that one order gives them")
        _printed(one)
        one.add_argument("--role", required=True)
        one.add_argument("--card", dest="cards", action="append", type=int, default=[], metavar="ID",
                         help="these alone; left out: those who are likely meant")  # fmt: skip
        one.add_argument("--order-number", default="")
        one.add_argument("--order-date", type=date.fromisoformat)
        one = what.add_parser("revoke", help="a sheet is dead from now on")
        one.add_argument("organisation", metavar="ORG")
        one.add_argument("invitation", type=int, metavar="ID")

    def handle(self, *args: Any, **options: Any) -> None:
        self.by, self.today = By.system("access"), timezone.localdate()
        self.here = _known(options["organisation"], self.by, self.today)
        if (path := options.get("out")) is not None and path.exists():
            raise CommandError(f"{path} stands already: name another file.")
        try:
            with translation.override(settings.LANGUAGE_CODE), inside(self.here, by=self.by):
                match options["action"]:
                    case "families":
                        _keep(self._families(options), options["out"])
                    case "employees":
                        _keep(self._employees(options), options["out"])
                    case _:
                        revoke(invitation_id=options["invitation"], organisation_id=self.here.id, by=self.by)
        except Refused as refusal:
            raise CommandError(refusal.named, returncode=REFUSED) from refusal
        except OrganisationNotReady as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        self.stdout.write(str(options.get("out") or options.get("invitation")))

    def _families(self, options: dict[str, Any]) -> Issued:
        class_id = self._class(options["class_name"]) if options["class_name"] else None
        rows = families.family_rows(self.today, organisation_id=self.here.id, by=self.by, class_id=class_id)
        chosen = families.to_invite(rows, which=options["which"], role=options["who"])
        return invite_families(
            cards=options["cards"] or [row.card for row in chosen], seen=_newest(row.invitation_id for row in rows),
            organisation=self.here, paper=_paper(options), class_id=class_id,
            by=self.by,
        )  # fmt: skip

    def _employees(self, options: dict[str, Any]) -> Issued:
        rows, role = staff.staff_rows(self.today, organisation_id=self.here.id, by=self.by), options["role"]
        likely = [row.card_id for row in rows if staff.proposed_for(row, role)]
        return invite_employees(
            role=role, cards=options["cards"] or likely,
            seen=_newest(one.invitation_id for row in rows for one in row.by_role.values()), organisation=self.here,
            paper=_paper(options), order_number=options["order_number"],
            order_date=options["order_date"], by=self.by,
        )  # fmt: skip

    def _class(self, name: str) -> int:
        found = ClassGroup.objects.valid(self.today).filter(name__iexact=name).values_list("pk", flat=True).first()
        if found is None:
            raise CommandError(f"There is no class {name} today.")
        return found


def _printed(parser: ArgumentParser) -> None:
    parser.add_argument("organisation", metavar="ORG", help="address (slug) of the organisation")
    parser.add_argument("--out", type=Path, required=True, help="the PDF to write")
    parser.add_argument("--address", required=True, help="where codes are typed: https://svod.example/invitation/")
    parser.add_argument("--one-on-a-page", action="store_true", help="a page for each sheet; otherwise three")


def _card(text: str) -> Card:
    role, _dash, number = text.partition("-")
    if role not in FAMILY_ROLES or not number.isdecimal():
        raise ArgumentTypeError(f"{text}: write {' or '.join(FAMILY_ROLES)}, a dash and the number of the card")
    return role, int(number)


def _paper(options: dict[str, Any]) -> Paper:
    return Paper(f"{options['address'].rstrip('/')}/", one_on_a_page=options["one_on_a_page"])


def _newest(invitations: Any) -> int:
    """What this command has seen: it reads the list itself."""
    return max((one or 0 for one in invitations), default=0)


def _keep(issued: Issued, path: Path) -> None:
    """Within the door, so that a file that can't be written makes no sheets."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(issued.file.content)


def _known(slug: str, by: By, day: date) -> OrganisationRef:
    with shared(by=by):
        row = Organisation.objects.filter(slug=slug).first()
        periods: Sequence[OrganisationPeriod] = (
            list(OrganisationPeriod.objects.filter(valid_on(day), organisation=row).select_related("municipality"))
            if row is not None
            else []
        )
        if row is None or not periods:
            raise CommandError(f"There is no organisation {slug}; manage.py fleet status counts them.")
        period = periods[0]
        return OrganisationRef(
            id=row.pk, schema_name=str(row.schema_name), slug=row.slug, code=row.code, state=row.state,
            schema_version=row.schema_version, short_name=period.short_name, full_name=period.full_name,
            kind=period.kind, locality=period.locality, municipality_id=period.municipality_id,
            municipality=period.municipality.name, closed_on=row.closed_on,
        )  # fmt: skip
