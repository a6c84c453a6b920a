"""Roles proposed in an organisation to the accounts of employees who have come."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.queries import names_on

from ..doorway import shared_tables
from ..proposal_models import RoleProposal
from ..reach import roles_below
from ..roles import ROLES


@dataclass(frozen=True, slots=True)
class ProposedRole:
    """A role that waits for a decision. `may_decide`: whether this reader gives such a role."""

    id: int
    card_id: int
    account: str
    login: str
    role: str
    role_title: str
    sender: str
    valid_from: date
    order_number: str
    order_date: date
    may_decide: bool


def proposed_roles(organisation_id: int, by: By) -> list[ProposedRole]:
    """Those that wait, by account. Two queries."""
    with shared_tables(by):
        rows = list(
            RoleProposal.objects.filter(organisation=organisation_id, state=RoleProposal.State.PROPOSED)
            .select_related("account")
            .order_by("account__search_key", "pk")
        )
        senders = names_on({row.sender_id for row in rows}, timezone.localdate()) if rows else {}
    below = {role.code for role in roles_below(by)}
    return [
        ProposedRole(
            row.pk, row.card_id, row.account.name, row.account.login, row.role, str(ROLES[row.role].title),
            senders.get(row.sender_id, ""), row.valid_from, row.order_number, row.order_date, row.role in below,
        )
        for row in rows
    ]  # fmt: skip


def count_proposed(organisation_id: int, by: By) -> int:
    """How many wait."""
    with shared_tables(by):
        return RoleProposal.objects.filter(organisation=organisation_id, state=RoleProposal.State.PROPOSED).count()
