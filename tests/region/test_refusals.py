"""Each refusal of the region, and of the files that every page writes, by its name through every door. Complete by
construction: a refusal without a case fails."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from region.contingent import queries
from region.contingent.refusals import NotCounted, within_counted_time
from region.registry import joining, profiles, services
from region.registry.profiles import NotForThisPurpose, PurposeNotYours
from region.registry.services import PurposeNotStated
from reports.output import print_page
from shared_apps.organisations.crossing import Scope, region
from shared_apps.organisations.refusal import Refused
from shared_apps.ui import exports
from shared_apps.ui.sheets import Column, Sheet
from tests.factories import accounts
from tests.refusing.doors import Call, Knock, Place, refusals_of, refused_alike
from tests.region.conftest import DAY, PURPOSE, Open, Region

pytestmark = pytest.mark.django_db
NO_COMMAND = "the region is read in pages and by programs alone"
FAR = date(2099, 1, 1)
LIST, API = "/region/registry/students/", "/region/api/v1/students/"
SHEET = Sheet(executor="Тестов Т. Т.", title="Список", columns=[Column("Имя")], rows=[["Анна"], ["Вера"]])


class Ministry(Place):
    """The ministry, who has stated a purpose, and one who has not."""

    def __init__(self, place: Region, open_as: Open) -> None:
        super().__init__(place.first)
        self.open_as = open_as

    def browser(self, role: str) -> Client:
        if role not in self.browsers:
            self.browsers[role] = self.open_as("ministry", purpose=PURPOSE)
        return self.browsers[role]

    def inside(self) -> Any:
        return region(Scope("ministry"), by=accounts.BY)


def knock(service: Callable[[], Any], page: Call | str, api: Call | str) -> Knock:
    return Knock(service=service, page=page, api=api, command=NO_COMMAND)


def got(path: str, **asked: str) -> Call:
    return Call(path, asked, method="get")


def _uncounted() -> None:
    with within_counted_time():
        queries.contingent(as_of=FAR)


def _not_counted(_place: Ministry) -> Knock:
    day = FAR.isoformat()
    return knock(_uncounted, got(LIST, as_of=day), got("/region/api/v1/contingent/", as_of=day))


def _not_stated(_place: Ministry) -> Knock:
    return knock(
        lambda: services.stated("надо"), Call("/region/registry/purpose/", {"purpose": "надо"}),
        got(API, purpose="надо"),
    )  # fmt: skip


def _not_for_this(_place: Ministry) -> Knock:
    return knock(
        lambda: profiles.profile_of("examination", "ministry").shows("movement"),
        "a page leads to the question of the purpose instead",
        got("/region/api/v1/movement/", frequent="examination", first="2025-09-01", as_of="2026-03-01"),
    )


def _not_yours(_place: Ministry) -> Knock:
    return knock(
        lambda: profiles.profile_of("curiosity", "ministry"), "a page offers the purposes of the role alone",
        got(API, frequent="curiosity"),
    )  # fmt: skip


def _unknown_format(_place: Ministry) -> Knock:
    return knock(
        lambda: exports.write(SHEET, "docx"), got("/region/", as_of=DAY.isoformat(), export="docx"),
        "a program reads rows, not files",
    )  # fmt: skip


def _too_many_rows(_place: Ministry) -> Knock:
    return knock(
        lambda: exports.write(SHEET, "print"), got(LIST, as_of=DAY.isoformat(), export="print"),
        "a program reads rows, not files",
    )  # fmt: skip


CASES: dict[type[Refused], Callable[[Ministry], Knock]] = {
    NotCounted: _not_counted,
    PurposeNotStated: _not_stated,
    NotForThisPurpose: _not_for_this,
    PurposeNotYours: _not_yours,
    exports.UnknownFormat: _unknown_format,
    exports.TooManyRows: _too_many_rows,
}
ELSEWHERE: dict[type[Refused], str] = {
    joining.ReasonNotStated: "tests/registry/test_twins.py",
    joining.OtherSideNotSeen: "tests/registry/test_twins.py, and by endpoint tests/region/test_doubles_pages.py",
    joining.DecidedMeanwhile: "tests/registry/test_twins.py, and by endpoint tests/region/test_doubles_pages.py",
    joining.DecidedSoAlready: "tests/registry/test_twins.py",
}
"""Decisions about pairs of records, which need a region with pairs in it."""


def test_every_refusal_has_a_case() -> None:
    assert refusals_of("region") | refusals_of("shared_apps.ui") == CASES.keys() | ELSEWHERE.keys()
    assert not CASES.keys() & ELSEWHERE.keys()


@pytest.mark.parametrize("refusal", CASES, ids=lambda one: one.__name__)
def test_refusal_is_the_same_at_each_door(
    refusal: type[Refused], region_of_three: Region, as_role: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_page, "MOST_ROWS", 1)
    place = Ministry(region_of_three, as_role)
    refused_alike(place, refusal, CASES[refusal](place))
