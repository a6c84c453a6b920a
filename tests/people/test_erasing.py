"""Erasing by law: what the plan says goes, from the card and from its history; the chain verifies; grounds are asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.history.models import ChangeLog
from tenant_apps.history.queries import card_history
from tenant_apps.history.services import seal
from tenant_apps.history.verification import verify
from tenant_apps.people import consent_refusals as refusals
from tenant_apps.people import services
from tenant_apps.people.grounds import GROUPS
from tenant_apps.people.history import rows_of_card
from tenant_apps.people.models import ErasedFields, Guardian, IdentityDocument, Person, PersonName, Student
from tenant_apps.people.queries.cards import person_card
from tenant_apps.people.queries.consents import closed_groups, erasures_of
from tenant_apps.people.rights import FieldsNotYours
from tenant_apps.people.services import consents
from tenant_apps.people.services.erasing import erasable_groups, erase_fields, plan_erasure

from .test_consents import TODAY

pytestmark = pytest.mark.usefixtures("inside")
ORDER = "приказ № 5 от 01.09.2026"


@pytest.fixture
def mother(by: By) -> Guardian:
    """A guardian with a place of work, a phone, a document; the consent to family circumstances was withdrawn."""
    guardian = services.create_guardian(
        name=services.Name("Ёлкина", "Инна"), particulars={"sex": "female", "phone": "8 918 0000001"}, by=by
    )
    person = guardian.person_id
    paper = consents.record_consent(
        person_id=person,
        given_by=person,
        paper=consents.Paper(purpose="social", signed_on=TODAY - timedelta(days=9)),
        by=by,
    )
    services.change_occupation(guardian_id=guardian.pk, occupation={"workplace": "Завод № 7"}, version=None, by=by)
    services.add_document(
        person_id=person, document=services.Document(kind="passport", series="0304", number="123456"), by=by
    )
    consents.withdraw_consent(consent_id=paper.pk, on=TODAY, document="заявление", by=by)
    return guardian


def payloads() -> str:
    return str(list(ChangeLog.objects.values_list("before", "after")))


def erase(guardian: Guardian, groups: list[str], by: By, ground: str = "withdrawal", **more: Any) -> ErasedFields:
    return erase_fields(person_id=guardian.person_id, groups=groups, ground=ground, document=ORDER, by=by, **more)


def test_plan_names_what_goes_and_writes_nothing(mother: Guardian) -> None:
    before = ChangeLog.objects.count()

    plan = plan_erasure(person_id=mother.person_id, groups=["workplace"])

    assert [(one.table, one.names, one.rows, one.rows_go) for one in plan.tables] == [
        ("people_guardian", ("education", "workplace", "position"), 1, False)
    ]
    assert plan.lines == 2  # created empty, then filled in
    assert ChangeLog.objects.count() == before


def test_erased_values_stand_nowhere(mother: Guardian, by: By) -> None:
    assert "Завод № 7" in payloads()

    done = erase(mother, ["workplace"], by)

    mother.refresh_from_db()
    assert mother.workplace == ""
    assert "Завод № 7" not in payloads()
    assert "123456" in payloads()
    assert (done.rows, done.files, done.lines > 0, done.erasure_id is not None) == (1, 0, True, True)


def test_chain_verifies_after_an_erasure(mother: Guardian, by: By, school: Organisation) -> None:
    seal(by=by)

    erase(mother, ["workplace"], by)
    seal(by=by)

    assert verify(schema=str(school.schema_name), sent_to=[]).problems == []


def test_card_says_what_was_erased_and_on_what_ground(mother: Guardian, by: By) -> None:
    erase(mother, ["workplace"], by)

    (line,) = erasures_of(mother.person_id)

    assert (line.groups, line.document) == (str(GROUPS["workplace"].title), ORDER)
    assert line.ground.startswith("отзыв согласия")


def test_rows_that_are_nothing_without_a_field_go_as_a_whole(mother: Guardian, by: By) -> None:
    erase(mother, ["document"], by, ground="retention_over")

    assert not IdentityDocument.objects.filter(person=mother.person_id).exists()
    assert "123456" not in payloads()


def test_erased_name_leaves_a_card_without_one(mother: Guardian, by: By) -> None:
    erase(mother, ["identity", "contact"], by, ground="retention_over")

    head = person_card(mother.person_id, TODAY, by=by)
    person = Person.objects.get(pk=mother.person_id)
    assert head is not None
    assert (head.name.full, person.phone, person.birth_date, person.sex) == ("—", "", None, "female")
    assert set(PersonName.objects.filter(person=person).values_list("surname", "search_key")) == {("", "")}
    assert "Инна" not in payloads()


def test_withdrawal_erases_nothing_that_the_law_keeps(mother: Guardian, by: By) -> None:
    with pytest.raises(refusals.LawDemandsThem, match="адреса, телефоны"):
        erase(mother, ["contact"], by)


def test_what_is_consented_to_is_not_erased_on_a_withdrawal(mother: Guardian, by: By) -> None:
    person = mother.person_id
    paper = consents.Paper(purpose="social", signed_on=TODAY)
    consents.record_consent(person_id=person, given_by=person, paper=paper, by=by, insist=True)

    with pytest.raises(refusals.StillConsented):
        erase(mother, ["workplace"], by)


def test_erasure_asks_for_a_document_and_a_choice(mother: Guardian, by: By) -> None:
    with pytest.raises(refusals.NothingChosen):
        erase(mother, [], by)
    with pytest.raises(refusals.DocumentMissing):
        erase_fields(person_id=mother.person_id, groups=["workplace"], ground="withdrawal", document=" ", by=by)


def test_plan_of_another_state_of_the_card_is_not_carried_out(mother: Guardian, by: By) -> None:
    plan = plan_erasure(person_id=mother.person_id, groups=["workplace"])
    services.edit_person(person_id=mother.person_id, changes={"phone": "1"}, version=None, by=by)

    with pytest.raises(refusals.ErasureChanged):
        erase(mother, ["workplace"], by, token=plan.token)

    mother.refresh_from_db()
    assert mother.workplace == "Завод № 7"


def test_nothing_is_erased_twice(mother: Guardian, by: By) -> None:
    erase(mother, ["workplace"], by)

    with pytest.raises(refusals.NothingThere):
        erase(mother, ["workplace"], by)


def test_who_does_not_read_a_class_does_not_erase_it(mother: Guardian) -> None:
    from dataclasses import dataclass

    from shared_apps.organisations.privacy import Privacy

    @dataclass(frozen=True, kw_only=True)
    class Reader(By):
        holds: frozenset[Privacy] = frozenset({Privacy.IDENTITY})

    reader = Reader(account_id=1, name="Читатель")
    assert "workplace" not in {group.code for group in erasable_groups(["guardian"], by=reader)}
    with pytest.raises(FieldsNotYours):
        erase(mother, ["workplace"], reader)


def test_history_does_not_show_what_is_closed(mother: Guardian, by: By) -> None:
    from shared_apps.accounts.roles import WHOLE

    head = person_card(mother.person_id, TODAY, by=by)
    assert head is not None

    said = str(card_history(rows_of_card(head), WHOLE))

    assert "Завод № 7" not in said
    assert "8 918 0000001" in said


def test_card_says_what_is_closed(by: By) -> None:
    student: Student = services.create_student(
        name=services.Name("Ким", "Ада"), particulars={"sex": "female", "birth_date": date(2015, 1, 1)}, by=by
    )

    closed = {group.code for group in closed_groups(student.person_id, ["student"], timezone.localdate())}

    assert "policy" in closed
    assert "workplace" not in closed
