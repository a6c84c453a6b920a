"""Consents through the programming interface: papers of a class, scans, a family's withdrawal; erasing by law."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shared_apps.accounts.models import Membership
from shared_apps.organisations.crossing import inside, shared
from tenant_apps.people.models import Consent, Person
from tests.access.conftest import BY, TODAY, Filled, acting, filled

from .filled_school import browser

__all__ = ["acting", "filled"]

PDF = b"%PDF-1.7 scanned"


def post(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.post(address, body, content_type="application/json")


def papers(filled: Filled) -> str:
    return filled.url(f"api/v1/consents/classes/{filled.fifth}/social/")


def test_papers_of_a_class_come_back_together(filled: Filled) -> None:
    client = browser(filled, "secretary")
    [awaited] = client.get(papers(filled)).json()
    assert (awaited["person_id"], [one["person_id"] for one in awaited["signers"]]) == (
        filled.anna_person, [filled.mother_person],
    )  # fmt: skip
    given = {"person_id": filled.anna_person, "given_by_id": filled.mother_person}
    made = post(client, papers(filled), {"given": [given], "signed_on": TODAY.isoformat(), "kept_where": "Папка 4"})
    assert made.status_code == 201, made.content
    assert [one["person_id"] for one in made.json()["written"]] == [filled.anna_person]
    assert client.get(papers(filled)).json() == []


def test_what_is_not_awaited_or_not_signed_rightly_is_refused(filled: Filled) -> None:
    client = browser(filled, "secretary")
    stranger = {"person_id": filled.vera_person, "given_by_id": filled.mother_person}
    answer = post(client, papers(filled), {"given": [stranger], "signed_on": TODAY.isoformat()})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["given"])
    wrong = {"person_id": filled.anna_person, "given_by_id": filled.vera_person}
    answer = post(client, papers(filled), {"given": [wrong], "signed_on": TODAY.isoformat()})
    assert (answer.status_code, answer.json()["code"]) == (422, "giver_is_no_guardian")


def test_papers_of_a_class_are_written_by_who_may(filled: Filled) -> None:
    assert browser(filled, "inspector").get(papers(filled)).status_code == 200
    assert post(browser(filled, "inspector"), papers(filled), {}).status_code == 403
    assert browser(filled, "teacher").get(papers(filled)).status_code == 403
    led = browser(filled, "classteacher", card_id=filled.teacher)
    foreign = filled.url(f"api/v1/consents/classes/{filled.ninth}/social/")
    assert [led.get(papers(filled)).status_code, led.get(foreign).status_code] == [200, 404]


def test_scan_goes_with_the_paper_and_comes_back(filled: Filled) -> None:
    client = browser(filled, "secretary")
    made = client.post(
        filled.url("api/v1/consents/"),
        {"person_id": filled.anna_person, "given_by_id": filled.mother_person, "purpose": "social",
         "signed_on": TODAY.isoformat(), "scan": SimpleUploadedFile("согласие.pdf", PDF, "application/pdf")},
    )  # fmt: skip
    assert made.status_code == 201, made.content
    address = filled.url(f"api/v1/consents/{made.json()['id']}/scan/")
    shown = client.get(f"{address}consent/")
    assert (shown.status_code, shown.content) == (200, PDF)
    assert client.get(f"{address}withdrawal/").status_code == 404
    assert browser(filled, "inspector").get(f"{address}consent/").status_code == 404, "he reads no documents"


def consent(filled: Filled) -> int:
    with inside(filled.organisation, by=BY):
        row = Consent.objects.create(
            person_id=filled.anna_person, given_by_id=filled.mother_person, purpose="social", covers=["social"],
            signed_on=TODAY, valid_from=TODAY,
        )  # fmt: skip
    return row.pk


def test_family_lists_and_withdraws_its_consents(filled: Filled) -> None:
    number = consent(filled)
    client = browser(filled, "guardian", card_id=filled.mother)
    with shared(by=BY):
        membership = Membership.objects.filter(role="guardian", organisation=filled.organisation).latest("pk").pk
    [mine] = [one for one in client.get("/me/api/v1/consents/").json() if one["id"] == number]
    assert (mine["membership_id"], mine["purpose"], mine["may_withdraw"]) == (membership, "social", True)
    address = f"/me/api/v1/consents/{membership}/{number}/withdraw/"
    done = client.post(address)
    assert (done.status_code, done.json()["withdrawn_on"]) == (200, TODAY.isoformat())
    again = client.post(address)
    assert (again.status_code, again.json()["code"]) == (422, "withdrawn_already")


def test_no_family_withdraws_what_is_not_theirs(filled: Filled) -> None:
    number = consent(filled)
    client = browser(filled, "guardian", card_id=filled.grandmother)
    with shared(by=BY):
        membership = Membership.objects.filter(role="guardian", organisation=filled.organisation).latest("pk").pk
    assert client.post(f"/me/api/v1/consents/{membership}/{number}/withdraw/").status_code in (404, 422)
    assert browser(filled, "secretary").post(f"/me/api/v1/consents/{membership}/{number}/withdraw/").status_code == 403
    with inside(filled.organisation, by=BY):
        assert Consent.objects.get(pk=number).withdrawn_on is None


def test_data_are_erased_by_a_plan_that_was_looked_at(filled: Filled) -> None:
    with inside(filled.organisation, by=BY):
        Person.objects.filter(pk=filled.anna_person).update(phone="+7 900 000-00-01")
    client, address = browser(filled, "director"), filled.url(f"api/v1/consents/persons/{filled.anna_person}/erasure/")
    asked = {"groups": ["contact"], "ground": "inaccurate", "document": "Заявление № 5"}
    plan = post(client, f"{address}plan/", asked).json()
    assert [(one["table"], one["rows"], one["rows_go"]) for one in plan["tables"]] == [("people_person", 1, False)]
    stale = post(client, address, {**asked, "token": "другой"})
    assert (stale.status_code, stale.json()["code"]) == (422, "erasure_changed")
    done = post(client, address, {**asked, "token": plan["token"]})
    assert (done.status_code, done.json()["groups"], done.json()["rows"]) == (201, ["contact"], 1)
    with inside(filled.organisation, by=BY):
        assert Person.objects.get(pk=filled.anna_person).phone == ""


def test_erasing_is_for_heads_and_for_people_of_the_organisation(filled: Filled) -> None:
    address = filled.url(f"api/v1/consents/persons/{filled.anna_person}/erasure/")
    assert [
        post(browser(filled, role), address, {}).status_code for role in ("secretary", "operator", "inspector")
    ] == [403] * 3
    nobody = filled.url("api/v1/consents/persons/999999/erasure/plan/")
    asked = {"groups": ["contact"], "ground": "inaccurate", "document": "Заявление № 5"}
    assert post(browser(filled, "director"), nobody, asked).status_code == 404
