"""Accounts of one organisation: /o/<slug>/accounts/. The door is inside(); queries and services nest shared() in it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.filters import Parameters
from shared_apps.ui.forms import ChoiceField
from shared_apps.ui.page import Action, ListPage
from shared_apps.ui.tables import BadgeColumn, DateColumn, DateTimeColumn, Empty, Table, TextColumn

from .. import permissions, queries
from ..actor import Actor
from ..queries.accounts import AccountRow
from ..queries.memberships import MembershipRow
from ..roles import ROLES
from . import compromised, managing


class ManagingHere(managing.ManagingPage):
    """A page of those who keep the accounts of one organisation."""

    abstract = True
    permission = permissions.ORGANISATION_ACCOUNTS
    list_name = "accounts:organisation_accounts"


class AccountParameters(Parameters):
    role = ChoiceField(
        label=_("Role"),
        required=False,
        empty=_("All roles"),
        choices=[(one.code, one.title) for one in ROLES.values() if one.scope in ("organisation", "family")],
    )


class AccountListPage(ManagingHere, ListPage):
    title = _("Access rights")
    lead = _("Who signs in to the organisation and in which role.")
    exports_with = permissions.ORGANISATION_ACCOUNTS
    table_class = managing.AccountTable
    parameters_class = AccountParameters
    search_hint = _("Name or login")

    def breadcrumbs(self) -> Sequence[Any]:
        return []

    def rows(self) -> list[AccountRow]:
        return queries.accounts_in_organisation(self.actor, text=self.text, role=self.parameters.value("role") or "")

    def search(self, rows: list[AccountRow], text: str) -> list[AccountRow]:
        return rows  # the query has searched already

    def actions(self) -> Sequence[Action]:
        return [
            Action(_("New account"), reverse("accounts:create"), primary=True, icon="user-plus", key="n"),
            Action(_("Role for an existing account"), reverse("accounts:give_known"), icon="plus"),
        ]


class AccountCardPage(ManagingHere, managing.AccountCardPage):
    pass


class NewAccountPage(ManagingHere, managing.NewAccountPage):
    pass


class KnownAccountPage(ManagingHere, managing.KnownAccountPage):
    pass


class GiveRolePage(ManagingHere, managing.GiveRolePage):
    pass


class EndRolePage(ManagingHere, managing.EndRolePage):
    pass


class RenamePage(ManagingHere, managing.RenamePage):
    pass


class ResetPage(ManagingHere, managing.ResetPage):
    pass


class BlockPage(ManagingHere, managing.BlockPage):
    pass


class UnblockPage(ManagingHere, managing.UnblockPage):
    pass


class ReportPage(ManagingHere, compromised.ReportPage):
    pass


class ReleasePage(ManagingHere, compromised.ReleasePage):
    pass


class InspectionTable(Table):
    caption = _("Inspections")
    empty = Empty(
        _("Nobody inspects the organisation."),
        _("When the municipality or the region sends an inspector, he stands here with the inspection's number."),
    )
    inspection_number = TextColumn(_("Number of the inspection"))
    inspection_purpose = TextColumn(_("Purpose"))
    account = TextColumn(_("Inspector"))
    valid_from = DateColumn(_("First day"))
    last_day = DateColumn(_("Last day"))
    ended_at = DateTimeColumn(_("Ended early"), optional=True)
    order = TextColumn(_("Order"))
    granted_by = TextColumn(_("Given by"))
    state = BadgeColumn(_("State"), tones=queries.MEMBERSHIP_TONES, labels=queries.MEMBERSHIP_STATES)


class InspectionListPage(ListPage):
    permission = permissions.INSPECTIONS_VIEW
    title = _("Inspections")
    lead = _("Who may look into the organisation from outside: for how long, on which ground. Inspectors only read.")
    table_class = InspectionTable
    exports_with = permissions.INSPECTIONS_VIEW

    def rows(self) -> list[MembershipRow]:
        actor: Actor = self.request.user
        return queries.inspections(actor.organisation.id, actor) if actor.organisation else []
