"""The programming interface of families: a correction is proposed, listed, withdrawn; the history of the card tells it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shared_apps.accounts.models import Membership
from shared_apps.organisations.crossing import inside, shared
from tenant_apps.people.models import Person
from tenant_apps.upkeep.models import Correction, ProposedField
from tests.access.conftest import BY, Filled

from .conftest import Browser

ADDRESS = "/me/api/v1/corrections/"


def membership(filled: Filled, role: str = "guardian") -> int:
    with shared(by=BY):
        return Membership.objects.filter(role=role, organisation=filled.organisation).latest("pk").pk


def proposed(client: Client, filled: Filled, values: dict[str, str], **more: Any) -> Any:
    body = {"membership_id": membership(filled), "student_id": filled.anna, "values": values, **more}
    return client.post(ADDRESS, body, content_type="application/json")


def test_family_proposes_lists_and_withdraws(filled: Filled, browser: Browser) -> None:
    client = browser("guardian")

    made = proposed(client, filled, {"phone": "+7 900 000-00-05"}, comment="Новый номер")

    assert made.status_code == 201, made.content
    line = made.json()["correction"]
    assert [(one["code"], one["new"], one["state"]) for one in line["fields_proposed"]] == [
        ("phone", "+7 900 000-00-05", "pending")
    ]
    assert [one["correction"]["id"] for one in client.get(ADDRESS).json()] == [line["id"]]
    withdrawn = client.post(f"{ADDRESS}{membership(filled)}/{line['id']}/withdraw/")
    assert (withdrawn.status_code, withdrawn.json()["may_withdraw"]) == (200, False)
    again = client.post(f"{ADDRESS}{membership(filled)}/{line['id']}/withdraw/")
    assert (again.status_code, again.json()["code"]) == (422, "decided_already")
    with inside(filled.organisation, by=BY):
        assert ProposedField.objects.get().state == "withdrawn"
        assert Person.objects.get(pk=filled.anna_person).phone == ""


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"phone": ""}, "nothing_proposed"),
        ({"given_name": ""}, "may_not_be_empty"),
        ({"given_name": "Анна7"}, "name_has_strange_characters"),
        ({"birth_place": "Майкоп"}, "invalid"),
        ({"birth_date": "вчера"}, "invalid"),
        ({"citizenship": "нет такого"}, "invalid"),
    ],
)
def test_what_can_not_be_is_refused_by_name(
    values: dict[str, str], code: str, filled: Filled, browser: Browser
) -> None:
    answer = proposed(browser("guardian"), filled, values)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def with_scan(client: Client, filled: Filled, content: bytes) -> Any:
    body = {"membership_id": membership(filled), "student_id": filled.anna, "values.phone": "+7 900 000-00-05"}
    return client.post(ADDRESS, {**body, "scan": SimpleUploadedFile("справка.pdf", content)})


def test_scan_goes_with_the_proposal(filled: Filled, browser: Browser) -> None:
    made = with_scan(browser("guardian"), filled, b"%PDF-1.7 and the rest")

    assert made.status_code == 201, made.content
    with inside(filled.organisation, by=BY):
        stored = Correction.objects.get(pk=made.json()["correction"]["id"]).file
        assert stored is not None
        assert stored.name == "справка.pdf"
        assert (stored.content_type, stored.size) == ("application/pdf", len(b"%PDF-1.7 and the rest"))


@pytest.mark.parametrize(("content", "code"), [(b"", "file_is_empty"), (b"MZ program", "file_type_not_taken")])
def test_what_is_no_scan_is_refused_by_name(content: bytes, code: str, filled: Filled, browser: Browser) -> None:
    answer = with_scan(browser("guardian"), filled, content)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    with inside(filled.organisation, by=BY):
        assert not Correction.objects.exists()


def test_another_familys_child_is_not_there(filled: Filled, browser: Browser) -> None:
    client = browser("guardian")
    assert proposed(client, filled, {"phone": "+7 900 000-00-05"}, student_id=987654).status_code == 404
    assert proposed(client, filled, {"phone": "+7 900 000-00-05"}, membership_id=987654).status_code == 404
    assert client.post(f"{ADDRESS}{membership(filled)}/987654/withdraw/").status_code == 404


def test_workers_have_no_such_interface(filled: Filled, browser: Browser) -> None:
    assert browser("secretary").get(ADDRESS).status_code == 403


def test_proposals_and_checks_stand_in_the_history_of_the_card(filled: Filled, browser: Browser) -> None:
    assert proposed(browser("guardian"), filled, {"phone": "+7 900 000-00-05"}).status_code == 201
    office = browser("director")
    office.post(filled.url(f"upkeep/students/{filled.anna}/check/"))

    told = office.get(filled.url(f"students/{filled.anna}/"), {"tab": "history"}).content.decode()

    assert "+7 900 000-00-05" in told
    assert "Сверка карточки" in told
