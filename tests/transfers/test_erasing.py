"""Envelopes of one who is erased by law: closed ones forget the name, what was put off is forgotten."""

from datetime import date

from django.test import Client

from shared_apps.envelopes.models import Contents, Envelope
from tenant_apps.people.models import Student
from tenant_apps.transfers import services
from tenant_apps.transfers.models import Transfer
from tests.transfers.conftest import BY, SEPTEMBER, D, School
from tests.transfers.test_pages import office, url

BORN = date(SEPTEMBER.year - 11, 3, 4)
WHO = "Ёлкина Анна Петровна"


def erase(at: School, student_id: int, *groups: str) -> Client:
    """By the interface for programs; the browser of the head."""
    head = office(at, "director")
    with at.inside():
        person_id = Student.objects.get(pk=student_id).person_id
    address = f"/o/{at.organisation.slug}/api/v1/consents/persons/{person_id}/erasure/"
    said = {"groups": groups, "ground": "authority", "document": "решение № 5"}
    plan = head.post(f"{address}plan/", said, "application/json").json()
    done = head.post(address, {**said, "token": plan["token"]}, "application/json")
    assert done.status_code == 201, done.content.decode()
    return head


def said_of(at: School, number: int | None) -> tuple[str, date | None]:
    with at.inside():
        row = Envelope.objects.get(pk=number)
    return row.who, row.birth_date


def test_an_accepted_envelope_forgets_the_name_on_both_sides(
    here: School, there: School, anna: int, send, accept
) -> None:
    number = send(anna).number
    accept(number)

    head = erase(here, anna, "identity")

    assert said_of(here, number) == said_of(there, number) == ("", None)
    for client, at in ((head, here), (office(there), there)):
        card = client.get(url(at, "card", number)).content.decode()
        assert "имя уничтожено" in card
        assert "Ёлкина" not in client.get(url(at, "list")).content.decode()


def test_what_is_on_the_way_keeps_it(here: School, anna: int, send) -> None:
    number = send(anna).number
    erase(here, anna, "identity")
    assert said_of(here, number) == (WHO, BORN)


def test_a_name_stays_when_something_else_is_erased(here: School, anna: int, send, accept) -> None:
    number = send(anna).number
    accept(number)
    erase(here, anna, "contact")
    assert said_of(here, number) == (WHO, BORN)


def test_a_closed_request_that_met_no_card_is_found_by_the_name(here: School, there: School, anna: int) -> None:
    asked = {"partner_id": here.pk, "birth_date": BORN, "level": "basic", "grade": 5, "on": D, "by": BY}
    with there.inside():
        his = services.request_transfer(who="ёлкина  Анна Петровна", **asked).number
        another = services.request_transfer(who="Елисеева Анна Петровна", **asked).number
    with here.inside():
        for number in (his, another):
            services.refuse_transfer(number=number or 0, reason="Учится здесь", by=BY)

    erase(here, anna, "identity")

    assert said_of(there, his) == ("", None)
    assert said_of(there, another) == ("Елисеева Анна Петровна", BORN)


def test_contents_kept_for_what_was_put_off_go_with_an_erasure(here: School, there: School, phoned) -> None:
    transfer = phoned.back()
    with here.inside():
        assert Transfer.objects.get(number=transfer.number).unsettled
        assert Contents.objects.get(envelope=transfer.number).content

    erase(here, phoned.student, "contact")

    with here.inside():
        assert Transfer.objects.get(number=transfer.number).unsettled == []
        assert Contents.objects.get(envelope=transfer.number).content is None
