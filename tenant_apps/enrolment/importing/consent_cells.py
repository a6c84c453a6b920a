"""Consents that a row of a student brings: to what, signed when and by whom, on which paper (152-ФЗ art. 9).

A consent opens the fields of the same row: what it covers is then read from the file and written. Who signed is not
guessed: where several people may sign, the row says which of them.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shared_apps.handbooks import queries as handbooks
from shared_apps.importing.choices import choice, several
from shared_apps.importing.columns import ImportColumn
from shared_apps.importing.judging import Change, Trouble
from shared_apps.importing.rows import Row
from shared_apps.importing.values import number_text, past_date, text
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.numbers import ru_date
from tenant_apps.people import consent_refusals
from tenant_apps.people.grounds import ADULT, SIGNS, STUDENT, groups_of
from tenant_apps.people.history import persons_by_id
from tenant_apps.people.models import Consent, Guardianship
from tenant_apps.people.names import search_key
from tenant_apps.people.service_years import anniversary
from tenant_apps.people.services.consents import Paper

from .known import KnownCard
from .ties import Tie

ONESELF: Final = frozenset({"сам", "сама", "сам(а)", "обучающийся", "лично", "oneself"})
WORDS: Final = {"мама": "mother", "папа": "father", "мать": "mother", "отец": "father"}

CONSENT_COLUMNS: Final = (
    ImportColumn(
        code="consent",
        title=pgettext_lazy("import", "Consent to"),
        synonyms=("Согласие на", "Согласие", "Цель согласия", "Согласие на обработку ПДн", "Согласие на обработку"),
        parser=several(choice()),
        privacy=Privacy.OFFICIAL,
        handbook="consent_purpose",
        look="choice",
        width=28,
        explanation=gettext_lazy(
            "Purposes of signed consents, divided by a semicolon. A field that needs a consent is taken from the file"
            " only if the consent stands in the card or in the row."
        ),
    ),
    ImportColumn(
        code="consent_on",
        title=pgettext_lazy("import", "Consent signed on"),
        synonyms=("Дата согласия", "Согласие от", "Дата подписания согласия"),
        parser=past_date,
        privacy=Privacy.OFFICIAL,
        look="date",
        width=14,
    ),
    ImportColumn(
        code="consent_document",
        title=pgettext_lazy("import", "Number of the consent"),
        synonyms=("№ согласия", "Номер согласия", "Документ согласия"),
        parser=number_text,
        privacy=Privacy.OFFICIAL,
        width=12,
    ),
    ImportColumn(
        code="consent_by",
        title=pgettext_lazy("import", "Consent given by"),
        synonyms=("Кто дал согласие", "Согласие дал", "Согласие дала", "Согласие подписал", "Согласие подписал(а)"),
        parser=text,
        privacy=Privacy.IDENTITY,
        width=24,
        explanation=gettext_lazy("мать, отец, сам(а), or the full name; needed only where several people may sign."),
    ),
)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who may have signed: a person known here, or a guardian that the same row brings (`place`)."""

    name: str
    relation: str = ""
    person_id: int | None = None
    place: int = 0


@dataclass(slots=True)
class Standing:
    """What is known of the people in the file: who answers for them, what consents they have."""

    signers: dict[int, list[Signer]] = field(default_factory=lambda: defaultdict(list))
    consents: dict[int, list[Consent]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class SaidOfConsents:
    """The papers of a row, who signed them, and the groups of fields that they open."""

    papers: list[Paper] = field(default_factory=list)
    signer: Signer | None = None
    opened: frozenset[str] = frozenset()
    changes: list[Change] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def standing(rows: Sequence[Row], cards: Collection[KnownCard], today: date) -> Standing:
    """Three queries where the file has consents, else none."""
    found = Standing()
    ids = [card.person_id for card in cards]
    if not ids or not any(row.cells.get("consent") for row in rows):
        return found
    links = Guardianship.objects.unvoided().filter(valid_to__gt=today, is_legal=True, student__person__in=ids)
    pairs = list(links.order_by("pk").values_list("student__person", "guardian__person", "relation"))
    names = persons_by_id({guardian for _ward, guardian, _relation in pairs})
    for ward, guardian, relation in pairs:
        found.signers[ward].append(Signer(names.get(guardian, ""), relation, guardian))
    for row in Consent.objects.filter(person__in=ids):
        found.consents[row.person_id].append(row)
    return found


def consents(
    row: Row, card: KnownCard | None, ties: Sequence[tuple[int, Tie]], known: Standing, today: date
) -> SaidOfConsents:
    """What the row says of consents; an error leaves all of them out."""
    said, cells = SaidOfConsents(), row.cells
    purposes: tuple[str, ...] = cells.get("consent") or ()
    if not purposes:
        return said
    signed_on: date | None = cells.get("consent_on")
    if signed_on is None:
        said.troubles.append(
            Trouble(
                "consent_on", "consent.without_day", _("It is not said when the consent was signed."),
                _("Write the date of the paper."),
            )
        )  # fmt: skip
        return said
    born = cells.get("birth_date") or (card.birth_date if card else None)
    may_sign = _may_sign(card, ties, known, born, signed_on, row)
    signer = _signer(cells.get("consent_by") or "", may_sign)
    if isinstance(signer, Trouble):
        said.troubles.append(signer)
        return said
    said.signer = signer
    opened: set[str] = set()
    for purpose in purposes:
        groups = [group.code for group in groups_of(purpose, STUDENT)]
        words = handbooks.name("consent_purpose", purpose)
        if not groups:
            refusal = consent_refusals.NotAboutThem(params={"who": _name(row)})
            said.troubles.append(Trouble("consent", refusal.code, str(refusal)))
            continue
        present = known.consents.get(card.person_id, ()) if card else ()
        if trouble := _in_the_way(purpose, words, signed_on, present, _name(row)):
            said.troubles.append(trouble)
            continue
        opened |= set(groups)
        said.papers.append(Paper(purpose=purpose, signed_on=signed_on, number=cells.get("consent_document") or ""))
        said.changes.append(Change("consent", "", f"{words}, {_('since %(day)s') % {'day': ru_date(signed_on)}}"))
    said.opened = frozenset(opened)
    return said


def _may_sign(
    card: KnownCard | None, ties: Sequence[tuple[int, Tie]], known: Standing, born: date | None, on: date, row: Row
) -> list[Signer]:
    """As `queries.signers` has it: a representative for a child under 14, either until 18, then the student alone."""
    oneself = Signer(_name(row), "oneself", card.person_id if card else None)
    if born is not None and anniversary(born, ADULT) <= on:
        return [oneself]
    found = list(known.signers.get(card.person_id, ())) if card else []
    people = {one.person_id for one in found}
    for place, tie in ties:
        person = tie.card.person_id if tie.card else None
        if tie.rights is not None and tie.rights.is_legal and (person is None or person not in people):
            found.append(Signer(tie.name, tie.rights.relation, person, place))
    if born is None or anniversary(born, SIGNS) <= on:
        found.insert(0, oneself)
    return found


def _signer(said: str, may_sign: Sequence[Signer]) -> Signer | Trouble:
    key = search_key(said)
    if key:
        relation = "oneself" if key in ONESELF else WORDS.get(key, "")
        found = [
            one
            for one in may_sign
            if (relation and one.relation == relation)
            or search_key(one.name) == key
            or search_key(handbooks.name("guardian_relation", one.relation) if one.relation != "oneself" else "") == key
        ]
    else:
        found = list(may_sign)
    if len(found) == 1:
        return found[0]
    if not may_sign:
        return Trouble(
            "consent", "consent.no_signer", _("Nobody who may sign the consent stands in the card or in the row."),
            _("A child under 14 is spoken for by a legal representative: write the guardian in the row or load"
              " guardians first."),
        )  # fmt: skip
    if key and not found:
        return Trouble(
            "consent_by", "consent.foreign_signer", _("This person may not give the consent, or is not known here."),
            _("Write who signed: a legal representative in the card or in the row, or the student from 14 on."),
        )  # fmt: skip
    return Trouble(
        "consent_by", "consent.signer_unclear", _("Several people may have signed the consent."),
        _("Write who signed: мать, отец, сам(а), or the full name."),
    )  # fmt: skip


def _in_the_way(purpose: str, words: str, signed_on: date, rows: Sequence[Consent], who: str) -> Trouble | None:
    """A consent to the same purpose that holds on the day or later: nothing is written over it."""
    later = [one for one in rows if one.purpose == purpose and one.valid_to > signed_on]
    if not later:
        return None
    if any(one.withdrawn_on is None for one in later):
        return Trouble(
            "consent", "consent.known", _("Such a consent stands in the card already: %(what)s.") % {"what": words},
            is_error=False,
        )  # fmt: skip
    if following := [one for one in later if one.valid_from >= signed_on]:
        since = f"{min(one.valid_from for one in following):%d.%m.%Y}"
        refusal = consent_refusals.ConsentFollows(params={"who": who, "since": since})
        return Trouble("consent", refusal.code, str(refusal))
    return Trouble(
        "consent", "consent.withdrawn_later",
        _("A consent to this purpose was withdrawn after that day: %(what)s.") % {"what": words},
        _("Write the date of a paper signed later, or take the consent out of the cell."),
    )  # fmt: skip


def _name(row: Row) -> str:
    return " ".join(row.cells.get(code) or "" for code in ("surname", "given_name", "patronymic")).strip()
