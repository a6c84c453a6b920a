"""Long work: enqueue it with the transaction that wants it, run it in a worker, resume it when a worker dies.

A kind of work is declared in an app's work.py (:mod:`.kinds`).
"""

import logging
import threading
import traceback
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connections, transaction
from django.db.models import F, Q
from django.utils import timezone

from shared_apps.organisations.crossing import By, OrganisationNotReady, aside, inside, open_door, shared
from shared_apps.organisations.models import Organisation, SharedChange
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.shared_log import record, values

from . import refusals
from .kinds import UnknownWork, Work, declared, kinds, work
from .messages import send, send_on_commit
from .models import Job

__all__ = [
    "LostJob", "Running", "UnknownWork", "Work", "begin_anew", "enqueue", "kinds", "retries_of", "retry", "run",
    "stop_work_of", "stopped_work", "sweep", "work",
]  # fmt: skip

log = logging.getLogger("svod.jobs")
HEARTBEAT_SECONDS = 10
STALE_SECONDS = 60
BEHIND_SECONDS = 30
LONGEST_PAUSE = timedelta(minutes=10)
"""Between two attempts."""
SYSTEM = By.system("jobs")


class WorkNamesNoOrganisation(RuntimeError):
    """A job whose work is done inside an organisation says nothing of which."""


class LostJob(RuntimeError):
    """The job was given to another worker meanwhile (its heartbeat was stale): nothing of this attempt may stay."""


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
    found = declared(kind)
    door = open_door()
    if door is not None and door.kind == "shared":
        return _enqueue(found, by, organisation_id, arguments, key, not_before)
    with shared(by=by):
        return _enqueue(found, by, organisation_id, arguments, key, not_before)


def _enqueue(
    found: Work,
    by: By,
    organisation_id: int | None,
    arguments: dict[str, Any] | None,
    key: str,
    not_before: datetime | None,
) -> Job:
    job = Job(
        kind=found.kind,
        queue=found.queue,
        organisation_id=organisation_id,
        key=key,
        arguments=arguments or {},
        attempts_allowed=found.attempts,
        actor_id=by.account_id,
        actor_name=by.name,
        request_id=by.request_id,
        not_before=not_before,
    )
    while True:
        if twin := _twin_of(job):
            return twin
        if _only_one(job):
            break
    if not_before is None or not_before <= timezone.now():
        send_on_commit("jobs.run", job.pk, queue=found.queue)
    return job


def _twin_of(job: Job) -> Job | None:
    """Returns another unfinished job with the same key, if there is one."""
    if not job.key:
        return None
    rows = Job.objects.filter(key=job.key, state__in=[Job.State.WAITING, Job.State.RUNNING])
    return rows.exclude(pk=job.pk).first()


def _only_one(job: Job) -> bool:
    """Save the job. Returns False if a twin exists: somebody may have committed one since it was looked for."""
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError as error:
        if "one_unfinished_job_per_key" not in str(error):
            raise
        return False
    return True


def run(job_id: int) -> str:
    """Take a waiting job and do it. Returns the state in which it ends; "" if it was not waiting and is left alone."""
    taken = _take(job_id)
    if taken is None:
        return ""
    job, kind = taken
    try:
        found = declared(kind)
    except UnknownWork as error:  # another release may know it: it has as many attempts as any other
        log.error("Job %s: %s", job.id, error)
        return _fail(job, error)
    with _heartbeat(job):
        try:
            if found.inside:
                _run_inside(job, found)
            else:
                result = found.run(job)
                with shared(by=job.by):
                    _complete(job, result)
        except LostJob:
            log.warning("Job %s was lost to another worker; its work was undone.", job.id)
            return ""
        except OrganisationNotReady as refusal:
            if refusal.reason in ("behind", "held"):
                return _put_off(job)
            log.exception("Job %s failed", job.id)
            return _fail(job, refusal)
        except Exception as error:
            log.exception("Job %s failed", job.id)
            return _fail(job, error)
    return str(Job.State.DONE)


def sweep() -> int:
    """Requeue jobs that wait or have a stale heartbeat; fail those that have used up their attempts.

    Returns how many messages were sent.
    """
    now = timezone.now()
    stale = now - timedelta(seconds=STALE_SECONDS)
    with shared(by=SYSTEM):
        dead = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=stale)
        dead.filter(attempt__gte=F("attempts_allowed")).update(
            state=Job.State.FAILED, finished_at=now, message="", trouble=Job.Trouble.WORKER_DIED
        )
        dead.filter(attempt__lt=F("attempts_allowed")).update(state=Job.State.WAITING)
        due = Q(not_before__isnull=True) | Q(not_before__lte=now)
        waiting = list(
            Job.objects.filter(due, state=Job.State.WAITING).order_by("id").values_list("id", "queue")[:1000]
        )
    return sum(send("jobs.run", job_id, queue=queue) for job_id, queue in waiting)


def retry(job_id: int, *, by: By) -> None:
    """Let a failed job wait again; it goes on from its checkpoint. Call inside shared().

    :raises JobHasNotFailed: it waits, runs, is done or cancelled. :raises TwinIsUnfinished: another one does the same.
    """
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state != Job.State.FAILED:
        raise refusals.JobHasNotFailed(params={"state": job.get_state_display()})
    before = values(job)
    job.state, job.message, job.trouble, job.finished_at = Job.State.WAITING, "", "", None
    job.attempts_allowed = job.attempt + 3
    while not _only_one(job):
        if twin := _twin_of(job):
            raise refusals.TwinIsUnfinished(params={"number": twin.pk})
    record(by=by, row=job, action="retry", before=before)
    send_on_commit("jobs.run", job_id, queue=job.queue)


def begin_anew(job_ids: Collection[int]) -> int:
    """What runs is given to the next worker, and the present attempt keeps nothing: what it has read is no longer true.

    For work that is safe to repeat from its beginning. Stands within shared(). How many.
    """
    rows = Job.objects.select_for_update().filter(pk__in=job_ids, state=Job.State.RUNNING)
    running = list(rows.order_by("pk").values_list("pk", "queue"))
    Job.objects.filter(pk__in=[job_id for job_id, _queue in running]).update(
        state=Job.State.WAITING, attempts_allowed=F("attempts_allowed") + 1, checkpoint={}
    )
    for job_id, queue in running:
        send_on_commit("jobs.run", job_id, queue=queue)
    return len(running)


def retries_of(job: Job) -> list[SharedChange]:
    """Returns who had the job tried again, the latest first. Call inside shared()."""
    rows = SharedChange.objects.filter(model="jobs.job", object_id=job.pk, action="retry")
    return list(rows.order_by("-pk"))


def stop_work_of(account_id: int, *, because: dict[str, Any], trouble: Job.Trouble) -> int:
    """Cancel every job that waits or runs for an account. Returns how many. Call inside shared().

    Work that runs inside an organisation can't complete any more and is rolled back; work in steps stops at the next.
    :param because: kept as the job's result: {"report": 5}; `stopped_work` finds it by that.
    """
    rows = Job.objects.filter(actor_id=account_id, state__in=[Job.State.WAITING, Job.State.RUNNING])
    return rows.update(state=Job.State.CANCELLED, finished_at=timezone.now(), trouble=trouble, result=because)


def stopped_work(organisation_id: int, because: dict[str, Any]) -> list[Job]:
    """What `stop_work_of` cancelled in an organisation for this reason, oldest first. Call inside shared()."""
    rows = Job.objects.filter(organisation_id=organisation_id, state=Job.State.CANCELLED, result__contains=because)
    return list(rows.order_by("pk"))


def _take(job_id: int) -> tuple[Running, str] | None:
    with shared(by=SYSTEM):
        row = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id, state=Job.State.WAITING).first()
        if row is None or (row.not_before is not None and row.not_before > timezone.now()):
            return None
        now = timezone.now()
        row.state, row.attempt, row.started_at, row.heartbeat_at = Job.State.RUNNING, row.attempt + 1, now, now
        row.message, row.trouble, row.result = "", "", {}  # what an earlier attempt ended with
        row.save(update_fields=["state", "attempt", "started_at", "heartbeat_at", "message", "trouble", "result"])
    by = By(account_id=row.actor_id, name=row.actor_name, request_id=row.request_id, source=f"job:{row.pk}")
    return Running(row.pk, row.attempt, row.arguments, row.checkpoint, row.organisation_id, by), row.kind


def _run_inside(job: Running, found: Work) -> None:
    if job.organisation_id is None:
        raise WorkNamesNoOrganisation(f"Work {found.kind} runs inside an organisation, and job {job.id} names none.")
    with shared(by=SYSTEM):
        organisation = Organisation.objects.get(pk=job.organisation_id)
    with inside(organisation, by=job.by):
        result = found.run(job)
        with shared(by=job.by):
            _complete(job, result)


def _complete(job: Running, result: dict[str, Any] | None) -> None:
    """Mark the job as done, in the transaction of its work.

    :raises LostJob: another attempt has begun meanwhile, so the work must be rolled back.
    """
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
            trouble=Job.Trouble.BEHIND,
        )
    return str(Job.State.WAITING) if kept else ""


def _fail(job: Running, error: Exception) -> str:
    with shared(by=SYSTEM):
        row = _mine(job).first()
        if row is None:
            return ""
        last = row.attempt >= row.attempts_allowed or getattr(error, "is_final", False)
        pause = min(timedelta(seconds=5 * 2 ** min(row.attempt, 16)), LONGEST_PAUSE)
        row.state = Job.State.FAILED if last else Job.State.WAITING
        row.finished_at = timezone.now() if last else None
        row.not_before = None if last else timezone.now() + pause
        row.message, row.trouble = "", _trouble(error) if last else Job.Trouble.ATTEMPT_FAILED
        row.result = {"error": f"{type(error).__name__}: {error}"[:2000], "trace": traceback.format_exc(limit=-6)}
        if last and isinstance(error, Refused):
            row.message, row.result["code"] = str(error), error.code
        row.save(update_fields=["state", "message", "trouble", "finished_at", "not_before", "result"])
    return str(row.state)


def _trouble(error: Exception) -> Job.Trouble:
    """Returns the trouble that the job is marked with. An exception may name its own: `trouble = "left_out"`."""
    usual = Job.Trouble.REFUSED if isinstance(error, Refused) else Job.Trouble.FAILED
    return Job.Trouble(getattr(error, "trouble", usual))


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
