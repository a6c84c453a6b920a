"""manage.py import_students ORG FILE [--confirm] [--draft] | ORG --undo RUN [--confirm] [--partial]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By, OrganisationNotReady, inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.import_models import ImportRow, ImportRun
from tenant_apps.enrolment.queries import imports as queries
from tenant_apps.enrolment.services import import_undoing, imports

REFUSED, ROWS_WITH_ERRORS = 1, 3
CODES = """
exit codes: 0 everything was good; 3 some rows have errors (with --confirm the good ones were imported);
1 nothing was done, and it is said why; 2 the command was written wrongly.
"""


class Command(BaseCommand):
    help = "Check a workbook or CSV of students against an organisation's records; with --confirm import it; undo it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = CODES
        parser.add_argument("organisation", metavar="ORG", help="address (slug) of the organisation")
        parser.add_argument("file", metavar="FILE", nargs="?", type=Path)
        parser.add_argument("--confirm", action="store_true", help="write it; without it only the verdicts are shown")
        parser.add_argument("--draft", action="store_true", help="leave the order of admission a draft")
        parser.add_argument("--number", default="", help="of the order of admission; by default the next free one")
        parser.add_argument("--reason", default="", help="code of the handbook admission_reason; with --undo: why")
        parser.add_argument("--undo", metavar="RUN", type=int, help="show what undoing this import would do")
        parser.add_argument("--partial", action="store_true", help="undo without the conflicts")
        parser.add_argument("--by", default="import_students", help="whose name the history gives")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["file"] is None) == (options["undo"] is None):
            raise CommandError("Name a file to import, or --undo RUN.", returncode=2)
        by = By.system(options["by"])
        organisation = self._organisation(options["organisation"], by)
        try:
            with translation.override(settings.LANGUAGE_CODE), inside(organisation, by=by):
                if options["undo"] is not None:
                    self._undo(options, by)
                    return
                errors = self._import(options, by)
        except (Refused, OrganisationNotReady) as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal
        if errors:
            raise CommandError(f"{errors} rows have errors.", returncode=ROWS_WITH_ERRORS)

    def _organisation(self, slug: str, by: By) -> Organisation:
        with shared(by=by):
            found = Organisation.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no organisation {slug}; manage.py fleet status counts them.")
        return found

    # --- importing ---

    def _import(self, options: dict[str, Any], by: By) -> int:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        run = imports.receive_file(content=content, name=path.name, by=by, at_once=True)
        self._say(run)
        if run.state == ImportRun.State.REFUSED:
            raise CommandError("The file can't be taken as it is.", returncode=REFUSED)
        if options["confirm"] and run.create_count + run.update_count:
            choice = imports.Choice(sign=not options["draft"], order_number=options["number"], reason=options["reason"])
            outcome = imports.confirm(run_id=run.pk, choice=choice, by=by)
            orders = ", ".join(
                f"№ {order.number or '—'} {order.date:%d.%m.%Y} ({order.get_state_display()})"
                for order in queries.orders_of_run(run)
            )
            self.stdout.write(
                _("The file is imported. Students admitted: %(created)s, cards changed: %(updated)s.")
                % {"created": outcome.created, "updated": outcome.updated}
            )
            self.stdout.write(
                _("Orders: %(orders)s. To undo: --undo %(run)s") % {"orders": orders or "—", "run": run.pk}
            )
        elif not options["confirm"]:
            self.stdout.write(_("Nothing was written; add --confirm to write it."))
        return run.error_count

    def _say(self, run: ImportRun) -> None:
        same = queries.earlier_with_same_file(run.sha256, but=run.pk)
        self.stdout.write(_("Import No %(number)s, file “%(name)s”") % {"number": run.pk, "name": run.file_name})
        if same is not None:
            self.stdout.write(
                _("The very same file was loaded before: import No %(number)s (%(state)s).")
                % {"number": same.pk, "state": same.get_state_display()}
            )
        for note in run.notes:
            self.stderr.write(f"  {_joined(note['message'], note['cure'])}")
        self.stdout.write(
            _(
                "Rows: %(rows)s; to admit: %(creates)s, cards to change: %(updates)s, nothing to do: %(skips)s, "
                "errors: %(errors)s."
            )
            % {
                "rows": run.rows_count,
                "creates": run.create_count,
                "updates": run.update_count,
                "skips": run.skip_count,
                "errors": run.error_count,
            }
        )
        for row in queries.rows_of(run, verdict=ImportRow.Verdict.ERROR).iterator(chunk_size=500):
            for problem in row.problems:
                if problem["level"] == "error":
                    about = problem["column"] or row.name
                    about += f" «{problem['value']}»" if problem["value"] else ""
                    said = {"row": row.number, "about": about, "what": _joined(problem["message"], problem["cure"])}
                    self.stdout.write("  " + _("row %(row)s, %(about)s: %(what)s") % said)

    # --- undoing ---

    def _undo(self, options: dict[str, Any], by: By) -> None:
        run = ImportRun.objects.filter(pk=options["undo"]).first()
        if run is None:
            raise CommandError(f"There is no import {options['undo']} in this organisation.")
        import_undoing.plan_undoing(run_id=run.pk, reason=options["reason"] or "manage.py import_students", by=by)
        run.refresh_from_db()
        plan = queries.undoing_of(run)
        assert plan is not None
        self.stdout.write(
            _(
                "Protocol No %(number)s: records taken back: %(back)s, orders cancelled: %(orders)s, "
                "conflicts: %(conflicts)s."
            )
            % {
                "number": plan.number,
                "back": plan.reversed,
                "orders": len(plan.cancelled),
                "conflicts": plan.conflicts,
            }
        )
        for one in plan.shown:
            who = f", {one.who} {one.at:%d.%m.%Y %H:%M}" if one.at else ""
            self.stdout.write(f"  {one.whose} ({one.what}): {one.obstacle}{who}")
        if not options["confirm"]:
            self.stdout.write(_("Nothing was undone; add --confirm to undo it."))
            return
        outcome = import_undoing.undo(run_id=run.pk, by=by, partial=options["partial"])
        if not outcome.is_done:
            raise CommandError("Something changed meanwhile; look at the plan again.", returncode=REFUSED)
        self.stdout.write(_("The import is undone."))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
