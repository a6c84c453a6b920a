"""What administrators ask about backups: the last success in each target, what is overdue, how one organisation is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, DateTimeField, Max, OuterRef, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation, OrganisationPeriod
from shared_apps.organisations.queries import register

from .models import Backup, OrganisationCopy, Restoration

SHOWN = 20


@dataclass(frozen=True, slots=True)
class TargetState:
    """How backups go in one target: the last good one of the whole platform, the last attempt, the last read back."""

    target: str
    last: Backup | None
    attempt: Backup | None
    verified: Backup | None
    kept: int

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.last.started_at if self.last else None)

    @property
    def hours(self) -> int | None:
        """Full hours since the last good one was begun."""
        return int((timezone.now() - self.last.started_at).total_seconds() // 3600) if self.last else None

    @property
    def failed(self) -> bool:
        """The last attempt came to nothing, whatever stood before."""
        return self.attempt is not None and self.attempt.state == Backup.State.FAILED

    @property
    def facts(self) -> list[tuple[Any, Any]]:
        """For the page: labels with values."""
        last, verified = self.last, self.verified
        return [
            (_("Last success"), last.started_at if last else None),
            (_("Age, hours"), self.hours),
            (_("Organisations"), last.organisations if last else None),
            (_("Written, MB"), round(last.megabytes, 1) if last else None),
            (_("Read back at"), verified.verified_at if verified else pgettext("backup", "not yet")),
            (_("Damages found then"), verified.problems if verified else None),
            (_("Backups kept"), self.kept),
        ]


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


def target_choices() -> list[tuple[str, str]]:
    """Targets for a filter."""
    return [(target, target) for target in settings.BACKUP_TARGETS]


def organisations_with_copies(*, on: date) -> QuerySet[OrganisationPeriod]:
    """The register of organisations with schemas, with `copied_at`: their last copy in any target, `freshness`:
    fresh, overdue or none, and `restored_at`: when they were last put back.
    """
    copies = OrganisationCopy.objects.filter(organisation_id=OuterRef("organisation_id"), target__in=_targets())
    standing = [Organisation.State.READY, Organisation.State.CLOSED]
    rows = register(on=on).filter(organisation__state__in=standing)
    newest = copies.order_by().values("organisation_id").annotate(at=Max("taken_at")).values("at")
    in_time = timezone.now() - timedelta(hours=settings.BACKUP_OVERDUE_HOURS)
    return rows.annotate(
        copied_at=Subquery(newest, output_field=DateTimeField()),
        restored_at=Subquery(
            Restoration.objects.filter(organisation_id=OuterRef("organisation_id"))
            .order_by("-restored_at")
            .values("restored_at")[:1]
        ),
        freshness=Case(
            When(copied_at__isnull=True, then=Value("none")),
            When(copied_at__lt=in_time, then=Value("overdue")),
            default=Value("fresh"),
        ),
    )


def organisations_overdue(*, on: date) -> int:
    """How many organisations have no copy or too old a one."""
    rows: Any = organisations_with_copies(on=on)
    return int(rows.exclude(freshness="fresh").count())


def last_copy_of(organisation_id: int, *, by: By) -> datetime | None:
    """As of when an organisation was last copied, in any target. Opens the shared tables itself."""
    with shared(by=by):
        rows = OrganisationCopy.objects.filter(organisation_id=organisation_id)
        at: datetime | None = rows.aggregate(at=Max("taken_at"))["at"]
        return at


@dataclass(frozen=True, slots=True)
class PutBack:
    """A restoration in words: what the organisation is called, by whom, to which moment."""

    organisation_id: int
    name: str
    who: str
    restored_at: datetime
    moment: datetime
    lost_lines: int
    recounted_at: datetime | None
    keeps_old: bool
    remarks: tuple[str, ...] = ()
    erasures: int = 0
    erased_again_at: datetime | None = None


def restorations(*, on: date) -> list[PutBack]:
    """What was put back, the latest first."""
    rows = list(Restoration.objects.order_by("-restored_at")[:SHOWN])
    named = register(on=on).filter(organisation_id__in={row.organisation_id for row in rows})
    names = {period.organisation_id: period.short_name for period in named}
    return [
        PutBack(
            row.organisation_id,
            names.get(row.organisation_id, str(row.organisation_id)),
            row.actor_name,
            row.restored_at,
            row.moment,
            row.lost_lines,
            row.recounted_at,
            bool(row.old_schema) and row.old_dropped_at is None,
            tuple(map(remark_words, row.remarks)),
            sum(map(len, row.erasures.values())),
            row.erased_again_at,
        )
        for row in rows
    ]


def remark_words(remark: str) -> str:
    """What is left to do after a restoration: "transfer:12", "staff:3, 4"."""
    what, _colon, numbers = remark.partition(":")
    if what == "staff":
        words = _("Employees who passed in a reorganisation are to be entered again (No %(numbers)s).")
    else:
        words = _("Transfer No %(numbers)s could not be put right by itself: look at it in both offices.")
    return words % {"numbers": numbers}


def with_old_schemas_since(days: int, *, by: By) -> list[Organisation]:
    """Organisations whose replaced schema has been kept for longer than so many days."""
    before = timezone.now() - timedelta(days=days)
    with shared(by=by):
        kept = Restoration.objects.filter(old_dropped_at__isnull=True, restored_at__lt=before).exclude(old_schema="")
        return list(Organisation.objects.filter(pk__in=kept.values("organisation_id")))


def _targets() -> list[str]:
    return list(settings.BACKUP_TARGETS)
