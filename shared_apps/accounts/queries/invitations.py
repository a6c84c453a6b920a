"""How far each card of an organisation has come: an account that works, an invitation that waits, nothing yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation, OrganisationPeriod

from ..doorway import shared_tables
from ..invitation_models import Invitation
from ..models import Membership

ACCESS_STATES = {
    "works": _("signs in"),
    "never": _("has an account, never signed in"),
    "closed": _("account is blocked or frozen"),
    "invited": _("invited"),
    "expired": _("invitation is out of date"),
    "none": _("not invited"),
    "young": _("through a guardian"),
}
ACCESS_TONES = {"works": "ok", "never": "warn", "closed": "err", "invited": "info", "expired": "warn"}
TO_INVITE = ("none", "expired")
WITHOUT_ACCOUNT = ("none", "expired", "invited")


@dataclass(frozen=True)
class CardAccess:
    """Where one card stands. `state` is a key of ACCESS_STATES; `invitation_id` is the standing invitation."""

    state: str = "none"
    account_id: int | None = None
    login: str = ""
    last_sign_in_at: datetime | None = None
    invitation_id: int | None = None
    expires_at: datetime | None = None


def access_of_cards(organisation_id: int, roles: Collection[str], by: By) -> dict[tuple[str, int], CardAccess]:
    """(role, card) → where it stands, of all cards of the organisation that have anything. Two queries."""
    with shared_tables(by):
        now = timezone.now()
        sheets = Invitation.objects.standing().filter(organisation=organisation_id, role__in=roles)
        found = {
            (role, card): CardAccess("invited" if until > now else "expired", invitation_id=pk, expires_at=until)
            for pk, role, card, until in sheets.values_list("pk", "role", "card_id", "expires_at")
        }
        held = Membership.objects.live(timezone.localdate()).filter(
            organisation=organisation_id, role__in=roles, card_id__isnull=False
        )
        for role, card, account, login, seen, is_blocked, frozen_at in held.order_by("pk").values_list(
            "role", "card_id", "account", "account__login", "account__last_sign_in_at", "account__is_blocked",
            "account__frozen_at",
        ):  # fmt: skip
            is_closed = is_blocked or frozen_at is not None
            state = "closed" if is_closed else "works" if seen is not None else "never"
            found[role, card or 0] = CardAccess(state, account, login, seen)
        return found


def organisation_names(organisation_ids: Collection[int], by: By) -> dict[int, str]:
    """Short names as of today (the coming one, if it has not opened yet)."""
    with shared_tables(by):
        today, found = timezone.localdate(), {}
        rows = OrganisationPeriod.objects.filter(organisation__in=list(organisation_ids)).order_by("valid_from")
        for organisation_id, name, since in rows.values_list("organisation", "short_name", "valid_from"):
            if organisation_id not in found or since <= today:
                found[organisation_id] = name
        return found


def card_of_invitation(invitation_id: int, organisation_id: int, by: By) -> tuple[str, int] | None:
    """Role and card of a standing invitation of the organisation."""
    with shared_tables(by):
        rows = Invitation.objects.standing().filter(pk=invitation_id, organisation=organisation_id)
        return rows.values_list("role", "card_id").first()


def organisation_slug(organisation_id: int, by: By) -> str:
    """The part of its addresses."""
    with shared_tables(by):
        return str(Organisation.objects.values_list("slug", flat=True).get(pk=organisation_id))


__all__ = [
    "ACCESS_STATES",
    "ACCESS_TONES",
    "TO_INVITE",
    "WITHOUT_ACCOUNT",
    "CardAccess",
    "access_of_cards",
    "card_of_invitation",
    "organisation_names",
    "organisation_slug",
]
