"""The list of orders: those that the reader may know of."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.organisations.crossing import By
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, DayField
from shared_apps.ui.page import Action, ListPage

from ..closed_orders import known_kinds
from ..order_kinds import ORDER_KINDS
from ..queries import orders
from ..tables import STATES, OrderTable
from .movement_forms import kind_choices

OVERDUE, SIGNED_LATE = "1", "signed"


class OrderParameters(Parameters):
    state = ChoiceField(label=gettext_lazy("State"), choices=list(STATES.items()), empty=pgettext_lazy("filter", "Any"))
    kind = ChoiceField(
        label=gettext_lazy("About what"),
        empty=pgettext_lazy("filter", "Any"),
    )
    overdue = ChoiceField(
        label=gettext_lazy("Term"),
        choices=[(OVERDUE, gettext_lazy("Overdue")), (SIGNED_LATE, gettext_lazy("Dated in time, signed later"))],
        empty=pgettext_lazy("filter", "Any"),
    )
    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(label=gettext_lazy("To"), required=False)

    def __init__(self, data: Any = None, *, by: By, **kwargs: Any) -> None:
        self.reader = by
        super().__init__(data, **kwargs)

    def defaults(self) -> Mapping[str, Any]:
        offered = kind_choices(known_kinds(ORDER_KINDS.values(), self.reader))
        cast(ChoiceField, self.fields["kind"]).choices = [("", pgettext("filter", "Any")), *offered]
        return super().defaults()


class OrderListPage(InOrganisation, ListPage):
    permission = permissions.ORDER_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Orders")
    subsystem = gettext_lazy("Movement")
    table_class = OrderTable
    parameters_class = OrderParameters
    search_hint = gettext_lazy("Number of the order, or a student's name")

    def parameters_kwargs(self) -> Mapping[str, Any]:
        return {"by": self.actor}

    def rows(self) -> Any:
        value = self.parameters.value
        return orders.orders(
            by=self.actor, state=value("state"), kind=value("kind"), first=value("first"), last=value("last"),
            overdue_on=self.today if value("overdue") == OVERDUE else None, signed_late=value("overdue") == SIGNED_LATE,
        )  # fmt: skip

    def search(self, rows: Any, text: str) -> Any:
        return orders.matching(rows, text)

    def actions(self) -> Sequence[Action]:
        return [
            Action(
                _("New order"), reverse("enrolment:order_new"), permission=permissions.ORDER_DRAFT, primary=True,
                icon="plus", key="n",
            ),
            Action(_("Numbers of orders"), reverse("enrolment:order_numbering"), permission=permissions.SETTINGS_EDIT),
        ]  # fmt: skip
