"""Corrections by families: proposed for what may be, accepted and refused field by field, seen by both sides."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.crossing import inside
from tenant_apps.history.models import ChangeLog
from tenant_apps.people import refusals as people_refusals
from tenant_apps.people import services as people
from tenant_apps.people.grounds import CLASSES, GROUPS
from tenant_apps.people.models import CardReading, EducationCircumstance, Person, PersonName, StoredFile
from tenant_apps.people.rights import FieldsNotYours
from tenant_apps.upkeep import refusals, services
from tenant_apps.upkeep.models import Correction, ProposedField
from tenant_apps.upkeep.proposable import OWN, PROPOSABLE, STUDENT
from tenant_apps.upkeep.queries.corrections import corrections
from tests.access.conftest import BY, TODAY, Acting, Filled

from .conftest import Browser

PDF = b"%PDF-1.7 and the rest"


def propose(filled: Filled, whose: str = STUDENT, **values: object) -> list[int]:
    """The mother proposes; the ids of the fields."""
    with inside(filled.organisation, by=BY):
        row = services.propose_correction(
            student_id=filled.anna, guardian_id=filled.mother, whose=whose, values=values, by=BY
        )
        return list(row.fields.order_by("pk").values_list("pk", flat=True))


# --- the declaration --------------------------------------------------------------------------------------------------


def test_only_what_the_law_lets_keep_and_class_teachers_hold_is_proposable() -> None:
    for one in PROPOSABLE.values():
        assert one.privacy in ROLES["classteacher"].holds, one.code
        assert not GROUPS[CLASSES[one.privacy]].needs_consent, one.code


# --- proposing --------------------------------------------------------------------------------------------------------


def test_only_what_differs_is_proposed(filled: Filled) -> None:
    propose(filled, surname="Ёлкина", phone=" +7 900  000-00-05 ", email="")
    with inside(filled.organisation, by=BY):
        row = ProposedField.objects.get()
    assert (row.code, row.old_value, row.new_value, row.state) == ("phone", "", "+7 900 000-00-05", "pending")


def test_card_stays_as_it_is_until_somebody_accepts(filled: Filled) -> None:
    propose(filled, phone="+7 900 000-00-05")
    with inside(filled.organisation, by=BY):
        assert Person.objects.get(pk=filled.anna_person).phone == ""


def test_the_guardians_own_card_is_corrected_too(filled: Filled) -> None:
    propose(filled, OWN, work_phone="+7 900 000-00-07")
    with inside(filled.organisation, by=BY):
        assert Correction.objects.get().person_id == filled.mother_person


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({}, refusals.NothingProposed),
        ({"surname": "Ёлкина"}, refusals.NothingProposed),
        ({"birth_place": "Майкоп"}, refusals.FieldNotProposable),
        ({"work_phone": "+7 900 000-00-07"}, refusals.FieldNotProposable),
        ({"given_name": ""}, refusals.MayNotBeEmpty),
        ({"given_name": "Анна7"}, people_refusals.NameHasStrangeCharacters),
        ({"birth_date": TODAY + timedelta(days=1)}, people_refusals.BornInTheFuture),
    ],
)
def test_what_can_not_be_is_refused_by_name(
    values: dict[str, object], refusal: type[Exception], filled: Filled
) -> None:
    with pytest.raises(refusal):
        propose(filled, **values)
    with inside(filled.organisation, by=BY):
        assert not Correction.objects.exists()


def test_who_is_no_representative_proposes_nothing(filled: Filled) -> None:
    with inside(filled.organisation, by=BY), pytest.raises(refusals.NotYourChild):
        services.propose_correction(
            student_id=filled.anna, guardian_id=filled.grandmother, whose=STUDENT, values={"phone": "1"}, by=BY
        )


def test_a_field_waits_once(filled: Filled) -> None:
    propose(filled, phone="+7 900 000-00-05")
    with pytest.raises(refusals.ProposalWaitsAlready):
        propose(filled, phone="+7 900 000-00-06")


def test_withdrawn_makes_room_for_another(filled: Filled) -> None:
    propose(filled, phone="+7 900 000-00-05")
    with inside(filled.organisation, by=BY):
        number = Correction.objects.get().pk
        services.withdraw_correction(correction_id=number, by=BY)
        with pytest.raises(refusals.DecidedAlready):
            services.withdraw_correction(correction_id=number, by=BY)
    assert propose(filled, phone="+7 900 000-00-06")


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_accepted_lands_by_the_ordinary_way_with_its_source(filled: Filled, acting: Acting) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    (field,) = propose(filled, phone="+7 900 000-00-05")
    with inside(filled.organisation, by=teacher):
        before = Person.objects.get(pk=filled.anna_person).version
        row = services.accept_field(field_id=field, by=teacher)
        person = Person.objects.get(pk=filled.anna_person)
        line = ChangeLog.objects.filter(table_name="people_person", row_id=filled.anna_person).latest("pk")
    assert (person.phone, person.version) == ("+7 900 000-00-05", before + 1)
    assert (line.source, line.actor_id) == (f"correction:{row.correction_id}", teacher.account_id)
    assert (row.state, row.decided_name) == ("accepted", teacher.name)


def test_name_and_circumstance_land_where_they_stand(filled: Filled, acting: Acting) -> None:
    by = acting("secretary")
    fields = propose(filled, given_name="Алина", patronymic="Ивановна", foreign_language_1="eng")
    with inside(filled.organisation, by=by):
        for field in fields:
            services.accept_field(field_id=field, happened=services.Happened("mistake"), by=by)
        name = PersonName.objects.get(person=filled.anna_person)
        language = EducationCircumstance.objects.get(student=filled.anna, kind="foreign_language_1")
    assert str(name) == "Ёлкина Алина Ивановна"
    assert (language.value, language.valid_from) == ("eng", TODAY)


def test_one_field_is_accepted_and_another_refused(filled: Filled, acting: Acting) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    phone, email = propose(filled, phone="+7 900 000-00-05", email="anna@example.org")
    with inside(filled.organisation, by=teacher):
        services.accept_field(field_id=phone, by=teacher)
        services.refuse_field(field_id=email, reason="Адрес не открывается", by=teacher)
        (line,) = corrections(TODAY, by=teacher)
        person = Person.objects.get(pk=filled.anna_person)
    assert (line.state, person.email) == ("partly", "")
    assert [one.reason for one in line.fields] == ["", "Адрес не открывается"]


def test_a_refusal_needs_a_reason(filled: Filled, acting: Acting) -> None:
    (field,) = propose(filled, phone="+7 900 000-00-05")
    with inside(filled.organisation, by=BY), pytest.raises(refusals.ReasonOfRefusalMissing):
        services.refuse_field(field_id=field, reason="  ", by=acting("director"))


def test_a_card_changed_since_is_a_conflict_until_somebody_insists(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    (field,) = propose(filled, phone="+7 900 000-00-05")
    with inside(filled.organisation, by=by):
        people.edit_person(person_id=filled.anna_person, changes={"phone": "+7 900 111"}, version=None, by=by)
        with pytest.raises(refusals.CardChangedSinceProposal) as refused:
            services.accept_field(field_id=field, by=by)
        assert "+7 900 111" in str(refused.value)
        services.accept_field(field_id=field, insist=True, by=by)
        assert Person.objects.get(pk=filled.anna_person).phone == "+7 900 000-00-05"


def test_what_the_card_says_already_is_accepted_without_a_write(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    (field,) = propose(filled, phone="+7 900 000-00-05")
    with inside(filled.organisation, by=by):
        people.edit_person(person_id=filled.anna_person, changes={"phone": "+7 900 000-00-05"}, version=None, by=by)
        version = Person.objects.get(pk=filled.anna_person).version
        assert services.accept_field(field_id=field, by=by).state == "accepted"
        assert Person.objects.get(pk=filled.anna_person).version == version


def test_decided_once(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    (field,) = propose(filled, phone="+7 900 000-00-05")
    with inside(filled.organisation, by=by):
        services.accept_field(field_id=field, by=by)
        with pytest.raises(refusals.DecidedAlready):
            services.refuse_field(field_id=field, reason="нет", by=by)


def test_another_class_is_not_decided_by_this_teacher(filled: Filled, acting: Acting) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=BY):
        row = services.propose_correction(
            student_id=filled.vera, guardian_id=None, whose=STUDENT, values={"phone": "+7 900 9"}, by=BY
        )
        field = row.fields.get().pk
        with pytest.raises(refusals.NotYourStudents):
            services.accept_field(field_id=field, by=teacher)


def test_who_does_not_hold_a_class_does_not_decide_its_fields(filled: Filled, acting: Acting) -> None:
    (field,) = propose(filled, phone="+7 900 000-00-05")
    with inside(filled.organisation, by=BY), pytest.raises(FieldsNotYours):
        services.accept_field(field_id=field, by=acting("sysadmin"))


def test_scan_goes_when_the_last_field_is_decided(filled: Filled, acting: Acting) -> None:
    by = acting("director")
    with inside(filled.organisation, by=by):
        row = services.propose_correction(
            student_id=filled.anna, guardian_id=filled.mother, whose=STUDENT,
            values={"phone": "+7 900 1", "email": "a@example.org"}, scan=services.Scan("справка.pdf", PDF), by=by,
        )  # fmt: skip
        first, last = row.fields.order_by("pk").values_list("pk", flat=True)
        services.accept_field(field_id=first, by=by)
        assert StoredFile.objects.filter(pk=row.file_id).exists()
        services.refuse_field(field_id=last, reason="нет", by=by)
        assert not StoredFile.objects.filter(pk=row.file_id).exists()


# --- pages and the interface for programs -----------------------------------------------------------------------------


def family_url(client: object, filled: Filled, name: str = "") -> str:
    page = client.get("/me/").content.decode()  # type: ignore[attr-defined]
    membership = page.partition("/me/cards/")[2].partition("/")[0]
    return f"/me/corrections/new/{membership}/{filled.anna}/{name}"


def test_family_proposes_and_sees_the_outcome(filled: Filled, browser: Browser) -> None:
    mother, teacher = browser("guardian"), browser("classteacher")
    url = family_url(mother, filled)
    form = mother.get(url)
    assert form.status_code == 200
    assert 'value="Ёлкина"' in form.content.decode()
    said = {
        "surname": "Ёлкина", "given_name": "Анна", "birth_date": f"{TODAY.year - 11}-01-09", "phone": "+7 900 000-00-05",
        "email": "anna@example.org", "comment": "Сменили номер",
    }  # fmt: skip
    sent = mother.post(url, said | {"scan": SimpleUploadedFile("справка.pdf", PDF)})
    assert (sent.status_code, sent["Location"]) == (302, "/me/corrections/")
    assert "ожидает" in mother.get("/me/corrections/").content.decode()
    with inside(filled.organisation, by=BY):
        number = Correction.objects.get().pk
        phone, email = Correction.objects.get().fields.order_by("pk").values_list("pk", flat=True)
    base = filled.url(f"upkeep/corrections/{number}/")
    assert "Сменили номер" in teacher.get(base).content.decode()
    assert teacher.post(f"{base}{phone}/accept/").status_code == 302
    empty = teacher.post(f"{base}{email}/refuse/", {"reason": ""})
    assert empty.status_code == 422
    assert teacher.post(f"{base}{email}/refuse/", {"reason": "Адрес не открывается"}).status_code == 302
    page = mother.get("/me/corrections/").content.decode()
    assert "принято" in page
    assert "Адрес не открывается" in page


def test_form_keeps_what_was_typed(filled: Filled, browser: Browser) -> None:
    mother = browser("guardian")
    refused = mother.post(family_url(mother, filled), {"surname": "Ёлкина", "given_name": "Анна7"})
    assert refused.status_code == 422
    assert "Анна7" in refused.content.decode()


def test_grandmother_who_is_no_representative_finds_no_form(filled: Filled) -> None:
    from tests.enrolment.browsing import signed_in

    client = signed_in("guardian", filled.organisation, card_id=filled.grandmother)
    assert client.get(family_url(client, filled)).status_code == 404


def test_own_card_has_a_form_too(filled: Filled, browser: Browser) -> None:
    mother = browser("guardian")
    page = mother.get(family_url(mother, filled, "own/")).content.decode()
    assert "Рабочий телефон" in page


def test_family_withdraws(filled: Filled, browser: Browser) -> None:
    mother = browser("guardian")
    url = family_url(mother, filled)
    mother.post(url, {"surname": "Ёлкин", "given_name": "Анна", "birth_date": f"{TODAY.year - 11}-01-09"})
    membership = url.split("/")[4]
    with inside(filled.organisation, by=BY):
        number = Correction.objects.get().pk
    page = f"/me/corrections/{membership}/{number}/withdraw/"
    assert mother.get(page).status_code == 200
    assert mother.post(page).status_code == 302
    assert mother.get(page).status_code == 404


def test_conflict_leads_to_a_question(filled: Filled, browser: Browser) -> None:
    (field,) = propose(filled, phone="+7 900 000-00-05")
    teacher = browser("classteacher")
    with inside(filled.organisation, by=BY):
        people.edit_person(person_id=filled.anna_person, changes={"phone": "+7 900 111"}, version=None, by=BY)
        number = Correction.objects.get().pk
    base = filled.url(f"upkeep/corrections/{number}/{field}/")
    asked = teacher.post(f"{base}accept/")
    assert asked["Location"] == f"{base}insist/"
    assert "+7 900 111" in teacher.get(f"{base}insist/").content.decode()
    assert teacher.post(f"{base}insist/").status_code == 302


def test_scan_is_read_by_those_who_hold_documents_with_a_line_in_the_log(filled: Filled, browser: Browser) -> None:
    with inside(filled.organisation, by=BY):
        row = services.propose_correction(
            student_id=filled.anna, guardian_id=filled.mother, whose=STUDENT, values={"phone": "+7 900 1"},
            scan=services.Scan("справка.pdf", PDF), by=BY,
        )  # fmt: skip
    url = filled.url(f"upkeep/corrections/{row.pk}/scan/")
    assert browser("classteacher").get(url).status_code == 404
    assert browser("secretary").get(url).content == PDF
    with inside(filled.organisation, by=BY):
        assert CardReading.objects.get(via="file").person_id == filled.anna_person


def test_inbox_of_a_class_teacher_has_the_own_class_alone(filled: Filled, browser: Browser) -> None:
    propose(filled, phone="+7 900 000-00-05")
    with inside(filled.organisation, by=BY):
        services.propose_correction(
            student_id=filled.vera, guardian_id=None, whose=STUDENT, values={"phone": "+7 900 9"}, by=BY
        )
    page = browser("classteacher").get(filled.url("upkeep/corrections/")).content.decode()
    whole = browser("secretary").get(filled.url("upkeep/corrections/")).content.decode()
    assert "Ёлкина Анна" in page
    assert "Ёлкина Вера" not in page
    assert "Ёлкина Вера" in whole


def test_interface_for_programs_refuses_by_the_same_names(filled: Filled, browser: Browser) -> None:
    (field,) = propose(filled, phone="+7 900 000-00-05")
    client, base = browser("classteacher"), filled.url("api/v1/upkeep/corrections/")
    (told,) = client.get(base).json()["results"]
    url = f"{base}{told['id']}/{field}/"
    unsaid = client.post(f"{url}refuse/", {"reason": ""}, content_type="application/json")
    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "reason_of_refusal_missing")
    done = client.post(f"{url}accept/", {}, content_type="application/json").json()
    assert done["fields_proposed"][0]["state"] == "accepted"
    again = client.post(f"{url}accept/", {}, content_type="application/json")
    assert again.json()["code"] == "decided_already"
    assert client.post(f"{base}{told['id']}/0/accept/", {}, content_type="application/json").status_code == 404
