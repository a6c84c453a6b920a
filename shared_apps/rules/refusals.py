"""What settings refuse, each with its cure."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class NoSuchSetting(LookupError):
    """A mistake of code or of a command: settings are declared in `catalogue.py`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no setting {code!r}. Declare it in shared_apps/rules/catalogue.py.")


class BadValue(Refused):
    """The value is not of the setting's kind."""

    field = "value"


class ValueMissing(BadValue):
    message = _("Write the value.")
    code = "setting_value_missing"


class NotAWholeNumber(BadValue):
    message = _("“%(value)s” is no whole number. Write digits only.")
    code = "setting_not_a_number"


class NumberOutside(BadValue):
    message = _("Write a number from %(least)s to %(most)s.")
    code = "setting_number_outside"


class NotADayOfTheYear(BadValue):
    message = _("“%(value)s” is no day that each year has. Write day and month as 20.06.")
    code = "setting_not_a_day"


class NoSuchChoice(BadValue):
    message = _("“%(value)s” can't be chosen. Choose one of: %(choices)s.")
    code = "setting_no_such_choice"


class TextTooLong(BadValue):
    message = _("Write at most %(longest)s characters.")
    code = "setting_text_too_long"


class SettingNotOfThisLevel(Refused):
    message = _("“%(setting)s” is not set at this level. It is set by: %(levels)s.")
    code = "setting_not_of_this_level"


class SettingLockedAbove(Refused):
    message = _("“%(setting)s” is locked: %(who)s, since %(since)s. Reason: %(reason)s. Ask there to unlock it.")
    code = "setting_locked_above"


class LaterValueWritten(Refused):
    message = _("A value from %(day)s is written already: choose that day (it is replaced) or a later one.")
    code = "setting_later_value"
    field = "since"


class SameValue(Refused):
    message = _("This value is in force already: there is nothing to change.")
    code = "setting_same_value"
    field = "value"


class LockNeedsReason(Refused):
    message = _("Write why the value is locked: those below read the reason.")
    code = "setting_lock_needs_reason"
    field = "reason"


class NothingOfItsOwn(Refused):
    message = _("There is no value of this level's own: it is inherited already.")
    code = "setting_nothing_of_its_own"
