"""Long work: the row is the truth. Enqueued with its transaction, resumed when a worker dies, completed once."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, get_ident
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone, translation

from shared_apps.importing.jobs import final
from shared_apps.jobs import kinds as declarations
from shared_apps.jobs import messages, refusals, services
from shared_apps.jobs.models import Job
from shared_apps.jobs.services import LostJob, Running
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import Person
from tests.factories.threads import at_once

BY = By(account_id=5, name="Оператор")
REAL_SEND = messages.send
ran: list[Running] = []

pytestmark = pytest.mark.usefixtures("three_logins")


def outside(job: Running) -> dict[str, Any]:
    ran.append(job)
    job.step(done=1, total=2, checkpoint={"at": 1})
    return {"fine": True}


def within(job: Running) -> dict[str, Any]:
    Person.objects.create(sex="male")
    if job.arguments.get("fail"):
        raise ValueError("as asked")
    return {"people": Person.objects.count()}


@pytest.fixture(autouse=True)
def kinds(three_logins: None) -> Iterator[None]:
    """Two kinds of work for these tests; no message is really sent."""
    ran.clear()
    services.work("test outside", queue="reports", title="outside", inside=False)(outside)
    services.work("test within", queue="reports", title="within", inside=True)(within)
    with mock.patch.object(services, "send", return_value=True), mock.patch.object(messages, "send", return_value=True):
        yield
    for kind in ("test outside", "test within"):
        declarations._KINDS.pop(kind)
    with shared(by=BY):
        Job.objects.all().delete()


def enqueued(kind: str = "test outside", **options: Any) -> Job:
    with shared(by=BY):
        return services.enqueue(kind, by=BY, **options)


def job(pk: int) -> Job:
    with shared(by=BY):
        return Job.objects.get(pk=pk)


def test_a_job_is_done_and_keeps_its_result() -> None:
    pk = enqueued().pk
    assert services.run(pk) == "done"
    row = job(pk)
    assert (row.state, row.result, row.done, row.total, row.checkpoint) == ("done", {"fine": True}, 1, 2, {"at": 1})


def test_a_job_of_an_unknown_kind_ends_and_says_why() -> None:
    pk = enqueued().pk
    with shared(by=BY):
        Job.objects.filter(pk=pk).update(kind="dropped since")
    for state in ("waiting", "waiting", "failed"):
        assert services.run(pk) == state
        with shared(by=BY):
            Job.objects.filter(pk=pk).update(not_before=None)
    row = job(pk)
    assert (row.trouble, row.attempt, row.finished_at is not None) == ("unknown_kind", 3, True)
    assert "dropped since" in row.result["error"]
    with translation.override("ru"):
        assert "не выполняет" in job(pk).words
    assert services.run(pk) == ""


def test_a_job_goes_with_the_transaction_that_wants_it(new_school: Organisation) -> None:
    with pytest.raises(KeyError), inside(new_school, by=BY):
        services.enqueue("test outside", by=BY)
        raise KeyError
    with shared(by=BY):
        assert Job.objects.count() == 0


def test_an_unfinished_twin_is_returned_instead_of_a_second() -> None:
    assert enqueued(key="one").pk == enqueued(key="one").pk


def test_work_inside_commits_with_its_completion(new_school: Organisation) -> None:
    pk = enqueued("test within", organisation_id=new_school.pk).pk
    assert services.run(pk) == "done"
    with inside(new_school, by=BY):
        assert Person.objects.count() == 1


def test_work_inside_that_fails_leaves_nothing_and_waits_again(new_school: Organisation) -> None:
    pk = enqueued("test within", organisation_id=new_school.pk, arguments={"fail": True}).pk
    assert services.run(pk) == "waiting"
    row = job(pk)
    assert (row.error, row.trouble, row.attempt) == ("ValueError: as asked", "attempt_failed", 1)
    with inside(new_school, by=BY):
        assert Person.objects.count() == 0


def test_work_that_used_up_its_attempts_has_failed(new_school: Organisation) -> None:
    pk = enqueued("test within", organisation_id=new_school.pk, arguments={"fail": True}).pk
    for _attempt in range(3):
        with shared(by=BY):
            Job.objects.filter(pk=pk).update(not_before=None)
        outcome = services.run(pk)
    assert outcome == "failed"
    row = job(pk)
    assert (row.error, row.trouble, row.message) == ("ValueError: as asked", "failed", "")


def test_work_inside_without_an_organisation_fails() -> None:
    pk = enqueued("test within").pk
    services.run(pk)
    assert "names none" in job(pk).error


def test_a_job_runs_once_though_two_messages_came() -> None:
    pk = enqueued().pk
    assert (services.run(pk), services.run(pk), len(ran)) == ("done", "", 1)


def test_the_sweep_takes_up_a_job_whose_worker_died() -> None:
    pk = enqueued().pk
    long_ago = timezone.now() - timedelta(minutes=5)
    with shared(by=BY):
        Job.objects.filter(pk=pk).update(state="running", attempt=1, heartbeat_at=long_ago, checkpoint={"at": 9})
    assert services.sweep() == 1
    services.run(pk)
    assert (ran[0].attempt, ran[0].checkpoint) == (2, {"at": 1})


def test_a_worker_that_lost_its_job_completes_nothing(new_school: Organisation) -> None:
    pk = enqueued("test within", organisation_id=new_school.pk).pk

    def steal(running: Running) -> dict[str, Any]:
        Person.objects.create(sex="male")
        Job.objects.using("owner").filter(pk=pk).update(attempt=running.attempt + 1)
        return {}

    with mock.patch.dict(
        declarations._KINDS, {"test within": services.Work("test within", "reports", "", steal, True, 3)}
    ):
        assert services.run(pk) == ""
    with inside(new_school, by=BY):
        assert Person.objects.count() == 0


def test_a_step_of_a_lost_job_raises() -> None:
    pk = enqueued().pk
    running = Running(pk, attempt=4, arguments={}, checkpoint={}, organisation_id=None, by=BY)
    with pytest.raises(LostJob):
        running.step(done=1)


def test_a_failed_job_may_be_tried_again() -> None:
    pk = enqueued().pk
    with shared(by=BY):
        Job.objects.filter(pk=pk).update(state="failed", attempt=3)
        services.retry(pk, by=BY)
        assert [one.actor_name for one in services.retries_of(Job.objects.get(pk=pk))] == ["Оператор"]
    assert services.run(pk) == "done"


@pytest.mark.parametrize("state", [state for state in Job.State if state != Job.State.FAILED])
def test_only_a_failed_job_may_be_tried_again(state: Job.State) -> None:
    pk = enqueued().pk
    with shared(by=BY):
        Job.objects.filter(pk=pk).update(state=state)
        with pytest.raises(refusals.JobHasNotFailed):
            services.retry(pk, by=BY)
        assert services.retries_of(Job.objects.get(pk=pk)) == []


def test_a_failed_job_is_not_tried_again_beside_its_twin() -> None:
    pk = enqueued(key="one").pk
    with shared(by=BY):
        Job.objects.filter(pk=pk).update(state="failed", attempt=3)
    twin = enqueued(key="one").pk
    with shared(by=BY), pytest.raises(refusals.TwinIsUnfinished, match=str(twin)):
        services.retry(pk, by=BY)
    assert job(pk).state == "failed"


def test_a_twin_committed_at_the_same_moment_is_returned() -> None:
    """Nobody saw a twin when he looked; whoever comes second waits for the first one's commit, and takes that job."""

    def ask() -> int:
        with shared(by=BY):
            return int(services.enqueue("test outside", by=BY, key="one").pk)

    real, both = services._twin_of, Barrier(2)
    first = {}

    def looked(row: Job) -> Job | None:
        found = real(row)
        if get_ident() not in first:
            first[get_ident()] = found
            both.wait(10)
        return found

    with mock.patch.object(services, "_twin_of", looked):
        one, other = at_once(ask, ask)
    assert list(first.values()) == [None, None]
    assert one == other
    with shared(by=BY):
        assert Job.objects.count() == 1


def test_what_happened_to_a_job_is_told_in_the_reader_s_language() -> None:
    pk = enqueued().pk
    long_ago = timezone.now() - timedelta(minutes=5)
    with shared(by=BY):
        Job.objects.filter(pk=pk).update(state="running", attempt=3, heartbeat_at=long_ago, message="a third")
    services.sweep()
    row = job(pk)
    with translation.override("ru"):
        assert row.words == "Обработчик заданий прервал работу, и попытки исчерпаны."
    with translation.override("en"):
        assert row.words == "The worker died, and no attempts are left."


def test_a_refusal_says_its_own_words(new_school: Organisation) -> None:
    pk = enqueued("test within", organisation_id=new_school.pk).pk

    def refuse(_running: Running) -> dict[str, Any]:
        raise final(refusals.TwinIsUnfinished(params={"number": 7}))

    work = services.Work("test within", "reports", "", refuse, True, 3)
    with mock.patch.dict(declarations._KINDS, {"test within": work}):
        assert services.run(pk) == "failed"
    row = job(pk)
    assert (row.trouble, row.result["code"]) == ("refused", "twin_is_unfinished")
    assert row.words.endswith("№ 7.")


@pytest.mark.parametrize(
    ("error", "declare"),
    [
        (declarations.UnknownQueue, lambda: services.work("another", queue="nowhere", title="", inside=False)),
        (
            declarations.WorkDeclaredTwice,
            lambda: services.work("test outside", queue="reports", title="", inside=False)(within),
        ),
        (declarations.UnknownWork, lambda: enqueued("nowhere declared")),
    ],
)
def test_what_is_wrong_with_a_declaration_is_named(error: type[Exception], declare: Callable[[], object]) -> None:
    with pytest.raises(error):
        declare()


def test_a_broker_that_is_down_costs_one_try_until_it_is_heard_again() -> None:
    asked = mock.Mock(side_effect=[False, False, True])
    with (
        mock.patch("celery.app.base.Celery.send_task", side_effect=OSError("refused")) as sending,
        mock.patch.object(messages, "SILENCE_SECONDS", 0.05),
        mock.patch.object(messages, "_answers", asked),
    ):
        messages.end_silence()
        outcomes = [REAL_SEND("jobs.run", 1, queue="reports") for _ in range(5)]
        tried = sending.call_count
        assert messages._heard is not None
        assert messages._heard.wait(10)
        sending.side_effect = None
        assert REAL_SEND("jobs.run", 1, queue="reports")
    assert (outcomes, tried, asked.call_count) == ([False] * 5, 1, 3)


@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")
def test_a_child_of_a_silent_process_tries_for_itself() -> None:
    with mock.patch("celery.app.base.Celery.send_task", side_effect=OSError("refused")):
        messages.end_silence()
        REAL_SEND("jobs.run", 1, queue="reports")
    assert messages.is_silent()
    child = os.fork()
    if child == 0:
        os._exit(messages.is_silent())
    assert os.waitpid(child, 0)[1] == 0
    messages.end_silence()
