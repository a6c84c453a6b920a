"""What administrators ask about backups: the last success in each target, what is overdue, how one organisation is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import DateTimeField, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation, OrganisationPeriod
from shared_apps.organisations.queries import register

from .models import Backup, OrganisationCopy, Restoration


@dataclass(frozen=True, slots=True)
class TargetState:
    """How backups go in one target: the last good one of the whole platform, the last attempt."""

    target: str
    last: Backup | None
    attempt: Backup | None
    verified: Backup | None
    kept: int

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.last.started_at if self.last else None)

    @property
    def age(self) -> timedelta | None:
        return timezone.now() - self.last.started_at if self.last else None

    @property
    def failed(self) -> bool:
        """The last attempt came to nothing, whatever stood before."""
        return self.attempt is not None and self.attempt.state == Backup.State.FAILED


def is_overdue(at: datetime | None) -> bool:
    """Whether a last success is too long ago: more than a day and what a backup takes."""
    return at is None or timezone.now() - at > timedelta(hours=settings.BACKUP_OVERDUE_HOURS)


def target_states() -> list[TargetState]:
    """Every target of this installation, in its order."""
    rows = list(Backup.objects.filter(is_whole=True).order_by("-started_at")[:2000])
    return [_state(target, [row for row in rows if row.target == target]) for target in settings.BACKUP_TARGETS]


def _state(target: str, rows: Sequence[Backup]) -> TargetState:
    done = [row for row in rows if row.state == Backup.State.DONE and row.removed_at is None]
    verified = [row for row in done if row.verified_at is not None]
    return TargetState(
        target, done[0] if done else None, rows[0] if rows else None, verified[0] if verified else None, len(done)
    )


def backups() -> QuerySet[Backup]:
    """Every backup that was begun, the latest first."""
    return Backup.objects.order_by("-started_at", "target")


def organisations_with_copies() -> QuerySet[OrganisationPeriod]:
    """The register of organisations with schemas, with `copied_at`: their last success in any target, and
    `restored_at`: when they were last put back.
    """
    copies = OrganisationCopy.objects.filter(organisation_id=OuterRef("organisation_id"), target__in=_targets())
    standing = [Organisation.State.READY, Organisation.State.CLOSED]
    rows = register(on=timezone.localdate()).filter(organisation__state__in=standing)
    newest = copies.order_by().values("organisation_id").annotate(at=Max("taken_at")).values("at")
    return rows.annotate(
        copied_at=Subquery(newest, output_field=DateTimeField()),
        restored_at=Subquery(
            Restoration.objects.filter(organisation_id=OuterRef("organisation_id"))
            .order_by("-restored_at")
            .values("restored_at")[:1]
        ),
    )


def last_copy_of(organisation_id: int, *, by: By) -> datetime | None:
    """As of when an organisation was last copied, in any target. Opens the shared tables itself."""
    with shared(by=by):
        rows = OrganisationCopy.objects.filter(organisation_id=organisation_id)
        at: datetime | None = rows.aggregate(at=Max("taken_at"))["at"]
        return at


def restorations() -> list[Restoration]:
    """What was put back, the latest first."""
    return list(Restoration.objects.order_by("-restored_at")[:20])


def slugs(organisation_ids: Sequence[int]) -> dict[int, str]:
    """Id → address of organisations."""
    return dict(Organisation.objects.filter(pk__in=organisation_ids).values_list("pk", "slug"))


def with_old_schemas_since(days: int, *, by: By) -> list[Organisation]:
    """Organisations whose replaced schema has been kept for longer than so many days."""
    before = timezone.now() - timedelta(days=days)
    with shared(by=by):
        kept = Restoration.objects.filter(old_dropped_at__isnull=True, restored_at__lt=before).exclude(old_schema="")
        return list(Organisation.objects.filter(pk__in=kept.values("organisation_id")))


def _targets() -> list[str]:
    return list(settings.BACKUP_TARGETS)
