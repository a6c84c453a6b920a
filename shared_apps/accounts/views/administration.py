"""Region administration of accounts: /admin/accounts/, /admin/security/. Door shared()."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from shared_apps.ui.filters import DayFilter, FilterSet
from shared_apps.ui.forms import Option
from shared_apps.ui.page import Action, ListPage, PickPage
from shared_apps.ui.tables import BadgeColumn, DateTimeColumn, Empty, Table, TextColumn
from shared_apps.ui.templatetags.ui import badge

from .. import permissions, queries
from ..actor import Actor
from ..models import Account, AccountQuerySet, Membership, SecurityEvent
from ..roles import ROLES
from ..security_words import in_words
from . import compromised, managing

Kind = SecurityEvent.Kind


class Administration(managing.ManagingPage):
    abstract = True
    permission = permissions.ACCOUNTS_MANAGE
    list_name = "accounts:list"


class AdministeredTable(managing.AccountTable):
    roles = TextColumn(_("Roles"), accessor="pk", orderable=False)
    state = BadgeColumn(_("State"), accessor="pk", orderable=False)

    def render_roles(self, record: Account) -> str:
        return queries.roles_of(record)

    def render_state(self, record: Account) -> Any:
        state = queries.state_of(record)
        return badge(queries.STATES[state], queries.TONES[state])


class AccountFilters(FilterSet):
    role = ChoiceFilter(
        label=_("Role"),
        method="with_role",
        empty_label=_("All roles"),
        choices=[(one.code, one.title) for one in ROLES.values()],
    )
    state = ChoiceFilter(
        label=_("State"),
        method="in_state",
        empty_label=_("Any"),
        choices=[(code, queries.STATES[code]) for code in ("frozen", "blocked", "locked", "temporary")],
    )

    class Meta:
        model = Account
        fields = ()

    def with_role(self, rows: AccountQuerySet, name: str, value: str) -> AccountQuerySet:
        having = Membership.objects.live(timezone.localdate()).filter(role=value)
        return rows.filter(pk__in=having.values("account"))

    def in_state(self, rows: AccountQuerySet, name: str, value: str) -> AccountQuerySet:
        match value:
            case "frozen":
                return rows.filter(frozen_at__isnull=False)
            case "blocked":
                return rows.filter(is_blocked=True)
            case "locked":
                return rows.filter(locked_until__gt=timezone.now())
            case _:
                return rows.filter(must_change_password=True)


class AccountListPage(Administration, ListPage):
    title = _("Accounts")
    exports_with = permissions.ACCOUNTS_MANAGE
    table_class = AdministeredTable
    filterset_class = AccountFilters
    ordering = ("name",)
    search_hint = _("Name or login")

    def breadcrumbs(self) -> Sequence[Any]:
        return []

    def rows(self) -> AccountQuerySet:
        return queries.accounts_with_roles(self.actor)

    def search(self, rows: AccountQuerySet, text: str) -> AccountQuerySet:
        return rows.named(text)

    def actions(self) -> Sequence[Action]:
        return [
            Action(_("New account"), reverse("accounts:create"), primary=True, icon="user-plus", key="n"),
            Action(_("Role for an existing account"), reverse("accounts:give_known"), icon="plus"),
        ]


class AccountCardPage(Administration, managing.AccountCardPage):
    pass


class NewAccountPage(Administration, managing.NewAccountPage):
    pass


class KnownAccountPage(Administration, managing.KnownAccountPage):
    pass


class GiveRolePage(Administration, managing.GiveRolePage):
    pass


class EndRolePage(Administration, managing.EndRolePage):
    pass


class RenamePage(Administration, managing.RenamePage):
    pass


class ResetPage(Administration, managing.ResetPage):
    pass


class BlockPage(Administration, managing.BlockPage):
    pass


class UnblockPage(Administration, managing.UnblockPage):
    pass


class ReportPage(Administration, compromised.ReportPage):
    pass


class ReleasePage(Administration, compromised.ReleasePage):
    pass


class OrganisationOptionsPage(PickPage):
    """Organisations in the administrator's scope, for the form of a role."""

    permission = permissions.ACCOUNTS_MANAGE

    def matches(self, text: str) -> Sequence[Option]:
        actor: Actor = self.request.user
        return [Option(str(pk), name, hint) for pk, name, hint in queries.organisation_options(actor, text)]


class SecurityTable(Table):
    caption = _("Security log")
    empty = Empty(_("Nothing has happened yet."), _("Sign-ins, failures and refusals will stand here."))
    at = DateTimeColumn(_("At"))
    kind = BadgeColumn(
        _("What happened"),
        tones={
            Kind.SIGNED_IN: "ok", Kind.WRONG_PASSWORD: "warn", Kind.UNKNOWN_LOGIN: "warn", Kind.LOCKED: "err",
            Kind.TOO_MANY_FROM_ADDRESS: "err", Kind.NO_MEMBERSHIP: "warn", Kind.NO_SCOPE: "warn",
            Kind.BAD_TOKEN: "warn",
        },
    )  # fmt: skip
    account = TextColumn(_("Account"), accessor="account__name", orderable=False)
    login = TextColumn(_("Login"), orderable=False)
    ip = TextColumn(_("Address"), orderable=False)
    detail = TextColumn(_("Detail"), accessor="pk", orderable=False)
    request_id = TextColumn(_("Request"), orderable=False, optional=True)

    def render_detail(self, record: SecurityEvent) -> str:
        return in_words(record)


class SecurityFilters(FilterSet):
    kind = ChoiceFilter(field_name="kind", label=_("What happened"), empty_label=_("Everything"), choices=Kind.choices)
    since = DayFilter(field_name="at", lookup_expr="date__gte", label=_("From"))
    until = DayFilter(field_name="at", lookup_expr="date__lte", label=_("To"))

    class Meta:
        model = SecurityEvent
        fields = ()


class SecurityLogPage(ListPage):
    permission = permissions.SECURITY_LOG
    title = _("Security log")
    lead = _("Sign-ins, failures and refusals at the doors. Unknown logins are veiled: a password may be among them.")
    table_class = SecurityTable
    filterset_class = SecurityFilters
    ordering = ("-at",)
    search_hint = _("Login, address or number of the request")
    exports_with = permissions.SECURITY_LOG

    def rows(self) -> QuerySet[SecurityEvent]:
        return queries.security_events()

    def search(self, rows: QuerySet[SecurityEvent], text: str) -> QuerySet[SecurityEvent]:
        return queries.matching_events(rows, text)
