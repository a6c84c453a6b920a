"""The job of a run: how far it is; its steps, one transaction each."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared_apps.jobs.models import Job
from shared_apps.jobs.services import Running
from shared_apps.organisations.crossing import By, open_door, shared
from shared_apps.organisations.refusal import Refused

from .models import Run

if TYPE_CHECKING:
    from .running import Imports

SYSTEM = By.system("imports")
UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)

Progress = Callable[[int, int, str], None]
"""done, total, what is being done."""


@dataclass(frozen=True, slots=True)
class WorkState:
    """The job of a run: how far it is, or why it failed."""

    id: int
    state: str
    done: int
    total: int
    message: str

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def has_failed(self) -> bool:
        return self.state == Job.State.FAILED


def work_of(run: Run) -> WorkState | None:
    """The job that works or worked on the run last."""
    if run.job_id is None:
        return None
    door = open_door()
    with nullcontext() if door is not None and door.kind == "shared" else shared(by=SYSTEM):
        job = Job.objects.filter(pk=run.job_id).first()
    if job is None:
        return None
    return WorkState(job.pk, job.state, job.done, job.total, job.words)


def is_at_work(run: Run) -> bool:
    """Whether a job has the run in hand or waits to take it."""
    found = work_of(run)
    return found is not None and found.is_unfinished


def progress_of(job: Running) -> Progress:
    """What a job says of its progress."""
    return lambda done, total, message: job.step(done=done, total=total, message=message)


def check_step(imports: "Imports", job: Running, run_id: int) -> dict[str, Any]:
    """The step `check` of a job."""
    run = imports.check(run_id=run_id, by=job.by, progress=progress_of(job))
    return {"state": run.state}


def confirm_step(imports: "Imports", job: Running, run_id: int) -> dict[str, Any]:
    """The step `confirm` of a job."""
    kind = imports.kind_of(imports.runs._default_manager.get(pk=run_id))
    choice = kind.choice.from_arguments(job.arguments["choice"])
    outcome = imports.confirm(run_id=run_id, choice=choice, by=job.by, progress=progress_of(job))
    return {"is_done": outcome.is_done, "changed": outcome.changed, "orders": list(outcome.orders)}


def final(refusal: Refused) -> Refused:
    """A refusal that another try would meet likewise."""
    refusal.is_final = True  # type: ignore[attr-defined]
    return refusal
