"""The region's administrator decides on requests to open closed years again, under /admin/."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.accounts import permissions
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.forms import ChoiceField, Form, TextField
from shared_apps.ui.page import Crumb, FormPage, ListPage

from .. import reopenings, tables

GRANT, REFUSE = "grant", "refuse"


class RequestListPage(ListPage):
    """Requests, those that wait first."""

    exports_with = permissions.YEAR_REOPEN
    permission = permissions.YEAR_REOPEN
    title = gettext_lazy("Opening of closed years")
    table_class = tables.RequestTable

    def rows(self) -> Sequence[reopenings.RequestRow]:
        return reopenings.requests()


class DecisionForm(Form):
    decision = ChoiceField(
        label=gettext_lazy("Decision"), radio=True,
        choices=[(GRANT, gettext_lazy("open the year again")), (REFUSE, gettext_lazy("leave it closed"))],
    )  # fmt: skip
    words = TextField(label=gettext_lazy("Words of the decision"), rows=2, max_length=300)


class DecidePage(FormPage):
    """Grant or refuse one request."""

    permission = permissions.YEAR_REOPEN
    form_class = DecisionForm
    submit = gettext_lazy("Decide")
    done = gettext_lazy("The decision is on its way to the organisation.")

    @cached_property
    def row(self) -> reopenings.RequestRow:
        return found_or_404(next((one for one in reopenings.requests() if one.pk == self.kwargs["request_id"]), None))

    def prepare(self) -> None:
        self.lead = _("%(who)s asks: %(reason)s") % {"who": self.row.asked_name, "reason": self.row.reason}

    def heading(self) -> str:
        return f"{self.row.organisation_name}, {self.row.year_name}"

    def breadcrumbs(self) -> Sequence[Crumb]:
        return [Crumb(_("Opening of closed years"), reverse("reopenings:list"))]

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        reopenings.decide(
            request_id=self.row.pk, granted=values["decision"] == GRANT, words=values["words"], by=self.request.user
        )
        return reverse("reopenings:list")
