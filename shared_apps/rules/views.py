"""Settings above organisations, under /admin/: those of the reader's own level."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from shared_apps.accounts import permissions
from shared_apps.accounts.pages import ActorPage
from shared_apps.organisations.found import found_or_404

from . import pages, services
from .catalogue import Level
from .entries import REGION, Holder


class Here(ActorPage, pages.OfHolder):
    """The reader's own level: the region, his municipality, his authority."""

    abstract = True

    @property
    def holder(self) -> Holder:
        place = found_or_404(self.actor.membership)
        match place.scope_kind:
            case "municipality":
                return Holder(Level.MUNICIPALITY, place.municipality_id or 0)
            case "authority":
                return Holder(Level.AUTHORITY, place.authority_id or 0)
            case _:
                return REGION

    def place_name(self) -> str:
        place = self.actor.membership
        return str(settings.REGION_NAME) if self.holder == REGION or place is None else place.scope_title

    def address(self, name: str, *arguments: str) -> str:
        return reverse(f"rules:{name}", args=arguments)


class SettingListPage(Here, pages.SettingList):
    permission = permissions.RULES_VIEW
    exports_with = permissions.RULES_VIEW


class SettingPage(Here, pages.SettingCard):
    permission = permissions.RULES_VIEW


class WriteValuePage(Here, pages.ValueWriting):
    permission = permissions.RULES_EDIT

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        services.write_value(
            code=self.setting.code, holder=self.holder, value=values["value"], since=values["since"],
            reason=values["reason"], locked=values["is_locked"], by=self.actor,
        )  # fmt: skip
        return self.here()


class InheritPage(Here, pages.Inheriting):
    permission = permissions.RULES_EDIT

    def perform(self, form: Any) -> str:
        services.inherit_again(code=self.setting.code, holder=self.holder, by=self.actor, **form.cleaned_data)
        return self.here()
