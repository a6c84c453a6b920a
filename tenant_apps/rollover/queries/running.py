"""The job that works, or worked last, on a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.here import organisation_here

from ..models import RolloverPlan


@dataclass(frozen=True, slots=True)
class Work:
    """How far it is; the message of one that failed says why, the result of one that is done what came of it."""

    id: int
    state: str
    done: int
    total: int
    message: str
    kind: str = ""
    by: str = ""
    finished_at: datetime | None = None
    result: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Of the refusal that it failed by."""
        return str(self.result.get("code", "")) if self.has_failed else ""

    @property
    def is_unfinished(self) -> bool:
        return self.state in (Job.State.WAITING, Job.State.RUNNING)

    @property
    def has_failed(self) -> bool:
        return self.state == Job.State.FAILED


def key_of(plan_id: int, organisation_id: int) -> str:
    """At most one job works on a plan."""
    return f"rollover:{organisation_id}:{plan_id}"


def work_on(plan: RolloverPlan, *, by: By, kind: str = "") -> Work | None:
    """Within the organisation's door; None: no job (of that kind) ever had it in hand."""
    here = organisation_here()
    key = key_of(plan.pk, here)
    with shared(by=by):
        jobs = Job.objects.filter(organisation_id=here, key=key).order_by("-pk")
        job = jobs.filter(kind=kind).first() if kind else jobs.first()
    if job is None:
        return None
    return Work(
        job.pk, job.state, job.done, job.total, job.words, job.kind, job.actor_name, job.finished_at, job.result
    )
