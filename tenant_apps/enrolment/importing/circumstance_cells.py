"""What a row says of a student's circumstances: what begins, what ends by it, what is refused."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shared_apps.handbooks import queries as handbooks
from shared_apps.importing.judging import Change, Trouble
from shared_apps.importing.rows import Row
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.refusal import Refused
from shared_apps.ui.numbers import ru_date
from tenant_apps.people.circumstance_models import Circumstance
from tenant_apps.people.circumstances import KINDS, PARTS, Kind
from tenant_apps.people.queries.grounds import Grounds
from tenant_apps.people.services import CircumstanceContent
from tenant_apps.people.services.circumstances import checked_content, overlap_with

from .circumstance_columns import code_of
from .comparing import closed_cell
from .known import KnownCard

Standing = Mapping[int, Sequence[Circumstance]]
"""Circumstances that were not voided, by the student's id."""
_FIELDS = {"value": "", "variant": "variant", "valid_from": "since"}


@dataclass
class SaidOfLife:
    """The circumstances that a row begins."""

    contents: list[CircumstanceContent] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def standing(rows: Sequence[Row], cards: Iterable[KnownCard | None]) -> Standing:
    """What is known of the students in the file, of the kinds that it names. A query for each class it has."""
    kinds = kinds_in(rows)
    ids = [card.student_id for card in cards if card is not None and card.student_id]
    found: dict[int, list[Circumstance]] = defaultdict(list)
    for privacy in {kind.privacy for kind in kinds}:
        model = PARTS[privacy].model
        codes = [kind.code for kind in kinds if kind.privacy == privacy]
        for one in model._default_manager.filter(student__in=ids, kind__in=codes, voided_by__isnull=True):
            found[one.student_id].append(one)
    return found


def kinds_in(rows: Sequence[Row]) -> list[Kind]:
    """The kinds that the file has columns for."""
    codes = rows[0].cells.keys() if rows else ()
    return [kind for kind in KINDS.values() if code_of(kind) in codes]


def circumstances(
    row: Row, card: KnownCard | None, kinds: Sequence[Kind], known: Standing, grounds: Grounds, usual: date
) -> SaidOfLife:
    """What the row says. `usual`: since when, where the file does not say."""
    said = SaidOfLife()
    for kind in kinds:
        cell = row.cells.get(code_of(kind))
        if not cell:
            continue
        if not grounds.opens(card.person_id if card else 0, kind.part.model, "value"):
            said.troubles.append(closed_cell(code_of(kind)))
            continue
        stand = [one for one in known.get((card and card.student_id) or 0, ()) if one.kind == kind.code]
        for value in cell if isinstance(cell, tuple) else (cell,):
            _one(row, card, kind, value, stand, usual, said)
    return said


def _one(
    row: Row, card: KnownCard | None, kind: Kind, value: str, stand: Sequence[Circumstance], usual: date,
    said: SaidOfLife,
) -> None:  # fmt: skip
    cells = row.cells
    since = cells.get(code_of(kind, "since")) or usual
    variant = (cells.get(code_of(kind, "variant")) or "") if kind.variants else ""
    number = cells.get(code_of(kind, "document")) or ""
    slot = kind.slot(value)
    same = [one for one in stand if one.slot == slot and one.valid_to > since]
    if any(one.value == value and (not variant or one.variant == variant) for one in same):
        return
    content = CircumstanceContent(
        kind=kind.code, value=value, variant=variant, valid_from=since, document_number=number,
        document=str(kind.document) if number else "",
    )  # fmt: skip
    try:
        content = checked_content(content, kind, born=cells.get("birth_date") or (card.birth_date if card else None))
    except Refused as refusal:
        part = _FIELDS.get(refusal.field or "", "")
        said.troubles.append(Trouble(code_of(kind, part), refusal.code, str(refusal)))
        return
    former = next((one for one in same if one.valid_to == FOREVER and one.valid_from < since), None)
    in_the_way = next((one for one in same if one is not former or kind.several), None)
    if in_the_way is not None:
        overlap = overlap_with(kind, in_the_way)
        said.troubles.append(Trouble(code_of(kind, "since"), overlap.code, str(overlap)))
        return
    before = _words(kind, former.value, former.variant) if former else ""
    after = f"{_words(kind, value, variant)}, {_('since %(day)s') % {'day': ru_date(since)}}"
    said.changes.append(Change(code_of(kind), before, after))
    said.contents.append(content)


def _words(kind: Kind, value: str, variant: str) -> str:
    words: list[Any] = [handbooks.name(kind.handbook, value)]
    if variant and kind.variants:
        words.append(handbooks.name(kind.variants, variant))
    return ", ".join(words)
