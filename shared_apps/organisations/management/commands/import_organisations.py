"""manage.py import_organisations FILE [--confirm] | --undo RUN [--confirm]"""

from contextlib import AbstractContextManager
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from shared_apps.importing.commands import ImportCommand
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.importing import running


class Command(ImportCommand):
    help = "Check a workbook or CSV of organisations against the register; with --confirm write it; undo it."
    kind = "organisations"
    imports = running.IMPORTS

    def door(self, options: dict[str, Any], by: By) -> AbstractContextManager[Any]:
        return shared(by=by)

    def undo(self, options: dict[str, Any], by: By) -> None:
        run = running.IMPORTS.runs._default_manager.filter(pk=options["undo"]).first()
        if run is None:
            raise CommandError(f"There is no import {options['undo']} of organisations.")
        outcome = running.undo(run_id=run.pk, by=by) if options["confirm"] else running.plan_undoing(run)
        for words, names in (
            (_("Withdrawn, because they are not prepared yet: %(names)s."), outcome.withdrawn),
            (_("Names and places of before are put back: %(names)s."), outcome.put_back),
            (_("Stay as they are, because they are prepared or were changed later: %(names)s."), outcome.kept),
        ):
            if names:
                self.stdout.write(words % {"names": ", ".join(names)})
        self.stdout.write(
            _("The import is undone.") if options["confirm"] else _("Nothing was undone; add --confirm to undo it.")
        )
