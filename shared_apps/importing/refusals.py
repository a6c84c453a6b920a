"""What an import refuses, the same in pages, the API and commands."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class ImportStillAtWork(Refused):
    message = _("The file is still being worked on. Wait until it is done; the page shows how far it is.")
    code = "import_still_at_work"


class ImportNotWaiting(Refused):
    message = _("This file does not wait for a confirmation (%(state)s). Load the file once more.")
    code = "import_not_waiting"


class NoErrorFile(Refused):
    message = _("There is no file of errors: no row has one, or the file was deleted when its time was over.")
    code = "no_error_file"


class ImportNeedsOtherRights(Refused):
    message = _("The file was read with rights that your role does not have. Load it once more in your own name.")
    code = "import_needs_other_rights"


class NothingToImport(Refused):
    message = _(
        "There is nothing to do by this choice: no row is admitted and no card changes. Choose more, or mend the rows."
    )
    code = "nothing_to_import"


class ImportNotConfirmed(Refused):
    message = _("This import wrote nothing that could be undone (%(state)s).")
    code = "import_not_confirmed"


class NothingToUndo(Refused):
    message = _("Nothing of this import can be taken back any more.")
    code = "nothing_to_undo"


class UndoingNotPlanned(Refused):
    message = _("Look at what undoing would do first: write the reason.")
    code = "undoing_not_planned"
    field = "reason"
