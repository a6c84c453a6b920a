"""Memberships as pages show them: who, what, where, when, by which order."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import OrganisationPeriod
from shared_apps.organisations.periods import FOREVER

from ..doorway import shared_tables
from ..models import Membership, MembershipQuerySet
from ..reach import roles_below
from ..roles import ROLES

MEMBERSHIP_STATES = {"live": _("in force"), "coming": _("to come"), "over": _("over")}
MEMBERSHIP_TONES = {"live": "ok", "coming": "info"}


@dataclass(frozen=True)
class MembershipRow:
    """A role somebody has, had or will have."""

    pk: int
    account_id: int
    account: str
    role: str
    role_title: str
    place: str
    valid_from: date
    last_day: date | None
    order: str
    inspection_number: str
    inspection_purpose: str
    granted_by: str
    ended_at: datetime | None
    state: str
    may_end: bool = False


def inspections(organisation_id: int, by: By) -> list[MembershipRow]:
    """Who inspects or inspected the organisation, newest first."""
    with shared_tables(by):
        rows = with_names(Membership.objects.filter(organisation_id=organisation_id, role="inspector"))
        rows = rows.select_related("account", "granted_by").order_by("-valid_from", "-pk")
        return [membership_row(one, by) for one in rows]


def holders_above(column: str, body_id: int) -> int:
    """How many roles in a municipality or an authority (`column`) are in force or to come. Within the shared tables."""
    return Membership.objects.not_over(timezone.localdate()).filter(**{column: body_id}).count()


def with_names(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Each with the name of its organisation as of today (the coming one, if it has not opened yet)."""
    coming = ExpressionWrapper(Q(valid_from__gt=timezone.localdate()), output_field=BooleanField())
    periods = OrganisationPeriod.objects.filter(organisation=OuterRef("organisation"))
    name = Subquery(periods.order_by(coming, "-valid_from").values("short_name")[:1])
    return memberships.select_related("municipality", "authority").annotate(organisation_name=name)


def role_title(membership: Membership) -> str:
    role = ROLES.get(membership.role)
    return str(role.title) if role else membership.role


def place(membership: Membership) -> str:
    if membership.municipality is not None:
        return membership.municipality.name
    if membership.authority is not None:
        return membership.authority.short_name
    return getattr(membership, "organisation_name", None) or str(settings.REGION_NAME)


def membership_row(one: Membership, by: By | None) -> MembershipRow:
    today = timezone.localdate()
    over = one.ended_at is not None or one.valid_to <= today
    state = "over" if over else "live" if one.valid_from <= today else "coming"
    order = one.order_number
    may_end = by is not None and state != "over" and one.role in {role.code for role in roles_below(by)}
    return MembershipRow(
        pk=one.pk,
        account_id=one.account_id,
        account=one.account.name,
        role=one.role,
        role_title=role_title(one),
        place=place(one),
        valid_from=one.valid_from,
        last_day=None if one.valid_to == FOREVER else date.fromordinal(one.valid_to.toordinal() - 1),
        order=f"№ {order}" + (f" {one.order_date:%d.%m.%Y}" if one.order_date else "") if order else "",
        inspection_number=one.inspection_number,
        inspection_purpose=one.inspection_purpose,
        granted_by=one.granted_by.name if one.granted_by else "",
        ended_at=one.ended_at,
        state=state,
        may_end=may_end,
    )
