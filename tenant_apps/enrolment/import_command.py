"""What `manage.py import_students`, `import_guardians`, `import_employees` share: the organisation, undoing."""

from argparse import ArgumentParser
from contextlib import AbstractContextManager
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from shared_apps.importing.commands import REFUSED, ImportCommand
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation

from .import_models import ImportRun
from .queries import imports as queries
from .services import import_undoing
from .services.imports import IMPORTS


class InOrganisationCommand(ImportCommand):
    """An import into the organisation ORG."""

    imports = IMPORTS

    def add_place(self, parser: ArgumentParser) -> None:
        parser.add_argument("organisation", metavar="ORG", help="address (slug) of the organisation")
        parser.add_argument("--reason", default="", help="with --undo: why; else handbook admission_reason")
        parser.add_argument("--partial", action="store_true", help="undo without the conflicts")

    def door(self, options: dict[str, Any], by: By) -> AbstractContextManager[Any]:
        slug = options["organisation"]
        with shared(by=by):
            found = Organisation.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no organisation {slug}; manage.py fleet status counts them.")
        return inside(found, by=by)

    def earlier(self, run: ImportRun) -> ImportRun | None:
        return queries.earlier_with_same_file(run.sha256, but=run.pk)

    def undo(self, options: dict[str, Any], by: By) -> None:
        run = ImportRun.objects.filter(pk=options["undo"], kind=self.kind).first()
        if run is None:
            raise CommandError(f"There is no import {options['undo']} in this organisation.")
        reason = options["reason"] or f"manage.py import_{self.kind}"
        import_undoing.plan_undoing(run_id=run.pk, reason=reason, by=by)
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


def orders_line(run: ImportRun) -> str:
    """The orders that a run made, and how it is undone."""
    orders = ", ".join(
        f"№ {order.number or '—'} {order.date:%d.%m.%Y} ({order.get_state_display()})"
        for order in queries.orders_of_run(run)
    )
    return _("Orders: %(orders)s. To undo: --undo %(run)s") % {"orders": orders or "—", "run": run.pk}
