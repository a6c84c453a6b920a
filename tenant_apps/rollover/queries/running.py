"""The job that works, or worked last, on a plan."""

from dataclasses import dataclass

from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import By, open_door, shared

from ..models import RolloverPlan


@dataclass(frozen=True, slots=True)
class Work:
    """How far it is; the message of one that failed says why."""

    id: int
    state: str
    done: int
    total: int
    message: str

    @property
    def is_unfinished(self) -> bool:
        return self.state in (Job.State.WAITING, Job.State.RUNNING)

    @property
    def has_failed(self) -> bool:
        return self.state == Job.State.FAILED


def key_of(plan_id: int, organisation_id: int) -> str:
    """At most one job works on a plan."""
    return f"rollover:{organisation_id}:{plan_id}"


def work_on(plan: RolloverPlan, *, by: By) -> Work | None:
    """Within the organisation's door; None: no job ever had it in hand."""
    door = open_door()
    assert door is not None
    key = key_of(plan.pk, door.organisation_id or 0)
    with shared(by=by):
        job = Job.objects.filter(organisation_id=door.organisation_id, key=key).order_by("-pk").first()
    if job is None:
        return None
    message = job.message.partition(": ")[2] if job.state == Job.State.FAILED else job.message
    return Work(job.pk, job.state, job.done, job.total, message)
