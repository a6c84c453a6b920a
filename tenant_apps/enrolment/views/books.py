"""The movement book and the alphabetical book."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.page import Action, Crumb, Empty, ListPage
from tenant_apps.people.names import words
from tenant_apps.people.pages import DayField, InOrganisation

from ..queries import balances, classes, movement
from ..tables import DIRECTIONS, BalanceTable, BookTable, MovementTable


class Period(Parameters):
    """The academic year so far, unless the address says otherwise."""

    first = DayField(label=gettext_lazy("From"))
    last = DayField(label=gettext_lazy("To, inclusive"))
    direction = ChoiceField(
        label=gettext_lazy("Movement"), choices=list(DIRECTIONS.items()), empty=pgettext_lazy("filter", "Any")
    )

    def defaults(self) -> Mapping[str, Any]:
        today = timezone.localdate()
        year = classes.year_on(today)
        first = year.valid_from if year and year.valid_from <= today else today - timedelta(days=365)
        return {"first": first, "last": today}


class MovementBookPage(InOrganisation, ListPage):
    permission = permissions.MOVEMENT_BOOK
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Movement book")
    subsystem = gettext_lazy("Movement")
    table_class = MovementTable
    parameters_class = Period
    template_name = "enrolment/movement_book.html"
    search_hint = gettext_lazy("Any part of a name")

    def rows(self) -> list[movement.MovementRow]:
        value = self.parameters.value
        return movement.movement(value("first"), value("last"), direction=value("direction") or None)

    def search(self, rows: list[movement.MovementRow], text: str) -> list[movement.MovementRow]:
        typed = words(text)
        return [row for row in rows if all(word in row.name_key for word in typed)]

    def actions(self) -> Sequence[Action]:
        return [Action(_("Balance of classes"), reverse("enrolment:balances"), icon="scale")]

    def context(self) -> dict[str, Any]:
        return {"balance": movement.balance(self.parameters.value("first"), self.parameters.value("last"))}

    def empty(self) -> Empty:
        return Empty(_("Nobody came and nobody left in this period."), _("Choose another period."))


class BalanceParameters(Period):
    by = ChoiceField(
        label=gettext_lazy("Rows of the balance"),
        choices=[("grade", gettext_lazy("grades"))],
        empty=gettext_lazy("classes"),
    )


class BalancesPage(InOrganisation, ListPage):
    """Start + in − out = end for every class or grade, movement inside the organisation counted apart."""

    permission = permissions.MOVEMENT_BOOK
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Balance of classes")
    subsystem = gettext_lazy("Movement")
    table_class = BalanceTable
    parameters_class = BalanceParameters
    page_size = 100

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Movement book"), reverse("enrolment:movement_book"))]

    def rows(self) -> list[balances.GroupBalance]:
        value = self.parameters.value
        return balances.balances(value("first"), value("last"), by="grade" if value("by") else "class")


class AlphabeticalBookPage(InOrganisation, ListPage):
    permission = permissions.MOVEMENT_BOOK
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Alphabetical book")
    subsystem = gettext_lazy("Movement")
    table_class = BookTable
    search_hint = gettext_lazy("Any part of a name")

    def rows(self) -> list[movement.BookRow]:
        return movement.alphabetical_book()

    def search(self, rows: list[movement.BookRow], text: str) -> list[movement.BookRow]:
        typed = words(text)
        return [row for row in rows if all(word in row.name.lower().replace("ё", "е") for word in typed)]
