"""Circumstances of study that orders state: they follow the orders, whoever signs them, and nobody writes them twice.

The ground is the law's (273-ФЗ, article 28), and the order is the document, so neither consents nor the rights of
whoever signs are asked. What a human wrote down of the same days stays as it is.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from ..circumstances import KINDS
from ..models import EducationCircumstance, HealthCircumstance, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A value that an order states of a student during a period. `order_id`: the one that began it."""

    student_id: int
    order_id: int
    value: str
    variant: str = ""
    valid_from: date
    valid_to: date
    ended_by: int | None = None
    document: str = ""
    document_number: str = ""
    document_date: date | None = None


@transaction.atomic
def follow_orders(*, because: Mapping[int, int], values: Collection[str], ordered: Sequence[Ordered], by: By) -> int:
    """Make the conditions of study of these students what orders say; returns how many rows changed.

    :param because: student → the order that is being carried out or cancelled: it voids what is no longer stated.
    :param values: the items of the handbook study_conditions that are looked after.
    :param ordered: everything that orders in force state of these students and values.
    """
    kind = KINDS["study_conditions"]
    slots = {value: kind.slot(value) for value in values}
    rows = list(
        EducationCircumstance.objects.unvoided()
        .filter(student__in=because, slot__in=slots.values())
        .select_for_update(of=("self",))
    )
    mine = {(row.student_id, row.slot, row.begun_by): row for row in rows if row.begun_by is not None}
    theirs = defaultdict(list)
    for row in rows:
        if row.begun_by is None:
            theirs[row.student_id, row.slot].append(row)
    wanted = {(one.student_id, slots[one.value], one.order_id): one for one in ordered}
    changed: set[int] = set()
    voiding: dict[int, list[int]] = defaultdict(list)
    for key, row in mine.items():
        if key not in wanted:
            voiding[because[row.student_id]].append(row.pk)
            changed.add(row.student_id)
    for order_id, ids in voiding.items():
        EducationCircumstance.objects.filter(pk__in=ids).update(voided_by=order_id)
    # What ends goes first: it makes room for what begins on that day.
    ending: dict[tuple[date, int | None], list[int]] = defaultdict(list)
    for key, one in wanted.items():
        present = mine.get(key)
        if present is not None and (present.valid_to, present.ended_by) != (one.valid_to, one.ended_by):
            ending[one.valid_to, one.ended_by].append(present.pk)
            changed.add(one.student_id)
    for (day, order), ids in ending.items():
        EducationCircumstance.objects.filter(pk__in=ids).update(valid_to=day, ended_by=order)
    begun = [
        EducationCircumstance(
            student_id=one.student_id, kind=kind.code, value=one.value, slot=slots[one.value], begun_by=one.order_id,
            ended_by=one.ended_by, valid_from=one.valid_from, valid_to=one.valid_to, document=one.document,
            document_number=one.document_number, document_date=one.document_date,
        )
        for key, one in wanted.items()
        if key not in mine
        and not any(
            row.valid_from < one.valid_to and one.valid_from < row.valid_to
            for row in theirs[one.student_id, slots[one.value]]
        )
    ]  # fmt: skip
    EducationCircumstance.objects.bulk_create(begun)
    changed |= {row.student_id for row in begun}
    if changed:
        Person.objects.filter(student__in=changed).update(version=F("version") + 1)
    return len(changed)


@transaction.atomic
def follow_programmes(
    *, student_ids: Collection[int], ordered: Sequence[Ordered], order_id: int, by_order: int, by: By
) -> int:
    """Make limited health abilities and their variant what orders on adapted programmes say; how many cards changed.

    What was open on the day an order begins, whoever wrote it, ends with that day; it is open again when the order is
    cancelled. What ends on a day of its own stays as it is, and the order writes nothing over it.

    :param ordered: every programme that orders in force state of these students; an empty `value`: the general one.
    :param order_id: the order that was carried out or cancelled. :param by_order: itself, or the one that cancels it.
    """
    slot = KINDS["ovz"].slot("")
    every = HealthCircumstance.objects.filter(student__in=student_ids, slot=slot).select_for_update(of=("self",))
    rows = list(every)
    wanted = {(one.student_id, one.order_id): one for one in ordered}
    changed: set[int] = set()
    if order_id != by_order:
        changed |= _undone(rows, order_id, by_order)
    mine = {(row.student_id, row.begun_by) for row in rows if row.begun_by is not None and row.voided_by is None}
    for key, one in sorted(wanted.items(), key=lambda each: each[1].valid_from):
        if key not in mine and one.order_id == order_id == by_order:
            changed |= _taken_over([row for row in rows if row.student_id == one.student_id], one)
    if changed:
        Person.objects.filter(student__in=changed).update(version=F("version") + 1)
    return len(changed)


def _undone(rows: Sequence[HealthCircumstance], order_id: int, by_order: int) -> set[int]:
    """What a cancelled order began is voided, what it ended or voided is as before."""
    mine = [row for row in rows if row.begun_by == order_id and row.voided_by is None]
    HealthCircumstance.objects.filter(pk__in=[row.pk for row in mine]).update(voided_by=by_order)
    ended = [row for row in rows if row.ended_by == order_id and row.voided_by is None]
    kept = [row for row in rows if row.voided_by is None and row.begun_by != order_id]
    begun: dict[int, list[date]] = defaultdict(list)
    for one in kept:
        begun[one.student_id].append(one.valid_from)
    opened: dict[date, list[int]] = defaultdict(list)
    for row in ended:
        later = [day for day in begun[row.student_id] if day >= row.valid_to]
        opened[min(later, default=FOREVER)].append(row.pk)
    for end, ids in opened.items():
        HealthCircumstance.objects.filter(pk__in=ids).update(valid_to=end, ended_by=None)
    voided = [row for row in rows if row.voided_by == order_id]
    HealthCircumstance.objects.filter(pk__in=[row.pk for row in voided]).update(voided_by=None)
    return {row.student_id for row in (*mine, *ended, *voided)}


def _taken_over(rows: Sequence[HealthCircumstance], one: Ordered) -> set[int]:
    """The programme of one student begins in the place of what was open."""
    standing = [row for row in rows if row.voided_by is None and row.valid_to > one.valid_from]
    former = next((row for row in standing if row.valid_to == FOREVER), None)
    if any(row.valid_to != FOREVER or row.valid_from > one.valid_from for row in standing):
        return set()
    if former is not None and former.valid_from == one.valid_from:
        HealthCircumstance.objects.filter(pk=former.pk).update(voided_by=one.order_id)
    elif former is not None:
        HealthCircumstance.objects.filter(pk=former.pk).update(valid_to=one.valid_from, ended_by=one.order_id)
    if one.value:
        HealthCircumstance.objects.create(
            student_id=one.student_id, kind="ovz", value=one.value, variant=one.variant, slot=KINDS["ovz"].slot(""),
            begun_by=one.order_id, valid_from=one.valid_from, document=one.document,
            document_number=one.document_number, document_date=one.document_date,
        )  # fmt: skip
    return {one.student_id} if one.value or former is not None else set()
