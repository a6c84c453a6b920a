"""Each refused operation of rollovers and closings by its named error, through every door that leads to it.

Complete by construction: a refusal without a case fails, and so does a door that is neither open nor explained.
"""

import pytest

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tests.refusing.doors import refusals_of, refused_alike

from .refused_cases import CASES, DECIDED_BY_THE_ADMINISTRATOR, MET, OF_THE_REGION, Office
from .refused_world import Case, Turn

EACH = [(refusal, case) for refusal, cases in CASES.items() for case in cases]


def test_every_refusal_has_a_case() -> None:
    assert refusals_of("tenant_apps.rollover") | MET == {*CASES, *OF_THE_REGION}


@pytest.mark.parametrize(("refusal", "case"), EACH, ids=[refusal.__name__ for refusal, _case in EACH])
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], case: Case, school: Organisation) -> None:
    turn = Turn(school)
    if refusal in DECIDED_BY_THE_ADMINISTRATOR:
        turn.client = turn.as_role("sysadmin")
    with turn.inside():
        knock = case(turn)
    refused_alike(turn, refusal, knock)


@pytest.mark.parametrize("refusal", OF_THE_REGION, ids=lambda one: one.__name__)
def test_the_regions_refusal_is_the_same_at_each_door(refusal: type[Refused], school: Organisation) -> None:
    office = Office(school)
    with office.inside():
        knock = OF_THE_REGION[refusal](office)
    refused_alike(office, refusal, knock)
