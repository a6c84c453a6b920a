"""A school with two classes and their families, as the tests of access have it; browsers of its roles."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.access.conftest import Filled, acting, filled
from tests.enrolment.browsing import signed_in

__all__ = ["acting", "filled"]


@pytest.fixture
def addressed(settings: Any) -> None:
    """Addresses of organisations are found outside a request, too."""
    settings.ROOT_URLCONF = settings.ORGANISATION_URLCONF


Browser = Callable[..., Client]


@pytest.fixture
def browser(filled: Filled) -> Browser:
    """A browser of a role there: `browser("director")`; a class teacher leads 5А, a guardian is the mother."""

    def make(role: str) -> Client:
        cards = {"classteacher": filled.teacher, "guardian": filled.mother, "student": filled.vera}
        return signed_in(role, filled.organisation, card_id=cards.get(role))

    return make
