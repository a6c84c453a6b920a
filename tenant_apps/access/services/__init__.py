"""Every write of access: invitations printed, operations of compromised accounts voided, families told."""

from .compromise import (
    Voided,
    confirm_voiding,
    count_from,
    decide_clean,
    propose_voiding,
    withdraw_proposal,
)
from .inviting import Issued, invite_employees, invite_families, revoke
from .notices import read_notice

__all__ = [
    "Issued",
    "Voided",
    "confirm_voiding",
    "count_from",
    "decide_clean",
    "invite_employees",
    "invite_families",
    "propose_voiding",
    "read_notice",
    "revoke",
    "withdraw_proposal",
]
