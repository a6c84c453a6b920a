"""Each refusal of the monthly check, of corrections and of batch updates, the same at each door."""

import pytest

from shared_apps.organisations.refusal import Refused
from tests.access.conftest import Acting, Filled
from tests.refusing.doors import refusals_of, refused_alike

from .refused_cases import CASES, Upkeep


def test_every_refusal_has_a_case() -> None:
    assert set(CASES) == refusals_of("tenant_apps.upkeep")


@pytest.mark.parametrize("refusal", CASES, ids=lambda one: one.__name__)
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], filled: Filled, acting: Acting) -> None:
    place = Upkeep(filled, acting)
    with place.inside():
        knock = CASES[refusal](place)
    refused_alike(place, refusal, knock)
