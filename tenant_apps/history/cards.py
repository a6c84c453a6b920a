"""The tab «History of changes», the last one of every card.

class OrderPage(…, CardPage):
    tabs = (…, HISTORY_TAB)

    def context_history(self):
        return history_of(rows_of_order(self.order), self.actor, names=True)
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.actor import Actor
from shared_apps.ui.page import Tab

from .models import ChangeLog
from .queries import card_history
from .services import Subject

HISTORY_TAB = Tab("history", gettext_lazy("History of changes"), "history/_history.html", permissions.HISTORY_VIEW)


def history_of(rows: Subject, actor: Actor, *, names: bool = False) -> dict[str, Any]:
    """What the tab shows: of these rows, what this actor may see.

    :param names: say beside each record that is not the card itself whom it is about: on cards that are no person's.
    """
    return {"history": card_history(rows, actor.holds, names=names), "names": names, "own": tuple(rows.rows)}


def whole_tables(tables: Iterable[str]) -> Subject:
    """Every row that the tables have or ever had: of a card that is the only one of its kind."""
    found: dict[str, set[int]] = {}
    for table, row in ChangeLog.objects.filter(table_name__in=tables).values_list("table_name", "row_id").distinct():
        found.setdefault(table, set()).add(row)
    return Subject(rows=found)
