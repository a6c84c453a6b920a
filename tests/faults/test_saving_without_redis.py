"""Saving while Redis refuses connections, or takes them and never answers: nothing is lost, and nothing is slower."""

import statistics
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from deploy.celery import app
from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import Person
from tests.factories import accounts, marked
from tests.factories.broker import broker_at, port_of
from tests.factories.marked import FIRST

BY = By.system("tests")
SAVES, ROUNDS = 20, 7
A_WAIT = 0.75 * 1000 * app.conf.broker_transport_options["socket_timeout"]
"""Milliseconds that only waiting for a mute broker takes."""


@pytest.fixture
def secretary(new_school: Organisation) -> Iterator[Client]:
    """Signed in at a school with students, everything committed."""
    marked.fill(new_school, "МЕТКАА")
    yield accounts.browser(accounts.member(f"secretary-{uuid4().hex[:8]}", "secretary", organisation=new_school))
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE accounts_account CASCADE")


def save(client: Client, organisation: Organisation, phone: str) -> float:
    """Milliseconds of one save through the API."""
    page = f"/o/{organisation.slug}/api/v1/students/{FIRST}/"
    version = client.get(f"{page}particulars/").json()["version"]
    body = {"version": version, "phone": phone}
    began = time.perf_counter()
    response = client.patch(page, body, content_type="application/json")
    spent = (time.perf_counter() - began) * 1000
    assert response.status_code == 200, response.content
    return spent


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def quietest(measure: Callable[[list[float]], float], rounds: list[list[float]]) -> float:
    """The least of a measure of each round."""
    return min(measure(times) for times in rounds)


@pytest.mark.more
@pytest.mark.parametrize("fault", ["refused", "mute"])
def test_saving_keeps_its_speed_without_redis(fault: str, secretary: Client, new_school: Organisation) -> None:
    with_redis: list[list[float]] = []
    without: list[list[float]] = []
    for warm in range(10):
        save(secretary, new_school, f"+7 900 000-00-{warm}")
    for turn in range(ROUNDS):  # in turns, so that whatever else the machine does falls upon both
        with broker_at(None):
            with_redis.append([save(secretary, new_school, f"+7 900 {turn} {n}") for n in range(SAVES)])
        with port_of(fault) as port, broker_at(port):
            without.append([save(secretary, new_school, f"+7 901 {turn} {n}") for n in range(SAVES)])

    # the quietest round of each: what else the machine does only adds, a wait of every save stands in each round
    usual, usual_without = quietest(statistics.median, with_redis), quietest(statistics.median, without)
    assert usual_without <= 1.5 * usual + 5, (with_redis, without)
    assert max(sum(one > A_WAIT for one in times) for times in without) <= 1, "the broker is tried once in an outage"
    waited_for_nobody = [[one for one in times if one <= A_WAIT] for times in without]
    assert quietest(p95, waited_for_nobody) <= 2 * quietest(p95, with_redis) + 20, (with_redis, without)
    with inside(new_school, by=BY):
        assert Person.objects.get(pk=FIRST).phone == f"+7 901 {ROUNDS - 1} {SAVES - 1}"


def test_what_was_saved_without_redis_waits_in_the_outbox(secretary: Client, new_school: Organisation) -> None:
    with connections["default"].cursor() as cursor, port_of("refused") as port, broker_at(port):
        save(secretary, new_school, "+7 900 000-00-02")
        with inside(new_school, by=BY):
            cursor.execute("SELECT count(*) FROM history_outbox WHERE entity = 'person' AND key = %s", [FIRST])
            waiting = cursor.fetchone()[0]
    assert waiting > 0
