"""Reorganisations as the region's administrator sees them. Within shared()."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from shared_apps.envelopes.models import Reorganisation, ReorganisationSide
from shared_apps.jobs.models import Job
from shared_apps.organisations.queries import names_on

from ..work import REORGANISATION, key_of

TONES = {
    "draft": "", "running": "info", "moved": "warn", "finished": "ok", "undoing": "info", "undone": "",
    "discarded": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReorganisationRow:
    """One in the list."""

    pk: int
    kind: str
    sides: str
    receiver: str
    on: date
    order: str
    state: str


@dataclass(frozen=True, slots=True)
class Work:
    """A job of the plan: how far it is; the message of one that failed says why."""

    what: str
    state: str
    done: int
    total: int
    message: str
    result: dict[str, Any]

    @property
    def is_unfinished(self) -> bool:
        return self.state in (Job.State.WAITING, Job.State.RUNNING)

    @property
    def has_failed(self) -> bool:
        return self.state == Job.State.FAILED


def rows(limit: int = 500) -> list[ReorganisationRow]:
    """The latest first. Three queries."""
    found = list(Reorganisation.objects.order_by("-pk")[:limit])
    sides: dict[int, list[int]] = {}
    for plan_id, organisation_id in (
        ReorganisationSide.objects.filter(reorganisation__in=found)
        .order_by("pk")
        .values_list("reorganisation", "organisation")
    ):
        sides.setdefault(plan_id, []).append(organisation_id)
    ids = {each for several in sides.values() for each in several} | {one.receiver_id for one in found}
    names = names_of([each for each in ids if each])
    return [
        ReorganisationRow(
            one.pk,
            one.kind,
            ", ".join(names.get(each, "") for each in sides.get(one.pk, [])),
            names.get(one.receiver_id or 0, ""),
            one.on,
            f"№ {one.order_number}, {one.order_date:%d.%m.%Y}",
            one.state,
        )
        for one in found
    ]


def names_of(ids: Sequence[int]) -> dict[int, str]:
    """What each organisation is called today, or was last."""
    return names_on(ids, timezone.localdate())


def works_on(plan_id: int) -> tuple[Work | None, Work | None]:
    """The last job of a plan, and its last look."""
    jobs = list(Job.objects.filter(kind=REORGANISATION, key=key_of(plan_id)).order_by("-pk")[:50])
    last = jobs[0] if jobs else None
    looked = next((job for job in jobs if job.arguments.get("what") == "look" and job.state == Job.State.DONE), None)
    return _work(last), _work(looked)


def _work(job: Job | None) -> Work | None:
    if job is None:
        return None
    return Work(str(job.arguments.get("what")), job.state, job.done, job.total, job.words, dict(job.result))
