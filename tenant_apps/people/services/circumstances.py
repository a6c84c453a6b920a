"""Writing circumstances of students: begin, end, correct, take away. Each in the table of its privacy class."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy

from .. import refusals
from ..circumstance_models import Circumstance
from ..circumstances import KINDS, PARTS, Kind
from ..models import Person, Student
from ..rights import FieldsNotYours, refuse_fields_not_held
from .closed import refuse_closed_columns
from .persons import locked, touch


@dataclass(frozen=True, slots=True, kw_only=True)
class CircumstanceContent:
    """What a row says. `document…`: what proves it; `document_until` is the term of the document, not of the fact."""

    kind: str
    value: str
    valid_from: date
    valid_to: date = FOREVER
    variant: str = ""
    note: str = ""
    document: str = ""
    document_number: str = ""
    document_date: date | None = None
    document_until: date | None = None


@transaction.atomic
def begin_circumstance(
    *, student_id: int, content: CircumstanceContent, order_id: int | None = None, version: int | None = None, by: By
) -> Circumstance:
    """Something is true of a student from a day on. Of a kind that has one value at a time the former value ends.

    :param order_id: the order (enrolment's) that began it.
    :raises FieldsNotYours, FieldsClosed, ChangedMeanwhile, UnknownCircumstance, UnknownItem, VariantDoesNotFit:
    :raises EndsBeforeItBegins, BeginsBeforeBirth, DocumentTermIsOver: a date can't be right.
    :raises CircumstanceOverlaps: it would stand twice on a day.
    """
    kind = known_kind(content.kind)
    refuse_value_not_held(by, kind, content.value)
    student = Student.objects.select_related("person").get(pk=student_id)
    refuse_closed_columns(kind.part.model, {student.person_id: ["value"]})
    person = locked(student.person_id, version)
    content = checked_content(content, kind, born=person.birth_date)
    slot = kind.slot(content.value)
    _make_room(kind, student_id, slot, content, order_id)
    try:
        with transaction.atomic():
            row: Circumstance = kind.part.model._default_manager.create(
                student=student, slot=slot, begun_by=order_id, **columns_of(content)
            )
    except IntegrityError as error:
        raise refusals.CardsChangedMeanwhile from error
    touch(person)
    return row


@transaction.atomic
def end_circumstance(
    *, privacy: Privacy, row_id: int, on: date, order_id: int | None = None, version: int | None = None, by: By
) -> Circumstance:
    """It is true no more from `on`. :raises EndsBeforeItBegins, NothingToChange, FieldsNotYours, ChangedMeanwhile:"""
    row, person = _row(privacy, row_id, version, by)
    if row.valid_to <= on:
        raise refusals.NothingToChange
    if on <= row.valid_from:
        raise refusals.EndsBeforeItBegins(field="on", params={"day": f"{row.valid_from:%d.%m.%Y}"})
    row.valid_to, row.ended_by = on, order_id
    row.save(update_fields=["valid_to", "ended_by"])
    touch(person)
    return row


@transaction.atomic
def correct_circumstance(
    *, privacy: Privacy, row_id: int, content: CircumstanceContent, version: int | None = None, by: By
) -> Circumstance:
    """Mend a row where it stands: what it said was never right. The kind stays.

    :raises NothingToChange: and as `begin_circumstance`.
    """
    row, person = _row(privacy, row_id, version, by)
    kind = known_kind(row.kind)
    refuse_value_not_held(by, kind, content.value)
    refuse_closed_columns(kind.part.model, {person.pk: ["value"]})
    content = checked_content(content, kind, born=person.birth_date)
    columns = columns_of(content)
    if all(getattr(row, name) == value for name, value in columns.items()):
        raise refusals.NothingToChange
    slot = kind.slot(content.value)
    _refuse_overlap(kind, row.student_id, slot, content, but=row.pk)
    for name, value in columns.items():
        setattr(row, name, value)
    row.slot = slot
    row.save(update_fields=[*columns, "slot"])
    touch(person)
    return row


@transaction.atomic
def remove_circumstance(*, privacy: Privacy, row_id: int, version: int | None = None, by: By) -> None:
    """Take a row away that was written by mistake; the history keeps it. :raises FieldsNotYours, ChangedMeanwhile:"""
    row, person = _row(privacy, row_id, version, by)
    row.delete()
    touch(person)


def refuse_value_not_held(by: By, kind: Kind, value: str) -> None:
    """:raises FieldsNotYours: the actor does not hold the class of the kind, or the stricter one of this value."""
    refuse_fields_not_held(by, kind.part.model, ["value"])
    if value in kind.hidden_from(by):
        raise FieldsNotYours(params={"fields": handbooks.name(kind.handbook, value)})


def known_kind(code: str) -> Kind:
    """:raises UnknownCircumstance:"""
    try:
        return KINDS[code]
    except KeyError:
        raise refusals.UnknownCircumstance(params={"code": code}) from None


def checked_content(content: CircumstanceContent, kind: Kind, *, born: date | None) -> CircumstanceContent:
    """The content as it is stored: trimmed, of items that were valid on its first day, with dates that can be.

    :raises UnknownItem, ItemNotValid, VariantDoesNotFit, EndsBeforeItBegins, BeginsBeforeBirth, DocumentTermIsOver:
    """
    if content.valid_to <= content.valid_from:
        raise refusals.EndsBeforeItBegins(params={"day": f"{content.valid_from:%d.%m.%Y}"})
    if born and content.valid_from < born:
        raise refusals.BeginsBeforeBirth(params={"born": f"{born:%d.%m.%Y}"})
    handbooks.known_item(kind.handbook, content.value, as_of=content.valid_from, field="value")
    if content.variant:
        _refuse_foreign_variant(content, kind)
    issued, until = content.document_date, content.document_until
    if issued and until and until < issued:
        raise refusals.DocumentTermIsOver(params={"day": f"{issued:%d.%m.%Y}"})
    return CircumstanceContent(
        kind=kind.code,
        value=content.value,
        variant=content.variant,
        note=content.note.strip(),
        valid_from=content.valid_from,
        valid_to=content.valid_to,
        document=" ".join(content.document.split()),
        document_number=" ".join(content.document_number.split()),
        document_date=issued,
        document_until=until,
    )


def _refuse_foreign_variant(content: CircumstanceContent, kind: Kind) -> None:
    if not kind.variants:
        raise refusals.VariantDoesNotFit(params={"variant": content.variant, "value": content.value})
    handbooks.known_item(kind.variants, content.variant, as_of=content.valid_from, field="variant")
    if handbooks.group_of(kind.variants, content.variant) != handbooks.counts_as(kind.handbook, content.value):
        raise refusals.VariantDoesNotFit(
            params={
                "variant": handbooks.name(kind.variants, content.variant),
                "value": handbooks.name(kind.handbook, content.value),
            }
        )


def columns_of(content: CircumstanceContent) -> dict[str, Any]:
    """The columns of a row."""
    return {name: getattr(content, name) for name in CircumstanceContent.__slots__}


def _row(privacy: Privacy, row_id: int, version: int | None, by: By) -> tuple[Circumstance, Person]:
    """The row and its person, locked."""
    model = PARTS[privacy].model
    refuse_fields_not_held(by, model, ["value"])
    row: Circumstance = model._default_manager.select_related("student").get(pk=row_id, voided_by__isnull=True)
    refuse_value_not_held(by, KINDS[row.kind], row.value)
    return row, locked(row.student.person_id, version)


def _make_room(kind: Kind, student_id: int, slot: str, content: CircumstanceContent, order_id: int | None) -> None:
    """End the former value of a kind that has one at a time, where the new one begins after it."""
    rows = kind.part.model._default_manager.filter(student=student_id, slot=slot, voided_by__isnull=True)
    former = rows.filter(valid_to=FOREVER, valid_from__lt=content.valid_from).first()
    says = (content.value, content.variant)
    if former is not None and not kind.several and (former.value, former.variant) != says:
        former.valid_to, former.ended_by = content.valid_from, order_id
        former.save(update_fields=["valid_to", "ended_by"])
    _refuse_overlap(kind, student_id, slot, content)


def _refuse_overlap(
    kind: Kind, student_id: int, slot: str, content: CircumstanceContent, *, but: int | None = None
) -> None:
    """:raises CircumstanceOverlaps: a row of the same slot holds on one of the days."""
    other = (
        kind.part.model._default_manager.filter(student=student_id, slot=slot, voided_by__isnull=True)
        .filter(valid_from__lt=content.valid_to, valid_to__gt=content.valid_from)
        .exclude(pk=but or 0)
        .order_by("valid_from")
        .first()
    )
    if other is not None:
        raise overlap_with(kind, other)


def overlap_with(kind: Kind, other: Circumstance) -> refusals.CircumstanceOverlaps:
    """What is said where another row holds on one of the days."""
    last = "…" if other.valid_to == FOREVER else f"{other.valid_to - timedelta(days=1):%d.%m.%Y}"
    what = handbooks.name(kind.handbook, other.value)
    return refusals.CircumstanceOverlaps(params={"what": what, "first": f"{other.valid_from:%d.%m.%Y}", "last": last})
