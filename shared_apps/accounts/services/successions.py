"""Accesses follow students and organisations: families sign in where the child was admitted; accesses of a closed
organisation end, and its successor's office keeps its archive."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.shared_log import record, values

from ..doorway import shared_tables
from ..models import Membership, MembershipQuerySet
from ..roles import FAMILIES, ROLES
from .invitations import revoke_sheets
from .issuing import Grant, write_membership
from .refusals import AlreadyGiven

Card = tuple[str, int]
"""Role and card: ("guardian", 5)."""


def end_memberships_of(organisation_id: int, *, keep: Collection[str] = (), by: By) -> int:
    """Every role in an organisation ends at once, but for those in `keep`. How many did."""
    with shared_tables(by):
        rows = Membership.objects.select_for_update().not_over(timezone.localdate())
        return end_rows(rows.filter(organisation=organisation_id).exclude(role__in=keep), by)


def end_roles_of_employee(organisation_id: int, card_id: int, *, on: date, by: By) -> int:
    """An employee works there no more from a day on: so do the roles that his card has, whoever gave them. How many.

    A day that has come ends them at once; a later one is written as their end.
    """
    today, now = timezone.localdate(), timezone.now()
    staff = [role.code for role in ROLES.values() if role.scope == "organisation"]
    with shared_tables(by):
        rows = list(
            Membership.objects.select_for_update()
            .not_over(max(on, today))
            .filter(organisation=organisation_id, card_id=card_id, role__in=staff)
        )
        for membership in rows:
            if on <= today or membership.valid_from >= on:
                _end(membership, today, now, by)
            else:
                before = values(membership)
                membership.valid_to = on
                membership.save(update_fields=["valid_to"])
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


def carry_families_over(
    cards: Mapping[Card, int], *, sender: int, receiver: int, order_number: str, order_date: date, by: By
) -> int:
    """A student has come from `sender`: who signs in for him there signs in for him at `receiver` too. How many.

    :param cards: (role, card at the sender) → card of the same person at the receiver. Roles of families only.

    A card that has an account at the receiver keeps that one. A sheet with a code that waits for the card is dead.
    """
    with shared_tables(by):
        rows = Membership.objects.live(timezone.localdate()).filter(organisation=sender, **_of_families(cards))
        return _give(
            rows, cards, Grant(role="", organisation_id=receiver, order_number=order_number, order_date=order_date), by
        )


def give_families_again(
    cards: Collection[Card], *, organisation: int, before: tuple[str, date], order_number: str, order_date: date, by: By
) -> int:
    """An admission was cancelled and issued anew: what the former order (`before`) gave is given again. How many."""
    number, day = before
    with shared_tables(by):
        rows = Membership.objects.filter(
            organisation=organisation,
            order_number=number,
            order_date=day,
            ended_at__isnull=False,
            **_of_families(cards),
        )
        same = {card: card[1] for card in cards}
        return _give(
            rows,
            same,
            Grant(role="", organisation_id=organisation, order_number=order_number, order_date=order_date),
            by,
        )


def take_families_back(
    cards: Collection[Card], *, organisation: int, order_number: str, order_date: date, by: By
) -> int:
    """The admission was cancelled: what was given by its order ends. How many."""
    today, now = timezone.localdate(), timezone.now()
    with shared_tables(by):
        rows = Membership.objects.select_for_update().not_over(today).filter(
            organisation=organisation, order_number=order_number, order_date=order_date, **_of_families(cards)
        )  # fmt: skip
        ended = [row for row in rows if (row.role, row.card_id) in cards]
        for membership in ended:
            _end(membership, today, now, by)
    return len(ended)


def end_rows(rows: MembershipQuerySet, by: By) -> int:
    """End these memberships at once. How many. Within the shared tables."""
    today, now, ended = timezone.localdate(), timezone.now(), list(rows)
    for membership in ended:
        _end(membership, today, now, by)
    return len(ended)


def _of_families(cards: Collection[Card]) -> dict[str, Any]:
    if strange := {role for role, _card in cards} - FAMILIES:
        raise ValueError(f"Not roles of families: {sorted(strange)}.")
    return {"role__in": FAMILIES, "card_id__in": {card for _role, card in cards}}


def _give(rows: MembershipQuerySet, cards: Mapping[Card, int], like: Grant, by: By) -> int:
    """Each account of these memberships gets its card at `like.organisation_id`, unless the card has an account."""
    held = Membership.objects.not_over(timezone.localdate()).filter(
        organisation=like.organisation_id, role__in=FAMILIES
    )
    taken = set(held.filter(card_id__in=set(cards.values())).values_list("role", "card_id"))
    given = 0
    for membership in rows.select_related("account").order_by("pk"):
        card = cards.get((membership.role, membership.card_id or 0))
        if card is None or (membership.role, card) in taken:
            continue
        grant = replace(like, role=membership.role, card_id=card)
        write_membership(membership.account, grant, granted_by=by.account_id, by=by)
        revoke_sheets(organisation_id=like.organisation_id or 0, role=membership.role, card_id=card, by=by)
        taken.add((membership.role, card))
        given += 1
    return given


def _end(membership: Membership, today: date, now: datetime, by: By) -> None:
    before = values(membership)
    membership.ended_at, membership.ended_by_id = now, by.account_id
    if membership.valid_from < today:
        membership.valid_to = today
    membership.save(update_fields=["ended_at", "ended_by", "valid_to"])
    record(by=by, row=membership, action="end", before=before)
