"""axe-core on the pages of a transfer in each state, in both offices."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from shared_apps.envelopes.models import Envelope
from shared_apps.organisations import crossing
from tests.accessibility.looking import Looking, sent
from tests.transfers.conftest import BY, D, School
from tests.transfers.test_pages import office, url
from tests.transfers.trips import Away

pytestmark = [pytest.mark.nightly]


def ours(at: School, client: Client, number: int, looking: Looking, *names: str) -> None:
    """The list, the card, and pages of what may be done."""
    looking.at(client, url(at, "list"), url(at, "card", number), *(url(at, name, number) for name in names))


def changed(at: School, number: int, **values: Any) -> None:
    with at.inside(), crossing.shared(by=BY):
        Envelope.objects.filter(pk=number).update(**values)


def test_starting(here: School, there: School, anna: int, send, looking: Looking) -> None:
    client = office(here)
    start = url(here, "start", anna)
    looking.at(client, start, f"{start}?partner={there.pk}&on={D}")
    looking.at_mistakes(client, start, {"partner": here.pk, "on": D.isoformat(), "date": D.isoformat(), "sign": "on"})
    send(anna, sign=False)
    again = {"partner": there.pk, "on": D.isoformat(), "date": D.isoformat(), "sign": "on"}
    looking.at_mistakes(client, start, again)

    assert looking.found == []


def test_on_the_way(here: School, there: School, anna: int, send, looking: Looking) -> None:
    number = send(anna).number
    sender, receiver = office(here), office(there)
    ours(here, sender, number, looking, "withdraw")
    ours(there, receiver, number, looking, "accept", "refuse")
    for name in ("accept", "refuse"):
        looking.at_mistakes(receiver, url(there, name, number), {})
    changed(there, number, due_on=date(2020, 1, 1))
    ours(there, receiver, number, looking)

    assert looking.found == []


def test_accepted(here: School, there: School, anna: int, send, accept, looking: Looking) -> None:
    number = accept(send(anna).number).number
    ours(here, office(here), number, looking)
    ours(there, office(there), number, looking, "settle")

    assert looking.found == []


def requested(here: School, there: School) -> int:
    """The student of `here` is asked for by `there`; the number of the request."""
    asked = {"partner": here.pk, "who": "Ёлкина Анна", "birth_date": f"{D.year - 11}-03-04", "grade": 5}
    sent(office(there), url(there, "request"), asked | {"on": D.isoformat()})
    with there.inside():
        return Envelope.objects.get().pk


def test_requested(here: School, there: School, anna: int, looking: Looking) -> None:
    number = requested(here, there)
    asks, answers = office(there, "director"), office(here)
    looking.at_mistakes(asks, url(there, "request"), {"partner": here.pk, "who": "Ёлкина"})
    ours(there, asks, number, looking, "withdraw")
    ours(here, answers, number, looking, "refuse")
    looking.at(answers, f"{url(here, 'start', anna)}?request={number}")

    assert looking.found == []


@pytest.mark.parametrize("state", ["refused", "withdrawn", "expired"])
def test_request_that_is_over(here: School, there: School, looking: Looking, state: str) -> None:
    number = requested(here, there)
    changed(there, number, state=state)
    ours(here, office(here), number, looking)
    ours(there, office(there, "director"), number, looking)

    assert looking.found == []


def test_refused_and_taken_back(here: School, there: School, anna: int, send, looking: Looking) -> None:
    number = send(anna).number
    sent(office(there), url(there, "refuse", number), {"reason": "Нет мест"})
    client = office(here)
    ours(here, client, number, looking, "give_back")
    ours(there, office(there, "director"), number, looking)
    sent(client, url(here, "give_back", number))
    ours(here, client, number, looking)

    assert looking.found == []


def test_withdrawn(here: School, there: School, anna: int, send, looking: Looking) -> None:
    number, client = send(anna).number, office(here)
    sent(client, url(here, "withdraw", number), {"reason": "Передумали"})
    ours(here, client, number, looking)
    ours(there, office(there), number, looking)

    assert looking.found == []


def test_cards_that_differ(here: School, the_secretary: None, phoned: Away, looking: Looking) -> None:
    number, client = phoned.send_back(), office(here)
    looking.at(client, url(here, "accept", number))
    phoned.admit(number)
    ours(here, client, number, looking, "settle")

    assert looking.found == []
