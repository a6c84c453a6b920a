"""What pages of files show. Call inside shared()."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.lists import may_take
from shared_apps.jobs.models import Job
from shared_apps.organisations.refusal import Text
from shared_apps.ui import exports as formats

from . import refusals
from .models import Export
from .words import STATES, Shown

SHOWN: dict[str, Shown] = {
    Job.State.WAITING: "waiting",
    Job.State.RUNNING: "writing",
    Job.State.DONE: "writing",
    Job.State.FAILED: "failed",
    Job.State.CANCELLED: "stopped",
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as its owner sees it. `done` of `total` rows are written; `why`: what stopped it."""

    id: int
    title: str
    workplace: str
    format: Text
    state: Shown
    done: int
    total: int
    why: str
    code: str
    rows: int
    size: int
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime

    @property
    def is_unfinished(self) -> bool:
        return self.state in ("waiting", "writing")

    @property
    def state_title(self) -> Text:
        return STATES[self.state]


def files_of(actor: Actor) -> list[FileRow]:
    """The account's files, the latest first; a program sees those of its workplace alone. Two queries."""
    rows = Export.objects.of(actor.account_id or 0).still_kept(timezone.now())
    if actor.session_id is None:
        rows = rows.filter(membership_id__in=[one.id for one in actor.memberships])
    found = list(rows)
    jobs = Job.objects.in_bulk([row.job_id for row in found if row.job_id is not None])
    return [_row(row, jobs.get(row.job_id or 0)) for row in found]


def file_of(actor: Actor, export_id: int) -> FileRow | None:
    """One of them."""
    return next((row for row in files_of(actor) if row.id == export_id), None)


def to_take(actor: Actor, export_id: int) -> Export:
    """The row of a file that its owner may take now.

    :raises Export.DoesNotExist: it is not the account's. :raises NotWritten, ListNotYours, WorkplaceEnded:
    """
    row = Export.objects.of(actor.account_id or 0).still_kept(timezone.now()).get(pk=export_id)
    if not row.is_ready:
        raise refusals.NotWritten
    membership = next((one for one in actor.memberships if one.id == row.membership_id), None)
    if membership is None:
        raise refusals.WorkplaceEnded
    if not may_take(membership, side=row.side, path=row.path, actor=actor):
        raise refusals.ListNotYours
    return row


def _row(row: Export, job: Job | None) -> FileRow:
    state: Shown = "ready" if row.is_ready else SHOWN[job.state] if job is not None else "failed"
    known = {one.code: one.title for one in formats.formats()}
    return FileRow(
        id=row.pk,
        title=row.title,
        workplace=row.workplace,
        format=known.get(row.format, row.format),
        state=state,
        done=job.done if job is not None else 0,
        total=job.total if job is not None else 0,
        why=job.words if job is not None and state in ("failed", "stopped") else "",
        code=str(job.result.get("code", "")) if job is not None and state == "failed" else "",
        rows=row.rows,
        size=row.size,
        asked_at=row.asked_at,
        ready_at=row.ready_at,
        expires_at=row.expires_at,
    )
