"""Accesses of an organisation that is closed: they end, and its successor's office keeps its archive."""

from collections.abc import Collection
from datetime import date

from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.shared_log import record, values

from ..doorway import shared_tables
from ..models import Membership
from .issuing import Grant, write_membership
from .refusals import AlreadyGiven


def end_memberships_of(organisation_id: int, *, keep: Collection[str] = (), by: By) -> int:
    """Every role in an organisation ends at once, but for those in `keep`. How many did."""
    today, now = timezone.localdate(), timezone.now()
    with shared_tables(by):
        rows = list(
            Membership.objects.select_for_update()
            .not_over(today)
            .filter(organisation=organisation_id)
            .exclude(role__in=keep)
        )
        for membership in rows:
            before = values(membership)
            membership.ended_at, membership.ended_by_id = now, by.account_id
            if membership.valid_from < today:
                membership.valid_to = today
            membership.save(update_fields=["ended_at", "ended_by", "valid_to"])
            record(by=by, row=membership, action="end", before=before)
    return len(rows)


def hand_archive_over(
    organisation_id: int, *, to: int, roles: Collection[str], order_number: str, order_date: date, by: By
) -> int:
    """Who has one of these roles in the organisation `to` gets it in the closed one too, to read and print. How many.

    Nothing can be written in a closed organisation, whoever asks.
    """
    today, given = timezone.localdate(), 0
    with shared_tables(by):
        rows = Membership.objects.live(today).filter(organisation=to, role__in=roles).select_related("account")
        for membership in rows:
            grant = Grant(
                role=membership.role, organisation_id=organisation_id, order_number=order_number, order_date=order_date
            )
            try:
                write_membership(membership.account, grant, granted_by=by.account_id, by=by)
            except AlreadyGiven:
                continue
            given += 1
    return given
