"""The list of transfers of this office, and the options of its combobox."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.envelopes.models import Envelope
from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField, Option
from shared_apps.ui.page import Action, ListPage, PickPage
from shared_apps.ui.viewer import may
from tenant_apps.people.names import search_key, words
from tenant_apps.people.pages import as_options

from ..queries import lists
from ..tables import DIRECTIONS, TransferTable


class TransferParameters(Parameters):
    direction = ChoiceField(
        label=pgettext_lazy("transfer", "Direction"),
        choices=list(DIRECTIONS.items()),
        empty=pgettext_lazy("filter", "Any"),
    )
    state = ChoiceField(
        label=gettext_lazy("State"),
        choices=[("waiting", gettext_lazy("wait for our answer")), *Envelope.State.choices],
        empty=pgettext_lazy("filter", "Any"),
    )


class TransferListPage(InOrganisation, ListPage):
    permission = permissions.ORDER_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Transfers")
    subsystem = gettext_lazy("Movement")
    template_name = "transfers/list.html"
    table_class = TransferTable
    parameters_class = TransferParameters
    search_hint = gettext_lazy("Any part of a name")

    def rows(self) -> list[lists.TransferRow]:
        value = self.parameters.value
        return lists.rows(self.organisation.id, self.today, direction=value("direction"), state=value("state"))

    def search(self, rows: list[lists.TransferRow], text: str) -> list[lists.TransferRow]:
        typed = words(text)
        return [row for row in rows if all(word in search_key(row.who) for word in typed)]

    def context(self) -> dict[str, Any]:
        sees_employees = may(self.request, permissions.EMPLOYEE_VIEW)
        return {
            "drafts": lists.drafts(self.today),
            "unsettled": lists.unsettled(self.organisation.id),
            "came_differing": lists.came_differing(self.today) if sees_employees else (),
        }

    def actions(self) -> Sequence[Action]:
        return [
            Action(
                _("Ask for a student"), reverse("transfers:request"), permission=permissions.ORDER_DRAFT, primary=True,
                icon="plus", key="n",
            )
        ]  # fmt: skip


class OrganisationOptionsPage(InOrganisation, PickPage):
    permission = permissions.ORDER_DRAFT

    def matches(self, text: str) -> Sequence[Option]:
        return as_options(list(lists.organisations_named(text, self.today, but=self.organisation.id)))
