"""What the register of organisations refuses, each with its cure."""

from django.utils.translation import gettext_lazy as _

from .refusal import Refused


# --- a new organisation ---------------------------------------------------------------------------------------------
class AddressTaken(Refused):
    """Another organisation has this address of pages (slug)."""

    message = _("The address “%(slug)s” is taken; choose another.")
    code, field = "slug_taken", "slug"


class BadAddress(Refused):
    """The address of pages (slug) has other signs."""

    message = _("Only small Latin letters, digits and hyphens; no hyphen at the ends.")
    code, field = "bad_address", "slug"


class CodeTaken(Refused):
    """Another organisation has this code."""

    message = _("The code %(code)s belongs to another organisation.")
    code, field = "code_taken", "code"


class AlreadyPrepared(Refused):
    """A request can't be taken back: the schema is there."""

    message = _("The organisation is prepared already; close it by an order.")
    code = "already_prepared"


# --- names and places -----------------------------------------------------------------------------------------------
class DateTaken(Refused):
    """The change would begin on a day on which a name and place begins already, or before the first of them."""

    message = _("A name and place begins on %(day)s: correct it, or choose a later date.")
    code, field = "date_taken", "on"


class NothingBefore(Refused):
    """The organisation has had one name and place only."""

    message = _("There are no earlier names and places.")
    code = "nothing_before"


class CorrectionCrosses(Refused):
    """The corrected day of beginning would reach over the earlier or the later name and place."""

    message = _("Between the neighbouring entries it may begin from %(first)s to %(last)s.")
    code, field = "correction_crosses", "since"


class OpeningNotLater(Refused):
    """The first name and place would begin later than it did: records of those days would belong to nobody."""

    message = _("The organisation has worked since %(day)s; its opening can be moved to an earlier day only.")
    code, field = "opening_not_later", "since"


class NothingCorrected(Refused):
    """What is said of the name and place is what stands there already."""

    message = _("Nothing differs from what is written already.")
    code = "nothing_corrected"


# --- closing and supervision ----------------------------------------------------------------------------------------
class AlreadyClosed(Refused):
    """The organisation is closed."""

    message = _("The organisation is closed since %(day)s.")
    code = "already_closed"


class ClosingTooEarly(Refused):
    """The organisation would close before its present name and place began."""

    message = _("The present name and place began on %(day)s; it can't close before.")
    code, field = "closing_too_early", "on"


class AlreadySupervised(Refused):
    """The authority supervises the organisation on that day already."""

    message = _("This authority supervises the organisation already.")
    code, field = "already_supervised", "on"
