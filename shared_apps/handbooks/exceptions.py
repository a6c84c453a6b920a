"""What handbooks refuse, each with its cure."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class NoSuchHandbook(LookupError):
    """A mistake of code: handbooks are declared in `catalogue/` and loaded by `manage.py load_handbooks`."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"There is no handbook {code!r}. If it stands in shared_apps/handbooks/catalogue/, run "
            "`manage.py load_handbooks`; if not, declare it there."
        )


class UnknownItem(Refused):
    """The code names no item of the handbook."""

    message = _("“%(code)s” is not in the handbook “%(handbook)s”. Choose an item of the handbook.")
    code = "unknown_handbook_item"


class ItemNotValid(Refused):
    """The item exists, but not on that day."""

    message = _(
        "“%(name)s” of the handbook “%(handbook)s” is not valid on %(day)s. Choose another item or correct the date."
    )
    code = "handbook_item_not_valid"


class NoSuchItem(Refused):
    message = _("The item is not in this handbook any more. Open the handbook again.")
    code = "no_such_handbook_item"


class ItemCodeTaken(Refused):
    message = _("The handbook already has an item with the code “%(code)s”. Choose another code.")
    code = "handbook_code_taken"
    field = "code"


class ItemCodeMalformed(Refused):
    message = _(
        "A code is lower-case Latin letters, digits and underscores, 40 at most, and begins with a letter or a digit."
    )
    code = "handbook_code_malformed"
    field = "code"


class ItemCodeNotANumber(Refused):
    message = _("Codes of this handbook are numbers: write 1, 2, 3 and so on, up to 99.")
    code = "handbook_code_not_a_number"
    field = "code"


class ItemNameMissing(Refused):
    message = _("Write the name of the item.")
    code = "handbook_name_missing"
    field = "name"


class ItemNameTaken(Refused):
    message = _("The handbook already has a valid item “%(name)s”. Close that one first, or choose another name.")
    code = "handbook_name_taken"
    field = "name"


class UnknownGroup(Refused):
    message = _("Choose the group of the item: the handbook is divided into groups.")
    code = "handbook_group_unknown"
    field = "group"


class ItemEndsBeforeItBegins(Refused):
    message = _("The item is valid from %(valid_from)s: it can't end before that day. Correct the date.")
    code = "handbook_item_ends_before_it_begins"
    field = "valid_to"


class ItemAlreadyClosed(Refused):
    message = _("The item was closed on %(valid_to)s already. Reopen it first if that was a mistake.")
    code = "handbook_item_already_closed"


class ItemNotClosed(Refused):
    message = _("The item is not closed: there is nothing to reopen.")
    code = "handbook_item_not_closed"


class ReasonMissing(Refused):
    message = _("Write why the item is closed: the reason stays in the handbook.")
    code = "handbook_reason_missing"
    field = "reason"
