"""The calendar of attestation as a list."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.page import Crumb, Empty, ListPage

from ..attestation_tables import AttestationTable
from ..names import search_key
from ..pages import AsOf
from ..queries.attestation import Due, attestation_calendar


class AttestationParameters(AsOf):
    state = ChoiceField(
        label=gettext_lazy("Term"),
        choices=[
            ("overdue", gettext_lazy("has passed")),
            ("soon", gettext_lazy("within three months")),
            ("later", gettext_lazy("within a year")),
            ("none", gettext_lazy("no category, no conformity")),
        ],
        empty=pgettext_lazy("filter", "Any"),
    )


class AttestationPage(InOrganisation, ListPage):
    permission = permissions.EMPLOYEE_VIEW
    exports_with = permissions.EXPORT_LISTS
    title = gettext_lazy("Attestation calendar")
    table_class = AttestationTable
    parameters_class = AttestationParameters
    search_hint = gettext_lazy("Any part of a name")
    note = gettext_lazy(
        "Managers and teaching staff who work on that day. Conformity to the post, and categories given before "
        "01.09.2023, hold for 5 years; who works here less than two years is not attested for conformity."
    )

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Employees"), reverse("people:employee_list"))]

    def rows(self) -> list[Due]:
        value = self.parameters.value
        return attestation_calendar(value("as_of"), state=value("state") or "")

    def search(self, rows: list[Due], text: str) -> list[Due]:
        parts = search_key(text).split()
        return [row for row in rows if all(part in row.name_key for part in parts)]

    def table_kwargs(self) -> dict[str, Any]:
        return {"as_of": self.parameters.value("as_of")}

    def empty(self) -> Empty:
        return Empty(
            _("Nothing ends within a year of this day."),
            _("Categories and attestations are written down in the employee's card, on the tab “Attestation”."),
            _("Employees"),
            reverse("people:employee_list"),
        )
