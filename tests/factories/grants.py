"""Roles to give, with the order that gives them."""

from typing import Any

from django.utils import timezone

from shared_apps.accounts.roles import ROLES
from shared_apps.accounts.services import Grant

ORDER: dict[str, Any] = {"order_number": "1-л", "order_date": timezone.localdate()}
"""An order of today, as services take it, and as a form or an endpoint sends it."""


def granted(**said: Any) -> Grant:
    """A role with an order of today, where the role needs one and none is said."""
    if said["role"] in ROLES and ROLES[said["role"]].order != "never":
        said = ORDER | said
    return Grant(**said)
