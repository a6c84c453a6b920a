"""Where the numbers of the staff lead at last: the restricted list of the employees who are counted."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from shared_apps.accounts import permissions
from shared_apps.ui.viewer import PageRequest

NOT_STATED = "none"
"""How an address spells the empty code."""


class Persons:
    """Makes the addresses; None for who may not open persons."""

    def __init__(self, request: PageRequest, parameters: Any) -> None:
        names = ("as_of", "municipality", "organisation", "kind", "locality", "staff")
        kept = {name: request.GET[name] for name in names if name in request.GET} | {
            "as_of": parameters.day.isoformat()
        }
        self._query = kept if request.user.may(permissions.PERSONS_RESTRICTED) else None

    def __call__(self, measure: str, **narrowed: str) -> str | None:
        """The list narrowed to a value: `post="teacher"`; "" is «not stated»."""
        if self._query is None:
            return None
        chosen = {name: value or NOT_STATED for name, value in narrowed.items()}
        return f"{reverse('registry:employees')}?{urlencode({**self._query, 'measure': measure, **chosen})}"
