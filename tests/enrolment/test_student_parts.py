"""Parts of a student's card: who sees which on pages, in the API and on the family's page; the reading log; files."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import CLOSED_ABOVE_AN_ORGANISATION, Privacy
from tenant_apps.people import services as people
from tenant_apps.people.models import CardFile, CardReading, Guardianship, HealthCircumstance, Student
from tenant_apps.people.service_years import anniversary
from tests.people.papers import consented

from .browsing import signed_in
from .test_pages import BY, TODAY, Filled, filled  # noqa: F401  (a fixture)

PNG = b"\x89PNG\r\n\x1a\n and the rest"
PDF = b"%PDF-1.7 and the rest"
SAID = {Privacy.EDUCATION: "маршрут № 3", Privacy.HEALTH: "бронхиальная астма", Privacy.SOCIAL: "решение совета"}
"""A note of each part, which stands nowhere else."""
ROWS = {
    Privacy.EDUCATION: ("transport", "school_bus"),
    Privacy.HEALTH: ("disease", "respiratory"),
    Privacy.SOCIAL: ("preventive_record", "school"),
}
IN_ORGANISATION = [role.code for role in ROLES.values() if role.scope == "organisation"]


@pytest.fixture
def card(filled: Filled) -> Filled:  # noqa: F811
    """The student has a row in each part, and files of four classes."""
    with crossing.inside(filled.organisation, by=BY):
        consented(
            Student.objects.values_list("person_id", flat=True).get(pk=filled.student), "health", "photo", "social"
        )
        for privacy, (kind, value) in ROWS.items():
            content = people.CircumstanceContent(
                kind=kind, value=value, valid_from=date(2022, 9, 1), note=SAID[privacy]
            )
            people.begin_circumstance(student_id=filled.student, content=content, by=BY)
        person_id = Student.objects.values_list("person_id", flat=True).get(pk=filled.student)
        for kind, content, name in (
            ("photo", PNG, "фото.png"), ("identity_document", PDF, "паспорт.pdf"), ("mse", PDF, "мсэ.pdf"),
            ("custody", PDF, "опека.pdf"),
        ):  # fmt: skip
            people.add_card_file(person_id=person_id, kind=kind, content=content, name=name, by=BY)
    return filled


def browser(role: str, filled: Filled) -> Client:  # noqa: F811
    card_id = filled.employee if role == "classteacher" else None
    return signed_in(role, filled.organisation, card_id=card_id)


def readings(organisation: Organisation) -> list[tuple[str, str]]:
    with crossing.inside(organisation, by=BY):
        return list(CardReading.objects.order_by("pk").values_list("what", "via"))


@pytest.mark.parametrize("role", IN_ORGANISATION)
def test_part_that_the_role_does_not_hold_is_nowhere(role: str, card: Filled) -> None:
    """Pages, histories, the API and lists of files, each with the words of the parts it may show and no others."""
    client, held = browser(role, card), ROLES[role].holds
    tabs = ("identity", "contact", "education", "health", "social", "documents", "files", "history", "study")
    paths = [f"students/{card.student}/?tab={tab}" for tab in tabs]
    paths += [f"students/{card.student}/{part.value}/new/{ROWS[part][0]}/" for part in SAID]
    paths += [f"api/v1/students/{card.student}/{part.value}/" for part in SAID]
    paths += [f"api/v1/students/{card.student}/files/", f"api/v1/students/{card.student}/particulars/"]
    paths += ["students/?export=csv", "changes/", "changes/?export=csv"]

    answers = [client.get(card.url(path)) for path in paths]
    text = "\n".join(one.content.decode("utf-8", "replace") for one in answers if one.status_code == 200)

    assert [one.status_code for one in answers if one.status_code >= 500] == []
    for privacy, words in SAID.items():
        assert (words in text) == (role not in ("teacher", "committee", "moderator") and privacy in held), privacy
    files = {"паспорт.pdf": Privacy.DOCUMENT, "мсэ.pdf": Privacy.HEALTH, "опека.pdf": Privacy.SOCIAL}
    for name, privacy in files.items():
        if privacy not in held:
            assert name not in text


@pytest.mark.parametrize(
    ("tab", "what"), [("health", "health"), ("social", "social"), ("documents", "document"), ("history", "history")]
)
def test_opening_a_closed_tab_leaves_a_line(tab: str, what: str, card: Filled) -> None:
    client = browser("secretary", card)

    assert client.get(card.url(f"students/{card.student}/?tab={tab}")).status_code == 200

    assert readings(card.organisation) == [(what, "page")]
    with crossing.inside(card.organisation, by=BY):
        line = CardReading.objects.get()
        assert (line.role, line.account_id is not None) == ("secretary", True)


@pytest.mark.parametrize("tab", ["identity", "contact", "education", "guardians", "study"])
def test_opening_an_open_tab_leaves_none(tab: str, card: Filled) -> None:
    browser("secretary", card).get(card.url(f"students/{card.student}/?tab={tab}"))

    assert readings(card.organisation) == []


def test_refused_opening_leaves_no_line(card: Filled) -> None:
    client = browser("classteacher", card)

    statuses = [
        client.get(card.url(path)).status_code
        for path in (f"students/{card.student}/?tab=health", f"api/v1/students/{card.student}/health/")
    ]

    assert statuses[0] == 404
    assert statuses[1] in (403, 404)
    assert readings(card.organisation) == []


def test_programs_leave_lines_too(card: Filled) -> None:
    client = browser("director", card)

    rows = client.get(card.url(f"api/v1/students/{card.student}/health/")).json()
    client.get(card.url(f"api/v1/students/{card.student}/files/"))

    assert [(row["kind"], row["value"], row["last_day"]) for row in rows] == [("disease", "respiratory", None)]
    assert sorted(readings(card.organisation)) == [
        ("document", "api"), ("health", "api"), ("health", "api"), ("social", "api"),
    ]  # fmt: skip


def test_journal_of_readings_says_who_read_whom(card: Filled) -> None:
    browser("secretary", card).get(card.url(f"students/{card.student}/?tab=health"))
    director = browser("director", card)

    for path in ("people/readings/", "people/readings/?q=ёлкина", "people/readings/?what=health&via=page"):
        page = director.get(card.url(path)).content.decode()
        assert "Ёлкина Анна Петровна" in page, path
        assert "здоровье" in page
    assert "Ёлкина Анна" not in director.get(card.url("people/readings/?what=social")).content.decode()
    tab = director.get(card.url(f"students/{card.student}/?tab=readings")).content.decode()
    assert str(ROLES["secretary"].title) in tab
    assert browser("secretary", card).get(card.url("people/readings/")).status_code == 403


def test_journal_costs_the_same_for_many_lines(card: Filled) -> None:
    director = browser("director", card)
    director.get(card.url("people/readings/"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            director.get(card.url("people/readings/"))
        return len(queries)

    with crossing.inside(card.organisation, by=BY):
        people.note_readings(person_ids=[1], what="health", via="list", by=BY)
    one = cost()
    with crossing.inside(card.organisation, by=BY):
        people.note_readings(person_ids=range(1, 31), what="health", via="list", by=BY)

    assert cost() == one


def test_tab_costs_the_same_for_many_rows(card: Filled) -> None:
    secretary, tab = browser("secretary", card), card.url(f"students/{card.student}/?tab=health")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            secretary.get(tab)
        return len(queries)

    cost()
    few = cost()
    with crossing.inside(card.organisation, by=BY):
        for code in ("eye", "ear", "blood", "skin", "bones", "allergy", "nervous"):
            content = people.CircumstanceContent(kind="disease", value=code, valid_from=TODAY)
            people.begin_circumstance(student_id=card.student, content=content, by=BY)

    assert cost() == few


def test_secretary_begins_corrects_ends_and_removes(card: Filled) -> None:
    client, tab = browser("secretary", card), card.url(f"students/{card.student}/health/")
    with crossing.inside(card.organisation, by=BY):
        version = Student.objects.values_list("person__version", flat=True).get(pk=card.student)
    typed: dict[str, Any] = {
        "value": "delayed", "variant": "v7_1", "valid_from": "2023-09-01", "document": "Заключение ПМПК",
        "document_number": "77", "document_date": "2023-08-20", "document_until": "2023-08-01", "version": version,
    }  # fmt: skip

    wrong = client.post(f"{tab}new/ovz/", typed)
    right = client.post(f"{tab}new/ovz/", typed | {"document_until": "2026-05-31"})

    assert wrong.status_code == 422
    assert "Срок действия документа кончается раньше" in wrong.content.decode()
    assert 'value="77"' in wrong.content.decode()
    assert right.status_code == 302
    with crossing.inside(card.organisation, by=BY):
        row = HealthCircumstance.objects.get(kind="ovz")
        version = Student.objects.values_list("person__version", flat=True).get(pk=card.student)
    page = client.get(card.url(f"students/{card.student}/?tab=health")).content.decode()
    assert "вариант 7.1" in page
    assert "№ 77" in page
    assert client.get(f"{tab}{row.pk}/").status_code == 200
    assert client.post(f"{tab}{row.pk}/", typed | {"document_until": "", "version": version}).status_code == 302
    assert client.post(f"{tab}{row.pk}/end/", {"on": TODAY.isoformat()}).status_code == 302
    assert client.get(f"{tab}{row.pk}/remove/").status_code == 200
    assert client.post(f"{tab}{row.pk}/remove/").status_code == 302
    with crossing.inside(card.organisation, by=BY):
        assert not HealthCircumstance.objects.filter(kind="ovz").exists()


def test_kind_of_another_part_is_not_there(card: Filled) -> None:
    client = browser("secretary", card)

    for path in ("social/new/ovz/", "health/new/nonsense/", "health/999/", "education/999/end/"):
        assert client.get(card.url(f"students/{card.student}/{path}")).status_code == 404


def test_program_begins_corrects_and_takes_away(card: Filled) -> None:
    client = browser("secretary", card)
    client.get(card.url(""))
    sent = {"content_type": "application/json", "headers": {"x-csrftoken": client.cookies["csrftoken"].value}}
    url = card.url(f"api/v1/students/{card.student}/social/")
    body = {"kind": "orphan", "value": "orphan", "since": "2020-01-01"}

    made = client.post(url, body, **sent)
    row = f"{url}{made.json()['id']}/"
    changed = client.put(row, body | {"value": "without_care", "last_day": "2024-08-31"}, **sent)
    foreign = client.post(url, {"kind": "ovz", "value": "deaf", "since": "2020-01-01"}, **sent)
    unknown = client.post(url, body | {"kind": "family", "value": "strange"}, **sent)
    gone = client.delete(row, **sent)

    assert (made.status_code, changed.status_code, gone.status_code) == (201, 200, 204)
    assert (changed.json()["value"], changed.json()["last_day"]) == ("without_care", "2024-08-31")
    assert (foreign.status_code, unknown.status_code) == (422, 422)
    assert "orphan" in foreign.json()["errors"]["kind"][0]["message"]
    assert client.delete(row, **sent).status_code == 404


# --- files ----------------------------------------------------------------------------------------------------------


def test_file_is_served_as_it_is_to_those_who_hold_its_class(card: Filled) -> None:
    with crossing.inside(card.organisation, by=BY):
        files = dict(CardFile.objects.values_list("kind", "pk"))

    def answer(role: str, kind: str) -> Any:
        return browser(role, card).get(card.url(f"students/{card.student}/files/{files[kind]}/"))

    found = answer("secretary", "mse")
    assert found.content == PDF
    assert found.headers["Content-Type"] == "application/pdf"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert readings(card.organisation) == [("health", "file")]
    assert {kind: answer("operator", kind).status_code for kind in files} == {
        "photo": 200, "identity_document": 200, "mse": 404, "custody": 404,
    }  # fmt: skip
    assert {kind: answer("classteacher", kind).status_code for kind in files} == {
        "photo": 200, "identity_document": 404, "mse": 404, "custody": 200,
    }  # fmt: skip


def test_file_is_uploaded_replaced_and_removed(card: Filled) -> None:
    client, files = browser("secretary", card), card.url(f"students/{card.student}/files/")

    def sent(content: bytes, name: str = "скан.pdf", **more: Any) -> dict[str, Any]:
        with crossing.inside(card.organisation, by=BY):
            version = Student.objects.values_list("person__version", flat=True).get(pk=card.student)
        return {"file": SimpleUploadedFile(name, content), "version": version, "note": "", **more}

    wrong = client.post(f"{files}new/", sent(b"MZ program", name="скан.pdf", kind="pmpk", note="стр. 1"))
    empty = client.post(f"{files}new/", sent(b"", kind="pmpk"))
    right = client.post(f"{files}new/", sent(PDF, kind="pmpk"))
    foreign = browser("operator", card).post(f"{files}new/", sent(PDF, kind="pmpk"))

    assert (wrong.status_code, empty.status_code, right.status_code, foreign.status_code) == (422, 422, 302, 422)
    assert "JPEG, PNG, PDF" in wrong.content.decode()
    assert "стр. 1" in wrong.content.decode()
    assert "Файл пуст" in empty.content.decode()
    with crossing.inside(card.organisation, by=BY):
        row = CardFile.objects.get(kind="pmpk")
    assert client.post(f"{files}{row.pk}/replace/", sent(PNG, name="скан.png")).status_code == 302
    assert client.get(f"{files}{row.pk}/").headers["Content-Type"] == "image/png"
    assert client.post(f"{files}{row.pk}/remove/").status_code == 302
    assert client.get(f"{files}{row.pk}/").status_code == 404


def test_file_of_another_card_is_not_there(card: Filled) -> None:
    with crossing.inside(card.organisation, by=BY):
        photo = CardFile.objects.get(kind="photo").pk
    director = browser("director", card)

    assert director.get(card.url(f"students/{card.newcomer}/files/{photo}/")).status_code == 404
    assert director.get(card.url(f"people/guardians/{card.guardian}/files/{photo}/")).status_code == 404


# --- the family -----------------------------------------------------------------------------------------------------


def test_family_reads_the_parts_its_role_holds_and_that_is_logged(card: Filled) -> None:
    for role, card_id in (("guardian", card.guardian), ("student", card.student)):
        client = signed_in(role, card.organisation, card_id=card_id)
        home = client.get("/me/").content.decode()
        page = client.get(home.split('href="/me/cards/')[1].split('"')[0].join(["/me/cards/", ""])).content.decode()
        for privacy, words in SAID.items():
            assert (words in page) == (privacy in ROLES[role].holds), (role, privacy)

    assert readings(card.organisation) == [("health", "family"), ("social", "family")]


def test_guardian_who_may_not_know_opens_no_card(card: Filled) -> None:
    client = signed_in("guardian", card.organisation, card_id=card.guardian)
    assert "Ёлкина Анна" in client.get("/me/").content.decode()
    with crossing.inside(card.organisation, by=BY):
        link = Guardianship.objects.get()
        people.change_guardianship(
            guardianship_id=link.pk, custody_limit="deprived", basis="Решение суда", is_legal=False, may_collect=False,
            may_see=False, by=BY,
        )  # fmt: skip

    assert "Ёлкина Анна" not in client.get("/me/").content.decode()


def test_nobody_represents_a_student_who_is_of_age(card: Filled) -> None:
    """He reads his closed parts himself; his parents see where he studies, and propose nothing."""
    with crossing.inside(card.organisation, by=BY):
        person = Student.objects.get(pk=card.student).person_id
        people.edit_person(person_id=person, changes={"birth_date": anniversary(TODAY, -18)}, version=None, by=BY)
    for role, card_id in (("guardian", card.guardian), ("student", card.student)):
        client = signed_in(role, card.organisation, card_id=card_id)
        address = "/me/cards/" + client.get("/me/").content.decode().split('href="/me/cards/')[1].split('"')[0]
        page = client.get(address).content.decode()
        for privacy in CLOSED_ABOVE_AN_ORGANISATION & SAID.keys() & ROLES[role].holds:
            assert (SAID[privacy] in page) == (role == "student"), (role, privacy)
        assert ("Предложить исправление" in page) == (role == "student")
