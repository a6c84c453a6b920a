"""Freshness in words, the same on pages, in files and in the API: «по состоянию на 14:02:11, отстают 0 организаций»."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared_apps.ui.numbers import ru_datetime, ru_num

from .freshness import Freshness


def in_words(known: Freshness) -> str:
    """What may be said beside a number. The day is said when it is not today."""
    if known.as_of is None:
        return _("nothing has been counted yet")
    return ngettext(
        "as of %(at)s, %(number)s organisation behind", "as of %(at)s, %(number)s organisations behind", known.behind
    ) % {"at": moment(known.as_of), "number": ru_num(known.behind)}


def moment(at: datetime) -> str:
    """14:02:11 of today; 01.09.2026 14:02:11 of another day."""
    local = timezone.localtime(at)
    is_today = local.date() == timezone.localdate()
    return f"{local:%H:%M:%S}" if is_today else ru_datetime(at, seconds=True)
