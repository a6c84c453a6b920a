"""The nightly recount asks for every organisation, goes on where the broker fell silent, and again for what was lost."""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from region.feed import recount, work
from shared_apps.jobs import messages, services
from shared_apps.jobs.models import Job
from shared_apps.jobs.schedule import BY_SCHEDULE
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation
from tests.factories import organisations
from tests.factories.jobs import done

pytestmark = pytest.mark.usefixtures("three_logins")


@pytest.fixture
def second(new_school: Organisation) -> Iterator[Organisation]:
    other = organisations.born()
    yield other
    organisations.drop(other)


def asked_for(sent: list[tuple[str, tuple[object, ...]]]) -> list[object]:
    return [arguments[0] for task, arguments in sent if task == "feed.recount"]


def test_what_was_recounted_already_is_not_asked_for_again(
    new_school: Organisation, second: Organisation, sent: list[tuple[str, tuple[object, ...]]]
) -> None:
    done("feed.recount_all")
    assert {new_school.pk, second.pk} <= set(asked_for(sent))
    recount.recount(new_school.pk)  # the other's message was lost
    sent.clear()

    done("feed.recount_missed")
    assert new_school.pk not in asked_for(sent)
    assert second.pk in asked_for(sent)


def test_asking_goes_on_where_the_broker_fell_silent(new_school: Organisation, second: Organisation) -> None:
    places = [new_school.pk, second.pk]
    sent: list[object] = []

    def send(task: str, *arguments: Any, queue: str) -> bool:
        sent.append(arguments[0])
        return len(sent) != 2  # the second message is not taken

    with mock.patch.object(messages, "send", return_value=True), shared(by=BY_SCHEDULE):
        pk = services.enqueue("feed.recount_all", by=BY_SCHEDULE).pk
    with mock.patch.object(messages, "send", send), mock.patch.object(work, "not_recounted_since", lambda _at: places):
        assert services.run(pk) == "waiting"
        with shared(by=BY_SCHEDULE):
            row = Job.objects.get(pk=pk)
            assert row.error.startswith("BrokerIsSilent: 1 organisations")
            Job.objects.filter(pk=pk).update(not_before=None)
        assert services.run(pk) == "done"
    assert sent == [places[0], places[1], places[1]]
    with shared(by=BY_SCHEDULE):
        Job.objects.filter(pk=pk).delete()
