"""Writes about files of long lists: asked for, written by a job, tried again, removed, forgotten in the end.

Call inside shared(), unless they open it; the content is written by a job (:mod:`.writing`).
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.doorway import shared_tables
from shared_apps.accounts.lists import list_at
from shared_apps.accounts.models import Membership
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.jobs.refusals import JobHasNotFailed
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.ui import exports as formats

from . import refusals, storage
from .models import Export, ExportQuerySet

WORK = "exports.write"
MOST_KEPT = 30
"""So many files of one account are kept at once."""
UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)


def ask(*, address: str, format: str, session: Mapping[str, Any], by: Actor) -> Export:
    """Have a list written into a file. The same list asked for twice while it is written is one file.

    :param address: the path of the page and its query. `session`: what the page remembers of its reader, a purpose.
    :raises UnknownFormat, TooManyRows: no such format, or one that is not for long lists.
    :raises NotAList: :raises ListNotYours: :raises TooManyFiles:
    """
    chosen = formats.format_of(format)
    if not chosen.streams:
        raise formats.TooManyRows(params={"limit": formats.most_on_a_page()})
    found = list_at(address, by)
    if found is None:
        raise refusals.NotAList
    if not found.is_exported:
        raise refusals.ListNotYours
    kept = found.page.kept_for_file(session, found.membership.id)
    assert by.account_id is not None
    with shared_tables(by):
        asked = Export.objects.of(by.account_id)
        same = asked.filter(
            membership_id=found.membership.id,
            path=found.path,
            query=found.query,
            format=format,
            ready_at=None,
            kept=kept,
        )
        for twin in same:
            if Job.objects.filter(pk=twin.job_id or 0, state__in=UNFINISHED).exists():
                return twin
        if asked.count() >= MOST_KEPT:
            raise refusals.TooManyFiles(params={"most": MOST_KEPT})
        now = timezone.now()
        row = Export.objects.create(
            account_id=by.account_id,
            membership_id=found.membership.id,
            workplace=f"{found.membership.role_title}, {found.membership.scope_title}",
            side=found.place.side,
            organisation_id=found.organisation_id,
            path=found.path,
            query=found.query,
            kept=kept,
            format=format,
            title=found.title,
            folder=_folder(found.organisation_id),
            asked_at=now,
            expires_at=now + timedelta(days=settings.EXPORT_KEEP_DAYS),
        )
        _enqueue(row, by)
    return row


def ask_again(*, export_id: int, by: Actor) -> None:
    """Try once more what failed. :raises JobHasNotFailed: :raises Export.DoesNotExist: it is not the account's."""
    with shared_tables(by):
        row = Export.objects.of(by.account_id or 0).select_for_update().get(pk=export_id)
        if Job.objects.filter(pk=row.job_id or 0).exists():
            jobs.retry(row.job_id or 0, by=by)
        elif row.ready_at is None:
            _enqueue(row, by)  # a file may outlive its job
        else:
            raise JobHasNotFailed(params={"state": Job.State.DONE.label})


def remove(*, export_id: int, by: Actor) -> None:
    """Forget a file; what is being written is stopped. :raises Export.DoesNotExist: it is not the account's."""
    with shared_tables(by):
        row = Export.objects.select_for_update().of(by.account_id or 0).get(pk=export_id)
        Job.objects.filter(pk=row.job_id or 0, state__in=UNFINISHED).update(
            state=Job.State.CANCELLED, finished_at=timezone.now()
        )
        _forget([row], by)


def forget_over(*, by: By) -> int:
    """Forget the files whose time is over, and contents that no row names. How many rows."""
    with shared_tables(by):
        over = list(Export.objects.over(timezone.now()).select_for_update())
        _forget(over, by)
        named = list(Export.objects.exclude(sha256="").values_list("folder", "sha256"))
    storage.drop_unnamed(named)
    return len(over)


def forget_of_organisation(organisation_id: int, *, by: By) -> int:
    """Data of somebody were closed or erased: forget the written files of an organisation's lists, which have them
    still; those that are being written begin anew. How many were forgotten."""
    with shared_tables(by):
        return _forget_copies(Export.objects.filter(organisation_id=organisation_id), by)


def forget_above(organisation_id: int, *, by: By) -> int:
    """The same of lists above organisations that were read for a stated purpose where this organisation is, or was,
    within the scope: they hold names."""
    with shared_tables(by):
        reaching = Membership.objects.reaching(organisation_id).values("pk")
        named = Export.objects.filter(organisation_id=None, membership_id__in=reaching).exclude(kept={})
        return _forget_copies(named, by)


def finish(
    row: Export, *, job: jobs.Running, digest: str, size: int, rows: int, title: str, file_name: str, content_type: str
) -> None:
    """Say that the file is written, in the transaction that has read its rows.

    :raises LostJob: another attempt has the job, the file was written by it, or nobody wants it any more.
    """
    with shared_tables(job.by):
        found = Export.objects.select_for_update().filter(pk=row.pk, ready_at=None).first()
        is_mine = Job.objects.filter(pk=job.id, attempt=job.attempt, state=Job.State.RUNNING).exists()
        if found is None or not is_mine:
            raise jobs.LostJob(f"Export {row.pk} is not waited for by attempt {job.attempt} of job {job.id}.")
        now = timezone.now()
        found.sha256, found.size, found.rows = digest, size, rows
        found.title, found.file_name, found.content_type = title, file_name, content_type
        found.ready_at, found.expires_at = now, now + timedelta(days=settings.EXPORT_KEEP_DAYS)
        found.save()


def _enqueue(row: Export, by: By) -> None:
    job = jobs.enqueue(
        WORK, by=by, organisation_id=row.organisation_id, arguments={"export": row.pk}, key=f"{WORK}:{row.pk}"
    )
    row.job_id = job.pk
    row.save(update_fields=["job_id"])


def _folder(organisation_id: int | None) -> str:
    if organisation_id is None:
        return storage.ABOVE
    return str(Organisation.objects.values_list("schema_name", flat=True).get(pk=organisation_id))


def _forget_copies(rows: ExportQuerySet, by: By) -> int:
    """A file that is just being finished waits for the lock, and finds then that its job has begun anew."""
    found = list(rows.order_by("pk").select_for_update())
    written = [row for row in found if row.is_ready]
    jobs.begin_anew([row.job_id for row in found if not row.is_ready and row.job_id is not None])
    _forget(written, by)
    return len(written)


def _forget(rows: Iterable[Export], by: By) -> None:
    """The rows now, their contents after the commit, where no other row names the same content."""
    contents = {(row.folder, row.sha256) for row in rows if row.sha256}
    Export.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for folder, digest in contents:
        if not Export.objects.filter(folder=folder, sha256=digest).exists():
            transaction.on_commit(partial(storage.drop, folder, digest), robust=True)
