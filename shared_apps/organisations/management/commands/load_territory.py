"""manage.py load_territory municipalities|authorities FILE [--confirm] | --undo RUN [--confirm]"""

from argparse import ArgumentParser
from typing import Any

from shared_apps.organisations.importing.commands import RegisterCommand


class Command(RegisterCommand):
    help = "Check a workbook or CSV of municipalities or authorities; with --confirm write it; undo it."
    kind = "municipalities"

    def add_place(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=("municipalities", "authorities"), help="what the file holds")

    def handle(self, *args: Any, **options: Any) -> None:
        self.kind = options["kind"]
        super().handle(*args, **options)
