"""What a row says about a card: what is new in it, what changes, and what the rules of cards refuse.

An empty cell says nothing: it never takes a value away. ё and е, capitals, spaces and the signs of phones are no
difference.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.handbooks import identifiers
from shared_apps.handbooks import queries as handbooks
from shared_apps.importing.judging import Change, Trouble
from shared_apps.importing.rows import Row
from shared_apps.organisations.refusal import Refused
from shared_apps.ui.numbers import ru_date
from tenant_apps.people import refusals
from tenant_apps.people.models import Person
from tenant_apps.people.names import search_key
from tenant_apps.people.services import PARTICULARS, Document, Name, checked_document
from tenant_apps.people.services.many import CardContent
from tenant_apps.people.services.persons import checked_name, checked_particulars

from .known import NUMBERS, Known, KnownCard

_BIRTH_CERTIFICATE = re.compile(r"[IVXLC]{1,6}-?[А-ЯЁ]{2}", re.IGNORECASE)


@dataclass(slots=True)
class Said:
    """What a row writes into a card (`content` is empty when nothing differs), and what was refused of it."""

    changes: list[Change] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    content: CardContent = field(default_factory=CardContent)


def new_card(row: Row, known: Known) -> Said:
    """The content of a card for somebody who is not known here."""
    said = Said()
    name = _name(row)
    particulars = {code: value for code in PARTICULARS if (value := row.cells.get(code)) not in (None, "")}
    for code in [code for code in particulars if not known.grounds.opens(0, Person, code)]:
        del particulars[code]
        said.troubles.append(closed_cell(code))
    _check(said, name, particulars)
    said.content = CardContent(
        name=name,
        particulars=particulars,
        file_number=row.cells.get("file_number") or "",
        identifiers=_numbers(row, None, known, said),
        documents=_documents(row, None, known, said),
        insurer=_insurer(row, None, known),
    )
    return said


def differences(row: Row, card: KnownCard, known: Known) -> Said:
    """What of the card changes by a row. Another name or citizenship has changed on the day that the row names, else on
    the day of the import; a mistake of the card is mended in the card."""
    said = Said()
    since = _changed_on(row, card, said)
    name = _name(row)
    if not name.patronymic:
        name = Name(name.surname, name.given_name, card.patronymic)
    present = Name(card.surname, card.given_name, card.patronymic)
    is_renamed = bool(name.surname and name.given_name) and name.key != present.key
    if is_renamed:
        said.changes += _name_changes(present, name, since)
    particulars: dict[str, Any] = {}
    for code in PARTICULARS:
        value, before = row.cells.get(code), card.particulars[code]
        if value not in (None, "") and _plain(code, value) != _plain(code, before):
            if not known.grounds.opens(card.person_id, Person, code):
                said.troubles.append(closed_cell(code))
                continue
            particulars[code] = value
            after = _shown(code, value)
            said.changes.append(
                Change(code, _shown(code, before), _since(after, since) if code == "citizenship" and before else after)
            )
    _check(said, name if is_renamed else None, particulars)
    number = row.cells.get("file_number") or ""
    number = number if search_key(number) != search_key(card.file_number) else ""
    if number:
        said.changes.append(Change("file_number", card.file_number, number))
    said.content = CardContent(
        name=name if is_renamed else None,
        particulars=particulars,
        file_number=number,
        identifiers=_numbers(row, card, known, said),
        documents=_documents(row, card, known, said),
        insurer=_insurer(row, card, known),
        changed_on=row.cells.get("changed_on"),
    )
    if said.content.insurer and card is not None:
        said.changes.append(Change("insurer", card.insurer, said.content.insurer))
    return said


def _name(row: Row) -> Name:
    cells = row.cells
    return Name(cells.get("surname") or "", cells.get("given_name") or "", cells.get("patronymic") or "").tidied()


def _name_changes(present: Name, name: Name, since: date) -> Iterator[Change]:
    """An added patronymic alone completes the name; anything else holds from a day on."""
    is_completed = not present.patronymic and (present.surname, present.given_name) == (name.surname, name.given_name)
    for code in ("surname", "given_name", "patronymic"):
        before, after = getattr(present, code), getattr(name, code)
        if search_key(before) != search_key(after):
            yield Change(code, before, after if is_completed else _since(after, since))


def _since(value: str, day: date) -> str:
    return f"{value} ({_('since %(day)s') % {'day': ru_date(day)}})"


def _changed_on(row: Row, card: KnownCard, said: Said) -> date:
    """The day from which another name or citizenship of the row holds; what can't be is said of the cell."""
    today = timezone.localdate()
    day = row.cells.get("changed_on")
    if day is None:
        return today
    if day > today:
        message = _("The day has not come yet: a change ahead is written in the card.")
        said.troubles.append(Trouble("changed_on", "changed_on.ahead", message))
    elif day <= card.named_since:
        former = refusals.NameBeginsBeforeTheFormer(params={"day": ru_date(card.named_since)})
        said.troubles.append(Trouble("changed_on", former.code, str(former)))
    elif card.birth_date and day <= card.birth_date:
        birth = refusals.BeginsBeforeBirth(params={"born": ru_date(card.birth_date)})
        said.troubles.append(Trouble("changed_on", birth.code, str(birth)))
    return cast(date, day)


def _check(said: Said, name: Name | None, particulars: Mapping[str, Any]) -> None:
    """The rules of cards: characters of names, birth dates, handbooks."""
    try:
        if name is not None and name.surname and name.given_name:
            checked_name(name)
        checked_particulars(particulars)
    except Refused as refusal:
        said.troubles.append(Trouble(refusal.field or "surname", refusal.code, str(refusal)))


def closed_cell(column: str) -> Trouble:
    """A cell for which there is neither a law nor a consent: it is left out."""
    return Trouble(
        column, "column.no_consent", _("There is no consent to keep this: it was left out."),
        _("Record the consent in the card and load the file once more."), is_error=False,
    )  # fmt: skip


def _insurer(row: Row, card: KnownCard | None, known: Known) -> str:
    """Who issued the policy, where it is another than the card says; a closed policy keeps its insurer closed too."""
    insurer: str = row.cells.get("insurer") or ""
    has_policy = bool(row.cells.get("medical_policy") or (card and card.identifiers.get("medical_policy")))
    is_open = known.grounds.opens_identifier(card.person_id if card else 0, "medical_policy")
    if not insurer or not has_policy or not is_open or (card and search_key(insurer) == search_key(card.insurer)):
        return ""
    return insurer


# --- numbers and documents ------------------------------------------------------------------------------------------


def _numbers(row: Row, card: KnownCard | None, known: Known, said: Said) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in NUMBERS:
        value = row.cells.get(kind)
        before = card.identifiers.get(kind, "") if card else ""
        if not value or value == before:
            continue
        owner = known.of_number(kind, value)
        if owner is not None and owner is not card:
            if kind != "snils":  # a СНИЛС of another was said by the matching
                said.troubles.append(_number_taken(kind, value, owner))
            continue
        if not known.grounds.opens_identifier(card.person_id if card else 0, kind):
            said.troubles.append(closed_cell(kind))
            continue
        found[kind] = value
        if card:
            declared = identifiers.kind(kind)
            said.changes.append(Change(kind, declared.format(before), declared.format(value)))
    return found


def _documents(row: Row, card: KnownCard | None, known: Known, said: Said) -> list[tuple[int | None, Document]]:
    """The row's document: none, a new one, or one the card has with another date or issuer."""
    cells = row.cells
    number, series, kind = (cells.get(f"document_{part}") or "" for part in ("number", "series", "kind"))
    if not number:
        if series or (kind and (cells.get("document_issued_on") or cells.get("document_issued_by"))):
            said.troubles.append(
                Trouble(
                    "document_kind", "document.without_number", _("The document has no number and is left out."),
                    _("Write the number if the document is to stand in the card."), is_error=False,
                )
            )  # fmt: skip
        return []
    kind = kind or _kind_by(series, number)
    if not kind:
        said.troubles.append(
            Trouble(
                "document_number", "document.without_kind", _("It is not clear what document this is."),
                _("Write its kind: birth certificate, passport."),
            )
        )  # fmt: skip
        return []
    issued_on, issued_by = cells.get("document_issued_on"), cells.get("document_issued_by") or ""
    try:
        document = checked_document(
            Document(kind=kind, series=series, number=number, issued_on=issued_on, issued_by=issued_by),
            cells.get("birth_date") or (card.birth_date if card else None),
        )
    except Refused as refusal:
        column = _DOCUMENT_FIELDS.get(refusal.field or "", "document_number")
        said.troubles.append(Trouble(column, refusal.code, str(refusal)))
        return []
    return _placed(document, card, known, said)


def _placed(document: Document, card: KnownCard | None, known: Known, said: Said) -> list[tuple[int | None, Document]]:
    key = (document.kind, document.series, document.number)
    owner = known.document_owners.get(key)
    written = _written(document)
    if owner is not None and (card is None or owner != card.person_id):
        refusal = refusals.DocumentBelongsToAnother(params={"document": written, "who": known.cards[owner]})
        said.troubles.append(Trouble("document_number", refusal.code, str(refusal)))
        return []
    if owner is None or card is None:
        if card is not None:
            said.changes.append(Change("document_number", "", written))
        return [(None, document)]
    row = card.documents[key]
    issued_on, issued_by = document.issued_on or row.issued_on, document.issued_by or row.issued_by
    if (issued_on, search_key(issued_by)) == (row.issued_on, search_key(row.issued_by)):
        return []
    if issued_on != row.issued_on:
        said.changes.append(Change("document_issued_on", ru_date(row.issued_on), ru_date(issued_on)))
    if search_key(issued_by) != search_key(row.issued_by):
        said.changes.append(Change("document_issued_by", row.issued_by, issued_by))
    changed = Document(
        kind=document.kind, series=document.series, number=document.number, issued_on=issued_on, issued_by=issued_by
    )
    return [(row.pk, changed)]


_DOCUMENT_FIELDS = {
    "kind": "document_kind",
    "series": "document_series",
    "number": "document_number",
    "issued_on": "document_issued_on",
    "birth_date": "birth_date",
}


def _kind_by(series: str, number: str) -> str:
    """What a document is by its look, where the file does not say."""
    bare = re.sub(r"[\s–—]", "", series).upper()
    if _BIRTH_CERTIFICATE.fullmatch(bare) and re.fullmatch(r"\d{6}", number):
        return "birth_certificate"
    return "passport" if re.fullmatch(r"\d{4}", bare) and re.fullmatch(r"\d{6}", number) else ""


def _written(document: Document) -> str:
    return " ".join(
        part for part in (handbooks.name("identity_document", document.kind), document.series, document.number) if part
    )


def _number_taken(kind: str, value: str, owner: KnownCard) -> Trouble:
    declared = identifiers.kind(kind)
    refusal = refusals.IdentifierBelongsToAnother(
        kind=str(declared.title), value=declared.format(value), who=str(owner), person_id=owner.person_id
    )
    return Trouble(kind, refusal.code, str(refusal))


# --- values compared and shown --------------------------------------------------------------------------------------


def _plain(code: str, value: Any) -> Any:
    """A value reduced to what makes a difference."""
    if value in (None, ""):
        return ""
    if code == "phone":
        digits = re.sub(r"\D", "", value)
        return digits[-10:] if len(digits) >= 10 else digits
    if code in ("registered_address", "actual_address", "birth_place"):
        return re.sub(r"[\s.,;]+", " ", search_key(value)).strip()
    return value.casefold() if code == "email" else value


_HANDBOOKS = {"sex": "sex", "citizenship": "citizenship"}


def _shown(code: str, value: Any) -> str:
    if isinstance(value, date):
        return ru_date(value)
    return handbooks.name(_HANDBOOKS[code], value) if code in _HANDBOOKS and value else str(value or "")
