"""Every write to transfers. What an order moves is handed over when the order takes effect (`following`)."""

from .coming import Acceptance, accept_transfer, class_named, refuse_transfer, request_transfer, sent
from .confirming import carry_confirmations
from .leaving import give_back, start_transfer, withdraw_transfer
from .reminding import remind
from .settling import Choices, settle_transfer

__all__ = [
    "Acceptance",
    "Choices",
    "accept_transfer",
    "carry_confirmations",
    "class_named",
    "give_back",
    "refuse_transfer",
    "remind",
    "request_transfer",
    "sent",
    "settle_transfer",
    "start_transfer",
    "withdraw_transfer",
]
