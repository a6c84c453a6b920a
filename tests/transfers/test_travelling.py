"""Every table of a person or a student says whether it travels; what needs a consent travels with one only."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from shared_apps.envelopes import queries as envelopes
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations import crossing
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.models import Enrolment
from tenant_apps.enrolment.services import Requisites, cancel_order
from tenant_apps.people import grounds
from tenant_apps.people.models import Consent, HealthCircumstance, Identifier, Person, SocialCircumstance, Student
from tenant_apps.transfers.contents import PersonalFile, unpack
from tenant_apps.transfers.travelling import LEFT_BEHIND, TRAVELLING, columns_of, reached_from
from tests.transfers.conftest import BY, D, School


def test_every_table_of_a_card_is_declared() -> None:
    found = reached_from(Person)
    assert "enrolment.DebtAttempt" in found  # through the debt and the enrolment
    assert found == set(TRAVELLING) | set(LEFT_BEHIND)
    assert not set(TRAVELLING) & set(LEFT_BEHIND)
    assert all([*TRAVELLING.values(), *LEFT_BEHIND.values()])


def test_no_secret_travels() -> None:
    for label in TRAVELLING:
        model = apps.get_model(label)
        secret = {name for name, privacy in model.privacy.items() if privacy is Privacy.SECRET}
        assert not secret & {column.name for column in columns_of(model)}


@pytest.fixture
def told(here: School, anna: int) -> int:
    """Anna's health, family and policy are written down; the person's id."""
    with here.inside():
        person_id = Student.objects.get(pk=anna).person_id
        since = {"student_id": anna, "valid_from": date(2020, 1, 1)}
        HealthCircumstance.objects.create(kind="health_group", value="second", slot="health_group", **since)
        SocialCircumstance.objects.create(kind="family", value="large", slot="family", **since)
        Identifier.objects.create(person_id=person_id, kind="medical_policy", value="1234567890123456")
    return person_id


def consent(here: School, person_id: int, purpose: str, *, until: date | None = None) -> None:
    covers = [group.code for group in grounds.groups_of(purpose, grounds.STUDENT)]
    ends = {"valid_to": until} if until else {}
    with here.inside():
        Consent.objects.create(
            person_id=person_id, given_by_id=person_id, purpose=purpose, covers=covers, signed_on=date(2020, 1, 1),
            valid_from=date(2020, 1, 1), until_leaving=True, **ends,
        )  # fmt: skip


def opened(there: School, number: int | None) -> PersonalFile:
    with there.inside():
        content = envelopes.content(number or 0)
    assert content is not None
    return unpack(content)


def test_health_and_family_stay_without_a_consent(there: School, told: int, anna: int, send) -> None:
    file = opened(there, send(anna).number)
    assert "people.HealthCircumstance" not in file.rows
    assert "people.SocialCircumstance" not in file.rows
    assert [row["kind"] for row in file.rows["people.Identifier"]] == ["snils"]


def test_health_goes_with_a_consent_in_force_on_the_last_day(here, there: School, told: int, anna: int, send) -> None:
    consent(here, told, "health")
    file = opened(there, send(anna).number)
    assert [row["value"] for row in file.rows["people.HealthCircumstance"]] == ["second"]
    assert {row["kind"] for row in file.rows["people.Identifier"]} == {"snils", "medical_policy"}
    assert "people.SocialCircumstance" not in file.rows


def test_health_stays_where_the_consent_had_ended(here, there: School, told: int, anna: int, send) -> None:
    consent(here, told, "health", until=D - timedelta(days=1))
    assert "people.HealthCircumstance" not in opened(there, send(anna).number).rows


def test_what_came_is_closed_until_the_receiver_has_a_consent(
    here, there: School, told, anna: int, send, accept
) -> None:
    from tenant_apps.people.queries.grounds import grounds as grounds_of

    consent(here, told, "health")
    student = accept(send(anna).number).student_id
    with there.inside():
        assert HealthCircumstance.objects.filter(student=student).count() == 1
        person_id = Student.objects.get(pk=student).person_id
        assert not grounds_of([person_id], D).is_open(person_id, "health")


# --- the arrival is confirmed at the sender -------------------------------------------------------------------------


def confirmed(here: School, anna: int) -> tuple[date | None, str]:
    with crossing.shared(by=BY):
        waiting = list(Job.objects.filter(kind="transfer_confirmation", state="waiting").values_list("pk", flat=True))
    for pk in waiting:
        jobs.run(pk)
    with here.inside():
        row = Enrolment.objects.get(student=anna)
        return row.end_confirmed_on, row.end_confirmation


def test_an_admission_confirms_the_leaving(here: School, anna: int, send, accept) -> None:
    from django.utils import timezone

    transfer = send(anna)
    assert confirmed(here, anna) == (None, "")
    accept(transfer.number)
    on, document = confirmed(here, anna)
    assert on == timezone.localdate()
    assert "№" in document


def test_a_cancelled_admission_takes_the_confirmation_back(
    here: School, there: School, anna: int, send, accept
) -> None:
    accepted = accept(send(anna).number)
    assert confirmed(here, anna)[0] is not None
    with there.inside():
        cancel_order(order_id=accepted.order_id, requisites=Requisites(date=D), by=BY)
    assert confirmed(here, anna) == (None, "")
