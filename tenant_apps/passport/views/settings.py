"""Settings of the organisation: every value, where it comes from, the organisation's own ones."""

from typing import Any

from django.urls import reverse

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import InOrganisation
from shared_apps.rules import pages
from shared_apps.rules.entries import Holder

from .. import settings


class OfOrganisation(InOrganisation, pages.OfHolder):
    """Values of the organisation, and those above it."""

    abstract = True

    @property
    def holder(self) -> Holder:
        return settings.here()

    def place_name(self) -> str:
        return self.organisation.short_name

    def address(self, name: str, *arguments: str) -> str:
        return reverse(f"passport:setting_{name}", args=arguments)


class SettingListPage(OfOrganisation, pages.SettingList):
    permission = permissions.SETTINGS_VIEW
    exports_with = permissions.SETTINGS_VIEW


class SettingPage(OfOrganisation, pages.SettingCard):
    permission = permissions.SETTINGS_VIEW


class WriteValuePage(OfOrganisation, pages.ValueWriting):
    permission = permissions.SETTINGS_EDIT
    may_lock = False

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        settings.write_setting(
            code=self.setting.code, value=values["value"], since=values["since"], reason=values["reason"], by=self.actor
        )
        return self.here()


class InheritPage(OfOrganisation, pages.Inheriting):
    permission = permissions.SETTINGS_EDIT

    def perform(self, form: Any) -> str:
        settings.inherit_setting(code=self.setting.code, by=self.actor, **form.cleaned_data)
        return self.here()
