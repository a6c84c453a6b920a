"""Each refusal about compromised accounts above organisations, through every door that leads to it."""

import pytest

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tests.refusing.doors import refused_alike

from .refused_above import CASES, Above, Case

EACH = [(refusal, case) for refusal, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("refusal", "case"), EACH, ids=[refusal.__name__ for refusal, _case in EACH])
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], case: Case, school: Organisation) -> None:
    desk = Above(school)
    refused_alike(desk, refusal, case(desk))
