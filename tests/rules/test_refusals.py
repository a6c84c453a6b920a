"""Each refusal of settings by its name, at each level whose pages lead to it. Complete by construction."""

import pytest

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tests.refusing.doors import refusals_of, refused_alike

from .refused_cases import AT_EACH_LEVEL, AT_ONE_LEVEL, ELSEWHERE, Case, Level, OfRegion, OfSchool

EACH = [
    (level, refusal, case)
    for refusal, cases in AT_EACH_LEVEL.items()
    for case in cases
    for level in (OfRegion, OfSchool)
] + [(level, refusal, case) for refusal, cases in AT_ONE_LEVEL.items() for level, case in cases]


def test_every_refusal_has_a_case_or_a_reason() -> None:
    assert refusals_of("shared_apps.rules") == {*AT_EACH_LEVEL, *AT_ONE_LEVEL, *ELSEWHERE}


@pytest.mark.parametrize(
    ("level", "refusal", "case"), EACH, ids=[f"{level.__name__} {refusal.__name__}" for level, refusal, _case in EACH]
)
def test_refusal_is_the_same_at_each_door(
    level: type[Level], refusal: type[Refused], case: Case, school: Organisation
) -> None:
    place = level(school)
    with place.inside():
        knock = case(place)
    refused_alike(place, refusal, knock)
