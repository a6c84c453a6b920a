"""Circumstances of study that orders state: they follow the orders, whoever signs them, and nobody writes them twice.

The ground is the law's (273-ФЗ, article 28), and the order is the document, so neither consents nor the rights of
whoever signs are asked. What a human wrote down of the same days stays as it is.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from shared_apps.organisations.crossing import By

from ..circumstances import KINDS
from ..models import EducationCircumstance, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A value that an order states of a student during a period. `order_id`: the one that began it."""

    student_id: int
    order_id: int
    value: str
    valid_from: date
    valid_to: date
    ended_by: int | None = None
    document: str = ""
    document_number: str = ""
    document_date: date | None = None


@transaction.atomic
def follow_orders(
    *, student_ids: Collection[int], values: Collection[str], ordered: Sequence[Ordered], by_order: int, by: By
) -> int:
    """Make the conditions of study of these students what orders say; returns how many rows changed.

    :param values: the items of the handbook study_conditions that are looked after.
    :param ordered: everything that orders in force state of these students and values.
    :param by_order: the order that is being carried out or cancelled: what is no longer stated is voided by it.
    """
    kind = KINDS["study_conditions"]
    slots = {value: kind.slot(value) for value in values}
    rows = list(
        EducationCircumstance.objects.unvoided()
        .filter(student__in=student_ids, slot__in=slots.values())
        .select_for_update(of=("self",))
    )
    mine = {(row.student_id, row.slot, row.begun_by): row for row in rows if row.begun_by is not None}
    theirs = defaultdict(list)
    for row in rows:
        if row.begun_by is None:
            theirs[row.student_id, row.slot].append(row)
    wanted = {(one.student_id, slots[one.value], one.order_id): one for one in ordered}
    changed: set[int] = set()
    for key, row in mine.items():
        if key not in wanted:
            EducationCircumstance.objects.filter(pk=row.pk).update(voided_by=by_order)
            changed.add(row.student_id)
    # What ends goes first: it makes room for what begins on that day.
    for key, one in wanted.items():
        present = mine.get(key)
        if present is not None and (present.valid_to, present.ended_by) != (one.valid_to, one.ended_by):
            EducationCircumstance.objects.filter(pk=present.pk).update(valid_to=one.valid_to, ended_by=one.ended_by)
            changed.add(one.student_id)
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
