"""Employees pass to another organisation: what their accounts were there for is proposed here, and confirmed here."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.shared_log import record, values

from ..doorway import shared_tables
from ..models import Membership
from ..proposal_models import RoleProposal
from ..reach import contains, roles_below
from ..roles import ROLES
from . import refusals
from .issuing import Grant, write_membership
from .successions import end_rows

State = RoleProposal.State
FOLLOWING = tuple(
    role.code for role in ROLES.values() if role.scope == "organisation" and not role.dated and role.code != "director"
)
"""Roles that follow an employee. A head is appointed by the founder, an inspector is sent by those above."""


def propose_roles(
    cards: Mapping[int, int], *, sender: int, receiver: int, on: date, order_number: str, order_date: date, source: str,
    by: By,
) -> int:  # fmt: skip
    """What the accounts of these employees were at `sender` is proposed at `receiver`. How many roles.

    :param cards: employee at the sender → employee of the same person at the receiver.
    """
    with shared_tables(by):
        today = timezone.localdate()
        rows = Membership.objects.live(today).filter(organisation=sender, role__in=FOLLOWING, card_id__in=cards)
        held = Membership.objects.not_over(today).filter(organisation=receiver, role__in=FOLLOWING)
        known = set(held.values_list("account", "role"))
        known |= set(_waiting(receiver).values_list("account", "role"))
        made = 0
        for row in rows.order_by("pk"):
            if (row.account_id, row.role) in known:
                continue
            known.add((row.account_id, row.role))
            proposal = RoleProposal.objects.create(
                account_id=row.account_id, organisation_id=receiver, sender_id=sender, role=row.role,
                card_id=cards[row.card_id or 0], valid_from=on, order_number=order_number, order_date=order_date,
                source=source,
            )  # fmt: skip
            record(by=by, row=proposal, action="propose")
            made += 1
    return made


def confirm_proposals(*, proposal_ids: Collection[int], organisation_id: int, by: By) -> int:
    """The roles are given from the day of the reorganisation, by its order. How many.

    :raises ProposalDecided: one of them does not wait any more. :raises RoleAboveOwn, OutOfScope:
    """
    with shared_tables(by):
        rows = _chosen(proposal_ids, organisation_id, by)
        for row in rows:
            grant = Grant(
                role=row.role, organisation_id=organisation_id, card_id=row.card_id, valid_from=row.valid_from,
                order_number=row.order_number, order_date=row.order_date,
            )  # fmt: skip
            membership_id: int | None = None
            try:
                membership_id = write_membership(row.account, grant, granted_by=by.account_id, by=by)
            except refusals.AlreadyGiven:  # by hand, meanwhile
                pass
            _decide(row, State.CONFIRMED, by, membership_id)
    return len(rows)


def decline_proposals(*, proposal_ids: Collection[int], organisation_id: int, by: By) -> int:
    """The roles are not given. How many. :raises ProposalDecided, RoleAboveOwn, OutOfScope:"""
    with shared_tables(by):
        rows = _chosen(proposal_ids, organisation_id, by)
        for row in rows:
            _decide(row, State.DECLINED, by)
    return len(rows)


def withdraw_proposals(*, organisation_id: int, source: str, by: By) -> int:
    """The reorganisation is undone: what it proposed is withdrawn, what was given for it ends. How many."""
    with shared_tables(by):
        rows = RoleProposal.objects.select_for_update().filter(
            organisation=organisation_id, source=source, state__in=(State.PROPOSED, State.CONFIRMED)
        )  # fmt: skip
        found = list(rows)
        given = [row.membership_id for row in found if row.membership_id is not None]
        today = timezone.localdate()
        end_rows(Membership.objects.select_for_update().not_over(today).filter(pk__in=given), by)
        for row in found:
            _decide(row, State.WITHDRAWN, by, row.membership_id)
    return len(found)


def _waiting(organisation_id: int) -> QuerySet[RoleProposal]:
    return RoleProposal.objects.filter(organisation=organisation_id, state=State.PROPOSED)


def _chosen(ids: Collection[int], organisation_id: int, by: By) -> list[RoleProposal]:
    """The waiting ones, locked. Within the shared tables."""
    rows = list(_waiting(organisation_id).select_for_update(of=("self",)).select_related("account").filter(pk__in=ids))
    if len(rows) != len(set(ids)):
        raise refusals.ProposalDecided
    if not contains(by, organisation_id=organisation_id):
        raise refusals.OutOfScope
    below = {role.code for role in roles_below(by)}
    for row in rows:
        if row.role not in below:
            raise refusals.RoleAboveOwn(params={"role": str(ROLES[row.role].title)})
    return rows


def _decide(row: RoleProposal, state: State, by: By, membership_id: int | None = None) -> None:
    before = values(row)
    row.state, row.decided_at, row.decided_by_id = state, timezone.now(), by.account_id
    row.membership_id = membership_id
    row.save(update_fields=["state", "decided_at", "decided_by", "membership"])
    record(by=by, row=row, action=str(state), before=before)
