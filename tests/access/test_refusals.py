"""Each refusal of invitations and compromised accounts by its name, at each door. Complete by construction."""

from collections.abc import Iterator
from unittest import mock

import pytest

from shared_apps.accounts.actor import Actor
from shared_apps.organisations.refusal import Refused
from tests.refusing.doors import refusals_of, refused_alike

from .conftest import Acting, Filled
from .refused_cases import CASES, OF_ACCOUNTS, Case
from .refused_world import Entrance

EACH = [(refusal, case) for refusal, cases in {**CASES, **OF_ACCOUNTS}.items() for case in cases]


@pytest.fixture
def entrance(filled: Filled, acting: Acting, thief: Actor) -> Iterator[Entrance]:
    yield Entrance(filled, acting, thief)
    mock.patch.stopall()


def test_every_refusal_has_a_case() -> None:
    assert refusals_of("tenant_apps.access") == set(CASES)


@pytest.mark.parametrize(("refusal", "case"), EACH, ids=[refusal.__name__ for refusal, _case in EACH])
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], case: Case, entrance: Entrance) -> None:
    refused_alike(entrance, refusal, case(entrance))
