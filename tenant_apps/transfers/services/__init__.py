"""Every write to transfers. What an order moves is handed over when the order takes effect (`following`)."""

from .coming import accept_transfer, refuse_transfer, request_transfer
from .leaving import give_back, start_transfer, withdraw_transfer

__all__ = [
    "accept_transfer",
    "give_back",
    "refuse_transfer",
    "request_transfer",
    "start_transfer",
    "withdraw_transfer",
]
