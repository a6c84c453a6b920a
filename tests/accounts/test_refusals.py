"""Each refusal of accounts by its name, through every door that leads to it. Complete by construction."""

import pytest

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tests.access.refused_cases import OF_ACCOUNTS
from tests.refusing.doors import refusals_of, refused_alike

from .refused_above import CASES as OF_CASES_ABOVE
from .refused_cases import CASES, Case
from .refused_world import Desk

EACH = [(refusal, case) for refusal, cases in CASES.items() for case in cases]


def test_every_refusal_has_a_case() -> None:
    above = {one for one in OF_CASES_ABOVE if one.__module__.startswith("shared_apps.accounts.")}
    assert refusals_of("shared_apps.accounts") == {*CASES, *OF_ACCOUNTS, *above}
    assert not CASES.keys() & OF_ACCOUNTS.keys()


@pytest.mark.parametrize(("refusal", "case"), EACH, ids=[refusal.__name__ for refusal, _case in EACH])
def test_refusal_is_the_same_at_each_door(
    refusal: type[Refused], case: Case, school: Organisation, other_school: Organisation
) -> None:
    desk = Desk(school)
    refused_alike(desk, refusal, case(desk))
