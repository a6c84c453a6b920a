"""Accounts as their administrators see them, and the security log."""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import SharedChange

from ..actor import Actor
from ..doorway import shared_tables
from ..models import Account, AccountQuerySet, Membership, SecurityEvent
from ..reach import accounts_of, may_freeze, may_manage, organisations_of, roles_below
from ..roles import ROLES
from ..security_words import in_words
from ..security_words import with_names as with_event_names
from .compromise import open_report
from .memberships import MembershipRow, membership_row, place, role_title, with_names
from .own import open_sessions

STATES = {
    "works": pgettext_lazy("account", "works"),
    "temporary": _("temporary password"),
    "expired": _("temporary password is out of date"),
    "locked": _("locked after failures"),
    "blocked": _("blocked"),
    "frozen": _("frozen as compromised"),
}
TONES = {"works": "ok", "temporary": "info", "expired": "warn", "locked": "warn", "blocked": "err", "frozen": "err"}


@dataclass(frozen=True)
class AccountRow:
    """One line of an organisation's list of accounts."""

    pk: int
    name: str
    login: str
    roles: str
    state: str
    last_sign_in_at: datetime | None


@dataclass(frozen=True)
class AccountCard:
    """An account as its administrator sees it."""

    pk: int
    name: str
    login: str
    language: str
    state: str
    blocked_reason: str
    frozen_at: datetime | None
    report_id: int | None
    undecided: int
    locked_until: datetime | None
    temporary_until: datetime | None
    created_at: datetime
    created_by: str
    last_sign_in_at: datetime | None
    open_sessions: int
    may_manage: bool
    may_issue: bool
    may_freeze: bool
    memberships: tuple[MembershipRow, ...]


@dataclass(frozen=True)
class EventRow:
    at: datetime
    kind: str
    kind_title: str
    login: str
    ip: str
    detail: str


@dataclass(frozen=True)
class ChangeRow:
    at: datetime
    who: str
    action: str
    what: str


def accounts_with_roles(by: By) -> AccountQuerySet:
    """The accounts an administrator sees, each with `roles_today`. Lazy: only for pages behind shared()."""
    live = with_names(Membership.objects.live(timezone.localdate())).order_by("pk")
    return accounts_of(by).prefetch_related(Prefetch("memberships", live, to_attr="roles_today"))


def roles_of(account: Account) -> str:
    """«секретарь — Школа № 1; учитель — Школа № 2»."""
    return "; ".join(f"{role_title(one)} — {place(one)}" for one in account.roles_today)  # type: ignore[attr-defined]


def state_of(account: Account) -> str:
    """A key of STATES."""
    now = timezone.now()
    if account.frozen_at is not None:
        return "frozen"
    if account.is_blocked:
        return "blocked"
    if account.locked_until and account.locked_until > now:
        return "locked"
    if account.must_change_password:
        expired = account.temporary_until is not None and account.temporary_until < now
        return "expired" if expired else "temporary"
    return "works"


def accounts_in_organisation(by: Actor, *, text: str = "", role: str = "") -> list[AccountRow]:
    """Everybody with a role in the administrator's organisation, with the roles he has in it."""
    with shared_tables(by):
        organisations = organisations_of(by) or ()
        here = Membership.objects.live(timezone.localdate()).within(organisations).order_by("pk")
        found = accounts_of(by).prefetch_related(Prefetch("memberships", here, to_attr="roles_today"))
        if text:
            found = found.named(text)
        rows = []
        for one in found.order_by("search_key"):
            roles: list[Membership] = one.roles_today  # type: ignore[attr-defined]
            if role and role not in {membership.role for membership in roles}:
                continue
            titles = ", ".join(role_title(membership) for membership in roles)
            rows.append(AccountRow(one.pk, one.name, one.login, titles, state_of(one), one.last_sign_in_at))
        return rows


def account_card(account_id: int, by: Actor) -> AccountCard | None:
    """The card, or None when the account is not in the administrator's sight. A school sees no roles elsewhere."""
    with shared_tables(by):
        account = accounts_of(by).select_related("created_by").filter(pk=account_id).first()
        if account is None:
            return None
        organisations, report = organisations_of(by), open_report(account.pk, by)
        every = with_names(Membership.objects.filter(account=account)).select_related("granted_by", "account")
        seen = every if organisations is None else every.within(organisations)
        return AccountCard(
            pk=account.pk,
            name=account.name,
            login=account.login,
            language=account.language,
            state=state_of(account),
            blocked_reason=account.blocked_reason,
            frozen_at=account.frozen_at,
            report_id=report[0] if report else None,
            undecided=report[1] if report else 0,
            locked_until=account.locked_until if state_of(account) == "locked" else None,
            temporary_until=account.temporary_until,
            created_at=account.created_at,
            created_by=account.created_by.name if account.created_by else "",
            last_sign_in_at=account.last_sign_in_at,
            open_sessions=open_sessions().filter(account=account).count(),
            may_manage=may_manage(by, account.pk),
            may_issue=bool(roles_below(by)) and account.pk != by.account_id,
            may_freeze=account.frozen_at is None and may_freeze(by, account.pk),
            memberships=tuple(membership_row(one, by) for one in seen.order_by("-valid_from", "-pk")),
        )


def events_of(account_id: int, by: Actor, *, limit: int = 50) -> list[EventRow]:
    """The latest lines of the security log about an account; for whoever manages it."""
    with shared_tables(by):
        if not may_manage(by, account_id):
            return []
        rows = with_event_names(SecurityEvent.objects.filter(account_id=account_id), organisations_of(by))
        return [_event_row(one) for one in rows.order_by("-pk")[:limit]]


def changes_of(account_id: int, by: Actor, *, limit: int = 50) -> list[ChangeRow]:
    """What was done to an account and its roles; for whoever manages it."""
    with shared_tables(by):
        if not may_manage(by, account_id):
            return []
        roles = dict(Membership.objects.filter(account_id=account_id).values_list("pk", "role"))
        about_account = SharedChange.objects.filter(model="accounts.account", object_id=account_id)
        about_roles = SharedChange.objects.filter(model="accounts.membership", object_id__in=list(roles))
        lines = sorted([*about_account, *about_roles], key=lambda line: line.pk, reverse=True)[:limit]
        return [
            ChangeRow(
                line.at,
                line.actor_name,
                line.action,
                str(ROLES[roles[line.object_id]].title) if line.model == "accounts.membership" else "",
            )
            for line in lines
        ]


def security_events() -> QuerySet[SecurityEvent]:
    """The security log, newest first. Lazy: only for pages behind shared()."""
    return with_event_names(SecurityEvent.objects.select_related("account"), None).order_by("-at")


def matching_events(rows: QuerySet[SecurityEvent], text: str) -> QuerySet[SecurityEvent]:
    """Lines about a login, an address or a request."""
    about = Q(login__istartswith=text) | Q(account__login__iexact=text) | Q(request_id=text)
    try:
        about |= Q(ip=str(ip_address(text)))
    except ValueError:
        pass
    return rows.filter(about)


def _event_row(one: SecurityEvent) -> EventRow:
    return EventRow(one.at, one.kind, str(one.get_kind_display()), one.login, str(one.ip or ""), in_words(one))
