"""Undoing what was done to municipalities and authorities: entered, renamed, corrected, verified, merged, closed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import birth, territory, territory_ends
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import (
    Authority,
    AuthorityPeriod,
    Municipality,
    MunicipalityPeriod,
    Organisation,
    OrganisationPeriod,
    Supervision,
)
from shared_apps.organisations.services import begin_supervision
from shared_apps.organisations.territory import AuthoritySaid, MunicipalitySaid

from .undoing import OTHER, THIEF, fates, planned, taken_back

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
OPENED = date(2015, 1, 1)


@pytest.fixture(autouse=True)
def handbooks_are_there(db: None) -> None:
    with shared(by=OTHER):
        load_catalogue()


def municipality(name: str, by: By = OTHER) -> Municipality:
    with shared(by=by):
        said = MunicipalitySaid(name=name, kind="district")
        return territory.enter_municipality(said=said, since=OPENED, by=by)


def authority(name: str, by: By = OTHER) -> Authority:
    with shared(by=by):
        return territory.enter_authority(code=name, said=AuthoritySaid(name=name, short_name=name), since=OPENED, by=by)


def school(place: Municipality, body: Authority | None = None) -> int:
    with shared(by=OTHER):
        return birth.request_organisation(
            slug="proba", code="23-1", full_name="Школа", short_name="Школа", kind="school", locality="urban",
            municipality=place, authority=body, opened_on=date(2020, 9, 1), by=OTHER,
        ).pk  # fmt: skip


def renamed(body: Municipality, name: str, on: date, by: By = THIEF) -> None:
    with shared(by=by):
        territory.rename(body=body, said=MunicipalitySaid(name=name, kind="district"), on=on, by=by)


def names(body: Municipality | Authority) -> list[str]:
    """Of the periods by day, then of the row itself."""
    model = MunicipalityPeriod if isinstance(body, Municipality) else AuthorityPeriod
    with shared(by=OTHER):
        body.refresh_from_db()
        rows = model._default_manager.filter(holder=body.pk).order_by("valid_from")
        return [*rows.values_list("name", flat=True), body.name]


def anchor() -> None:
    """Something that can always be taken back."""
    renamed(municipality("Опорный"), "Чужой опорный", TODAY)


def test_body_that_nothing_names_is_withdrawn() -> None:
    body = municipality("Чужой", by=THIEF)
    assert fates(taken_back()) == [("create", "ended", "withdrawn"), ("create", "gone", "with_body")]
    with shared(by=OTHER):
        body.refresh_from_db()
    assert body.name == f"withdrawn-{body.pk}"


def test_body_that_organisations_are_under_stays_with_what_is_to_be_done() -> None:
    body = municipality("Чужой", by=THIEF)
    school(body)
    anchor()
    assert fates(planned())[:2] == [("create", "by_hand", "mentioned"), ("create", "gone", "with_body")]


def test_renaming_says_again_what_was_said_and_the_row_follows() -> None:
    body = municipality("Прежний")
    renamed(body, "Чужой", TODAY)
    number = taken_back()
    assert fates(number) == [
        ("end", "gone", "with_rename"), ("rename", "ended", "says_former"), ("rename", "gone", "with_names"),
    ]  # fmt: skip
    assert names(body) == ["Прежний", "Прежний", "Прежний"]


def test_two_renamings_both_say_what_was_before_the_first() -> None:
    body = municipality("Прежний")
    renamed(body, "Чужой", TODAY)
    renamed(body, "Чужой два", TODAY + timedelta(days=9))
    taken_back()
    assert names(body) == ["Прежний"] * 4


def test_corrected_name_of_an_authority_becomes_as_it_was() -> None:
    body = authority("Минкульт")
    with shared(by=THIEF):
        period = AuthorityPeriod.objects.get(holder=body)
        territory.correct(
            body=body, period_id=period.pk, said=AuthoritySaid(name="Чужое", short_name="Чужое"),
            since=OPENED - timedelta(days=9), reason="x", by=THIEF,
        )  # fmt: skip
    taken_back()
    assert names(body) == ["Минкульт", "Минкульт"]
    with shared(by=OTHER):
        assert Authority.objects.get(pk=body.pk).valid_from == OPENED


def test_note_and_place_on_the_map_become_as_they_were() -> None:
    body = municipality("Прежний")
    with shared(by=THIEF):
        territory.describe(body=body, latitude=1.5, longitude=2.5, note="чужое", reason="x", by=THIEF)
    taken_back()
    with shared(by=OTHER):
        body.refresh_from_db()
    assert (body.latitude, body.longitude, body.note) == (None, None, "")


def test_closing_is_taken_back() -> None:
    body = municipality("Прежний")
    with shared(by=THIEF):
        territory_ends.close(body=body, on=TODAY, ground="x", by=THIEF)
    taken_back()
    with shared(by=OTHER):
        body.refresh_from_db()
        assert MunicipalityPeriod.objects.get(holder=body).valid_to == date.max
    assert body.valid_to == date.max


def test_merger_is_taken_back_with_its_organisations_and_supervision() -> None:
    place, body, into = municipality("Место"), authority("Минкульт"), authority("Минобр")
    organisation = school(place, body)
    with shared(by=OTHER):
        begin_supervision(
            authority=body, organisation=Organisation.objects.get(pk=organisation), on=date(2021, 1, 1), by=OTHER
        )
    with shared(by=THIEF):
        territory_ends.merge(body=body, into=into, on=TODAY, order_number="1", order_date=TODAY, ground="x", by=THIEF)
    taken_back()
    with shared(by=OTHER):
        body.refresh_from_db()
        assert (body.valid_to, body.merged_into_id) == (date.max, None)
        last = OrganisationPeriod.objects.filter(organisation=organisation).latest("valid_from")
        assert last.authority_id == body.pk
        watched = Supervision.objects.filter(organisation=organisation, valid_to=date.max)
        assert {row.authority_id for row in watched} == {body.pk}


def test_withdrawn_body_is_there_again() -> None:
    body = municipality("Прежний")
    with shared(by=THIEF):
        territory.withdraw(body=body, reason="x", by=THIEF)
    taken_back()
    assert names(body) == ["Прежний", "Прежний"]


def test_name_corrected_by_others_since_stays() -> None:
    body = municipality("Прежний")
    renamed(body, "Чужой", TODAY)
    with shared(by=OTHER):
        period = MunicipalityPeriod.objects.filter(holder=body).latest("valid_from")
        territory.correct(
            body=body, period_id=period.pk, said=MunicipalitySaid(name="Верный", kind="district"), since=TODAY,
            reason="опечатка", by=OTHER,
        )  # fmt: skip
    anchor()
    number = taken_back()
    assert ("rename", "conflict", "changed_later") in fates(number)
    assert names(body) == ["Прежний", "Верный", "Верный"]
