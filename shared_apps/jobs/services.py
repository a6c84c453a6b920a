"""Long work: enqueue it with the transaction that wants it, run it in a worker, resume it when a worker dies.

A kind of work is declared by `@work(...)` beside the code that does it:

    @work("import_students", queue="reports", title=_("Import of students"), inside=True)
    def run(job: Running) -> dict: ...

`inside=True`: the function runs inside the job's organisation, one transaction, and completion commits with the work.
`inside=False`: the function opens its own doors and calls `job.step(...)`; it must be safe to repeat from a checkpoint.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.db.models import F, Q
from django.utils import timezone

from shared_apps.organisations.crossing import By, OrganisationNotReady, aside, inside, open_door, shared
from shared_apps.organisations.models import Organisation

from .messages import send, send_on_commit
from .models import Job

log = logging.getLogger("svod.jobs")
HEARTBEAT_SECONDS = 10
STALE_SECONDS = 60
BEHIND_SECONDS = 30
QUEUES = ("fleet", "feed", "reports", "notify")
SYSTEM = By.system("jobs")


class UnknownWork(RuntimeError):
    """No kind of work of that name is declared."""


class LostJob(RuntimeError):
    """The job was given to another worker meanwhile (its heartbeat was stale): nothing of this attempt may stay."""


@dataclass(frozen=True, slots=True)
class Work:
    """A declared kind of long work."""

    kind: str
    queue: str
    title: Any
    run: Callable[["Running"], dict[str, Any] | None]
    inside: bool
    attempts: int


_KINDS: dict[str, Work] = {}


def work(
    kind: str, *, queue: str, title: Any, inside: bool, attempts: int = 3
) -> Callable[[Callable[["Running"], dict[str, Any] | None]], Callable[["Running"], dict[str, Any] | None]]:
    """Declare a kind of long work. Refuses a second declaration and an unknown queue."""
    if queue not in QUEUES:
        raise UnknownWork(f"Queue {queue} is unknown; there are {', '.join(QUEUES)}.")

    def declare(run: Callable[["Running"], dict[str, Any] | None]) -> Callable[["Running"], dict[str, Any] | None]:
        if kind in _KINDS and _KINDS[kind].run is not run:
            raise UnknownWork(f"Work {kind} is declared twice.")
        _KINDS[kind] = Work(kind, queue, title, run, inside, attempts)
        return run

    return declare


def kinds() -> dict[str, Work]:
    """All declared kinds, by name."""
    return dict(_KINDS)


@dataclass(slots=True)
class Running:
    """A job in a worker's hands. `step()` reports progress and keeps a checkpoint, outside the work's transaction."""

    id: int
    attempt: int
    arguments: dict[str, Any]
    checkpoint: dict[str, Any]
    organisation_id: int | None
    by: By
    lost: bool = False
    _last: float = field(default=0.0)

    def step(
        self, *, done: int, total: int | None = None, message: str = "", checkpoint: dict[str, Any] | None = None
    ) -> None:
        """Say how far it is. :raises LostJob: another worker has it now."""
        changes: dict[str, Any] = {"done": done, "heartbeat_at": timezone.now()}
        if total is not None:
            changes["total"] = total
        if message:
            changes["message"] = message
        if checkpoint is not None:
            changes["checkpoint"] = self.checkpoint = checkpoint
        with aside(by=SYSTEM):
            kept = _mine(self, using="aside").update(**changes)
        if not kept:
            self.lost = True
            raise LostJob(f"Job {self.id} belongs to another worker now.")


def enqueue(
    kind: str,
    *,
    by: By,
    organisation_id: int | None = None,
    arguments: dict[str, Any] | None = None,
    key: str = "",
    not_before: datetime | None = None,
) -> Job:
    """Write the job in the transaction at hand and send the hint on commit. With `key`, an unfinished twin is returned.

    Call it within shared(), or within inside()/region(): a nested shared() is opened then.
    """
    declared = _KINDS.get(kind)
    if declared is None:
        raise UnknownWork(f"Work {kind} is not declared; declared are {', '.join(sorted(_KINDS)) or 'none'}.")
    door = open_door()
    if door is not None and door.kind == "shared":
        return _enqueue(declared, by, organisation_id, arguments, key, not_before)
    with shared(by=by):
        return _enqueue(declared, by, organisation_id, arguments, key, not_before)


def _enqueue(
    declared: Work,
    by: By,
    organisation_id: int | None,
    arguments: dict[str, Any] | None,
    key: str,
    not_before: datetime | None,
) -> Job:
    if key:
        twin = Job.objects.filter(key=key, state__in=[Job.State.WAITING, Job.State.RUNNING]).first()
        if twin is not None:
            return twin
    job = Job.objects.create(
        kind=declared.kind,
        queue=declared.queue,
        organisation_id=organisation_id,
        key=key,
        arguments=arguments or {},
        attempts_allowed=declared.attempts,
        actor_id=by.account_id,
        actor_name=by.name,
        request_id=by.request_id,
        not_before=not_before,
    )
    if not_before is None or not_before <= timezone.now():
        send_on_commit("jobs.run", job.pk, queue=declared.queue)
    return job


def run(job_id: int) -> str:
    """Take a waiting job and do it; the state it ends in. A job that is not waiting is left alone ("")."""
    running = _take(job_id)
    if running is None:
        return ""
    job, declared = running
    with _heartbeat(job):
        try:
            if declared.inside:
                _run_inside(job, declared)
            else:
                result = declared.run(job)
                with shared(by=job.by):
                    _complete(job, result)
        except LostJob:
            log.warning("Job %s was lost to another worker; its work was undone.", job.id)
            return ""
        except OrganisationNotReady as refusal:
            if refusal.reason == "behind":
                return _put_off(job)
            log.exception("Job %s failed", job.id)
            return _fail(job, refusal)
        except Exception as error:
            log.exception("Job %s failed", job.id)
            return _fail(job, error)
    return str(Job.State.DONE)


def sweep() -> int:
    """Requeue what waits and what has a stale heartbeat; fail what used up its attempts. How many hints were sent."""
    now = timezone.now()
    stale = now - timedelta(seconds=STALE_SECONDS)
    with shared(by=SYSTEM):
        dead = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=stale)
        dead.filter(attempt__gte=F("attempts_allowed")).update(
            state=Job.State.FAILED, finished_at=now, message="The worker died and no attempts are left."
        )
        dead.filter(attempt__lt=F("attempts_allowed")).update(state=Job.State.WAITING)
        due = Q(not_before__isnull=True) | Q(not_before__lte=now)
        waiting = list(
            Job.objects.filter(due, state=Job.State.WAITING).order_by("id").values_list("id", "queue")[:1000]
        )
    return sum(send("jobs.run", job_id, queue=queue) for job_id, queue in waiting)


def retry(job_id: int, *, by: By) -> bool:
    """Let a failed job wait again, from its checkpoint. Stands within shared(). Whether it was failed."""
    job = Job.objects.filter(pk=job_id, state=Job.State.FAILED).first()
    if job is None:
        return False
    Job.objects.filter(pk=job_id).update(
        state=Job.State.WAITING, message="", finished_at=None, attempts_allowed=F("attempt") + 3
    )
    send_on_commit("jobs.run", job_id, queue=job.queue)
    return True


def stop_work_of(account_id: int, *, because: dict[str, Any], message: str) -> int:
    """Cancel whatever waits or runs for an account. Stands within shared(). How many.

    Work that runs inside an organisation can't complete any more and is rolled back; work in steps stops at the next.
    :param because: kept as the job's result: {"report": 5}; `stopped_work` finds it by that.
    """
    rows = Job.objects.filter(actor_id=account_id, state__in=[Job.State.WAITING, Job.State.RUNNING])
    return rows.update(state=Job.State.CANCELLED, finished_at=timezone.now(), message=message, result=because)


def stopped_work(organisation_id: int, because: dict[str, Any]) -> list[Job]:
    """What `stop_work_of` cancelled in an organisation for this reason, oldest first. Stands within shared()."""
    rows = Job.objects.filter(organisation_id=organisation_id, state=Job.State.CANCELLED, result__contains=because)
    return list(rows.order_by("pk"))


def _take(job_id: int) -> tuple[Running, Work] | None:
    with shared(by=SYSTEM):
        row = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id, state=Job.State.WAITING).first()
        if row is None or (row.not_before is not None and row.not_before > timezone.now()):
            return None
        declared = _KINDS.get(row.kind)
        if declared is None:
            raise UnknownWork(f"Work {row.kind} of job {job_id} is not declared in this code.")
        now = timezone.now()
        row.state, row.attempt, row.started_at, row.heartbeat_at = Job.State.RUNNING, row.attempt + 1, now, now
        row.message = ""  # what an earlier attempt ended with
        row.save(update_fields=["state", "attempt", "started_at", "heartbeat_at", "message"])
    by = By(account_id=row.actor_id, name=row.actor_name, request_id=row.request_id, source=f"job:{row.pk}")
    return Running(row.pk, row.attempt, row.arguments, row.checkpoint, row.organisation_id, by), declared


def _run_inside(job: Running, declared: Work) -> None:
    if job.organisation_id is None:
        raise UnknownWork(f"Work {declared.kind} runs inside an organisation, and job {job.id} names none.")
    with shared(by=SYSTEM):
        organisation = Organisation.objects.get(pk=job.organisation_id)
    with inside(organisation, by=job.by):
        result = declared.run(job)
        with shared(by=job.by):
            _complete(job, result)


def _complete(job: Running, result: dict[str, Any] | None) -> None:
    """Say "done" in the work's own transaction. :raises LostJob: another attempt has begun, so nothing may stay."""
    now = timezone.now()
    kept = _mine(job).update(state=Job.State.DONE, result=result or {}, finished_at=now, heartbeat_at=now)
    if not kept:
        raise LostJob(f"Job {job.id} belongs to another worker now.")


def _put_off(job: Running) -> str:
    """The organisation's schema is not at this code's version yet: the job waits for it, and no attempt is used up."""
    with shared(by=SYSTEM):
        kept = _mine(job).update(
            state=Job.State.WAITING,
            attempts_allowed=F("attempts_allowed") + 1,
            not_before=timezone.now() + timedelta(seconds=BEHIND_SECONDS),
            message="The organisation is being updated to the new version.",
        )
    return str(Job.State.WAITING) if kept else ""


def _fail(job: Running, error: Exception) -> str:
    message = f"{type(error).__name__}: {error}"[:2000]
    with shared(by=SYSTEM):
        row = _mine(job).first()
        if row is None:
            return ""
        last = row.attempt >= row.attempts_allowed or getattr(error, "is_final", False)
        row.state = Job.State.FAILED if last else Job.State.WAITING
        row.message = message
        row.finished_at = timezone.now() if last else None
        row.not_before = None if last else timezone.now() + timedelta(seconds=5 * 2**row.attempt)
        row.result = {"trace": traceback.format_exc(limit=-6)} if last else {}
        row.save(update_fields=["state", "message", "finished_at", "not_before", "result"])
    return str(row.state)


def _mine(job: Running, using: str = "default") -> Any:
    return Job.objects.using(using).filter(pk=job.id, attempt=job.attempt, state=Job.State.RUNNING)


@contextmanager
def _heartbeat(job: Running) -> Iterator[None]:
    """A thread that says every ten seconds that this attempt lives, on a connection of its own."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(HEARTBEAT_SECONDS):
                try:
                    with aside(by=SYSTEM):
                        job.lost = not _mine(job, using="aside").update(heartbeat_at=timezone.now())
                except Exception as error:  # noqa: BLE001  # the next beat may do better; a stale heartbeat is the sweep's matter
                    log.warning("Heartbeat of job %s failed: %s", job.id, error)
                    connections["aside"].close()
        finally:
            connections["aside"].close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
