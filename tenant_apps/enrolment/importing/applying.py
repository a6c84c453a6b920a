"""Writing what a judgement found: cards in bulk, then orders of admission. One transaction of the caller's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext as _

from shared_apps.importing import kinds as imported
from shared_apps.importing.judging import Judgement, Verdict
from shared_apps.importing.kinds import Applied, Occasion
from tenant_apps.people.names import search_key
from tenant_apps.people.services import many
from tenant_apps.people.services.many_circumstances import begin_circumstances

from ..models import Order
from ..services.admission import admit_many
from ..services.lines import Line
from ..services.orders import Requisites
from .guardian_verdicts import write_ties
from .numbering import OrderKey, gathered
from .verdicts import JudgedStudent


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(imported.Choice):
    """What to do with a judgement of students.

    :ivar sign: put the orders in force; otherwise they stay drafts for whoever may.
    :ivar order_date: of orders whose date the file does not say; today when empty.
    :ivar order_number: of the order that gathers the rows without a number; the next free one when empty.
    :ivar reason: handbook admission_reason; "" is the usual one of the kind of order.
    """

    sign: bool = True
    order_date: date | None = None
    order_number: str = ""
    reason: str = ""

    @classmethod
    def from_arguments(cls, given: Mapping[str, Any]) -> Self:
        day = given["order_date"]
        return cls(**{**given, "order_date": date.fromisoformat(day) if day else None})


def write(judgement: Judgement, choice: Choice, occasion: Occasion) -> Applied:
    """Write the rows that the choice covers.

    :raises CardsChangedMeanwhile, SeveralLinesRefused, OrderNumberTaken, OrderDateInTheFuture, NoAcademicYear, …: as
        the services it calls; nothing is kept then.
    """
    chosen: list[JudgedStudent] = [one for one in judgement.rows if choice.covers(one.verdict)]
    admitted = [one for one in chosen if one.verdict == Verdict.CREATE]
    applied = Applied(
        cards={one.row.number: one.card.student_id for one in chosen if one.card and one.card.student_id},
        created=len(admitted),
        updated=sum(one.verdict == Verdict.UPDATE for one in chosen),
    )
    applied.cards |= _write_cards(chosen, occasion)
    life = {applied.cards[one.row.number]: one.life.contents for one in chosen if one.life.contents}
    begin_circumstances(contents=life, by=occasion.by)
    write_ties([tie for one in chosen for _place, tie in one.ties], applied.cards, occasion.today, occasion.by)
    free_number = choice.order_number
    for key, rows in gathered(admitted).items():
        number = key.number
        if not number:
            number, free_number = free_number, ""  # the next such order is numbered by itself
        applied.orders.append(_admit(key, rows, applied.cards, choice, number, occasion))
    return applied


def _write_cards(chosen: Sequence[JudgedStudent], occasion: Occasion) -> dict[int, int]:
    """New cards, and changes in old ones; the students of rows that had none."""
    by = occasion.by
    new = [one for one in chosen if one.card is None]
    ids = many.create_students(cards=[one.said.content for one in new], by=by)
    students = {one.row.number: pk for one, pk in zip(new, ids, strict=True)}
    known_otherwise = {one.card.person_id: one.row.number for one in chosen if one.card and one.card.student_id is None}
    made = many.make_students(person_ids=list(known_otherwise), by=by)
    students |= {known_otherwise[person_id]: pk for person_id, pk in made.items()}
    changed = {one.card.person_id: one.said.content for one in chosen if one.card and one.said.changes}
    many.change_cards(contents=changed, since=occasion.today, by=by)
    return students


def _admit(
    key: OrderKey, rows: Collection[JudgedStudent], students: Mapping[int, int], choice: Choice, number: str,
    occasion: Occasion,
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
    note = _("Made by the import of the file “%(name)s”.") % {"name": occasion.file_name}
    if number and not choice.sign:
        note += " " + _("The number to be given: %(number)s.") % {"number": number}
    return admit_many(
        lines=lines,
        kind=key.kind,
        requisites=Requisites(date=key.day or choice.order_date or occasion.today, note=note),
        sign=choice.sign,
        number=number,
        insist=True,  # a class over its places was said before the confirmation
        source=occasion.source,
        by=occasion.by,
    )  # fmt: skip


def _by_class_and_name(one: JudgedStudent) -> tuple[int, str, str]:
    assert one.group is not None
    return one.group.grade or 0, one.group.name, search_key(one.name)
