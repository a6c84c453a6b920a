"""Academic debts of a student who changes the organisation: what he leaves with, and how the next one goes on with it.

A conditional transfer is the law's (273-ФЗ art. 58 parts 5, 6, 8), so the term and the attempts already used go on at
the organisation that admits him; there the debt stands under the order of admission, and falls with it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import override

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from ..arrangement_models import AcademicDebt, DebtAttempt, StudyArrangement
from ..models import Enrolment, Order
from ..wording import described_order
from .debts import put_off

Outcome = AcademicDebt.Outcome


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt made already."""

    number: int
    on: date
    is_passed: bool
    commission: str


@dataclass(frozen=True, slots=True)
class BroughtDebt:
    """A debt as it goes along. `due_on`: the last day for an attempt, leaves at the former organisation counted in."""

    subject: str
    since: date
    due_on: date
    origin: str
    attempts: tuple[Attempt, ...]

    def values(self) -> dict[str, Any]:
        """Plain values, for the envelope."""
        return asdict(self)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "BroughtDebt":
        """What `values` gave, from JSON."""
        return cls(
            values["subject"],
            date.fromisoformat(values["since"]),
            date.fromisoformat(values["due_on"]),
            values["origin"],
            tuple(
                Attempt(one["number"], date.fromisoformat(one["on"]), one["is_passed"], one["commission"])
                for one in values["attempts"]
            ),
        )


def debts_taken_along(
    students: Collection[int], *, left_on: Mapping[int, date], organisation_name: str
) -> dict[int, list[BroughtDebt]]:
    """By the student's id: debts that were open on the first day without him. Three queries, however many students.

    The order of leaving may have closed them already (`LEFT`): those are meant too.
    """
    rows = (
        AcademicDebt.objects.unvoided()
        .filter(enrolment__student__in=students, enrolment__voided_by__isnull=True)
        .filter(Q(outcome=Outcome.OPEN) | Q(outcome=Outcome.LEFT, ended_by=F("enrolment__ended_by")))
        .select_related("enrolment", "begun_by")
        .prefetch_related("attempts")
        .order_by("valid_from", "subject", "pk")
    )
    owed = [row for row in rows if row.valid_to in (FOREVER, left_on[row.enrolment.student_id])]
    leaves: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for enrolment_id, since, until in (
        StudyArrangement.objects.unvoided()
        .filter(enrolment__in={row.enrolment_id for row in owed}, track=StudyArrangement.Track.LEAVE)
        .values_list("enrolment", "valid_from", "valid_to")
    ):
        leaves[enrolment_id].append((since, until))
    found: dict[int, list[BroughtDebt]] = defaultdict(list)
    with override("ru"):
        for row in owed:
            student_id = row.enrolment.student_id
            origin = row.origin or f"{organisation_name}, {described_order(row.begun_by)}"
            due_on = put_off(row, left_on[student_id], leaves[row.enrolment_id])
            found[student_id].append(_brought(row, due_on=due_on, origin=origin))
    return found


def debts_brought_before(uid: UUID) -> list[BroughtDebt]:
    """What came by an envelope whose admission was cancelled, with what was attempted here meanwhile."""
    enrolment = (
        Enrolment.objects.filter(envelope_id=uid, voided_by__isnull=False, begun_by__isnull=False)
        .order_by("-pk")
        .first()
    )
    if enrolment is None:
        return []
    rows = AcademicDebt.objects.filter(enrolment=enrolment, begun_by=enrolment.begun_by_id).order_by("pk")
    return [_brought(row, due_on=row.due_on, origin=row.origin) for row in rows.prefetch_related("attempts")]


@transaction.atomic
def bring_debts(*, order: Order, brought: Mapping[UUID, Iterable[BroughtDebt]], by: By) -> int:
    """Open at the enrolments that an order of admission has just begun what came by their envelopes; how many."""
    enrolments = dict(
        Enrolment.objects.unvoided()
        .filter(begun_by=order, envelope_id__in=list(brought))
        .values_list("envelope_id", "pk")
    )
    rows = [
        (
            one,
            AcademicDebt(
                enrolment_id=enrolments[uid], subject=one.subject, valid_from=one.since, due_on=one.due_on,
                origin=one.origin, begun_by=order,
            ),
        )
        for uid, debts in brought.items()
        if uid in enrolments
        for one in debts
    ]  # fmt: skip
    AcademicDebt.objects.bulk_create([row for _one, row in rows])
    DebtAttempt.objects.bulk_create(
        DebtAttempt(debt=row, number=each.number, on=each.on, is_passed=each.is_passed, commission=each.commission)
        for one, row in rows
        for each in one.attempts
    )
    return len(rows)


def _brought(row: AcademicDebt, *, due_on: date, origin: str) -> BroughtDebt:
    attempts = sorted(row.attempts.all(), key=lambda one: one.number)
    return BroughtDebt(
        row.subject, row.valid_from, due_on, origin,
        tuple(Attempt(one.number, one.on, one.is_passed, one.commission) for one in attempts),
    )  # fmt: skip
