"""manage.py compromised report LOGIN | list | show ID | propose ID | confirm ID | …: compromised accounts: frozen at
once, whosever they are; what was done above organisations is looked through here."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shared_apps.accounts import queries, services
from shared_apps.accounts.queries.compromise import CaseRow
from shared_apps.accounts.services import refusals
from shared_apps.organisations.crossing import By
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.undoing.rules import Fate
from shared_apps.ui.numbers import ru_datetime

REFUSED = 1
EPILOG = """
The operator of the platform is one of the two persons: what he proposes an administrator of the region confirms, and
the other way about. An administrator of the region is released here, since nobody above him is in the region.
exit codes: 0 it was done, or shown; 1 it was refused, and it is said why; 2 the command was written wrongly.
"""


class Command(BaseCommand):
    help = "Reports of compromised accounts above organisations: look through, void, decide, release."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = EPILOG
        what = parser.add_subparsers(dest="action", required=True)
        report = what.add_parser("report", help="freeze an account at once, in every organisation")
        report.add_argument("login")
        report.add_argument("--since", type=_moment, help="2026-09-01T10:00: operations count from then")
        report.add_argument("--reason", default="", help="how it is known")
        what.add_parser("list", help="reports, the latest first")
        for name, words in (
            ("show", "operations with what voiding does to each"),
            ("propose", "work out a protocol; records stay as they are"),
            ("withdraw", "put the proposal away"),
            ("confirm", "void what another person proposed"),
            ("resume", "go on where the work stopped"),
            ("release", "open the account with a temporary password, printed once"),
        ):
            what.add_parser(name, help=words).add_argument("case", type=int, metavar="ID")
        since = what.add_parser("since", help="operations count from another moment")
        since.add_argument("case", type=int, metavar="ID")
        since.add_argument("moment", nargs="?", type=_moment, help="2026-09-01T10:00; left out: the report's own")
        since.add_argument("--reason", default="", help="how it is known")
        undo = what.add_parser("undo", help="propose to take a voiding back; another person confirms")
        undo.add_argument("case", type=int, metavar="ID")
        undo.add_argument("--reason", default="", help="it stands in the protocol")
        nothing = what.add_parser("nothing", help="decide that there is nothing to void")
        nothing.add_argument("case", type=int, metavar="ID")
        nothing.add_argument("--decision", required=True, help="why; it stays in the report")

    def handle(self, *args: Any, **options: Any) -> None:
        self.by = By.system("compromised")
        try:
            with translation.override(settings.LANGUAGE_CODE):
                if options["action"] == "report":
                    self._report(options)
                    return
                if options["action"] == "list":
                    for case in queries.cases_above(self.by):
                        self._line(case)
                    return
                self._one(self._case(options["case"]), options)
        except Refused as refusal:
            raise CommandError(refusal.named, returncode=REFUSED) from refusal

    def _report(self, options: dict[str, Any]) -> None:
        found = queries.account_by_login(options["login"], self.by)
        if found is None:
            raise refusals.NoSuchAccount
        report = services.report_compromise(
            account_id=found[0], known_since=options["since"], note=options["reason"], by=self.by
        )
        self.stdout.write(_("Report %(number)s: the account %(login)s is frozen.") % {
            "number": report, "login": options["login"],
        })  # fmt: skip

    def _one(self, case: CaseRow, options: dict[str, Any]) -> None:
        named: dict[str, Any] = {"case_id": case.pk, "by": self.by}
        match options["action"]:
            case "show":
                self._operations(case)
            case "propose":
                services.propose_above(**named)
                self._operations(case)
            case "undo":
                services.take_voiding_back_above(reason=options["reason"], **named)
                self._operations(case)
            case "withdraw":
                services.withdraw_above(**named)
            case "confirm":
                outcome = services.confirm_above(**named)
                if not outcome.is_running:
                    self.stdout.write(_("Something has changed meanwhile: look again."))
            case "resume":
                services.resume_above(**named)
            case "since":
                services.count_from_above(since=options["moment"], reason=options["reason"], **named)
            case "nothing":
                services.decide_clean_above(decision=options["decision"], **named)
            case "release":
                made = services.release_account(report_id=case.report_id, by=self.by)
                self.stdout.write(f"{made.login}\n{made.password}")
        self._line(self._case(case.pk))

    def _case(self, pk: int) -> CaseRow:
        found = queries.case_above(pk, self.by)
        if found is None:
            raise refusals.NoSuchCase
        return found

    def _line(self, case: CaseRow) -> None:
        self.stdout.write(f"{case.pk}  {case.login}  {case.account}  {ru_datetime(case.since)}  {case.state_title}")

    def _operations(self, case: CaseRow) -> None:
        for row in queries.operations_above(case.pk, self.by):
            said = [
                ru_datetime(row.at),
                row.what,
                row.which,
                row.fields,
                str(Fate(row.fate).label),
                row.note,
                row.later,
            ]
            self.stdout.write("  ".join(one for one in said if one))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else timezone.make_aware(found)
