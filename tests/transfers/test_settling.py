"""What the cards say differently is decided by those who may see it: on pages, by programs, after mergers."""

from datetime import date

import pytest
from django.test import Client

from shared_apps.envelopes import queries as envelopes
from shared_apps.organisations.periods import FOREVER
from tenant_apps.people import services as people
from tenant_apps.people.models import (
    CardReading,
    Consent,
    HealthCircumstance,
    Person,
    Student,
)
from tenant_apps.transfers import reorganising
from tenant_apps.transfers.models import Transfer
from tests.transfers.conftest import BY, SEPTEMBER, D, School, enrolled
from tests.transfers.test_pages import api, office, url
from tests.transfers.test_reorganising import planned
from tests.transfers.trips import (
    BACK,
    SINCE,
    Away,
    deprive,
    father_of,
    healthy,
    link_of,
    names,
)

pytestmark = pytest.mark.usefixtures("the_secretary")


# --- who decides ----------------------------------------------------------------------------------------------------


def test_what_a_role_does_not_hold_it_neither_sees_nor_decides(here: School, anna: int, away, open_health) -> None:
    healthy(here, anna, "health_group", "ii", SINCE)
    trip = away()
    open_health(trip.there, trip.there_id)
    with trip.there.inside():
        HealthCircumstance.objects.filter(student=trip.there_id).update(value="iii")
    number = trip.send_back()
    secretary, coordinator = office(here), office(here, "coordinator")

    def readings() -> int:
        with here.inside():
            return CardReading.objects.filter(what="health", about__contains=f"{number}").count()

    for count, page in enumerate(("accept", "settle")):
        if page == "settle":
            trip.admit(number)
        assert "Группа здоровья" not in coordinator.get(url(here, page, number)).content.decode()
        assert readings() == count
        assert "Группа здоровья" in secretary.get(url(here, page, number)).content.decode()
        assert readings() == count + 1
    assert "Ещё 1 расхождение" in coordinator.get(url(here, "settle", number)).content.decode()


def test_a_consent_until_leaving_opens_health_when_the_student_is_admitted(here, anna: int, away, open_health) -> None:
    healthy(here, anna, "health_group", "ii", SINCE)
    trip = away()
    open_health(trip.there, trip.there_id)
    with trip.there.inside():
        HealthCircumstance.objects.filter(student=trip.there_id).update(value="iii")
    with here.inside():
        Consent.objects.update(until_leaving=True)
    number, client = trip.send_back(), office(here)
    assert "Группа здоровья" not in client.get(url(here, "accept", number)).content.decode()
    transfer = trip.admit(number, take_theirs=True)
    assert "Группа здоровья" in client.get(url(here, "settle", transfer.number)).content.decode()


def test_without_a_consent_here_health_waits_to_be_decided(here: School, anna: int, away, open_health) -> None:
    healthy(here, anna, "health_group", "ii", SINCE)
    trip = away()
    open_health(trip.there, trip.there_id)
    with trip.there.inside():
        HealthCircumstance.objects.filter(student=trip.there_id).update(value="iii")
    with here.inside():
        Consent.objects.all().update(withdrawn_on=D)
    transfer = trip.back(take_theirs=True)
    assert len(trip.open_ones(transfer)) == 1
    assert "Группа здоровья" not in office(here).get(url(here, "settle", transfer.number)).content.decode()


# --- pages and the programming interface ----------------------------------------------------------------------------


def keys(client: Client, address: str) -> dict[str, str]:
    """Title → name of the field of a difference, as the page shows them."""
    page = client.get(address).context["form"]
    return {str(page.fields[name].label): name for name in page.decided}


def test_the_page_before_acceptance_asks_what_holds(here: School, anna: int, phoned: Away) -> None:
    number, client = phoned.send_back(), office(here)
    fields = keys(client, url(here, "accept", number))
    assert set(fields) == {"ФИО", "Мобильный телефон"}
    posted = {
        "class_group": here.class_id, "date": f"{D}", "sign": "on", fields["ФИО"]: "changed",
        fields["Мобильный телефон"]: "theirs", "name_since": f"{D}", "name_document": "Паспорт",
    }  # fmt: skip
    answer = client.post(url(here, "accept", number), posted)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert names(here, anna) == [("Ёлкина", D, ""), ("Елкина", FOREVER, "Паспорт")]
    with here.inside():
        assert Person.objects.get(student=anna).phone == "+7 900 999-99-99"
        assert envelopes.content(number) is None


def test_what_was_put_off_is_decided_on_a_page_of_its_own(here: School, anna: int, phoned: Away) -> None:
    transfer, client = phoned.back(), office(here)
    assert "Решить, что верно" in client.get(url(here, "card", transfer.number)).content.decode()
    assert "данные расходятся" in client.get(url(here, "list")).content.decode()
    fields = keys(client, url(here, "settle", transfer.number))
    assert client.post(url(here, "settle", transfer.number), {fields["ФИО"]: "ours"}).status_code == 302
    assert phoned.kept(transfer)
    assert set(keys(client, url(here, "settle", transfer.number))) == {"Мобильный телефон"}
    client.post(url(here, "settle", transfer.number), {fields["Мобильный телефон"]: "theirs"})
    assert not phoned.kept(transfer)
    assert "Решать по этому переводу больше нечего" in client.get(url(here, "settle", transfer.number)).content.decode()
    with here.inside():
        assert Person.objects.get(student=anna).phone == "+7 900 999-99-99"


def test_a_refused_choice_loses_nothing_that_was_typed(here: School, anna: int, phoned: Away) -> None:
    transfer, client = phoned.back(), office(here)
    fields = keys(client, url(here, "settle", transfer.number))
    posted = {fields["ФИО"]: "changed", "name_since": "1900-01-01", "name_document": "Паспорт МВД"}
    answer = client.post(url(here, "settle", transfer.number), posted)
    assert (answer.status_code, "Паспорт МВД" in answer.content.decode()) == (422, True)
    assert phoned.kept(transfer)


def test_differences_by_the_programming_interface(here: School, anna: int, phoned: Away) -> None:
    transfer, client = phoned.back(), office(here)
    address = api(here, "settle", transfer.number)
    found = {one["title"]: one for one in client.get(address).json()}
    assert set(found) == {"ФИО", "Мобильный телефон"}
    assert found["Мобильный телефон"]["theirs"] == "+7 900 999-99-99"
    wrong = client.post(address, {"choices": {"nothing": "ours"}}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "no_such_difference")
    chosen = {found["ФИО"]["key"]: "changed", found["Мобильный телефон"]["key"]: "theirs"}
    done = client.post(address, {"choices": chosen, "since": f"{D}"}, content_type="application/json")
    assert done.status_code == 200, done.content
    assert names(here, anna)[-1][0] == "Елкина"
    assert not phoned.kept(transfer)


def test_a_namesake_here_may_be_the_student(here: School, there: School, send, accept) -> None:
    """Nobody wrote a СНИЛС down: the office says that it is the same child, and no second card is made."""
    child = enrolled(here)
    with there.inside():
        known = people.create_student(
            name=people.Name("Ёлкина", "Анна", "Петровна"),
            particulars={"sex": "female", "birth_date": date(SEPTEMBER.year - 11, 3, 4)}, by=BY,
        )  # fmt: skip
    number, client = send(child).number, office(there)
    assert "новая карточка" in client.get(url(there, "accept", number)).content.decode()
    posted = {"class_group": there.class_id, "date": f"{D}", "sign": "on", "student": known.pk}
    assert client.post(url(there, "accept", number), posted).status_code == 302
    with there.inside():
        assert [one.pk for one in Student.objects.all()] == [known.pk]


# --- mergers --------------------------------------------------------------------------------------------------------


def test_a_merger_leaves_differences_for_the_successors_office(here: School, there: School, anna: int, away) -> None:
    father = father_of(here, anna)
    trip = away()
    deprive(trip)
    with trip.there.inside():
        people.edit_person(
            person_id=trip.person(trip.there).pk, changes={"phone": "+7 900 999-99-99"}, version=None, by=BY
        )
    number = planned("merge", there, into=here, on=BACK)
    reorganising.look(number, BY)
    reorganising.carry_out(number, BY)
    assert not link_of(here, father).may_see
    with here.inside():
        [transfer] = Transfer.objects.exclude(unsettled=[])
    client = office(here)
    fields = keys(client, url(here, "settle", transfer.number))
    assert set(fields) == {"Мобильный телефон"}
    assert (
        client.post(url(here, "settle", transfer.number), dict.fromkeys(fields.values(), "theirs")).status_code == 302
    )
    assert not trip.kept(transfer)
