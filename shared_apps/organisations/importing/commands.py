"""What commands that load files of the region share."""

from contextlib import AbstractContextManager
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from shared_apps.importing.commands import ImportCommand

from ..crossing import By, shared
from . import undoing
from .running import IMPORTS


class RegisterCommand(ImportCommand):
    """A command derives it and says `kind`."""

    abstract = True
    imports = IMPORTS

    def door(self, options: dict[str, Any], by: By) -> AbstractContextManager[Any]:
        return shared(by=by)

    def undo(self, options: dict[str, Any], by: By) -> None:
        run = IMPORTS.runs._default_manager.filter(pk=options["undo"], kind=self.kind).first()
        if run is None:
            raise CommandError(f"There is no import {options['undo']} of {self.kind}.")
        outcome = undoing.undo(run_id=run.pk, by=by) if options["confirm"] else undoing.plan_undoing(run)
        for words, names in outcome.in_words():
            self.stdout.write(words % {"names": ", ".join(names)})
        self.stdout.write(
            _("The import is undone.") if options["confirm"] else _("Nothing was undone; add --confirm to undo it.")
        )
