"""What somebody sees of his own account: roles, browsers, keys."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from shared_apps.rules.catalogue import IDLE_SIGN_OUT_MINUTES
from shared_apps.rules.queries import region_setting

from ..actor import Actor
from ..doorway import shared_tables
from ..models import ApiToken, Membership, Session
from ..reach import own_id
from .memberships import MembershipRow, membership_row, place, role_title, with_names


@dataclass(frozen=True)
class SessionRow:
    """One of one's own signed-in browsers."""

    pk: int
    browser: str
    ip: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


@dataclass(frozen=True)
class TokenRow:
    pk: int
    name: str
    beginning: str
    place: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str


def own_memberships(by: Actor) -> list[MembershipRow]:
    """One's roles in force and to come."""
    with shared_tables(by):
        rows = with_names(Membership.objects.not_over(timezone.localdate()).filter(account_id=own_id(by)))
        return [membership_row(one, None) for one in rows.select_related("account", "granted_by").order_by("pk")]


def own_sessions(by: Actor) -> list[SessionRow]:
    """One's signed-in browsers, this one first."""
    with shared_tables(by):
        rows = open_sessions().filter(account_id=own_id(by)).order_by("-last_seen_at")
        found = [
            SessionRow(
                pk=one.pk,
                browser=browser(one.user_agent),
                ip=str(one.ip or ""),
                created_at=one.created_at,
                last_seen_at=one.last_seen_at,
                is_this=one.pk == by.session_id,
            )
            for one in rows
        ]
    return sorted(found, key=lambda one: not one.is_this)


def own_tokens(by: Actor) -> list[TokenRow]:
    """One's keys for programs, newest first."""
    with shared_tables(by):
        now, places = (
            timezone.now(),
            {one.pk: one for one in with_names(Membership.objects.filter(account_id=own_id(by)))},
        )
        return [
            TokenRow(
                pk=one.pk,
                name=one.name,
                beginning=one.beginning,
                place=f"{role_title(places[one.membership_id])} — {place(places[one.membership_id])}",
                scopes=tuple(one.scopes),
                created_at=one.created_at,
                expires_at=one.expires_at,
                last_used_at=one.last_used_at,
                state="revoked" if one.revoked_at else "works" if one.expires_at > now else "over",
            )
            for one in ApiToken.objects.filter(account_id=own_id(by)).order_by("-pk")
        ]


def open_sessions() -> QuerySet[Session]:
    now = timezone.now()
    idle = timedelta(minutes=region_setting(IDLE_SIGN_OUT_MINUTES))
    return Session.objects.open(now).filter(last_seen_at__gt=now - idle)


_BROWSERS = [
    ("YaBrowser", "Яндекс Браузер"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]  # fmt: skip
_SYSTEMS = [
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
]  # fmt: skip


def browser(user_agent: str) -> str:
    """«Firefox, Windows»; what is unknown stays as it came, shortened."""
    name = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (name, system) if part) or user_agent[:40]
