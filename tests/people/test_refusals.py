"""Each refusal of cards, employees and consents by its named error through every door that leads to the operation.

Complete by construction: a refusal without a case fails, and a case says of each door what it sends or why it can't.
"""

from datetime import timedelta

import pytest

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.refusal import Refused
from tenant_apps.people import refusals, services
from tenant_apps.people.services.circumstances_many import plan_circumstances, write_circumstances
from tests.refusing.doors import BY, refusals_of, refused_alike

from .refused_cards import CASES as OF_CARDS
from .refused_cards import ELSEWHERE
from .refused_consents import CONSENTS
from .refused_employees import EMPLOYEES
from .refused_world import SINCE, TODAY, World

CASES = OF_CARDS | EMPLOYEES | CONSENTS


def test_every_refusal_has_a_case_or_a_reason() -> None:
    assert {one.__name__ for one in refusals_of("tenant_apps.people")} == {one.__name__ for one in CASES | ELSEWHERE}
    assert not CASES.keys() & ELSEWHERE.keys()


def test_codes_of_refusals_are_told_apart() -> None:
    found = [one.code for one in refusals_of("tenant_apps.people")]
    assert len(set(found)) == len(found)


@pytest.fixture
def world(school: Organisation) -> World:
    return World(school)


@pytest.mark.parametrize("refusal", CASES, ids=lambda one: one.__name__)
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], world: World) -> None:
    with world.inside():
        knock = CASES[refusal](world)
    refused_alike(world, refusal, knock)


def test_cards_that_changed_meanwhile_are_not_written_over(world: World) -> None:
    """A plan for many cards was made, and one of its rows was ended by somebody else since."""
    with world.inside():
        content = services.CircumstanceContent(kind="transport", value="school_bus", valid_from=SINCE)
        row = services.begin_circumstance(student_id=world.anna, content=content, by=BY)
        planned = plan_circumstances(student_ids=[world.anna], kind="transport", value="", since=TODAY, by=BY)
        services.end_circumstance(
            privacy=Privacy.EDUCATION, row_id=row.pk, on=TODAY - timedelta(days=1), by=BY
        )  # fmt: skip
        with pytest.raises(refusals.CardsChangedMeanwhile):
            write_circumstances(planned=planned, kind="transport", value="", since=TODAY, by=BY)
