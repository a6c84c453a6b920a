"""Every write of the upkeep of cards."""

from .batches import Batch, Plan, apply_batch, plan_batch, take_batch_back
from .checks import check_cards
from .corrections import NOT_SAID, Happened, Scan, accept_field, propose_correction, refuse_field, withdraw_correction

__all__ = [
    "NOT_SAID",
    "Batch",
    "Happened",
    "Plan",
    "Scan",
    "accept_field",
    "apply_batch",
    "check_cards",
    "plan_batch",
    "propose_correction",
    "refuse_field",
    "take_batch_back",
    "withdraw_correction",
]
