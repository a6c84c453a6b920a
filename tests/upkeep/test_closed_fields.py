"""What rests on a consent that is not in force is nowhere: cards, forms, lists, files, interface, history, family's page."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from shared_apps.organisations.crossing import inside
from tenant_apps.people import services as people
from tenant_apps.people.models import CardReading, Consent, HealthCircumstance
from tests.access.conftest import BY, Filled
from tests.people.papers import consented

from .conftest import Browser

HEALTH, SOCIAL, WORK, POLICY, PHOTO = "МЕТКАЗДОРОВЬЯ", "МЕТКАСЕМЬИ", "МЕТКАЗАВОДА", "1234567890123452", "МЕТКАФОТО.png"
MARKS = {HEALTH, SOCIAL, WORK, POLICY, PHOTO}
PNG = b"\x89PNG\r\n\x1a\n and the rest"


@pytest.fixture
def told(filled: Filled) -> Filled:
    """Anna's card and her mother's say everything that a consent opens."""
    with inside(filled.organisation, by=BY):
        consented(filled.anna_person, "health", "social", "photo")
        consented(filled.mother_person, "social")
        for kind, value, note in (("disease", "allergy", HEALTH), ("family", "complete", SOCIAL)):
            content = people.CircumstanceContent(kind=kind, value=value, note=note, valid_from=date(2022, 9, 1))
            people.begin_circumstance(student_id=filled.anna, content=content, by=BY)
        people.set_identifier(person_id=filled.anna_person, kind="medical_policy", value=POLICY, version=None, by=BY)
        people.add_card_file(person_id=filled.anna_person, kind="photo", content=PNG, name=PHOTO, by=BY)
        people.edit_guardian(guardian_id=filled.mother, changes={}, occupation={"workplace": WORK}, version=None, by=BY)
    return filled


def withdraw(filled: Filled) -> None:
    with inside(filled.organisation, by=BY):
        Consent.objects.update(withdrawn_on=date(2023, 1, 1))


def addresses(filled: Filled) -> Iterator[str]:
    for tab in ("identity", "health", "social", "documents", "files", "history", "guardians", "consents"):
        yield filled.url(f"students/{filled.anna}/?tab={tab}")
    for tab in ("identity", "social", "history"):
        yield filled.url(f"people/guardians/{filled.mother}/?tab={tab}")
    yield filled.url(f"students/{filled.anna}/edit/")
    yield filled.url(f"students/{filled.anna}/numbers/")
    yield filled.url(f"people/guardians/{filled.mother}/edit/")
    for path in ("upkeep/health/", "upkeep/social/", "upkeep/health/?export=csv", "upkeep/social/?export=csv"):
        yield filled.url(path)
    yield filled.url("students/?export=csv")
    yield filled.url("people/guardians/?export=csv")
    yield filled.url("history/")
    for path in ("", "particulars/", "health/", "social/", "files/"):
        yield filled.url(f"api/v1/students/{filled.anna}/{path}")


def said(client: Client, filled: Filled) -> dict[str, set[str]]:
    """Which marks stand behind which address."""
    found = {}
    for url in addresses(filled):
        answer = client.get(url)
        text = answer.content.decode("utf-8", errors="replace")
        found[url] = {mark for mark in MARKS if mark in text}
    return found


def test_with_consents_everything_is_said_somewhere(told: Filled, browser: Browser) -> None:
    assert set().union(*said(browser("director"), told).values()) == MARKS


@pytest.mark.parametrize("role", ["director", "secretary"])
def test_without_consents_nothing_is_said_anywhere(role: str, told: Filled, browser: Browser) -> None:
    withdraw(told)
    assert {url: marks for url, marks in said(browser(role), told).items() if marks} == {}


def test_family_reads_no_more_of_it_either(told: Filled, browser: Browser) -> None:
    mother = browser("guardian")
    card = "/me/cards/" + mother.get("/me/").content.decode().partition("/me/cards/")[2].partition('"')[0]
    before = mother.get(card).content.decode()
    withdraw(told)
    after = mother.get(card).content.decode()
    assert HEALTH in before
    assert not {mark for mark in MARKS if mark in after}


@pytest.mark.parametrize(("part", "kind"), [("health", "ovz"), ("social", "orphan")])
def test_form_of_a_closed_part_does_not_open(part: str, kind: str, told: Filled, browser: Browser) -> None:
    client, url = browser("secretary"), told.url(f"students/{told.anna}/{part}/new/{kind}/")
    assert client.get(url).status_code == 200
    withdraw(told)
    refused = client.get(url)
    assert refused.status_code == 422
    assert "согласи" in refused.content.decode()
    assert client.post(url, {"value": "x"}).status_code == 422


def test_interface_refuses_to_write_what_is_closed(told: Filled, browser: Browser) -> None:
    withdraw(told)
    sent = {"kind": "health_group", "value": "i", "since": "2023-09-01"}
    answer = browser("secretary").post(
        told.url(f"api/v1/students/{told.anna}/health/"), sent, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "fields_closed")
    with inside(told.organisation, by=BY):
        assert HealthCircumstance.objects.count() == 1


# --- readings of employees' cards ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tab", "what"), [("private", "social"), ("documents", "document"), ("history", "history")])
def test_closed_parts_of_an_employees_card_leave_a_line_in_the_log(
    tab: str, what: str, filled: Filled, browser: Browser
) -> None:
    client = browser("director")
    assert client.get(filled.url(f"people/employees/{filled.teacher}/?tab={tab}")).status_code == 200
    with inside(filled.organisation, by=BY):
        assert [row.what for row in CardReading.objects.all()] == [what]
    assert client.get(filled.url(f"people/employees/{filled.teacher}/?tab=readings")).status_code == 200


def test_private_records_of_an_employee_read_by_a_program_leave_a_line_too(filled: Filled, browser: Browser) -> None:
    client, url = browser("director"), filled.url(f"api/v1/employees/{filled.teacher}/records/")
    assert client.get(url).status_code == 200
    with inside(filled.organisation, by=BY):
        assert not CardReading.objects.exists()
        people.add_record(
            employee_id=filled.teacher,
            kind="leave",
            values={"kind": "childcare", "valid_from": date(2024, 2, 1)},
            by=BY,
        )
    client.get(url)
    with inside(filled.organisation, by=BY):
        row = CardReading.objects.get()
    assert (row.what, row.via) == ("social", "api")
