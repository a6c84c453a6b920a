"""Scans and photos at every door: what they are is read from their content, how large they are before it is read."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpResponse
from django.test import Client

from shared_apps.accounts.models import Membership
from shared_apps.importing import opening
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.people import uploads
from tenant_apps.people.models import Consent, StoredFile
from tests.enrolment.browsing import signed_in
from tests.enrolment.rooms import BY, TODAY, Class
from tests.factories import accounts

pytestmark = pytest.mark.django_db
PDF, PNG = b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n x"
SCRIPT = b"<script>alert(1)</script>"


class Office:
    """A secretary of a class."""

    def __init__(self, school: Organisation) -> None:
        self.room = Class(school, students=2)
        self.client: Client = signed_in("director", school)
        self.person, self.mother = self.room.students[0].person_id, self.room.mothers[0].person_id
        self.withdrawable = self.room.consent(1, "photo").pk

    def stored(self) -> list[tuple[str, str]]:
        with inside(self.room.school, by=BY):
            return list(StoredFile.objects.order_by("pk").values_list("name", "content_type"))


@pytest.fixture
def office(school: Organisation) -> Office:
    return Office(school)


def on_the_page(office: Office, scan: Any) -> HttpResponse:
    sent = {"given_by": str(office.mother), "covers": ["health"], "signed_on": TODAY.isoformat(), "term": "leaving"}
    return office.client.post(office.room.url(f"consents/persons/{office.person}/health/new/"), sent | {"scan": scan})


def by_the_interface(office: Office, scan: Any) -> HttpResponse:
    sent = {
        "person_id": office.person, "given_by_id": office.mother, "purpose": "health", "signed_on": TODAY.isoformat()
    }  # fmt: skip
    return office.client.post(office.room.url("api/v1/consents/"), sent | {"scan": scan})


def of_a_withdrawal(office: Office, scan: Any) -> HttpResponse:
    sent = {"on": TODAY.isoformat(), "document": "заявление № 1", "scan": scan}
    return office.client.post(office.room.url(f"consents/{office.withdrawable}/withdraw/"), sent)


def of_a_withdrawal_by_the_interface(office: Office, scan: Any) -> HttpResponse:
    sent = {"on": TODAY.isoformat(), "document": "заявление № 1", "scan": scan}
    return office.client.post(office.room.url(f"api/v1/consents/{office.withdrawable}/withdraw/"), sent)


def of_a_card(office: Office, scan: Any) -> HttpResponse:
    student = office.room.students[0].pk
    sent = {"kind": "snils", "file": scan, "version": "1"}
    return office.client.post(office.room.url(f"students/{student}/files/new/"), sent)


def of_a_card_by_the_interface(office: Office, scan: Any) -> HttpResponse:
    student = office.room.students[0].pk
    return office.client.post(office.room.url(f"api/v1/students/{student}/files/"), {"kind": "snils", "file": scan})


def of_a_family(office: Office, scan: Any) -> HttpResponse:
    """What a mother proposes."""
    mother = accounts.member("mother", "guardian", organisation=office.room.school, card_id=office.room.mothers[0].pk)
    with shared(by=BY):
        workplace = Membership.objects.get(account=mother).pk
    sent = {"membership_id": workplace, "student_id": office.room.students[0].pk, "values.phone": "+7 900 111-22-33"}
    return accounts.browser(mother).post("/me/api/v1/corrections/", sent | {"scan": scan})


CONSENTS = [on_the_page, by_the_interface, of_a_withdrawal, of_a_withdrawal_by_the_interface]
SCANS = [*CONSENTS, of_a_card, of_a_card_by_the_interface, of_a_family]
Door = Callable[[Office, Any], HttpResponse]


@pytest.mark.parametrize("door", SCANS)
@pytest.mark.parametrize(
    ("content", "said"), [(SCRIPT, "такого вида не принимаются"), (b"", "Файл пуст")], ids=["a script", "nothing"]
)
def test_what_is_no_scan_is_refused(office: Office, door: Door, content: bytes, said: str) -> None:
    answer = door(office, SimpleUploadedFile("paper.pdf", content, "application/pdf"))

    assert (answer.status_code, office.stored()) == (422, [])
    assert said in answer.content.decode()


@pytest.mark.parametrize("door", CONSENTS)
def test_the_type_is_what_the_content_is(office: Office, door: Door) -> None:
    answer = door(office, SimpleUploadedFile("paper.html", PNG, "text/html"))

    assert answer.status_code in (200, 201, 302), answer.content.decode()
    assert office.stored() == [("paper.html", "image/png")]


def test_without_a_scan_a_consent_has_none(office: Office) -> None:
    assert on_the_page(office, "").status_code == 302
    with inside(office.room.school, by=BY):
        assert Consent.objects.get(purpose="health").file is None


def an_import(office: Office, file: Any) -> HttpResponse:
    return office.client.post(office.room.url("import/new/students/"), {"file": file})


def an_import_by_the_interface(office: Office, file: Any) -> HttpResponse:
    return office.client.post(office.room.url("api/v1/imports/"), {"kind": "students", "file": file})


@pytest.mark.parametrize("door", [*SCANS, an_import, an_import_by_the_interface])
def test_what_is_too_large_is_not_even_read(office: Office, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(self: UploadedFile, *_arguments: Any) -> bytes:
        raise AssertionError(f"{self.name} was read")

    monkeypatch.setattr(uploads, "LARGEST_SCAN", 1024 * 1024)
    monkeypatch.setattr(opening, "MOST_BYTES", 1024 * 1024)
    monkeypatch.setattr(UploadedFile, "read", read)

    large = BytesIO(PDF + b" " * 1024 * 1024)
    large.name = "paper.pdf"

    answer = door(office, large)

    assert (answer.status_code, office.stored()) == (422, [])
    assert "2 МБ" in answer.content.decode() or "2 MB" in answer.content.decode()
