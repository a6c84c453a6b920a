"""Writing down what became of backups and restorations, for those who look after them. The copies lie elsewhere."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shared_apps.jobs.services import enqueue
from shared_apps.organisations.crossing import By, shared

from .models import Backup, OrganisationCopy, Restoration
from .words import BACKUP_KIND, VERIFY_KIND


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a backup ended in one target: `problem` is the target's own, `problems` are those of what was copied."""

    target: str
    problem: str
    problems: tuple[str, ...]
    organisations: int
    files: int
    size: int


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy of one organisation: as of when, how many rows, how many bytes before packing."""

    organisation_id: int
    taken_at: datetime
    rows: int
    size: int


@contextmanager
def made_known(name: str, targets: Sequence[str], *, is_whole: bool, at: datetime, by: By) -> Iterator[None]:
    """A backup is being made in these targets; what stops it is written down and goes on."""
    with shared(by=by):
        for target in targets:
            start = {"state": Backup.State.RUNNING, "is_whole": is_whole, "finished_at": None, "detail": ""}
            Backup.objects.update_or_create(
                name=name, target=target, defaults=start, create_defaults=start | {"started_at": at}
            )
    try:
        yield
    except BaseException as error:
        with shared(by=by):
            Backup.objects.filter(name=name, state=Backup.State.RUNNING).update(
                state=Backup.State.FAILED, finished_at=timezone.now(), detail=f"{type(error).__name__}: {error}"[:2000]
            )
        raise


def finished(name: str, outcomes: Sequence[Outcome], copies: Sequence[Copy], *, by: By) -> None:
    """A backup ended, in each target its own way; where it is good, it is the organisations' last copy."""
    with shared(by=by):
        for one in outcomes:
            words = " ".join(filter(None, [one.problem, *one.problems]))
            Backup.objects.filter(name=name, target=one.target).update(
                state=Backup.State.FAILED if one.problem else Backup.State.DONE,
                finished_at=timezone.now(),
                organisations=one.organisations,
                failed_organisations=len(one.problems),
                files=one.files,
                size=one.size,
                detail=words[:2000],
            )
        good = [one.target for one in outcomes if not one.problem]
        OrganisationCopy.objects.bulk_create(
            [
                OrganisationCopy(
                    organisation_id=copy.organisation_id,
                    target=target,
                    name=name,
                    taken_at=copy.taken_at,
                    rows=copy.rows,
                    size=copy.size,
                )
                for target in good
                for copy in copies
            ],
            update_conflicts=True,
            unique_fields=["organisation_id", "target"],
            update_fields=["name", "taken_at", "rows", "size"],
        )


def removed(target: str, names: Sequence[str], *, by: By) -> None:
    """Backups were taken away because their time was over."""
    with shared(by=by):
        Backup.objects.filter(target=target, name__in=names).update(removed_at=timezone.now())


def verified(name: str, target: str, *, problems: int, by: By) -> None:
    """A backup was read back."""
    with shared(by=by):
        Backup.objects.filter(name=name, target=target).update(verified_at=timezone.now(), problems=problems)


def recounted(restoration_id: int, *, by: By) -> None:
    """The region was recounted after a restoration."""
    with shared(by=by):
        Restoration.objects.filter(pk=restoration_id).update(recounted_at=timezone.now())


def remarked(restoration_id: int, remarks: Sequence[str], *, by: By) -> None:
    """What is left to do for people after a restoration."""
    with shared(by=by):
        Restoration.objects.filter(pk=restoration_id).update(remarks=list(remarks))


def ask_for_backup(*, by: By) -> int:
    """Have the whole platform backed up by the fleet's worker, once at a time. The job's id."""
    return int(enqueue(BACKUP_KIND, by=by, key=BACKUP_KIND).pk)


def ask_for_verifying(*, by: By) -> int:
    """Have the newest backups read back. The job's id."""
    return int(enqueue(VERIFY_KIND, by=by, key=VERIFY_KIND).pk)
