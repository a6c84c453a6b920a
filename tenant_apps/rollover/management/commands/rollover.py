"""manage.py rollover ORG plan | apply [--dry-run] | undo --reason WHY [--confirm] | status"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By, OrganisationNotReady, inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.models import AcademicYear
from tenant_apps.history.models import Reversal
from tenant_apps.rollover import services
from tenant_apps.rollover.models import RolloverPlan
from tenant_apps.rollover.queries import obstacles, overview, standing

REFUSED = 1
CODES = """
exit codes: 0 it was done, or shown; 1 it was refused, and it is said why; 2 the command was written wrongly.
"""


class Command(BaseCommand):
    help = "Pass an organisation into the next academic year: make the plan, carry it out, undo it, see how it stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog = CODES
        parser.add_argument("organisation", metavar="ORG", help="address (slug) of the organisation")
        parser.add_argument("action", choices=["plan", "apply", "undo", "status"])
        parser.add_argument("--year", default="", help='name of the old year ("2025/2026"); by default the one to move')
        parser.add_argument("--dry-run", action="store_true", help="apply: try everything and take it back")
        parser.add_argument("--reason", default="", help="undo: why; shows what it would do")
        parser.add_argument("--confirm", action="store_true", help="undo: carry out what was shown")
        parser.add_argument("--partial", action="store_true", help="undo: without the conflicts")
        parser.add_argument("--by", default="rollover", help="whose name the history gives")

    def handle(self, *args: Any, **options: Any) -> None:
        by = By.system(options["by"])
        with shared(by=by):
            organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(
                f"There is no organisation {options['organisation']}; manage.py fleet status counts them."
            )
        try:
            with translation.override(settings.LANGUAGE_CODE):
                if options["action"] == "apply" and not options["dry_run"]:
                    self._apply(organisation, options, by)
                    return
                with inside(organisation, by=by):
                    self._inside(options, by)
        except Refused as refusal:
            raise CommandError(refusal.named, returncode=REFUSED) from refusal
        except OrganisationNotReady as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from refusal

    def _inside(self, options: dict[str, Any], by: By) -> None:
        match options["action"]:
            case "plan":
                self._plan(options, by)
            case "undo":
                self._undo(options, by)
            case "apply":
                self._rehearse(self._known(options["year"]), by)
            case _:
                self._status(options)

    def _plan(self, options: dict[str, Any], by: By) -> None:
        year = self._year(options["year"])
        plan = RolloverPlan.objects.filter(year=year).exclude(state=RolloverPlan.State.UNDONE).first()
        if plan is None:
            plan = services.make_plan(year_id=year.pk, by=by)
        elif plan.state == RolloverPlan.State.DRAFT:
            services.refresh_plan(plan_id=plan.pk, by=by)
        self._show(plan)

    def _apply(self, organisation: Organisation, options: dict[str, Any], by: By) -> None:
        """Step by step, each in its own transaction: run again, it goes on."""
        with inside(organisation, by=by):
            plan = self._known(options["year"])
            services.start_applying(plan_id=plan.pk, by=by)
        while True:
            with inside(organisation, by=by):
                progress = services.apply_next(plan_id=plan.pk, by=by)
            if progress.what:
                self.stdout.write(f"{progress.done}/{progress.total} {progress.what}")
            if progress.is_finished:
                break
        with inside(organisation, by=by):
            self._show(RolloverPlan.objects.select_related("year").get(pk=plan.pk))

    def _status(self, options: dict[str, Any]) -> None:
        year = self._year(options["year"])
        plan = RolloverPlan.objects.filter(year=year).exclude(state=RolloverPlan.State.UNDONE).first()
        count = standing.not_moved(year).count()
        self.stdout.write(_("Year %(year)s: not moved yet: %(count)s.") % {"year": year.name, "count": count})
        if plan is None:
            self.stdout.write(_("There is no plan yet."))
        else:
            self._show(plan)

    def _undo(self, options: dict[str, Any], by: By) -> None:
        plan = self._known(options["year"])
        if options["reason"] or not options["confirm"]:
            protocol = services.plan_undoing(plan_id=plan.pk, reason=options["reason"], by=by)
            self._protocol(protocol)
        if options["confirm"]:
            outcome = services.undo(plan_id=plan.pk, by=by, partial=options["partial"])
            said = (
                _("The rollover is undone.") if outcome.is_done else _("Something has changed meanwhile: look again.")
            )
            self.stdout.write(said)

    def _protocol(self, protocol: Reversal) -> None:
        self.stdout.write(
            _("Undoing would take back or cancel %(lines)s records; conflicts: %(conflicts)s. Add --confirm to do it.")
            % {"lines": protocol.lines_count - protocol.conflicts_count, "conflicts": protocol.conflicts_count}
        )

    def _show(self, plan: RolloverPlan) -> None:
        self.stdout.write(
            _("Plan of %(year)s: %(state)s.") % {"year": plan.year.name, "state": plan.get_state_display()}
        )
        for outcome, count in overview.counted(plan):
            self.stdout.write(f"  {outcome}: {count}")
        for row in obstacles.blocking(plan):
            self.stdout.write(f"  ! {row.name}: {', '.join(str(words) for words in row.words)}")

    def _known(self, name: str) -> RolloverPlan:
        """The plan of a year; without a name, the latest that is not undone."""
        rows = RolloverPlan.objects.select_related("year").exclude(state=RolloverPlan.State.UNDONE)
        rows = rows.filter(year=self._year(name)) if name else rows
        found = rows.order_by("-year__valid_from").first()
        if found is None:
            raise CommandError(_("There is no plan yet."), returncode=REFUSED)
        return found

    def _year(self, name: str) -> AcademicYear:
        found = AcademicYear.objects.filter(name=name).first() if name else standing.year_to_move(timezone.localdate())
        if found is None:
            raise CommandError(_("There is no such academic year."), returncode=REFUSED)
        return found

    def _rehearse(self, plan: RolloverPlan, by: By) -> None:
        kinds = handbooks.names("order_kind")
        tried = services.rehearse(plan_id=plan.pk, by=by)
        for kind, class_name, count in tried.orders:
            self.stdout.write(f"  {kinds.get(kind, kind)}, {class_name or '—'}: {count}")
        if tried.refusal:
            raise CommandError(f"{tried.code}: {tried.refusal}", returncode=REFUSED)
        self.stdout.write(_("Everything would be carried out. Nothing was written."))
