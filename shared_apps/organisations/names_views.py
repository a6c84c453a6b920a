"""Pages that change what an organisation is called and where it is: from a day on, or because of a slip."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.handbooks.fields import choose_as_of
from shared_apps.organisations.found import found_or_404
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.page import FormPage

from . import forms, services
from .models import OrganisationPeriod
from .views import OfOneOrganisation

SAID = ("full_name", "short_name", "kind", "locality", "address")


def said_of(period: OrganisationPeriod) -> dict[str, Any]:
    """A row of names and places as the forms show it, without its dates and its order."""
    return {name: getattr(period, name) for name in SAID} | {
        "municipality": period.municipality_id,
        "authority": period.authority_id or "",
    }


class RenamePage(OfOneOrganisation, FormPage):
    """Name, kind, place or subordination change from a date on, by an order."""

    permission = permissions.ORGANISATION_RENAME
    template_name = "organisations/rename.html"
    title, submit, done = (
        _("Rename or move"),
        pgettext_lazy("organisation", "Save"),
        _("The change is entered and holds from the day named."),
    )
    form_class = forms.ParticularsForm

    @cached_property
    def form(self) -> Any:
        form = super().form
        choose_as_of(form, localdate())
        return form

    def initial(self) -> Mapping[str, Any]:
        return {**said_of(self.now), "on": localdate()}

    def context(self) -> Mapping[str, Any]:
        return {"coming": self.coming}

    def perform(self, form: Any) -> str:
        fields = dict(form.cleaned_data)
        on: date = fields.pop("on")
        services.change_particulars(
            organisation=self.organisation, particulars=services.Particulars(**fields), on=on, by=self.request.user
        )
        return self.card_url()


class CorrectPage(OfOneOrganisation, FormPage):
    """A slip in a name or place, whenever it holds: what was written is put right, with the reason, and logged."""

    permission = permissions.ORGANISATION_RENAME
    title, submit = _("Correct a slip"), pgettext_lazy("organisation", "Save")
    lead = _("Only for what was written wrongly and never was so. What changed in life is a renaming from a day on.")
    done = _("The slip is corrected; the log of changes keeps both values and the reason.")
    form_class = forms.CorrectionForm

    def prepare(self) -> None:
        super().prepare()
        self.period = found_or_404(next((one for one in self.periods if one.pk == self.kwargs["period_id"]), None))

    def heading(self) -> str:
        if self.period == self.now:
            return _t("Correct a slip")
        return _t("Correct a slip in what holds since %(day)s") % {"day": ru_date(self.period.valid_from)}

    @cached_property
    def form(self) -> Any:
        form = super().form
        choose_as_of(form, self.period.valid_from)
        return form

    def initial(self) -> Mapping[str, Any]:
        one = self.period
        order = {"order_number": one.order_number, "order_date": one.order_date}
        return {**said_of(one), **order, "since": one.valid_from}

    def perform(self, form: Any) -> str:
        fields = dict(form.cleaned_data)
        since, reason = fields.pop("since"), fields.pop("reason")
        services.correct_particulars(
            period=self.period, particulars=services.Particulars(**fields), since=since, reason=reason,
            by=self.request.user,
        )  # fmt: skip
        return f"{self.card_url()}?tab=names"
