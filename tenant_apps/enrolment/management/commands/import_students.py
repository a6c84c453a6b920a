"""manage.py import_students ORG FILE [--confirm] [--draft] | ORG --undo RUN [--confirm] [--partial]"""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.importing.kinds import Confirmed
from tenant_apps.enrolment.import_command import InOrganisationCommand, orders_line
from tenant_apps.enrolment.services.imports import Choice


class Command(InOrganisationCommand):
    help = "Check a workbook or CSV of students against an organisation's records; with --confirm import it; undo it."
    kind = "students"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--draft", action="store_true", help="leave the order of admission a draft")
        parser.add_argument("--number", default="", help="of the order of admission; by default the next free one")

    def choice(self, options: dict[str, Any]) -> Choice:
        return Choice(
            sign=not options["draft"],
            order_number=options["number"],
            reason=options["reason"],
        )

    def counts(self, run: Any) -> str:
        return _(
            "Rows: %(rows)s; to admit: %(creates)s, cards to change: %(updates)s, nothing to do: %(skips)s, "
            "errors: %(errors)s."
        ) % {
            "rows": run.rows_count,
            "creates": run.create_count,
            "updates": run.update_count,
            "skips": run.skip_count,
            "errors": run.error_count,
        }

    def done(self, run: Any, outcome: Confirmed) -> Iterator[str]:
        yield _("The file is imported. Students admitted: %(created)s, cards changed: %(updated)s.") % {
            "created": outcome.created,
            "updated": outcome.updated,
        }
        yield orders_line(run)
