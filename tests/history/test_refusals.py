"""Each refusal of the history by its name, at each door that leads to it. Complete by construction."""

from collections.abc import Callable

import pytest
from django.db import connections

from shared_apps.organisations.crossing import inside, role_name
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.history import reversal, services
from tenant_apps.history.services import written_as
from tenant_apps.history.views import NothingChosen
from tenant_apps.people import services as people
from tests.refusing.doors import BY, Call, Knock, Place, refusals_of, refused_alike

from .conftest import ANNA, as_owner, insert, run
from .reversing import planned as planned_of_anna

SOURCE = "import:404"
NO_API = "changes are reversed where they are seen: in the journal, and in what made them (imports, rollovers)"
NO_COMMAND = "commands undo what they did themselves: imports, rollovers"


def planned(*, keeper: str = "") -> int:
    """The number of a plan to reverse the making of a card."""
    with written_as(SOURCE):
        people.create_student(name=people.Name("Ёлкина", "Анна"), particulars={"sex": "female"}, by=BY)
    return reversal.plan(reversal.by_source(SOURCE), title="Проба", reason="Ошибка", keeper=keeper, by=BY).number


def reversing(number: int) -> Knock:
    return Knock(
        service=lambda: reversal.confirm(number, by=BY),
        page=Call(f"history/reversals/{number}/confirm/", {}),
        api=NO_API,
        command=NO_COMMAND,
    )


def abandoning(number: int) -> Knock:
    return Knock(
        service=lambda: reversal.abandon(number, by=BY),
        page=Call(f"history/reversals/{number}/abandon/", {}),
        api=NO_API,
        command=NO_COMMAND,
    )


def planning(source: str) -> Knock:
    form = {"title": "Проба", "reason": "Ошибка"}
    return Knock(
        service=lambda: reversal.plan(reversal.by_source(source), by=BY, **form),
        page=Call(f"history/reverse/?source={source}", form),
        api=NO_API,
        command=NO_COMMAND,
    )


def _done(knock: Callable[[int], Knock]) -> Knock:
    number = planned()
    reversal.confirm(number, by=BY)
    return knock(number)


CASES: dict[type[Refused], tuple[Callable[[], Knock], ...]] = {
    reversal.NothingToReverse: (lambda: planning(SOURCE),),
    reversal.AlreadyFinished: (lambda: _done(reversing), lambda: _done(abandoning)),
    reversal.KeptElsewhere: (
        lambda: reversing(planned(keeper="case:5")),
        lambda: abandoning(planned(keeper="case:5")),
    ),
}
ELSEWHERE: dict[type[Refused], str] = {
    reversal.ReasonMissing: "undoing asks for it: tests/rollover/refused_cases.py",
    reversal.ConflictsStand: "undoing asks whether to leave them: tests/importing/refused_cases.py",
    reversal.CannotBeReversed: "no table of ours refers by two columns: test_reference_by_two_columns_is_found",
    NothingChosen: "the address of the page says nothing: test_address_that_chooses_nothing_is_refused",
    services.NothingToErase: "erasing a person skips what the log does not hold: tests/history/test_erasure.py",
    services.GroundMissing: "erasing a person names its own ground: tests/history/test_erasure.py",
}
EACH = [(refusal, case) for refusal, cases in CASES.items() for case in cases]


def test_every_refusal_has_a_case_or_a_reason() -> None:
    assert refusals_of("tenant_apps.history") == {*CASES, *ELSEWHERE}
    assert not CASES.keys() & ELSEWHERE.keys()


@pytest.mark.parametrize(("refusal", "case"), EACH, ids=[refusal.__name__ for refusal, _case in EACH])
def test_refusal_is_the_same_at_each_door(
    refusal: type[Refused], case: Callable[[], Knock], school: Organisation
) -> None:
    place = Place(school)
    with place.inside():
        knock = case()
    refused_alike(place, refusal, knock)


@pytest.mark.parametrize("asked", ["", "source=nowhere", "account=1", "source=import:1&account=1&first=2026-01-01"])
def test_address_that_chooses_nothing_is_refused(asked: str, school: Organisation) -> None:
    answer = Place(school).client.post(f"/o/{school.slug}/history/reverse/?{asked}", {"title": "x", "reason": "y"})

    text = answer.content.decode()
    said = NothingChosen()
    assert (answer.status_code, f'data-code="{said.code}"' in text, str(said) in text) == (422, True, True)


def test_reference_by_two_columns_is_found_when_it_would_break(own_trial_school: Organisation) -> None:
    """What the plan does not look at, the database does: nothing is planned, and it is said why."""
    tenant = role_name(connections["owner"], "tenant")
    as_owner(
        own_trial_school,
        "ALTER TABLE trial_parent ADD CONSTRAINT trial_pair UNIQUE (id, code);"
        "CREATE TABLE trial_guest (id bigint PRIMARY KEY, parent_id bigint, parent_code integer,"
        " FOREIGN KEY (parent_id, parent_code) REFERENCES trial_parent (id, code) DEFERRABLE INITIALLY DEFERRED);"
        f'GRANT ALL ON trial_guest TO "{tenant}"',
    )
    with inside(own_trial_school, by=ANNA):
        parent = insert("trial_parent", name="a", code=5)
        run("INSERT INTO trial_guest VALUES (1, %s, 5)", parent)
        with pytest.raises(reversal.CannotBeReversed) as refused:
            planned_of_anna()
        run("DELETE FROM trial_guest")
        assert planned_of_anna().lines_count == 1
    assert "trial_guest" in str(refused.value)
