"""Pages of consents: the register and its numbers, papers of a class, recording, printing, erasing, the family's side."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.people import services as people
from tenant_apps.people.models import Consent, ErasedFields
from tenant_apps.people.services import consents

from .browsing import signed_in
from .rooms import Class

BY = By.system("tests")
TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


@pytest.fixture
def room(school: Organisation) -> Class:
    return Class(school)


def numbers(page: str) -> dict[str, tuple[str, str]]:
    """Purpose → given, lacking, as the register's head says."""
    rows = re.findall(r"purpose=(\w+)\"[^>]*>[^<]*</a></th><td class=\"num\">(\d+)</td><td class=\"num\">(?:<a[^>]*>)?(\d+)", page)  # fmt: skip
    return {purpose: (given, lacking) for purpose, given, lacking in rows}


def test_register_counts_who_has_and_who_lacks(room: Class, client: Client) -> None:
    room.consent(0)
    withdrawn = room.consent(1)
    with crossing.inside(room.school, by=BY):
        consents.withdraw_consent(consent_id=withdrawn.pk, on=TODAY, document="заявление", by=BY)
    secretary = signed_in("secretary", room.school)

    page = secretary.get(room.url("consents/")).content.decode()
    lacking = secretary.get(room.url("consents/?state=lacking")).content.decode()

    assert numbers(page)["registry"] == ("1", "2")
    assert "Ученикааа" not in lacking.split('id="results"')[1]
    assert "Ученикааб" in lacking
    assert "исполнить отзыв до" in page


def test_register_costs_the_same_for_few_and_many(room: Class) -> None:
    secretary = signed_in("secretary", room.school)
    for number in range(3):
        room.consent(number)
    secretary.get(room.url("consents/"))
    with CaptureQueriesContext(connection) as few:
        secretary.get(room.url("consents/"))
    with crossing.inside(room.school, by=BY):
        room.admit(27)
    for number in range(3, 30):
        room.consent(number)

    with CaptureQueriesContext(connection) as many:
        secretary.get(room.url("consents/"))

    assert len(many) == len(few)


def test_tab_costs_the_same_for_few_and_many_papers(room: Class) -> None:
    secretary = signed_in("secretary", room.school)
    address = room.url(f"students/{room.students[0].pk}/?tab=consents")
    room.consent(0)
    secretary.get(address)
    with CaptureQueriesContext(connection) as few:
        secretary.get(address)
    for purpose in ("health", "photo", "social", "publication", "contests", "psychology"):
        room.consent(0, purpose)

    with CaptureQueriesContext(connection) as many:
        response = secretary.get(address)

    assert response.status_code == 200
    assert len(many) == len(few)


def test_papers_of_a_class_are_ticked_off(room: Class) -> None:
    teacher = signed_in("classteacher", room.school, card_id=room.teacher)
    address = room.url(f"consents/papers/?class_id={room.group.pk}&purpose=publication")
    page = teacher.get(address)
    assert f'<option value="{room.group.pk}" selected>' in page.content.decode()
    sent = {"signed_on": TODAY.isoformat(), "term": "leaving"}
    for student, mother in list(zip(room.students, room.mothers, strict=True))[:2]:
        sent |= {f"got_{student.person_id}": "on", f"by_{student.person_id}": str(mother.person_id)}

    answer = teacher.post(address, sent)

    assert answer.status_code == 302
    with crossing.inside(room.school, by=BY):
        given = Consent.objects.filter(purpose="publication").values_list("person", flat=True)
        assert set(given) == {student.person_id for student in room.students[:2]}


def test_papers_page_asks_to_mark_somebody(room: Class) -> None:
    secretary = signed_in("secretary", room.school)
    address = room.url(f"consents/papers/?class_id={room.group.pk}&purpose=photo")

    answer = secretary.post(address, {"signed_on": TODAY.isoformat(), "term": "leaving"})

    assert answer.status_code == 422
    assert "Отметьте обучающихся" in answer.content.decode()


def test_consent_is_recorded_and_withdrawn_in_the_office(room: Class) -> None:
    secretary = signed_in("secretary", room.school)
    person, mother = room.students[0].person_id, room.mothers[0].person_id
    sent = {
        "given_by": str(mother), "covers": ["health"], "signed_on": TODAY.isoformat(), "term": "leaving", "number": "7"
    }  # fmt: skip

    recorded = secretary.post(room.url(f"consents/persons/{person}/health/new/"), sent)
    with crossing.inside(room.school, by=BY):
        row = Consent.objects.get(person=person)
    withdrawn = secretary.post(
        room.url(f"consents/{row.pk}/withdraw/"), {"on": TODAY.isoformat(), "document": "заявление № 3"}
    )

    assert (recorded.status_code, withdrawn.status_code) == (302, 302)
    with crossing.inside(room.school, by=BY):
        row.refresh_from_db()
    assert (row.covers, row.number, row.withdrawn_on) == (["health"], "7", TODAY)


def test_form_is_printed_for_a_person_and_for_a_class(room: Class) -> None:
    secretary = signed_in("secretary", room.school)

    of_person = secretary.get(room.url(f"consents/persons/{room.students[0].person_id}/registry/print/"))
    of_class = secretary.get(room.url(f"consents/classes/{room.group.pk}/registry/print/"))

    for answer in (of_person, of_class):
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")


def test_class_teacher_sees_the_consents_of_the_own_class_only(room: Class, school: Organisation) -> None:
    with crossing.inside(school, by=BY):
        stranger = people.create_student(
            name=people.Name("Чужой", "Пётр"), particulars={"sex": "male", "birth_date": date(2015, 1, 1)}, by=BY
        )
    teacher = signed_in("classteacher", school, card_id=room.teacher)

    own = teacher.get(room.url(f"consents/persons/{room.students[0].person_id}/health/new/"))
    foreign = teacher.get(room.url(f"consents/persons/{stranger.person_id}/health/new/"))

    assert (own.status_code, foreign.status_code) == (200, 404)


def test_api_lists_consents(room: Class) -> None:
    room.consent(0)
    row = room.consent(1)
    with crossing.inside(room.school, by=BY):
        consents.withdraw_consent(consent_id=row.pk, on=TODAY, document="заявление", by=BY)
    secretary = signed_in("secretary", room.school)

    everything = secretary.get(room.url("api/v1/consents/")).json()["results"]
    valid = secretary.get(room.url(f"api/v1/consents/?in_force_on={TODAY}")).json()["results"]

    assert len(everything) == 2
    assert [one["person_id"] for one in valid] == [room.students[0].person_id]


def test_data_are_erased_in_two_steps(room: Class) -> None:
    director = signed_in("director", room.school)
    mother = room.mothers[0]
    with crossing.inside(room.school, by=BY):
        paper = consents.record_consent(
            person_id=mother.person_id, given_by=mother.person_id,
            paper=consents.Paper(purpose="social", signed_on=TODAY), by=BY,
        )  # fmt: skip
        people.change_occupation(guardian_id=mother.pk, occupation={"workplace": "Завод № 9"}, version=None, by=BY)
        consents.withdraw_consent(consent_id=paper.pk, on=TODAY, document="заявление", by=BY)
    asked = {"groups_chosen": ["workplace"], "ground": "withdrawal", "document": "заявление № 3"}

    first = director.post(room.url(f"consents/persons/{mother.person_id}/erase/"), asked)
    preview = director.get(first["Location"])
    token = re.search(r'name="token" value="(\w+)"', preview.content.decode())
    assert token
    wrong = director.post(first["Location"], {"surname": "Иванова", "token": token[1]})
    done = director.post(first["Location"], {"surname": "мамаааа", "token": token[1]})

    assert (first.status_code, preview.status_code, wrong.status_code, done.status_code) == (302, 200, 422, 302)
    assert "Место работы" in preview.content.decode() or "место работы" in preview.content.decode()
    with crossing.inside(room.school, by=BY):
        assert ErasedFields.objects.get().groups == ["workplace"]
    card = director.get(room.url(f"people/guardians/{mother.pk}/")).content.decode()
    assert "Уничтожено" in card


def test_family_sees_and_withdraws_and_the_office_sees_a_mark(room: Class) -> None:
    row = room.consent(0)
    other = room.consent(1)
    mother = signed_in("guardian", room.school, card_id=room.mothers[0].pk)

    page = mother.get("/me/consents/").content.decode()
    link = re.search(r"/me/consents/\d+/\d+/withdraw/", page)
    assert link
    answer = mother.post(link[0], {})
    foreign = mother.get(link[0].replace(f"/{row.pk}/", f"/{other.pk}/"))

    assert (answer.status_code, foreign.status_code) == (302, 404)
    with crossing.inside(room.school, by=BY):
        row.refresh_from_db()
    assert (row.withdrawn_on, row.withdrawn_online) == (TODAY, True)
    teacher = signed_in("classteacher", room.school, card_id=room.teacher)
    assert "Есть отзывы согласия" in teacher.get(room.url("consents/")).content.decode()


def test_consent_until_leaving_ends_with_the_enrolment(room: Class) -> None:
    from tenant_apps.enrolment.models import Enrolment
    from tenant_apps.people.queries.grounds import grounds

    room.consent(0)
    person = room.students[0].person_id
    with crossing.inside(room.school, by=BY):
        before = grounds([person], TODAY).is_open(person, "registry")
        Enrolment.objects.filter(student=room.students[0]).update(valid_to=TODAY)
        after = grounds([person], TODAY).is_open(person, "registry")

    assert (before, after) == (True, False)
