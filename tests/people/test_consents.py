"""Consents: who may give them, what they open, what a withdrawal closes; closed columns in every way out."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shared_apps.handbooks.catalogue.consents import CONSENT_PURPOSE
from shared_apps.handbooks.identifiers import luhn_control
from shared_apps.organisations.crossing import By
from tenant_apps.people import consent_refusals as refusals
from tenant_apps.people import services
from tenant_apps.people.consent_texts import PLACES, filled, model_text, unknown_places
from tenant_apps.people.forms import GuardianParticularsForm, IdentifiersForm
from tenant_apps.people.grounds import CLASSES, EVERYBODY, GROUPS, STUDENT, checked, groups_of, purposes_for
from tenant_apps.people.holdings import holdings
from tenant_apps.people.models import Consent, Guardian, Student
from tenant_apps.people.queries import cards
from tenant_apps.people.queries.grounds import grounds
from tenant_apps.people.services import consents
from tenant_apps.people.services.consent_forms import adopt_model_forms, write_form

TODAY = timezone.localdate()
POLICY = "770000770707070" + luhn_control("770000770707070")
pytestmark = pytest.mark.usefixtures("inside")
Family = tuple[Student, Guardian]


def years_ago(years: int, *, days: int = 0) -> date:
    return date(TODAY.year - years, 1, 15) + timedelta(days=days)


def a_family(by: By, *, born: date) -> Family:
    particulars: dict[str, Any] = {"sex": "female", "birth_date": born}
    student = services.create_student(name=services.Name("Ёлкина", "Анна"), particulars=particulars, by=by)
    mother = services.create_guardian(name=services.Name("Ёлкина", "Инна"), particulars={"sex": "female"}, by=by)
    services.link_guardian(
        guardian_id=mother.pk, student_id=student.pk, relation="mother", since=date(2020, 1, 1), by=by
    )
    return student, mother


@pytest.fixture
def family(by: By) -> Family:
    return a_family(by, born=years_ago(9))


def given(person: int, giver: int, by: By, purpose: str = "health", *, insist: bool = False, **paper: Any) -> Consent:
    paper = {"signed_on": TODAY - timedelta(days=30)} | paper
    return consents.record_consent(
        person_id=person, given_by=giver, paper=consents.Paper(purpose=purpose, **paper), by=by, insist=insist
    )


# --- the page of grounds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", sorted(CONSENT_PURPOSE.codes))
def test_every_purpose_covers_fields_or_uses_of_somebody(purpose: str) -> None:
    assert any(groups_of(purpose, about) for about in EVERYBODY)


@pytest.mark.parametrize("group", GROUPS.values(), ids=lambda group: group.code)
def test_every_group_has_one_ground_and_its_source(group: Any) -> None:
    assert bool(group.law) != bool(group.purpose)
    assert group.law or group.source


def test_every_personal_class_has_a_group() -> None:
    personal = {"identity", "contact", "document", "education", "health", "social"}
    assert {one.value for one in CLASSES} == personal


def test_every_field_of_a_card_stands_in_a_group() -> None:
    held = {f"{one.model._meta.label}.{name}" for one in holdings() for name in one.groups}
    assert {"people.Person.phone", "people.PersonName.surname", "people.Guardian.workplace"} <= held
    assert {"people.Identifier.value", "people.IdentityDocument.number", "people.Guardianship.relation"} <= held


def test_a_group_with_two_grounds_is_refused() -> None:
    from dataclasses import replace

    wrong = replace(GROUPS["health"], law="273-ФЗ")
    with pytest.raises(ValueError, match="one of the two"):
        checked((wrong,))


# --- who signs ------------------------------------------------------------------------------------------------------


def test_guardian_signs_for_a_child_and_the_child_does_not(family: Family, by: By) -> None:
    student, mother = family

    with pytest.raises(refusals.TooYoungToSign):
        given(student.person_id, student.person_id, by)
    row = given(student.person_id, mother.person_id, by)

    assert row.valid_to == date(years_ago(9).year + 18, 1, 15)


def test_student_of_fourteen_signs_himself_or_his_guardian_does(by: By) -> None:
    student, mother = a_family(by, born=years_ago(15))

    given(student.person_id, student.person_id, by)
    given(student.person_id, mother.person_id, by, "photo")

    assert set(Consent.objects.values_list("given_by", flat=True)) == {student.person_id, mother.person_id}


def test_grown_student_signs_alone(by: By) -> None:
    student, mother = a_family(by, born=years_ago(19))

    with pytest.raises(refusals.SignsAlone):
        given(student.person_id, mother.person_id, by)


def test_strangers_sign_for_nobody(family: Family, by: By) -> None:
    other = services.create_guardian(name=services.Name("Белова", "Вера"), particulars={"sex": "female"}, by=by)

    with pytest.raises(refusals.GiverIsNoGuardian, match="Белова Вера"):
        given(family[0].person_id, other.person_id, by)


# --- terms ----------------------------------------------------------------------------------------------------------


def test_consents_to_a_purpose_never_overlap_in_the_database(family: Family, by: By) -> None:
    row = given(family[0].person_id, family[1].person_id, by)
    row.pk = None

    with pytest.raises(IntegrityError, match="one_consent_to_a_purpose_at_a_time"), transaction.atomic():
        row.save()


def test_new_paper_takes_the_place_of_the_former_when_insisted(family: Family, by: By) -> None:
    first = given(family[0].person_id, family[1].person_id, by)

    with pytest.raises(refusals.ConsentInForce):
        given(family[0].person_id, family[1].person_id, by, signed_on=TODAY)
    given(family[0].person_id, family[1].person_id, by, signed_on=TODAY, insist=True)

    first.refresh_from_db()
    assert first.valid_to == TODAY


@pytest.mark.parametrize(
    ("paper", "refusal"),
    [
        ({"signed_on": TODAY + timedelta(days=1)}, refusals.SignedLater),
        ({"valid_from": TODAY - timedelta(days=40)}, refusals.InForceBeforeSigned),
        ({"valid_to": TODAY - timedelta(days=31)}, refusals.ConsentTermEmpty),
        ({"covers": ["photo"]}, refusals.CoversForeignFields),
    ],
)
def test_paper_that_can_not_be_is_refused(family: Family, by: By, paper: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        given(family[0].person_id, family[1].person_id, by, **paper)


def test_consent_ends_with_the_last_day_and_begins_with_the_first(family: Family, by: By) -> None:
    person = family[0].person_id
    row = given(person, family[1].person_id, by, valid_to=TODAY)

    open_on = {day: grounds([person], day).is_open(person, "health") for day in (row.valid_from, TODAY)}

    assert open_on == {row.valid_from: True, TODAY: False}
    assert not grounds([person], row.valid_from - timedelta(days=1)).is_open(person, "health")


def test_consent_until_leaving_ends_when_the_guardian_answers_for_nobody(family: Family, by: By) -> None:
    student, mother = family
    given(mother.person_id, mother.person_id, by, "social")
    link = student.guardianships.get()

    services.end_guardianship(guardianship_id=link.pk, on=TODAY, by=by)

    known = grounds([mother.person_id], TODAY)
    assert not known.is_open(mother.person_id, "workplace")
    assert grounds([mother.person_id], TODAY - timedelta(days=1)).is_open(mother.person_id, "workplace")


def test_withdrawn_consent_gives_no_ground_on_any_day(family: Family, by: By) -> None:
    person = family[0].person_id
    row = given(person, family[1].person_id, by)

    consents.withdraw_consent(consent_id=row.pk, on=TODAY, document="заявление № 1", by=by)

    assert not any(grounds([person], day).is_open(person, "health") for day in (row.valid_from, TODAY))
    with pytest.raises(refusals.WithdrawnAlready):
        consents.withdraw_consent(consent_id=row.pk, on=TODAY, document="x", by=by)
    given(person, family[1].person_id, by, signed_on=TODAY)
    assert grounds([person], TODAY).is_open(person, "health")


def test_consent_covers_what_its_paper_lists_and_no_more(family: Family, by: By) -> None:
    person = family[0].person_id

    given(person, family[1].person_id, by, covers=["health"])

    known = grounds([person], TODAY)
    assert (known.is_open(person, "health"), known.is_open(person, "policy")) == (True, False)


def test_family_withdraws_its_own_consents_only(family: Family, by: By) -> None:
    student, mother = family
    row = given(student.person_id, mother.person_id, by)
    other = services.create_guardian(name=services.Name("Белова", "Вера"), particulars={"sex": "female"}, by=by)

    with pytest.raises(refusals.NotYoursToWithdraw):
        consents.withdraw_own_consent(consent_id=row.pk, signer=other.person_id, by=by)
    row = consents.withdraw_own_consent(consent_id=row.pk, signer=mother.person_id, by=by)

    assert (row.withdrawn_online, row.withdrawn_on, row.followed_up_on) == (True, TODAY, None)


def test_a_consent_that_begins_later_is_withdrawn_before_it_begins(family: Family, by: By) -> None:
    student, mother = family
    begins = TODAY + timedelta(days=10)
    by_family = given(student.person_id, mother.person_id, by, signed_on=TODAY, valid_from=begins)
    in_office = given(mother.person_id, mother.person_id, by, signed_on=TODAY, valid_from=begins)

    row = consents.withdraw_own_consent(consent_id=by_family.pk, signer=mother.person_id, by=by)
    with pytest.raises(refusals.WithdrawnLater):
        consents.withdraw_consent(
            consent_id=in_office.pk, on=begins + timedelta(days=1), document="заявление № 1", by=by
        )
    consents.withdraw_consent(consent_id=in_office.pk, on=begins, document="заявление № 1", by=by)

    assert (row.withdrawn_online, row.withdrawn_on) == (True, begins)
    for person in (student.person_id, mother.person_id):
        assert not any(
            grounds([person], day).is_open(person, "health") for day in (TODAY, begins, begins + timedelta(days=1))
        )


def test_papers_of_a_class_are_written_and_what_is_refused_is_said(family: Family, by: By) -> None:
    student, mother = family
    grown, _other = a_family_named(by, "Ким", born=years_ago(19))
    paper = consents.Paper(purpose="photo", signed_on=TODAY)

    written, refused = consents.record_consents(
        given=[(student.person_id, mother.person_id), (grown.person_id, mother.person_id)], paper=paper, by=by
    )

    assert [row.person_id for row in written] == [student.person_id]
    assert [type(one) for one in refused] == [refusals.SignsAlone]


def a_family_named(by: By, surname: str, *, born: date) -> Family:
    student = services.create_student(
        name=services.Name(surname, "Ада"), particulars={"sex": "female", "birth_date": born}, by=by
    )
    mother = services.create_guardian(name=services.Name(surname, "Яна"), particulars={"sex": "female"}, by=by)
    services.link_guardian(guardian_id=mother.pk, student_id=student.pk, relation="mother", by=by)
    return student, mother


# --- what is closed -------------------------------------------------------------------------------------------------


def test_grounds_of_many_people_are_one_query(family: Family, by: By) -> None:
    people = [family[0].person_id, family[1].person_id]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        grounds(people, TODAY)

    assert len(queries) == 1


WRITES: dict[str, Callable[[Family, By], object]] = {
    "people.Guardian.workplace": lambda family, by: services.change_occupation(
        guardian_id=family[1].pk, occupation={"workplace": "Завод"}, version=None, by=by
    ),
    "people.Identifier.value:medical_policy": lambda family, by: services.set_identifier(
        person_id=family[0].person_id, kind="medical_policy", value=POLICY, by=by
    ),
}
"""How the office writes each closed field that people's own services write."""


@pytest.mark.parametrize("name", WRITES)
def test_closed_field_is_not_written_and_opens_with_a_consent(family: Family, by: By, name: str) -> None:
    with pytest.raises(refusals.FieldsClosed):
        WRITES[name](family, by)

    given(family[1].person_id, family[1].person_id, by, "social")
    given(family[0].person_id, family[1].person_id, by, "health")
    WRITES[name](family, by)


def test_closed_field_is_in_no_form_and_no_card(family: Family, by: By) -> None:
    student, mother = family
    papers = [
        given(mother.person_id, mother.person_id, by, "social"),
        given(student.person_id, mother.person_id, by, "health"),
    ]
    for write in WRITES.values():
        write(family, by)
    assert "workplace" in GuardianParticularsForm(by=by, person_id=mother.person_id).fields
    assert "medical_policy" in IdentifiersForm(person_id=student.person_id).fields
    assert "medical_policy" in {line.kind for line in cards.identifiers_of(student.person_id, by=by)}

    for paper in papers:
        consents.withdraw_consent(consent_id=paper.pk, on=TODAY, document="заявление", by=by)

    assert "workplace" not in GuardianParticularsForm(by=by, person_id=mother.person_id).fields
    assert "medical_policy" not in IdentifiersForm(person_id=student.person_id).fields
    assert "medical_policy" not in {line.kind for line in cards.identifiers_of(student.person_id, by=by)}


def test_closed_field_may_be_emptied(family: Family, by: By) -> None:
    paper = given(family[1].person_id, family[1].person_id, by, "social")
    WRITES["people.Guardian.workplace"](family, by)
    consents.withdraw_consent(consent_id=paper.pk, on=TODAY, document="заявление", by=by)

    services.change_occupation(guardian_id=family[1].pk, occupation={"workplace": ""}, version=None, by=by)

    assert Guardian.objects.get(pk=family[1].pk).workplace == ""


# --- forms ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("about", sorted(EVERYBODY))
def test_model_texts_have_only_places_that_are_filled(about: str) -> None:
    assert purposes_for(about)
    for purpose in purposes_for(about):
        text = model_text(purpose, about)
        assert unknown_places(text) == []
        assert "{" not in filled(text, dict.fromkeys(PLACES, "x"))


def test_versions_follow_one_another(by: By) -> None:
    adopted = adopt_model_forms(since=TODAY - timedelta(days=9), by=by)
    row = write_form(purpose="photo", about=STUDENT, text="Я, {giver}, согласна.", since=TODAY, by=by)

    assert adopted == sum(len(purposes_for(about)) for about in EVERYBODY)
    assert row.version == 2
    with pytest.raises(refusals.FormBeginsBeforeTheFormer):
        write_form(purpose="photo", about=STUDENT, text="x", since=TODAY, by=by)
    with pytest.raises(refusals.UnknownPlace, match=r"\{nobody\}"):
        write_form(purpose="photo", about=STUDENT, text="{nobody}", since=TODAY + timedelta(days=1), by=by)
