"""What services of access decline, each named for what happened."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class TooYoung(Refused):
    message = _(
        "%(name)s is not %(years)s yet (or the card has no birth date): the student is seen through a guardian."
    )
    code, field = "too_young", "card_id"


class NotInYourClass(Refused):
    message = _("Not everybody chosen is of your class, or a legal representative of one who is. Choose again.")
    code = "not_in_your_class"


class NotAnEmployee(Refused):
    message = _("Not everybody chosen holds a post today. Choose again.")
    code, field = "not_an_employee", "cards"


class TooManySheets(Refused):
    message = _("At most %(most)s sheets are made at once: choose a class.")
    code = "too_many_sheets"


class NothingSince(Refused):
    message = _("The account did nothing here since that moment. Decide that there is nothing to void.")
    code = "nothing_since"


class EverythingInConflict(Refused):
    message = _(
        "Others have changed all these records since, so nothing can be voided by itself. Mend them by hand and decide "
        "that there is nothing to void."
    )
    code = "everything_in_conflict"
