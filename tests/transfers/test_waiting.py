"""Who waits for whom: the family's own page, the municipality's list of overdue answers, and the reminder."""

import pytest
from django.test import Client

from region.feed import projector
from shared_apps.envelopes.models import Envelope
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations import crossing
from shared_apps.organisations.routing import organisation_url, region_url
from tenant_apps.people.models import Guardian, Guardianship, Person, PersonName
from tenant_apps.transfers import services
from tests.factories.accounts import browser, member
from tests.transfers.conftest import BY, SEPTEMBER, D, School


@pytest.fixture
def parent(here: School, anna: int) -> Client:
    """Anna's mother, signed in."""
    with here.inside():
        person = Person.objects.create(sex="female")
        PersonName.objects.create(
            person=person, surname="Ёлкина", given_name="Мария", search_key="елкина мария", valid_from=SEPTEMBER
        )
        guardian = Guardian.objects.create(person=person)
        Guardianship.objects.create(guardian=guardian, student_id=anna, relation="mother", valid_from=SEPTEMBER)
    return browser(member("mother", "guardian", organisation=here.organisation, card_id=guardian.pk))


def family(parent: Client) -> str:
    return parent.get(region_url("family:home")).content.decode()


@pytest.mark.usefixtures("the_secretary")
def test_the_family_reads_every_state(here, there: School, anna: int, parent: Client, send, accept) -> None:
    assert "перевод" not in family(parent).lower()
    number = send(anna).number
    page = family(parent)
    assert "в пути" in page
    assert f"с\xa0{D:%d.%m.%Y}" in page or f"с {D:%d.%m.%Y}" in page
    accept(number)
    assert "принят" in family(parent)


def test_the_family_reads_of_a_request_and_a_refusal(here, there: School, anna: int, parent: Client) -> None:
    with here.inside():
        born = Person.objects.get(student=anna).birth_date
    with there.inside():
        asked = services.request_transfer(
            partner_id=here.pk, who="Ёлкина Анна Петровна", birth_date=born, level="basic", grade=5, on=D, by=BY
        )
    assert "запрошен" in family(parent)
    with here.inside():
        services.refuse_transfer(number=asked.number, reason="Год не окончен", by=BY)
    assert "Год не окончен" not in family(parent)  # a refused request names no card


def make_late(at: School, number: int | None) -> None:
    with at.inside(), crossing.shared(by=BY):
        Envelope.objects.filter(pk=number).update(due_on="2020-01-01")


def test_the_municipality_sees_overdue_answers_without_names_and_reminds(here, there: School, anna: int, send) -> None:
    with crossing.shared(by=BY):
        period = there.organisation.periods.get()
        place, name = period.municipality, period.short_name
    official = browser(member("official", "municipality", municipality=place))
    url = region_url("contingent:waiting")
    number = send(anna).number
    assert "Ответов с просрочкой нет" in official.get(url).content.decode()
    make_late(there, number)
    projector.is_empty(there.organisation)
    page = official.get(url).content.decode()
    assert name in page
    assert "Ёлкина" not in page
    assert official.get(region_url("contingent:remind")).status_code == 200
    assert official.post(region_url("contingent:remind")).status_code == 302
    with crossing.shared(by=BY):
        waiting = list(Job.objects.filter(kind="transfer_reminder").values_list("organisation_id", "pk"))
    assert [organisation for organisation, _pk in waiting] == [there.pk]
    jobs.run(waiting[0][1])
    with there.inside():
        assert Envelope.objects.get(pk=number).reminded_at is not None
    office = browser(member("office", "secretary", organisation=there.organisation))
    today = office.get(organisation_url(there.organisation.slug, "enrolment:today")).content.decode()
    assert "напомнили" in today


def test_nobody_is_reminded_twice_a_day(there: School, anna: int, send) -> None:
    from django.utils import timezone

    from shared_apps.envelopes.services import remind_here

    make_late(there, send(anna).number)
    with there.inside():
        today = timezone.localdate()
        assert (remind_here(today=today, by=BY), remind_here(today=today, by=BY)) == (1, 0)


def test_the_ministry_sees_and_does_not_remind(here: School) -> None:
    analyst = browser(member("analyst", "ministry"))
    assert analyst.get(region_url("contingent:waiting")).status_code == 200
    assert analyst.get(region_url("contingent:remind")).status_code == 403
