"""Jobs of backups: the daily one, reading the newest back, and what follows a restoration."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone

from region.feed import recount
from shared_apps.backups import services as known
from shared_apps.backups.queries import with_old_schemas_since
from shared_apps.backups.words import (
    AFTER_RESTORATION,
    AFTER_RESTORATION_KIND,
    BACKUP,
    BACKUP_KIND,
    DROP_OLD_KIND,
    DROPPING_OLD,
    VERIFY_KIND,
    VERIFYING,
)
from shared_apps.jobs.services import Running, work
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.history.sealing import seal_one
from tenant_apps.transfers.services.restored import put_transfers_right

from . import erasures, restoring, taking, verifying
from .errors import BackupError
from .targets import new_name, targets


class BackupIncomplete(BackupError):
    """The backup stands, but something is not in it; the words say what. Another attempt would not help."""

    is_final = True


@work(BACKUP_KIND, queue="fleet", title=BACKUP, inside=False)
def back_up(job: Running) -> dict[str, Any]:
    """A backup of the whole platform; taken up again under its name where it was interrupted.

    :raises BackupIncomplete: an organisation or a target failed.
    """
    name = str(job.checkpoint.get("name") or new_name(timezone.now()))
    chosen = taking.everyone()
    job.step(done=0, total=len(chosen), checkpoint={"name": name})

    def progress(done: int, total: int, slug: str) -> None:
        if done % 10 == 0 or done == total:
            job.step(done=done, total=total)

    taken = taking.take(chosen, targets=targets(), is_whole=True, by=job.by, name=name, progress=progress, workers=1)
    failed = [one.problem for one in taken.targets if one.problem]
    if failed or taken.problems:
        raise BackupIncomplete(" ".join([*failed, *taken.problems])[:1900])
    return {"name": name, "organisations": len(taken.organisations), "seconds": round(taken.seconds)}


@work(VERIFY_KIND, queue="fleet", title=VERIFYING, inside=False)
def verify_newest(job: Running) -> dict[str, Any]:
    """The newest backup of each target, read back.

    :raises BackupIncomplete: something is not what was written.
    """
    problems: list[str] = []
    for target in targets():
        try:
            problems += verifying.verify(target, verifying.newest(target), by=job.by, progress=_told(job))
        except BackupError as error:
            problems.append(str(error))
    if problems:
        raise BackupIncomplete(" ".join(problems)[:1900])
    return {}


@work(AFTER_RESTORATION_KIND, queue="feed", title=AFTER_RESTORATION, inside=False)
def after_restoration(job: Running) -> dict[str, Any]:
    """Erase again what the law had erased, put transfers with others right, seal what the copy had not sealed, send the
    roots out, recount the region. Safe to repeat.
    """
    with shared(by=job.by):
        organisation = Organisation.objects.get(pk=job.arguments["organisation_id"])
    restoration_id = int(job.arguments["restoration_id"])
    organisation = erasures.make_again(organisation, restoration_id, by=job.by)
    put_right(organisation, restoration_id, by=job.by)
    lines, roots = seal_one(organisation, by=job.by, everything=True)
    recount.recount(organisation.pk)
    known.recounted(restoration_id, by=job.by)
    return {"sealed": lines, "roots": roots}


def put_right(organisation: Organisation, restoration_id: int, *, by: By) -> None:
    """What other organisations know of transfers, and this one has lost. A closed one is not written any more."""
    if organisation.state != Organisation.State.READY:
        return
    source = f"restoration:{restoration_id}"
    with inside(organisation, by=by.as_source(source)):
        done = put_transfers_right(source=source, by=by)
    known.remarked(restoration_id, done.to_decide, by=by)


@work(DROP_OLD_KIND, queue="fleet", title=DROPPING_OLD, inside=False)
def drop_old(job: Running) -> dict[str, Any]:
    """Daily: schemas that restorations replaced long enough ago."""
    return {"dropped": drop_what_is_over(by=job.by)}


def drop_what_is_over(*, by: By) -> list[str]:
    """Schemas replaced by restorations so many days ago (RESTORE_KEEP_OLD_DAYS) are deleted. Their names."""
    over = with_old_schemas_since(settings.RESTORE_KEEP_OLD_DAYS, by=by)
    return [schema for one in over if (schema := restoring.drop_old(one, by=by))]


def _told(job: Running) -> Callable[[int, int, str], None]:
    def progress(done: int, total: int, words: str) -> None:
        if done % 20 == 0 or done == total:
            job.step(done=done, total=total, message=words)

    return progress
