"""Pages that put a mistyped code or address right, and take a request back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.ui.page import ConfirmPage, FormPage

from . import forms, services
from .identity import correct_identity
from .refusal import Text
from .views import OfOneOrganisation


class IdentityPage(OfOneOrganisation, FormPage):
    """The code or the address of pages was mistyped."""

    permission = permissions.ORGANISATION_CREATE
    title, submit = _("Correct the code or the address"), pgettext_lazy("organisation", "Save")
    lead = _("Only for what was mistyped. Whoever opens a link with the mistyped address is led on.")
    done = _("The code and the address are corrected; the log of changes keeps both values and the reason.")
    form_class = forms.IdentityForm

    def initial(self) -> Mapping[str, Any]:
        return {"code": self.organisation.code, "slug": self.organisation.slug}

    def perform(self, form: Any) -> str:
        correct_identity(organisation=self.organisation, by=self.request.user, **form.cleaned_data)
        return self.card_url()


class WithdrawPage(OfOneOrganisation, ConfirmPage):
    """The organisation was requested by mistake, and its database is not there."""

    permission = permissions.ORGANISATION_CREATE
    title, submit = _("Withdraw the request"), _("Withdraw the request")
    done = _("The request is withdrawn; its code and address are free.")
    form_class = forms.WithdrawForm

    def ask(self) -> str:
        return _t("Withdraw the request of “%(name)s”?") % {"name": self.now.short_name}

    def consequences(self) -> Sequence[Text]:
        return [_("It leaves the register; the log keeps it with the reason. What is prepared is closed by an order.")]

    def perform(self, form: Any) -> str:
        services.withdraw_organisation(
            organisation=self.organisation, reason=form.cleaned_data["reason"], by=self.request.user
        )
        return reverse("organisations:list")
