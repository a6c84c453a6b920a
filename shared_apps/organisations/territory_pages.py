"""The concrete pages of municipalities and of authorities."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.accounts import permissions
from shared_apps.handbooks import identifiers
from shared_apps.ui.numbers import ru_date
from shared_apps.ui.page import FormPage

from . import territory, territory_forms
from . import territory_views as pages
from .models import Authority, Municipality
from .refusal import Text
from .territory_tables import AuthorityFilters, AuthorityTable, MunicipalityFilters, MunicipalityTable


class OfMunicipalities(pages.OfBodies):
    abstract = True
    model, space, plural = Municipality, "municipality", _("Municipalities")


class OfAuthorities(pages.OfBodies):
    abstract = True
    model, space, plural = Authority, "authority", _("Authorities")


# --- municipalities -------------------------------------------------------------------------------------------------


class MunicipalityListPage(OfMunicipalities, pages.BodyListPage):
    permission = permissions.ORGANISATION_REGISTER_VIEW
    table_class, filterset_class = MunicipalityTable, MunicipalityFilters
    ordering = ("name",)
    kind_of_import = "municipalities"


class MunicipalityCardPage(OfMunicipalities, pages.BodyCardPage):
    permission = permissions.ORGANISATION_REGISTER_VIEW

    def badges(self) -> Sequence[tuple[Any, str]]:
        verified = self.body.oktmo_verified_on is not None
        return [*super().badges(), *([] if verified else [(_("OKTMO is not verified"), "warn")])]

    def more_actions(self) -> Sequence[tuple[Text, str, str, str]]:
        return [
            (_("Verify the OKTMO"), "verify", "badge-check", ""),
            (_("On the map"), "describe", "map-pin", ""),
        ]

    def facts(self) -> Sequence[tuple[Any, Any]]:
        body = self.body
        on_map = f"{body.latitude:.4f}, {body.longitude:.4f}" if body.latitude is not None is not body.longitude else ""
        return [
            (pgettext_lazy("organisation", "Kind"), body.get_kind_display()),
            (_("OKTMO"), identifiers.kind("oktmo").format(body.oktmo) if body.oktmo else None),
            (_("OKTMO verified on"), body.oktmo_verified_on and ru_date(body.oktmo_verified_on)),
            (_("Organisations"), body.organisations),
            (_("On the map"), on_map),
            (pgettext_lazy("organisation", "Note"), body.note),
            (_("Merged into"), body.merged_into and body.merged_into.name),
        ]


class MunicipalityNewPage(OfMunicipalities, pages.BodyNewPage):
    permission = permissions.TERRITORY_EDIT
    title = _("New municipality")
    form_class = territory_forms.NewMunicipalityForm

    def perform(self, form: Any) -> str:
        told = form.cleaned_data
        body = territory.enter_municipality(
            said=form.said(), since=told["since"], ground=told["ground"], control=told["control"],
            by=self.request.user, **form.described(),
        )  # fmt: skip
        return self.address("card", body.pk)


class MunicipalityRenamePage(OfMunicipalities, pages.BodyRenamePage):
    permission = permissions.TERRITORY_EDIT
    form_class = territory_forms.RenameMunicipalityForm


class MunicipalityCorrectPage(OfMunicipalities, pages.BodyCorrectPage):
    permission = permissions.TERRITORY_EDIT
    form_class = territory_forms.CorrectMunicipalityForm


class MunicipalityVerifyPage(OfMunicipalities, pages.OfOneBody, FormPage):
    """The ОКТМО was compared with the classifier; a wrong one is corrected by it."""

    permission = permissions.TERRITORY_EDIT
    title, done = _("Verify the OKTMO"), _("The code is verified.")
    form_class = territory_forms.VerifyForm

    def initial(self) -> Mapping[str, Any]:
        return {"oktmo": self.body.oktmo}

    def perform(self, form: Any) -> str:
        territory.verify_oktmo(body=self.body, by=self.request.user, **form.cleaned_data)
        return self.card_url()


class MunicipalityDescribePage(OfMunicipalities, pages.OfOneBody, FormPage):
    """Where it lies on the map, and the note."""

    permission = permissions.TERRITORY_EDIT
    title, done = _("On the map"), _("It is saved.")
    form_class = territory_forms.DescribeForm

    def initial(self) -> Mapping[str, Any]:
        return {name: getattr(self.body, name) for name in ("latitude", "longitude", "note")}

    def perform(self, form: Any) -> str:
        territory.describe(
            body=self.body, reason=form.cleaned_data["reason"], by=self.request.user, **form.described()
        )  # fmt: skip
        return self.card_url()


class MunicipalityClosePage(OfMunicipalities, pages.BodyClosePage):
    permission = permissions.TERRITORY_EDIT


class MunicipalityMergePage(OfMunicipalities, pages.BodyMergePage):
    permission = permissions.TERRITORY_EDIT


class MunicipalityReopenPage(OfMunicipalities, pages.BodyReopenPage):
    permission = permissions.TERRITORY_EDIT


class MunicipalityWithdrawPage(OfMunicipalities, pages.BodyWithdrawPage):
    permission = permissions.TERRITORY_EDIT


# --- authorities ----------------------------------------------------------------------------------------------------


class AuthorityListPage(OfAuthorities, pages.BodyListPage):
    permission = permissions.ORGANISATION_REGISTER_VIEW
    table_class, filterset_class = AuthorityTable, AuthorityFilters
    ordering = ("short_name",)
    kind_of_import = "authorities"


class AuthorityCardPage(OfAuthorities, pages.BodyCardPage):
    permission = permissions.ORGANISATION_REGISTER_VIEW

    def facts(self) -> Sequence[tuple[Any, Any]]:
        body = self.body
        return [
            (_("Short name"), body.short_name),
            (pgettext_lazy("organisation", "Code"), body.code),
            (_("Organisations"), body.organisations),
            (_("Merged into"), body.merged_into and body.merged_into.name),
        ]


class AuthorityNewPage(OfAuthorities, pages.BodyNewPage):
    permission = permissions.TERRITORY_EDIT
    title = _("New authority")
    form_class = territory_forms.NewAuthorityForm

    def perform(self, form: Any) -> str:
        told = form.cleaned_data
        body = territory.enter_authority(
            code=told["code"], said=form.said(), since=told["since"], ground=told["ground"], by=self.request.user
        )
        return self.address("card", body.pk)


class AuthorityRenamePage(OfAuthorities, pages.BodyRenamePage):
    permission = permissions.TERRITORY_EDIT
    form_class = territory_forms.RenameAuthorityForm


class AuthorityCorrectPage(OfAuthorities, pages.BodyCorrectPage):
    permission = permissions.TERRITORY_EDIT
    form_class = territory_forms.CorrectAuthorityForm


class AuthorityClosePage(OfAuthorities, pages.BodyClosePage):
    permission = permissions.TERRITORY_EDIT


class AuthorityMergePage(OfAuthorities, pages.BodyMergePage):
    permission = permissions.TERRITORY_EDIT


class AuthorityReopenPage(OfAuthorities, pages.BodyReopenPage):
    permission = permissions.TERRITORY_EDIT


class AuthorityWithdrawPage(OfAuthorities, pages.BodyWithdrawPage):
    permission = permissions.TERRITORY_EDIT
