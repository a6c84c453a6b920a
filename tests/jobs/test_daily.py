"""Daily work: asked for once a day, whenever the platform comes to it; nothing of a day is lost with its minute."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from shared_apps.jobs import daily, kinds, messages, services
from shared_apps.jobs.models import DailyWork, Job
from shared_apps.jobs.rounds import go_round_as
from shared_apps.jobs.schedule import DAILY, Daily
from shared_apps.jobs.services import Running
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation
from tests.factories.threads import at_once

BY = By.system("tests")
KIND, AT = "test daily", time(0, 10)
MONDAY = date(2026, 11, 30)

pytestmark = pytest.mark.usefixtures("three_logins")


def clock(day: date, hour: int, minute: int = 0) -> AbstractContextManager[object]:
    moment = timezone.make_aware(datetime.combine(day, time(hour, minute)))
    return mock.patch.object(timezone, "now", return_value=moment)


@pytest.fixture(autouse=True)
def schedule(three_logins: None) -> Iterator[None]:
    """One daily work that was asked for on Sunday, its jobs do nothing and no message is sent."""
    services.work(KIND, queue="reports", title="daily", inside=False)(lambda job: {})
    with shared(by=BY):
        DailyWork.objects.create(kind=KIND, asked_for=MONDAY - timedelta(days=1))
    with (
        mock.patch.object(daily, "DAILY", (Daily(KIND, AT),)),
        mock.patch.object(services, "send", return_value=True),
        mock.patch.object(messages, "send", return_value=True),
    ):
        yield
    kinds._KINDS.pop(KIND)
    with shared(by=BY):
        Job.objects.all().delete()
        DailyWork.objects.using("owner").all().delete()


def jobs() -> list[str]:
    with shared(by=BY):
        return list(Job.objects.order_by("pk").values_list("state", flat=True))


def test_work_is_asked_for_when_its_minute_has_come_and_not_before() -> None:
    with clock(MONDAY, 0, 9):
        assert daily.ask_for_what_is_due() == []
    with clock(MONDAY, 0, 10):
        assert daily.ask_for_what_is_due() == [KIND]


def test_work_of_a_day_is_asked_for_once() -> None:
    with clock(MONDAY, 0, 10):
        daily.ask_for_what_is_due()
        services.run(Job.objects.using("owner").get().pk)
    with clock(MONDAY, 23, 59):
        assert daily.ask_for_what_is_due() == []
    assert jobs() == ["done"]


def test_a_minute_that_was_missed_is_made_up_for() -> None:
    """Nobody swept at 00:10, for the broker was down; it comes back in the morning."""
    with clock(MONDAY, 8):
        assert daily.ask_for_what_is_due() == [KIND]


def test_several_missed_days_are_one_job() -> None:
    with clock(MONDAY + timedelta(days=3), 8):
        assert daily.ask_for_what_is_due() == [KIND]
        assert daily.ask_for_what_is_due() == []


def test_a_day_that_is_not_done_yet_is_not_asked_for_twice() -> None:
    for day in (MONDAY, MONDAY + timedelta(days=1)):
        with clock(day, 0, 10):
            daily.ask_for_what_is_due()
    assert jobs() == ["waiting"]


def test_work_that_is_new_begins_with_its_next_minute() -> None:
    with shared(by=BY):
        DailyWork.objects.using("owner").all().delete()
    with clock(MONDAY, 8):
        assert daily.ask_for_what_is_due() == []
    with clock(MONDAY + timedelta(days=1), 0, 10):
        assert daily.ask_for_what_is_due() == [KIND]


def test_two_sweeps_at_once_ask_once() -> None:
    with clock(MONDAY, 0, 10):
        assert sorted(map(str, at_once(daily.ask_for_what_is_due, daily.ask_for_what_is_due))) == [
            "['test daily']",
            "[]",
        ]
    assert jobs() == ["waiting"]


def test_old_jobs_of_daily_work_leave_the_list() -> None:
    long_ago = timezone.make_aware(datetime.combine(MONDAY, time())) - daily.KEPT - timedelta(days=1)
    common = {"kind": KIND, "queue": "reports", "state": "done", "finished_at": long_ago}
    with shared(by=BY):
        Job.objects.create(**common, actor_name="schedule")
        asked_by_hand = Job.objects.create(**common, actor_name="Оператор", actor_id=5).pk
    with clock(MONDAY, 0, 10):
        daily.ask_for_what_is_due()
    with shared(by=BY):
        assert set(Job.objects.filter(state="done").values_list("pk", flat=True)) == {asked_by_hand}


def test_a_round_leaves_out_what_fails_and_its_next_attempt_goes_there_alone(new_school: Organisation) -> None:
    other = Organisation(pk=new_school.pk + 1, slug="other", schema_version=new_school.schema_version, state="ready")
    seen: list[str] = []

    def work(organisation: Organisation) -> None:
        seen.append(organisation.slug)
        if organisation is other and len(seen) < 3:
            raise ValueError

    def run(job: Running) -> dict[str, Any]:
        return go_round_as(job, [new_school, other], work, what="A test")

    with mock.patch.dict(kinds._KINDS, {KIND: services.Work(KIND, "reports", "", run, False, 3)}):
        with shared(by=BY):
            pk = services.enqueue(KIND, by=BY).pk
        assert services.run(pk) == "waiting"
        with shared(by=BY):
            row = Job.objects.get(pk=pk)
            assert (row.trouble, row.error) == ("attempt_failed", "LeftOut: other")
            Job.objects.filter(pk=pk).update(not_before=None)
        assert services.run(pk) == "done"
    assert seen == [new_school.slug, "other", "other"]


def test_all_daily_work_is_declared() -> None:
    assert {one.kind for one in DAILY} <= services.kinds().keys()
    assert len({one.kind for one in DAILY}) == len(DAILY)
