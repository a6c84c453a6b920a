"""Writing what a judgement found: cards in bulk, then orders of admission. One transaction of the caller's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By
from tenant_apps.people.names import search_key
from tenant_apps.people.services import many

from ..models import Order
from ..services.admission import admit_many
from ..services.lines import Line
from ..services.orders import Requisites
from .numbering import OrderKey, gathered
from .verdicts import Judged, Judgement, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to do with a judgement.

    :ivar creates, updates: which verdicts are carried out.
    :ivar sign: put the orders in force; otherwise they stay drafts for whoever may.
    :ivar order_date: of orders whose date the file does not say; today when empty.
    :ivar order_number: of the order that gathers the rows without a number; the next free one when empty.
    :ivar reason: handbook admission_reason; "" is the usual one of the kind of order.
    """

    creates: bool = True
    updates: bool = True
    sign: bool = True
    order_date: date | None = None
    order_number: str = ""
    reason: str = ""

    def covers(self, verdict: Verdict) -> bool:
        return (verdict == Verdict.CREATE and self.creates) or (verdict == Verdict.UPDATE and self.updates)


@dataclass(slots=True)
class Applied:
    """What was written. `students`: number of a row → the student it is about."""

    students: dict[int, int] = field(default_factory=dict)
    created: int = 0
    updated: int = 0
    orders: list[Order] = field(default_factory=list)


def apply(judgement: Judgement, choice: Choice, *, source: str, file_name: str, today: date, by: By) -> Applied:
    """Write the rows that the choice covers.

    :raises CardsChangedMeanwhile, SeveralLinesRefused, OrderNumberTaken, OrderDateInTheFuture, NoAcademicYear, …: as
        the services it calls; nothing is kept then.
    """
    chosen = [one for one in judgement.rows if choice.covers(one.verdict)]
    admitted = [one for one in chosen if one.verdict == Verdict.CREATE]
    applied = Applied(
        students={one.row.number: one.card.student_id for one in chosen if one.card and one.card.student_id},
        created=len(admitted),
        updated=sum(one.verdict == Verdict.UPDATE for one in chosen),
    )
    applied.students |= _write_cards(chosen, today, by)
    free_number = choice.order_number
    for key, rows in gathered(admitted).items():
        number = key.number
        if not number:
            number, free_number = free_number, ""  # the next such order is numbered by itself
        order = _admit(key, rows, applied.students, choice, number, source, file_name, today, by)
        applied.orders.append(order)
    return applied


def _write_cards(chosen: Sequence[Judged], today: date, by: By) -> dict[int, int]:
    """New cards, and changes in old ones; the students of rows that had none."""
    new = [one for one in chosen if one.card is None]
    ids = many.create_students(cards=[one.said.content for one in new], by=by)
    students = {one.row.number: pk for one, pk in zip(new, ids, strict=True)}
    known_otherwise = {one.card.person_id: one.row.number for one in chosen if one.card and one.card.student_id is None}
    made = many.make_students(person_ids=list(known_otherwise), by=by)
    students |= {known_otherwise[person_id]: pk for person_id, pk in made.items()}
    changed = {one.card.person_id: one.said.content for one in chosen if one.card and one.said.changes}
    many.change_cards(contents=changed, since=today, by=by)
    return students


def _admit(
    key: OrderKey, rows: Collection[Judged], students: Mapping[int, int], choice: Choice, number: str, source: str,
    file_name: str, today: date, by: By,
) -> Order:  # fmt: skip
    lines = [
        Line(
            student_id=students[one.row.number],
            on=one.row.cells["enrolled_on"],
            class_group_id=one.group.pk if one.group else None,
            reason=choice.reason,
        )
        for one in sorted(rows, key=_by_class_and_name)
    ]
    note = _("Made by the import of the file “%(name)s”.") % {"name": file_name}
    if number and not choice.sign:
        note += " " + _("The number to be given: %(number)s.") % {"number": number}
    return admit_many(
        lines=lines,
        kind=key.kind,
        requisites=Requisites(date=key.day or choice.order_date or today, note=note),
        sign=choice.sign,
        number=number,
        insist=True,  # a class over its places was said before the confirmation
        source=source,
        by=by,
    )  # fmt: skip


def _by_class_and_name(one: Judged) -> tuple[int, str, str]:
    assert one.group is not None
    return one.group.grade or 0, one.group.name, search_key(one.name)
