"""manage.py create_regadmin: the first regional administrator of an installation; he issues all other accounts."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shared_apps.accounts import services
from shared_apps.organisations.crossing import By
from shared_apps.organisations.refusal import Refused


class Command(BaseCommand):
    help = "Issues an account of a regional administrator and prints its temporary password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login")
        parser.add_argument("name", help="surname, given name, patronymic")
        parser.add_argument("--order-number", default="", help="the ministry's order that appointed him")
        parser.add_argument("--order-date", type=date.fromisoformat, help="its date, 2026-09-01")

    def handle(self, *args: Any, **options: Any) -> None:
        grant = services.Grant(role="regadmin", order_number=options["order_number"], order_date=options["order_date"])
        try:
            made = services.create_account(
                login=options["login"], name=options["name"], grant=grant, by=By.system("create_regadmin")
            )
        except Refused as refusal:
            raise CommandError(refusal.named) from None
        self.stdout.write(
            f"Login: {made.login}\nTemporary password: {made.password}\nIt is changed at the first sign-in."
        )
