"""Each refusal of the region's handbooks by its name, on the pages that lead to it. Complete by construction."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest

from shared_apps.handbooks import exceptions as r
from shared_apps.handbooks import identifiers, services
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tests.factories.accounts import browser, member
from tests.people.refused_world import World, numbering, of_students
from tests.refusing.doors import BY, Call, Knock, Place, refusals_of, refused_alike

DAY = date(2026, 9, 1)
NO_API = "handbooks are kept in pages; programs read their codes"
NO_COMMAND = "the command loads the platform's own catalogue"
FORM_ASKS = "the form has it as a field that must be filled in"


class Desk(Place):
    """The region's administrator, the catalogue loaded."""

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        self.administrator = browser(member("handbooks-regadmin", "regadmin"))
        with self.inside():
            services.load_catalogue()

    @property
    def client(self) -> Any:
        return self.administrator

    def inside(self) -> AbstractContextManager[Any]:
        return crossing.shared(by=BY)


def adding(*, page: str = "", **said: Any) -> Knock:
    values = {"handbook": "funding", "code": "grant", "name": "за счёт гранта", "valid_from": DAY, **said}
    form = {name: value for name, value in values.items() if name != "handbook"}
    return Knock(
        service=lambda: services.add_item(by=BY, **values),
        page=page or Call(f"/admin/handbooks/{values['handbook']}/new/", form),
        api=NO_API,
        command=NO_COMMAND,
    )


def rewording(code: str, name: str) -> Knock:
    return Knock(
        service=lambda: services.rename_item(by=BY, handbook="funding", code=code, name=name),
        page=Call(f"/admin/handbooks/funding/items/{code}/reword/", {"name": name}),
        api=NO_API,
        command=NO_COMMAND,
    )


def closing(code: str, on: date = DAY, reason: str = "Приказ", *, page: str = "") -> Knock:
    return Knock(
        service=lambda: services.close_item(by=BY, handbook="funding", code=code, on=on, reason=reason),
        page=page or Call(f"/admin/handbooks/funding/items/{code}/close/", {"on": on, "reason": reason}),
        api=NO_API,
        command=NO_COMMAND,
    )


def reopening(code: str) -> Knock:
    return Knock(
        service=lambda: services.reopen_item(by=BY, handbook="funding", code=code),
        page=Call(f"/admin/handbooks/funding/items/{code}/reopen/", {}),
        api=NO_API,
        command=NO_COMMAND,
    )


def added(valid_from: date = DAY) -> str:
    services.add_item(by=BY, handbook="funding", code="grant", name="за счёт гранта", valid_from=valid_from)
    return "grant"


def _closed_twice() -> Knock:
    code = added()
    services.close_item(by=BY, handbook="funding", code=code, on=DAY + timedelta(days=1), reason="Приказ")
    return closing(code, DAY + timedelta(days=2))


CASES: dict[type[Refused], tuple[Callable[[], Knock], ...]] = {
    r.ItemCodeTaken: (lambda: adding(code="budget", name="из бюджета города"),),
    r.ItemCodeMalformed: (lambda: adding(code="Грант"),),
    r.ItemCodeNotANumber: (lambda: adding(handbook="shift", code="evening", name="вечерняя"),),
    r.ItemNameMissing: (lambda: adding(name=" ", page=FORM_ASKS),),
    r.ItemNameTaken: (lambda: adding(name="за счёт  бюджета"), lambda: rewording(added(), "за счёт бюджета")),
    r.UnknownGroup: (lambda: adding(handbook="post", group="", page="the form offers the groups, and one is chosen"),),
    r.ItemEndsBeforeItBegins: (lambda: closing(added()),),
    r.ItemAlreadyClosed: (_closed_twice,),
    r.ItemNotClosed: (lambda: reopening(added()),),
    r.ReasonMissing: (lambda: closing(added(), DAY + timedelta(days=1), " ", page=FORM_ASKS),),
}
ELSEWHERE: dict[type[Refused], str] = {
    r.NoSuchItem: "pages of an item that is not there answer 404: tests/handbooks/test_pages.py",
    r.UnknownItem: "said where an item is named: tests/rollover/refused_cases.py, tests/people",
    r.ItemNotValid: "said where an item is named for a day: tests/handbooks/test_queries.py",
    identifiers.BadIdentifier: "a base class",
}
NUMBERS: dict[type[Refused], str] = {
    identifiers.WrongLength: "112-233-445 9",
    identifiers.NotDigits: "112-233-445 9О",
    identifiers.ControlNumberDiffers: "112-233-445 96",
    identifiers.NumberNotIssued: "000-000-000 00",
}
"""A СНИЛС that is refused so: in a card, through the API, in a file and by the command that loads it."""
EACH = [(refusal, case) for refusal, cases in CASES.items() for case in cases]


def test_every_refusal_has_a_case_or_a_reason() -> None:
    assert refusals_of("shared_apps.handbooks") == {*CASES, *NUMBERS, *ELSEWHERE}
    assert len(CASES) + len(NUMBERS) + len(ELSEWHERE) == len({*CASES, *NUMBERS, *ELSEWHERE})


@pytest.mark.parametrize(("refusal", "case"), EACH, ids=[refusal.__name__ for refusal, _case in EACH])
def test_refusal_is_the_same_at_each_door(
    refusal: type[Refused], case: Callable[[], Knock], school: Organisation
) -> None:
    desk = Desk(school)
    with desk.inside():
        knock = case()
    refused_alike(desk, refusal, knock)


@pytest.mark.parametrize("refusal", NUMBERS, ids=lambda one: one.__name__)
def test_number_that_cannot_be_right_is_refused_alike(refusal: type[Refused], school: Organisation) -> None:
    world, number = World(school), NUMBERS[refusal]
    with world.inside():
        knock = numbering(world, "snils", number, file=of_students({"СНИЛС": number}, code=f"snils.{refusal.code}"))
    refused_alike(world, refusal, knock)
