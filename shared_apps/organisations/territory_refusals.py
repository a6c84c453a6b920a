"""What changes of municipalities and authorities foresee and decline."""

from django.utils.translation import gettext_lazy as _

from .refusal import Refused


class NameTaken(Refused):
    message = _("“%(name)s” is the name of another one, since %(day)s. Two never have one name on the same days.")
    code = "territory_name_taken"
    field = "name"


class NameOfOneThatWas(Refused):
    message = _("“%(name)s” is the name of one that was closed on %(day)s. Tell them apart in the name.")
    code = "territory_name_was_taken"
    field = "name"


class OktmoTaken(Refused):
    message = _("The code %(code)s is that of “%(name)s”. Check it by the classifier.")
    code = "territory_oktmo_taken"
    field = "oktmo"


class NotOfAMunicipality(Refused):
    """Eleven digits are the code of a settlement within a municipality (ОК 033-2013)."""

    message = _("The OKTMO of a municipality has 8 digits; %(code)s is that of a settlement within one.")
    code = "territory_oktmo_of_a_settlement"
    field = "oktmo"


class ControlDiffers(Refused):
    """The control number that the classifier prints beside the code is not that of this code."""

    message = _("The control number of %(code)s can't be %(control)s: one of the two is mistyped.")
    code = "territory_control_number"
    field = "control"


class NothingToVerify(Refused):
    message = _("Write the OKTMO: there is no code to verify.")
    code = "territory_no_oktmo"
    field = "oktmo"


class AuthorityCodeTaken(Refused):
    message = _("The code %(code)s is that of “%(name)s”.")
    code = "territory_code_taken"
    field = "code"


class NameBeginsThen(Refused):
    message = _("A name begins on %(day)s already: correct it, or choose a later day.")
    code = "territory_date_taken"
    field = "on"


class IsClosed(Refused):
    message = _("“%(name)s” is closed since %(day)s.")
    code = "territory_closed"
    field = "on"


class NotClosed(Refused):
    message = _("It is not closed.")
    code = "territory_not_closed"


class StillUnderIt(Refused):
    """Organisations are under it on that day or later."""

    message = _("Organisations under it on %(day)s or later: %(count)s. Move them first, or merge it into another one.")
    code = "territory_has_organisations"
    field = "on"


class MergedIntoItself(Refused):
    message = _("It can't be merged into itself.")
    code = "territory_merged_into_itself"
    field = "into"


class NotThereThen(Refused):
    """A municipality or an authority is named for days on which it is closed."""

    message = _("“%(name)s” is closed since %(day)s: choose another one.")
    code = "territory_not_there"


class NotThereYet(Refused):
    message = _("“%(name)s” is there since %(day)s only: choose a later day.")
    code = "territory_not_there_yet"
    field = "on"


class MentionedAlready(Refused):
    """It was not a mistake: something refers to it."""

    message = _("It can't be withdrawn: organisations, accounts or settings name it. Close it from a day on.")
    code = "territory_mentioned"


class Unchanged(Refused):
    message = _("Nothing differs from what is written already.")
    code = "territory_unchanged"


class DayCrosses(Refused):
    message = _("Between the neighbouring entries it may begin from %(first)s to %(last)s.")
    code = "territory_day_crosses"
    field = "since"
