"""Each refusal of the organisation's own card and of its additions to handbooks, the same at each door."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.passport import services
from tests.refusing.doors import BY, Call, Knock, Place, refusals_of, refused_alike

from .test_card import FULL, TODAY

SINCE = date(2020, 1, 1)
ADDRESS = "api/v1/organisation/"
NO_COMMAND = "cards of organisations are filled in by pages, by the region's file and through the API"
BY_ROW = "the region's file refuses a number or a day that can't be right by row: tests/importing/test_organisations.py"
HOUSE = {"name": "Корпус 1", "purpose": "teaching", "address": "ул. Красная, 1", "valid_from": SINCE}


class Card(Place):
    """An organisation whose card has its figures since 2020, a building and an item of its own."""

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        with crossing.shared(by=BY):
            load_catalogue()

    def filled(self) -> None:
        services.write_passport(figures=FULL, since=SINCE, by=BY)

    def house(self, *, left: date | None = None) -> int:
        house = services.add_building(values=HOUSE, by=BY).pk
        if left:
            services.leave_building(building_id=house, on=left, by=BY)
        return house

    def item(self) -> int:
        return services.add_handbook_item(
            handbook="class_profile", name="Казачий", maps_to="universal", since=SINCE, by=BY
        ).pk


def asked(service: Callable[[], Any], page: Call | str, api: Call) -> Knock:
    return Knock(service=service, page=page, api=api, command=NO_COMMAND, file=BY_ROW)


def writing(figures: Mapping[str, Any], since: date) -> Knock:
    """New figures from a day on."""
    form = {**figures, "why": "change", "since": since, "has_video": "no"}
    return asked(
        lambda: services.write_passport(figures=figures, since=since, by=BY),
        Call("organisation/edit/", form),
        Call(f"{ADDRESS}figures/", {**figures, "since": since}),
    )


def correcting(figures: Mapping[str, Any]) -> Knock:
    """Mending the present figures."""
    return asked(
        lambda: services.correct_passport(figures=figures, by=BY),
        Call("organisation/edit/", {**figures, "why": "correction", "has_video": "no"}),
        Call(f"{ADDRESS}figures/", figures, "patch"),
    )


def mending(house: int, **values: Any) -> Knock:
    """Mending what is written of a building."""
    sent = {**HOUSE, **values}
    return asked(
        lambda: services.correct_building(building_id=house, values=sent, by=BY),
        Call(f"organisation/buildings/{house}/", sent),
        Call(f"{ADDRESS}buildings/{house}/", sent, "patch"),
    )


def leaving(house: int) -> Knock:
    """A building is not used any more."""
    return asked(
        lambda: services.leave_building(building_id=house, on=TODAY, by=BY),
        Call(f"organisation/buildings/{house}/leave/", {"on": TODAY}),
        Call(f"{ADDRESS}buildings/{house}/leave/", {"on": TODAY}),
    )


def adding(handbook: str, name: str, maps_to: str, *, page: str = "") -> Knock:
    """An item of the organisation's own."""
    said = {"name": name, "maps_to": maps_to, "since": SINCE}
    return asked(
        lambda: services.add_handbook_item(handbook=handbook, name=name, maps_to=maps_to, since=SINCE, by=BY),
        page or Call(f"organisation/handbooks/{handbook}/new/", said),
        Call(f"{ADDRESS}additions/", {"handbook": handbook, **said}),
    )


def closing(item: int) -> Knock:
    """An item is offered no more."""
    return asked(
        lambda: services.close_handbook_item(item_id=item, on=TODAY, by=BY),
        Call(f"organisation/handbooks/items/{item}/close/", {"on": TODAY}),
        Call(f"{ADDRESS}additions/{item}/close/", {"on": TODAY}),
    )


def _closed_twice(card: Card) -> Knock:
    services.close_handbook_item(item_id=(item := card.item()), on=TODAY, by=BY)
    return closing(item)


def _filled(card: Card, knock: Callable[[], Knock]) -> Knock:
    card.filled()
    return knock()


CASES: dict[type[Refused], Callable[[Card], Knock]] = {
    services.PassportBeginsBeforeTheFormer: lambda card: _filled(
        card, lambda: writing({**FULL, "shifts": 2}, SINCE - timedelta(days=1))
    ),
    services.NoPassportYet: lambda _card: correcting(FULL),
    services.DocumentOfTheFuture: lambda card: _filled(
        card, lambda: correcting({**FULL, "licence_on": TODAY + timedelta(days=1)})
    ),
    services.NothingToChange: lambda card: _filled(card, lambda: writing(FULL, TODAY)),
    services.BuildingLeftAlready: lambda card: leaving(card.house(left=TODAY)),
    services.BuildingEndsBeforeItBegins: lambda card: mending(card.house(), valid_to=SINCE),
    services.AdditionNotAllowed: lambda _card: adding(
        "sex", "Третий", "male", page="there is no page to add to such a handbook"
    ),
    services.AdditionNameTaken: lambda card: adding("class_profile", "универсальный", "universal"),
    services.AdditionClosedAlready: _closed_twice,
}


def test_every_refusal_has_a_case() -> None:
    assert set(CASES) == refusals_of("tenant_apps.passport")


@pytest.fixture
def card(school: Organisation) -> Card:
    return Card(school)


@pytest.mark.parametrize("refusal", CASES, ids=lambda one: one.__name__)
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], card: Card) -> None:
    with card.inside():
        knock = CASES[refusal](card)
    refused_alike(card, refusal, knock)


def test_the_card_is_read_and_changed_through_the_api(card: Card) -> None:
    """A peer system fills in the card, changes figures from a day, mends a slip, and reads each day's figures."""
    address = f"/o/{card.school.slug}/{ADDRESS}"

    def send(method: str, path: str, sent: Mapping[str, Any]) -> Any:
        answer = getattr(card.client, method)(address + path, sent, content_type="application/json")
        return answer.status_code, answer.json()

    def card_on(day: date) -> Any:
        return card.client.get(address, {"as_of": day.isoformat()}).json()

    empty = card_on(TODAY)
    made = send(
        "post", "figures/", {"since": "2020-01-01", "capacity": 500, "okpo": "00032537", "licence_number": "Л1"}
    )
    changed = send("post", "figures/", {"since": "2024-01-01", "licence_number": "Л2", "licence_on": "2024-01-01"})
    mended = send("patch", "figures/", {"capacity": 510})

    assert (empty["figures"], empty["percent"]) == (None, 0)
    assert (made[0], changed[0], mended[0]) == (201, 201, 200)
    assert [card_on(date(year, 6, 1))["figures"]["licence_number"] for year in (2020, 2024)] == ["Л1", "Л2"]
    assert [one["capacity"] for one in card.client.get(f"{address}figures/").json()] == [510, 500]
    now = card_on(TODAY)
    assert (now["figures"]["okpo"], now["figures"]["valid_to"]) == ("00032537", None)
    assert "okpo" not in now["missing"]
    assert now["code"] == card.school.code
    wrong = send("patch", "figures/", {"okpo": "00032538"})
    assert (wrong[0], wrong[1]["field"]) == (422, "okpo")


def test_buildings_and_additions_are_written_through_the_api(card: Card) -> None:
    address = f"/o/{card.school.slug}/{ADDRESS}"

    def send(path: str, sent: Mapping[str, Any], method: str = "post") -> Any:
        answer = getattr(card.client, method)(address + path, sent, content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    house = send("buildings/", {**HOUSE, "valid_from": "2020-01-01", "area": "120.5"})
    mended = send(f"buildings/{house['id']}/", {"capacity": 80}, "patch")
    send(f"buildings/{house['id']}/leave/", {"on": "2024-01-01"})
    item = send("additions/", {"handbook": "class_profile", "name": "Казачий", "maps_to": "universal", "since": SINCE})
    closed = send(f"additions/{item['id']}/close/", {"on": TODAY.isoformat()})

    assert (mended["capacity"], mended["area"], mended["valid_to"]) == (80, "120.5", None)
    names = [
        [one["name"] for one in card.client.get(f"{address}buildings/", {"as_of": day}).json()]
        for day in ("2023-12-31", "2024-01-01")
    ]
    assert names == [["Корпус 1"], []]
    assert closed["valid_to"] == TODAY.isoformat()
    listed = card.client.get(f"{address}additions/", {"handbook": "class_profile"}).json()["results"]
    assert [one["code"] for one in listed] == [item["code"]]
