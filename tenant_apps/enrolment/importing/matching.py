"""Who a row is about: by СНИЛС, else by the number of the file, else by name and birth date; and rows about one person.

A number finds a card only if the name or the birth date agrees, so that a slip in a number never writes into the card
of somebody else. What is not clear is an error: nothing is guessed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from shared_apps.handbooks import identifiers
from shared_apps.importing.judging import Trouble
from shared_apps.importing.rows import Row
from tenant_apps.people.names import search_key

from .known import Known, KnownCard, first_name_key


@dataclass(frozen=True, slots=True)
class Match:
    """The card a row is about: none if nobody here is, or if it is not clear."""

    card: KnownCard | None = None
    trouble: Trouble | None = None


def match(row: Row, known: Known) -> Match:
    """The card of a row, or what makes it unclear."""
    snils, file_number = row.cells.get("snils"), row.cells.get("file_number")
    by_snils, by_file = known.of_number("snils", snils), known.of_file_number(file_number)
    by_name = known.of_name(row)
    if by_snils is not None and by_file is not None and by_snils is not by_file:
        return Match(trouble=_two_cards(by_snils, by_file))
    card = by_snils or by_file
    if card is not None:
        column = "snils" if by_snils is not None else "file_number"
        if (by_name and card not in by_name) or not _agrees(card, row):
            return Match(trouble=_of_another(column, card))
    elif len(by_name) > 1:
        return Match(trouble=_ambiguous(by_name))
    elif by_name:
        card = by_name[0]
    if card is not None and snils and card.identifiers.get("snils", snils) != snils:
        return Match(trouble=_other_snils(card))
    return Match(card)


def rows_about_one(rows: Sequence[Row], matches: Sequence[Match]) -> dict[int, Trouble]:
    """Number of a row → its trouble, for rows that name a person whom another row names too.

    Rows that say the same: the first is taken and the others are errors. Rows that differ in class or day: all are,
    because it is not known which one is meant.
    """
    groups: dict[int, list[Row]] = defaultdict(list)
    unknown: dict[tuple[date, str], list[Row]] = defaultdict(list)
    for row, found in zip(rows, matches, strict=True):
        if found.card is not None:
            groups[found.card.person_id].append(row)
        elif found.trouble is None and (key := first_name_key(row)) and (born := row.cells.get("birth_date")):
            unknown[born, key].append(row)
    troubles: dict[int, Trouble] = {}
    for same in groups.values():
        troubles |= _repeated(same)
    for same in unknown.values():
        for one in _by_patronymic(same):
            troubles |= _repeated(one)
    return troubles


def _by_patronymic(rows: list[Row]) -> list[list[Row]]:
    """Rows with one surname, given name and birth date: one without a patronymic may be any of the others."""
    if len(rows) == 1:
        return []
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[search_key(row.cells.get("patronymic") or "")].append(row)
    nameless = groups.pop("", [])
    return [[*same, *nameless] for same in groups.values()] or [nameless]


def _repeated(rows: list[Row]) -> dict[int, Trouble]:
    if len(rows) < 2:
        return {}
    rows = sorted(rows, key=lambda row: row.number)
    differ = len({(row.cells.get("class"), row.cells.get("enrolled_on")) for row in rows}) > 1
    found: dict[int, Trouble] = {}
    for row in rows if differ else rows[1:]:
        others = ", ".join(str(one.number) for one in rows if one is not row)
        message = (
            _("Rows %(rows)s name the same person with another class or date.") % {"rows": others}
            if differ
            else _("The same person stands in row %(row)s.") % {"row": rows[0].number}
        )
        cure = _("Leave one row: it is not clear which one is meant.") if differ else _("Delete one of the rows.")
        found[row.number] = Trouble("", "row.person_twice", message, cure)
    return found


def _agrees(card: KnownCard, row: Row) -> bool:
    born = row.cells.get("birth_date")
    return (born is not None and born == card.birth_date) or first_name_key(row) in card.first_names


def _two_cards(first: KnownCard, second: KnownCard) -> Trouble:
    return Trouble(
        "file_number", "match.two_cards",
        _("The SNILS stands in the card of %(first)s, and the number of the file in the card of %(second)s.")
        % {"first": first, "second": second},
        _("Correct one of the numbers."),
    )  # fmt: skip


def _of_another(column: str, card: KnownCard) -> Trouble:
    message = (
        _("This SNILS stands in the card of %(who)s.")
        if column == "snils"
        else _("This number of the file stands in the card of %(who)s.")
    )
    return Trouble(
        column, "match.of_another", message % {"who": card},
        _("Correct the number; if it is the same person, correct the name and the birth date in one of the two."),
    )  # fmt: skip


def _other_snils(card: KnownCard) -> Trouble:
    kind = identifiers.kind("snils")
    return Trouble(
        "snils", "match.other_snils",
        _("The card of %(who)s has another SNILS: %(snils)s.")
        % {"who": card, "snils": kind.mask(card.identifiers["snils"])},
        _("Correct the number here, or in the card; if these are two people, admit the second one by hand."),
    )  # fmt: skip


def _ambiguous(cards: list[KnownCard]) -> Trouble:
    return Trouble(
        "", "match.ambiguous",
        _("%(count)s cards have this name and birth date: %(who)s.")
        % {"count": len(cards), "who": "; ".join(map(str, cards[:3]))},
        _("Write the patronymic, the SNILS or the number of the file, so that it is clear which of them is meant."),
    )  # fmt: skip
