"""How full cards are: what is asked of each, what lacks, what is closed. Two queries for any number of cards.

Only what the reader sees is counted: a class teacher who does not hold documents is not told of a missing СНИЛС.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from shared_apps.organisations.crossing import By
from tenant_apps.people.names import full_name
from tenant_apps.people.queries.grounds import grounds

from .asking import asked_cards, asked_of, cards_on, flags_of, read, with_conditions

_NAMED = ("surname", "given_name", "patronymic", "name_key")
_PLACED = ("class_id", "class_name")


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card and how complete it is.

    `asked`: how many fields are asked of it; `missing`: which of them are empty. `closed`: fields that are not asked,
    because there is no consent or other ground to fill them in.
    """

    pk: int
    person_id: int
    surname: str | None
    given_name: str | None
    patronymic: str | None
    name_key: str | None
    class_id: int | None
    class_name: str
    asked: int
    missing: tuple[str, ...]
    closed: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the day; a dash where there is none."""
        return full_name(self.surname or "—", self.given_name or "", self.patronymic or "")

    @property
    def key(self) -> str:
        """Letters of the name as lists search them."""
        return self.name_key or ""

    @property
    def percent(self) -> int:
        """Rounded down: 100 means that nothing is missing."""
        return percent(self.asked, len(self.missing))


@dataclass(frozen=True, slots=True)
class Total:
    """Of many cards: how many, how many of them are full, what is asked and what lacks in all."""

    cards: int
    full: int
    asked: int
    missing: int

    @property
    def percent(self) -> int:
        return percent(self.asked, self.missing)


def percent(asked: int, missing: int) -> int:
    """The share that is there, rounded down; of nothing asked: 100."""
    return (asked - missing) * 100 // asked if asked else 100


def students_completeness(day: date, *, by: By, class_id: int | None = None) -> list[CardRow]:
    """Of those who study on the day and whom the reader sees, by class and name."""
    rows = cards_on("student", day, by=by, class_id=class_id)
    return _cards("student", rows.order_by("grade", "class_name", "name_key", "pk"), day, by)


def employees_completeness(day: date, *, by: By) -> list[CardRow]:
    """Of those who hold a post on the day, by name."""
    return _cards("employee", cards_on("employee", day, by=by), day, by)


def guardians_completeness(day: date, *, by: By) -> list[CardRow]:
    """Of those who answer for a student on the day and whom the reader sees, by name."""
    return _cards("guardian", cards_on("guardian", day, by=by), day, by)


def cards_of(kind: str, card_ids: Sequence[int], day: date, *, by: By) -> list[CardRow]:
    """Of these cards, in their order; those that do not stand in the kind's list of the day are left out."""
    statement, parameters = asked_cards(kind, day, _columns(kind), by=by)
    lines = read(f"SELECT * FROM ({statement}) card WHERE pk = ANY(%s)", [*parameters, list(card_ids)])  # noqa: S608
    found = {row.pk: row for row in _judged(kind, lines, day, by)}
    return [found[pk] for pk in card_ids if pk in found]


def _cards(kind: str, rows: QuerySet[Any], day: date, by: By) -> list[CardRow]:
    wanted = asked_of(kind, by)
    lines = with_conditions(rows, wanted, day).values_list(*_columns(kind), *flags_of(wanted))
    return _judged(kind, list(lines), day, by)


def _columns(kind: str) -> tuple[str, ...]:
    return "pk", "person_id", *_NAMED, *(_PLACED if kind == "student" else ())


def _judged(kind: str, lines: Sequence[tuple[Any, ...]], day: date, by: By) -> list[CardRow]:
    """Lines of `_columns` with the flags of what is asked. One query."""
    wanted = asked_of(kind, by)
    known = grounds([line[1] for line in lines] if any(one.group for one in wanted) else [], day)
    place = {name: number for number, name in enumerate(flags_of(wanted), start=len(_columns(kind)))}
    where = [(one.code, one.group, place[f"has_{one.code}"], place.get(f"asked_{one.code}")) for one in wanted]
    cards = []
    for line in lines:
        asked, lacking, shut = 0, [], []
        for code, group, has, is_asked in where:
            if is_asked is not None and not line[is_asked]:
                continue
            if group and not known.is_open(line[1], group):
                shut.append(code)
                continue
            asked += 1
            if not line[has]:
                lacking.append(code)
        pk, person_id, surname, given_name, patronymic, key = line[:6]
        class_id, class_name = line[6:8] if kind == "student" else (None, "")
        cards.append(
            CardRow(
                pk, person_id, surname, given_name, patronymic, key, class_id, class_name or "", asked, tuple(lacking),
                tuple(shut),
            )
        )  # fmt: skip
    return cards
