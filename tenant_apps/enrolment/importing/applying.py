"""Writing what a judgement found: cards in bulk, then orders of admission. One transaction of the caller's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext as _

from shared_apps.importing import kinds as imported
from shared_apps.importing.judging import Judgement, Verdict
from shared_apps.importing.kinds import Applied, Occasion
from tenant_apps.people.grounds import group_of_identifier
from tenant_apps.people.models import Guardianship, Student
from tenant_apps.people.names import search_key
from tenant_apps.people.services import many
from tenant_apps.people.services.consents import record_papers
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
    :ivar reason: of rows that say none: handbook admission_reason; "" is the usual one of the kind of order.
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
    write_ties([tie for one in chosen for _place, tie in one.ties], applied.cards, occasion.today, occasion.by)
    _write_consents(chosen, applied.cards, occasion)
    life = {applied.cards[one.row.number]: one.life.contents for one in chosen if one.life.contents}
    begin_circumstances(contents=life, by=occasion.by)
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
    ids = many.create_students(cards=[_without_consent(one) for one in new], by=by)
    students = {one.row.number: pk for one, pk in zip(new, ids, strict=True)}
    known_otherwise = {one.card.person_id: one.row.number for one in chosen if one.card and one.card.student_id is None}
    made = many.make_students(person_ids=list(known_otherwise), by=by)
    students |= {known_otherwise[person_id]: pk for person_id, pk in made.items()}
    changed = {one.card.person_id: _without_consent(one) for one in chosen if one.card and one.said.changes}
    many.change_cards(contents=changed, since=occasion.today, by=by)
    return students


def _without_consent(one: JudgedStudent) -> many.CardContent:
    """What the card may hold before the consents of the row are written."""
    content = one.said.content
    if not _numbers_consented(one):
        return content
    kept = {kind: value for kind, value in content.identifiers.items() if kind not in _numbers_consented(one)}
    return replace(content, identifiers=kept, insurer="")


def _numbers_consented(one: JudgedStudent) -> frozenset[str]:
    """Kinds of numbers in the row that its own consents open."""
    kinds = one.said.content.identifiers
    return frozenset(kind for kind in kinds if group_of_identifier(kind).code in one.consents.opened)


def _write_consents(chosen: Sequence[JudgedStudent], students: Mapping[int, int], occasion: Occasion) -> None:
    """The papers of the rows; then the numbers that they open."""
    given = [one for one in chosen if one.consents.papers]
    if not given:
        return
    ids = {students[one.row.number] for one in given}
    people = dict(Student.objects.filter(pk__in=ids).values_list("pk", "person_id"))
    names = _guardians([students[one.row.number] for one in given if one.consents.signer and one.consents.signer.place])
    papers = []
    for one in given:
        student, signer = students[one.row.number], one.consents.signer
        assert signer is not None
        giver = signer.person_id
        if giver is None:
            giver = names[student, search_key(signer.name)] if signer.place else people[student]
        papers += [(people[student], giver, paper) for paper in one.consents.papers]
    record_papers(given=papers, by=occasion.by)
    late = {
        people[students[one.row.number]]: many.CardContent(
            identifiers={kind: one.said.content.identifiers[kind] for kind in _numbers_consented(one)},
            insurer=one.said.content.insurer,
        )
        for one in given
        if _numbers_consented(one)
    }
    many.change_cards(contents=late, since=occasion.today, by=occasion.by)


def _guardians(students: Collection[int]) -> dict[tuple[int, str], int]:
    """Student and name of a legal representative → his person's id: of guardians that the same file has made."""
    links = Guardianship.objects.unvoided().filter(student__in=students, is_legal=True)
    found = links.values_list("student", "guardian__person", "guardian__person__names__search_key")
    return {(student, key): person for student, person, key in found}


def _admit(
    key: OrderKey, rows: Collection[JudgedStudent], students: Mapping[int, int], choice: Choice, number: str,
    occasion: Occasion,
) -> Order:  # fmt: skip
    lines = [
        Line(
            student_id=students[one.row.number],
            on=one.row.cells["enrolled_on"],
            class_group_id=one.group.pk if one.group else None,
            form_of_study=one.row.cells.get("form_of_study") or "",
            reason=one.row.cells.get("came_as") or choice.reason,
            counterpart=one.row.cells.get("came_from") or "",
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
