"""What services of long work decline, each named for what happened."""

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class JobHasNotFailed(Refused):
    message = _("Only work that failed is tried again; this has the state “%(state)s”.")
    code = "job_has_not_failed"


class TwinIsUnfinished(Refused):
    message = _("The same work is being done already: № %(number)s.")
    code = "twin_is_unfinished"
