"""manage.py orders ORG list | sign | cancel: the orders of an organisation by their number."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from shared_apps.organisations.crossing import By, OrganisationNotReady, inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import Order
from tenant_apps.enrolment.queries import orders
from tenant_apps.enrolment.wording import described_order

REFUSED = 1
CODES = "exit codes: 0 done; 1 refused, and it is said why; 2 the command was written wrongly."


class Command(BaseCommand):
    help = "List an organisation's orders; sign a draft; cancel a signed order by an order."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = CODES
        parser.add_argument("organisation", metavar="ORG", help="address (slug) of the organisation")
        parser.add_argument("action", choices=["list", "sign", "cancel"])
        parser.add_argument("order", nargs="?", help="sign: id of the draft; cancel: number of the order, 47-у")
        parser.add_argument("--state", default="", help="list: draft, signed, effective or cancelled")
        parser.add_argument("--overdue", action="store_true", help="list: only those later than their term")
        parser.add_argument("--number", default="", help="the order gets; by default the next one")
        parser.add_argument("--date", type=date.fromisoformat, help="of the cancelling order; today by default")
        parser.add_argument("--of", type=date.fromisoformat, help="cancel: date of the order, where numbers repeat")
        parser.add_argument("--basis", default="", help="cancel: why")
        parser.add_argument("--insist", action="store_true", help="sign in spite of warnings")
        parser.add_argument("--by", default="orders", help="whose name the history gives")

    def handle(self, *args: Any, **options: Any) -> None:
        by = By.system(options["by"])
        with shared(by=by):
            organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation {options['organisation']}.", returncode=2)
        if (options["order"] is None) != (options["action"] == "list"):
            raise CommandError("Name the order to sign or to cancel.", returncode=2)
        try:
            with translation.override(settings.LANGUAGE_CODE), inside(organisation, by=by):
                getattr(self, f"_{options['action']}")(options, by)
        except Refused as refusal:
            raise CommandError(refusal.named, returncode=REFUSED) from refusal
        except OrganisationNotReady as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal

    def _list(self, options: dict[str, Any], by: By) -> None:
        rows = orders.orders(
            by=by, state=options["state"], overdue_on=timezone.localdate() if options["overdue"] else None
        )
        for order in rows:
            number = order.number or f"#{order.pk}"
            self.stdout.write(f"{number}\t{order.date:%Y-%m-%d}\t{order.kind}\t{order.state}\t{order.students}")  # type: ignore[attr-defined]

    def _sign(self, options: dict[str, Any], by: By) -> None:
        draft = options["order"].lstrip("#")
        if not draft.isdecimal() or not Order.objects.filter(pk=int(draft)).exists():
            raise CommandError(f"There is no draft {options['order']}: `list --state draft` shows them.", returncode=2)
        order = services.sign_order(order_id=int(draft), number=options["number"], insist=options["insist"], by=by)
        self.stdout.write(described_order(order))

    def _cancel(self, options: dict[str, Any], by: By) -> None:
        rows = Order.objects.filter(number__iexact=options["order"]).order_by("-date", "-pk")
        found = list(rows.filter(date=options["of"]) if options["of"] else rows)
        if len(found) != 1:
            raise CommandError(f"There are {len(found)} orders No {options['order']}: say --of DATE.", returncode=2)
        requisites = services.Requisites(date=options["date"] or timezone.localdate(), basis=options["basis"])
        order = services.cancel_order(order_id=found[0].pk, requisites=requisites, number=options["number"], by=by)
        self.stdout.write(described_order(order))
