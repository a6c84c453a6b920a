"""What is arranged for a student on a day, in words that the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy, holds
from shared_apps.ui.numbers import ru_date
from tenant_apps.people.queries.cards import last_day

from ..arrangement_models import AcademicDebt, DebtAttempt, StudyArrangement
from ..closed_orders import closed_kinds
from ..models import Order
from ..services.debts import most_attempts
from ..wording import described_order
from .liquidations import attempts_in_words
from .orders import programme_in_words

Track = StudyArrangement.Track
OF_HEALTH = (Track.HOME_STUDY, Track.PROGRAMME)
"""What tells of health by itself."""


def arranged(student_id: int, day: date, *, by: By) -> list[tuple[str, str]]:
    """Words and tone of badges. Home study tells of health: only those who hold that class learn of it. One query."""
    rows = StudyArrangement.objects.valid(day).filter(enrolment__student=student_id, enrolment__voided_by__isnull=True)
    found: list[tuple[str, str]] = []
    sees_health = holds(by, Privacy.HEALTH)
    for track, expected, variant in rows.order_by("track").values_list("track", "expected_to", "variant"):
        if track == Track.LEAVE and expected is not None and expected < day:
            found.append((_("on leave, awaited on %(day)s") % {"day": ru_date(expected)}, "warn"))
        elif (track not in OF_HEALTH or sees_health) and (track != Track.PROGRAMME or variant):
            found.append((str(Track(track).label), "info"))
    return found


def overdue_leaves(day: date) -> QuerySet[StudyArrangement]:
    """Leaves that are longer than their order says."""
    return StudyArrangement.objects.valid(day).filter(track=Track.LEAVE, expected_to__lt=day)


@dataclass(frozen=True, slots=True)
class ArrangedRow:
    """A leave, an individual plan or home study of a student."""

    title: str
    reason: str
    valid_from: date
    last_day: date
    expected_to: date | None
    begun: str
    begun_id: int | None
    ended: str
    ended_id: int | None


@dataclass(frozen=True, slots=True)
class DebtRow:
    """An academic debt with its attempts; `is_open`: an attempt may still be written down."""

    id: int
    subject: str
    since: date
    due_on: date
    outcome: str
    outcome_words: str
    begun: str
    begun_id: int
    origin: str
    attempts: tuple[DebtAttempt, ...]
    most_attempts: int

    @property
    def is_open(self) -> bool:
        return not self.outcome and not any(one.is_passed for one in self.attempts)

    @property
    def standing(self) -> tuple[str, str]:
        """How it stands, with the tone of a badge: its outcome; of an open one what may still be done."""
        if self.outcome:
            return self.outcome_words, "ok" if self.outcome == AcademicDebt.Outcome.LIQUIDATED else ""
        if any(one.is_passed for one in self.attempts):
            return _("passed: an order closes it"), "info"
        left = self.most_attempts - len(self.attempts)
        if left <= 0:
            return _("open, no attempts left"), "err"
        return _("open, attempts left: %(count)s") % {"count": left}, "warn"


def owed_subjects(student_id: int) -> list[tuple[str, str, bool]]:
    """Open debts among which an order chooses those made up for: subject, its words, whether an attempt is passed."""
    found: dict[str, tuple[str, str, bool]] = {}
    for row in debts_of(student_id):
        if row.subject and not row.outcome:
            words = _("%(subject)s, to be made up for until %(day)s") % {
                "subject": row.subject, "day": ru_date(row.due_on),
            }  # fmt: skip
            tried = attempts_in_words(row.attempts) or _("no attempts yet")
            passed = any(one.is_passed for one in row.attempts)
            found.setdefault(row.subject, (row.subject, f"{words} ({tried})", passed))
    return list(found.values())


def arranged_of(student_id: int, *, by: By) -> list[ArrangedRow]:
    """Everything arranged for a student, the latest first. Home study only for those who hold the class of health.

    `begun_id`, `ended_id`: None where there is no order, or the reader may not know of it.
    """
    sees_health, closed = holds(by, Privacy.HEALTH), closed_kinds(by)
    rows = StudyArrangement.objects.unvoided().filter(enrolment__student=student_id, enrolment__voided_by__isnull=True)
    if not sees_health:
        rows = rows.exclude(track__in=OF_HEALTH)
    kinds, reasons = handbooks.names("order_kind"), handbooks.names("arrangement_reason")

    def order(row: Order | None) -> tuple[str, int | None]:
        return ("", None) if row is None or row.kind in closed else (described_order(row), row.pk)

    return [
        ArrangedRow(
            title=_title(row, kinds) if sees_health else str(capfirst(Track(row.track).label)),
            reason=reasons.get(row.reason, row.reason) if sees_health else "", valid_from=row.valid_from,
            last_day=last_day(row.valid_to), expected_to=row.expected_to, begun=order(row.begun_by)[0],
            begun_id=order(row.begun_by)[1], ended=order(row.ended_by)[0], ended_id=order(row.ended_by)[1],
        )
        for row in rows.select_related("begun_by", "ended_by").order_by("-valid_from", "track")
    ]  # fmt: skip


def _title(row: StudyArrangement, kinds: Mapping[str, str]) -> str:
    if row.track == Track.PROGRAMME:
        return str(capfirst(programme_in_words(row.variant)))
    return str(capfirst(kinds.get(row.kind, row.kind)))


def debts_of(student_id: int) -> list[DebtRow]:
    """Academic debts of a student, the latest first. Two queries, and the setting."""
    most = most_attempts()
    rows = (
        AcademicDebt.objects.unvoided()
        .filter(enrolment__student=student_id, enrolment__voided_by__isnull=True)
        .select_related("begun_by")
        .prefetch_related("attempts")
        .order_by("-valid_from", "subject")
    )
    return [
        DebtRow(
            row.pk, row.subject, row.valid_from, row.due_on, row.outcome, str(row.get_outcome_display()),
            described_order(row.begun_by), row.begun_by_id, row.origin,
            tuple(sorted(row.attempts.all(), key=lambda one: one.number)), most,
        )
        for row in rows
    ]  # fmt: skip
