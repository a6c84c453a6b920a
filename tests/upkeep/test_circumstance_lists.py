"""Lists of circumstances: who sees which part, what a missing consent closes, readings of lists and files."""

from datetime import date

import pytest

from shared_apps.organisations.crossing import inside
from tenant_apps.people import services as people
from tenant_apps.people.models import CardReading, Consent
from tests.access.conftest import BY, Filled
from tests.people.papers import consented

from .conftest import Browser

OPEN_TO = {
    "education": {"director", "coordinator", "secretary", "classteacher", "inspector"},
    "health": {"director", "secretary"},
    "social": {"director", "coordinator", "secretary", "classteacher"},
}
ROLES = ["director", "coordinator", "secretary", "operator", "classteacher", "sysadmin", "inspector", "teacher"]


@pytest.fixture
def written(filled: Filled) -> Filled:
    """Anna has a line in each part, and consents to all."""
    with inside(filled.organisation, by=BY):
        consented(filled.anna_person, "health", "social")
        for kind, value in (("transport", "school_bus"), ("health_group", "i"), ("family", "complete")):
            content = people.CircumstanceContent(kind=kind, value=value, valid_from=date(2022, 9, 1))
            people.begin_circumstance(student_id=filled.anna, content=content, by=BY)
    return filled


@pytest.mark.parametrize("part", OPEN_TO)
def test_list_opens_for_those_who_open_the_part(part: str, written: Filled, browser: Browser) -> None:
    found = {role: browser(role).get(written.url(f"upkeep/{part}/")) for role in ROLES}
    assert {role for role, answer in found.items() if answer.status_code == 200} == OPEN_TO[part]
    assert all("Ёлкина Анна" in found[role].content.decode() for role in OPEN_TO[part])


@pytest.mark.parametrize("part", ["health", "social"])
def test_without_a_consent_nothing_of_it_is_in_list_or_file(part: str, written: Filled, browser: Browser) -> None:
    client, url = browser("director"), written.url(f"upkeep/{part}/")
    before = client.get(url, {"export": "csv"}).content.decode("utf-8-sig")
    with inside(written.organisation, by=BY):
        Consent.objects.filter(purpose=part).update(withdrawn_on=date(2023, 1, 1))
    page, file = client.get(url).content.decode(), client.get(url, {"export": "csv"}).content.decode("utf-8-sig")
    assert "Ёлкина Анна" in before
    assert "Ёлкина Анна" not in page
    assert "Ёлкина Анна" not in file


def test_reading_of_a_list_and_of_a_file_is_logged_of_everybody_in_it(written: Filled, browser: Browser) -> None:
    client, url = browser("director"), written.url("upkeep/health/")
    client.get(url)
    client.get(url, {"export": "csv"})
    client.get(written.url("upkeep/education/"))
    with inside(written.organisation, by=BY):
        found = list(CardReading.objects.order_by("pk").values_list("person_id", "what", "via"))
    assert found == [(written.anna_person, "health", "list"), (written.anna_person, "health", "export")]


def test_list_is_narrowed_by_a_value(written: Filled, browser: Browser) -> None:
    client, url = browser("director"), written.url("upkeep/education/")
    assert "Ёлкина Анна" in client.get(url, {"what": "transport:school_bus"}).content.decode()
    assert "Ёлкина Анна" not in client.get(url, {"what": "transport:hired_bus"}).content.decode()


def test_class_teacher_sees_the_own_class_alone(written: Filled, browser: Browser) -> None:
    with inside(written.organisation, by=BY):
        content = people.CircumstanceContent(kind="transport", value="school_bus", valid_from=date(2022, 9, 1))
        people.begin_circumstance(student_id=written.vera, content=content, by=BY)
    url = written.url("upkeep/education/")
    assert "Ёлкина Вера" in browser("director").get(url).content.decode()
    assert "Ёлкина Вера" not in browser("classteacher").get(url).content.decode()
