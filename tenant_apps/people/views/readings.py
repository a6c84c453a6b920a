"""The reading log: who opened closed parts of cards, of everybody and of one person."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, DayField
from shared_apps.ui.page import ListPage

from ..queries import readings
from ..reading_words import VIA, WHAT
from ..tables import ReadingTable

DAYS_SHOWN = 31


class ReadingParameters(Parameters):
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    what = ChoiceField(label=_("What was read"), choices=list(WHAT.items()), empty=pgettext_lazy("filter", "Any"))
    via = ChoiceField(label=_("Where"), choices=list(VIA.items()), empty=pgettext_lazy("filter", "Any"))

    def defaults(self) -> Mapping[str, Any]:
        today = timezone.localdate()
        return {"first": today - timedelta(days=DAYS_SHOWN), "last": today}


class ReadingListPage(InOrganisation, ListPage):
    """Who read closed parts of cards, of whom, when, where."""

    permission = permissions.CARD_READINGS
    exports_with = permissions.EXPORT_LISTS
    title = _("Journal of readings")
    table_class = ReadingTable
    parameters_class = ReadingParameters
    ordering = ("-read_at",)
    search_hint = _("Whose card, or who read")

    def rows(self) -> Any:
        value = self.parameters.value
        return readings.readings(
            first=value("first"), last=value("last"), what=value("what"), via=value("via")
        )  # fmt: skip

    def search(self, rows: Any, text: str) -> Any:
        return readings.matching(rows, text)
