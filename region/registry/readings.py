"""Which restricted lists an account has read: readings are not voided, they are told."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shared_apps.accounts.queries.voiding import SHOWN, Unvoidable
from shared_apps.ui.numbers import ru_num

from .models import Reading
from .words import LISTS

TITLE = _("Restricted lists that were read: readings can't be voided; tell whoever answers for personal data")


def readings_since(account_id: int, since: datetime) -> list[Unvoidable]:
    """The latest first. Call inside shared()."""
    rows = Reading.objects.filter(actor_id=account_id, at__gte=since).order_by("-pk")[:SHOWN]
    return [Unvoidable(row.at, str(LISTS.get(row.what, row.what)), _told(row)) for row in rows]


def _told(row: Reading) -> str:
    words = ngettext("%(number)s person", "%(number)s persons", row.rows_read) % {"number": ru_num(row.rows_read)}
    return f"{words}; {row.scope}; «{row.purpose}»"
