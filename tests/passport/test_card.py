"""The organisation's card: every field, numbers that are checked, history, completeness, buildings."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shared_apps.handbooks.identifiers import BadIdentifier
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.passport import queries, services
from tests.enrolment.browsing import signed_in
from tests.factories.organisations import within

BY = By.system("tests")
TODAY = timezone.localdate()
FULL: dict[str, Any] = {
    "status": "working", "settlement_kind": "stanitsa",
    "settlement": "ст-ца Динская", "legal_address": "ул. Красная, 1", "capacity": 500, "shifts": 1,
    "buildings": 1, "school_week": "five", "director_name": "И. И. Петрова", "phone": "8 861", "email": "a@example.com",
    "site": "https://example.com/", "legal_form": "municipal_budgetary", "ownership": "municipal", "inn": "7707083893",
    "kpp": "773601001", "ogrn": "1027700132195", "okpo": "00032537", "okato": "03 214 000", "oktmo": "03614000",
    "okogu": "4210007", "okved": "85.14", "charter_number": "17", "charter_on": date(2015, 1, 9),
    "licence_number": "Л035", "licence_on": date(2016, 1, 9), "licence_by": "Министерство", "has_video": False,
    "computers_online": 0, "content_filter": "SkyDNS", "internet_speed": 100,
}  # fmt: skip


@pytest.fixture
def inside(school: Organisation) -> Iterator[Organisation]:
    with within(school, by=BY):
        yield school


@pytest.mark.usefixtures("inside")
def test_a_full_card_is_complete_and_no_is_an_answer() -> None:
    services.write_passport(figures=FULL, since=date(2020, 1, 1), by=BY)

    found = queries.passport_on(TODAY)

    assert found is not None
    assert (found.okved, found.okato) == ("8514", "03214000")
    assert queries.completeness(found) == queries.Completeness(len(FULL), ())
    assert queries.completeness(found).percent == 100


@pytest.mark.usefixtures("inside")
def test_completeness_names_what_is_missing() -> None:
    services.write_passport(figures=FULL | {"okpo": "", "internet_speed": None}, since=date(2020, 1, 1), by=BY)

    found = queries.completeness(queries.passport_on(TODAY))

    assert found.missing == ("okpo", "internet_speed")
    assert 90 < found.percent < 100


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("okpo", "00032538"),
        ("okato", "00214000"),
        ("oktmo", "036140"),
        ("okogu", "42100"),
        ("okved_more", "85.12; школа"),
    ],
)
@pytest.mark.usefixtures("inside")
def test_a_wrong_number_is_refused_at_its_field(column: str, text: str) -> None:
    with pytest.raises(BadIdentifier) as refused:
        services.write_passport(figures=FULL | {column: text}, since=date(2020, 1, 1), by=BY)

    assert refused.value.field == column


@pytest.mark.usefixtures("inside")
def test_a_document_of_the_future_is_refused() -> None:
    with pytest.raises(services.DocumentOfTheFuture):
        services.write_passport(figures=FULL | {"licence_on": TODAY + timedelta(days=1)}, since=date(2020, 1, 1), by=BY)


@pytest.mark.usefixtures("inside")
def test_periods_say_what_changed() -> None:
    services.write_passport(figures=FULL, since=date(2020, 1, 1), by=BY)
    services.write_passport(figures=FULL | {"internet_speed": 300, "has_video": True}, since=date(2024, 1, 1), by=BY)

    later, earlier = queries.passports()

    assert queries.differences(earlier, later) == ["has_video", "internet_speed"]


@pytest.mark.usefixtures("inside")
def test_buildings_are_dated() -> None:
    values = {"name": "Корпус 1", "purpose": "teaching", "address": "ул. Красная, 1", "valid_from": date(2020, 1, 1)}
    house = services.add_building(values=values | {"valid_to": None}, by=BY)

    services.leave_building(building_id=house.pk, on=TODAY, by=BY)

    assert queries.buildings_on(TODAY) == []
    assert [one.name for one in queries.buildings_on(TODAY - timedelta(days=1))] == ["Корпус 1"]
    with pytest.raises(services.BuildingLeftAlready):
        services.leave_building(building_id=house.pk, on=TODAY, by=BY)
    with pytest.raises(services.BuildingEndsBeforeItBegins):
        services.correct_building(building_id=house.pk, values={"valid_to": date(2019, 1, 1)}, by=BY)


def test_the_form_takes_the_card_and_the_page_shows_it(school: Organisation) -> None:
    with crossing.shared(by=BY):
        load_catalogue()
    director = signed_in("director", school)
    address = f"/o/{school.slug}/organisation/"
    sent = {name: value for name, value in FULL.items() if value is not None} | {
        "why": "change", "since": "2020-01-01", "has_video": "no", "okved_more": "85.12, 85.13",
    }  # fmt: skip

    wrong = director.post(f"{address}edit/", sent | {"oktmo": "1"})
    answer = director.post(f"{address}edit/", sent)

    assert wrong.status_code == 422
    assert "ул. Красная, 1" in wrong.content.decode()
    assert answer.status_code == 302
    text = director.get(address).content.decode()
    assert "пятидневная" in director.get(f"{address}?tab=history").content.decode()
    for words in ("на 100 %", "85.14", "85.12; 85.13", "03 214 000", "75403", "пятидневная"):
        assert words in text
