"""The pages of transfers in both offices."""

import pytest
from django.test import Client

from shared_apps.accounts.models import Account
from shared_apps.envelopes.models import Envelope
from shared_apps.organisations.routing import organisation_url
from tenant_apps.transfers.models import Transfer
from tests.factories.accounts import browser, member
from tests.transfers.conftest import D, School, enrolled


def office(at: School, role: str = "secretary") -> Client:
    account: Account = member(f"{role}-{at.organisation.slug}", role, organisation=at.organisation)
    return browser(account)


def url(at: School, name: str, *args: object) -> str:
    return organisation_url(at.organisation.slug, f"transfers:{name}", *args)


def test_both_offices_see_the_transfer(here: School, there: School, anna: int, send) -> None:
    number = send(anna).number
    for at in (here, there):
        client = office(at)
        listed, card = client.get(url(at, "list")), client.get(url(at, "card", number))
        assert (listed.status_code, card.status_code) == (200, 200)
        assert "Ёлкина" in listed.content.decode()
        assert "Ёлкина" in card.content.decode()


def test_the_receiver_is_told_on_its_first_page(there: School, anna: int, send) -> None:
    send(anna)
    page = office(there).get(organisation_url(there.organisation.slug, "enrolment:today")).content.decode()
    assert "1 перевод ждёт ответа вашей организации" in page


def test_the_rules_are_shown_before_anything_is_sent(here: School, there: School, anna: int) -> None:
    page = office(here).get(url(here, "start", anna) + f"?partner={there.pk}&on={D}").content.decode()
    assert "Правила перевода" in page
    assert "Она обучает на этом уровне" in page


def test_a_transfer_from_page_to_page(here: School, there: School, anna: int) -> None:
    posted = {"partner": there.pk, "on": D.isoformat(), "date": D.isoformat(), "sign": "on"}
    started = office(here).post(url(here, "start", anna), posted)
    assert started.status_code == 302, started.content.decode()[:3000]
    with here.inside():
        number = Transfer.objects.get().number
    client = office(there)
    assert client.get(url(there, "accept", number)).status_code == 200
    accepted = client.post(
        url(there, "accept", number), {"class_group": there.class_id, "date": D.isoformat(), "sign": "on"}
    )
    assert accepted.status_code == 302, accepted.content.decode()[:3000]
    with there.inside():
        assert Envelope.objects.get(pk=number).state == "accepted"


def test_a_broken_rule_is_a_named_error_and_nothing_typed_is_lost(here: School, there: School, anna: int, send) -> None:
    send(anna, sign=False)
    posted = {"partner": there.pk, "on": D.isoformat(), "date": D.isoformat(), "sign": "on", "basis": "заявление"}
    answer = office(here).post(url(here, "start", anna), posted)
    assert answer.status_code == 422
    assert "другой перевод ещё не завершён" in answer.content.decode()
    assert "заявление" in answer.content.decode()


def test_a_request_and_its_refusal(here: School, there: School) -> None:
    posted = {"partner": here.pk, "who": "Неизвестный Пётр", "birth_date": f"{D.year - 11}-03-04", "grade": 5}
    asked = office(there).post(url(there, "request"), posted | {"on": D.isoformat()})
    assert asked.status_code == 302, asked.content.decode()[:3000]
    with there.inside():
        number = Envelope.objects.get().pk
    client = office(here)
    assert "Карточки с таким именем" in client.get(url(here, "card", number)).content.decode()
    assert client.post(url(here, "refuse", number), {"reason": ""}).status_code == 422
    assert client.post(url(here, "refuse", number), {"reason": "Не учится"}).status_code == 302


def test_withdrawing_by_page(here: School, anna: int, send) -> None:
    number = send(anna).number
    client = office(here)
    assert client.get(url(here, "withdraw", number)).status_code == 200
    assert client.post(url(here, "withdraw", number), {"reason": "Передумали"}).status_code == 302
    with here.inside():
        assert Envelope.objects.get(pk=number).state == "withdrawn"


def test_taking_back_by_page(here: School, there: School, anna: int, send) -> None:
    number = send(anna).number
    office(there).post(url(there, "refuse", number), {"reason": "Нет мест"})
    client = office(here)
    assert "Вернуть обучающегося" in client.get(url(here, "card", number)).content.decode()
    assert client.post(url(here, "give_back", number)).status_code == 302


@pytest.mark.parametrize(("name", "status"), [("accept", 404), ("refuse", 404), ("withdraw", 200), ("give_back", 404)])
def test_pages_of_the_other_side_are_not_there(here: School, anna: int, send, name: str, status: int) -> None:
    number = send(anna).number
    if name == "give_back":
        status = 200  # the page asks; the service refuses
    assert office(here).get(url(here, name, number)).status_code == status


def test_a_list_costs_the_same_for_one_and_for_many(here: School, there: School, send) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = office(there)
    send(enrolled(here, "Первая"))
    client.get(url(there, "list"))
    with CaptureQueriesContext(connection) as one:
        client.get(url(there, "list"))
    for n in range(4):
        send(enrolled(here, f"Вторая{'абвг'[n]}"))
    with CaptureQueriesContext(connection) as many:
        client.get(url(there, "list"))
    assert len(one) == len(many)


def test_a_teacher_sees_no_transfers(there: School) -> None:
    assert office(there, "teacher").get(url(there, "list")).status_code == 403


def api(at: School, name: str, *args: object) -> str:
    return organisation_url(at.organisation.slug, f"transfers_api:{name}", *args)


def test_a_transfer_by_the_programming_interface(here: School, there: School, anna: int) -> None:
    values = {"student_id": anna, "partner_id": there.pk, "on": D.isoformat(), "date": D.isoformat()}
    started = office(here).post(api(here, "list"), values, content_type="application/json")
    assert started.status_code == 201, started.content
    number = started.json()["number"]
    client = office(there)
    assert client.get(api(there, "list")).json()["results"][0]["turn"] == "here"
    answer = client.post(
        api(there, "accept", number),
        {"class_id": there.class_id, "date": D.isoformat()},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    again = client.post(api(there, "refuse", number), {"reason": "Нет"}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (422, "envelope_not_waiting")


def test_the_programming_interface_names_the_rule(here: School, anna: int) -> None:
    values = {"student_id": anna, "partner_id": here.pk, "on": D.isoformat(), "date": D.isoformat()}
    answer = office(here).post(api(here, "list"), values, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "receiver_is_sender")
