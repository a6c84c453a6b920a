"""A row that came beside the rows that stand here: what becomes of it. Nothing here reads or writes the database.

A dated row that comes later ends the one that stands, where it begins; one that says the same goes on; what can do
neither clashes, and a human says what holds. Of the rights of a guardian always the stricter ones hold (custody_limit).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.services.guardians import FORBIDDEN, RIGHTS

from .reading import Values

MAY = ("is_legal", "may_collect", "may_see")
"""What a guardian may: of two answers the stricter one is no."""
DERIVED = "search_key"
"""A column that follows from others of its row."""


@dataclass(slots=True)
class Standing:
    """A row that stands here, as it would be after what was decided so far. `changes`: columns to write."""

    pk: int
    values: Values
    changes: Values = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def change(self, **values: Any) -> None:
        fresh = {name: value for name, value in values.items() if self.values[name] != value}
        self.values |= fresh
        self.changes |= fresh


@dataclass(slots=True)
class Meeting:
    """One row that came. `ours`: rows here that speak of the same; `adds`: rows to write; `clashes`: a human decides.

    `taken_by`: the person whose card holds this number or document here.
    """

    theirs: Values
    ours: list[Standing] = field(default_factory=list)
    adds: list[Values] = field(default_factory=list)
    clashes: bool = False
    taken_by: int | None = None


# --- dated rows -----------------------------------------------------------------------------------------------------


def meet_dated(
    theirs: Iterable[Values], standing: Sequence[Standing], *, says: Sequence[str], born: date, always: bool = False
) -> list[Meeting]:  # fmt: skip
    """Rows of one key (a person's names; a student's circumstances of a slot; a citizenship of a country).

    :param says: the columns that say what holds; the others describe it (documents).
    :param born: what both sides say holds since before this day is not told apart by its beginning.
    :param always: something of it holds at any time (names): nothing ends unless another row goes on.
    """
    coming = sorted(theirs, key=lambda row: row["valid_from"])
    begins = {row["valid_from"] for row in coming}
    stand = list(standing)
    met = []
    for row in coming:
        one = Meeting(row, [each for each in stand if _overlap(row, each)])
        goes_on = row["valid_to"] == FOREVER or row["valid_to"] in begins or not always
        if not one.ours:
            one.adds = [row]
        elif all(_is_alike(each, row, says) for each in one.ours):
            _meet_alike(one, row, born, goes_on=goes_on)
        else:
            _meet_other(one, row, goes_on=goes_on)
        met.append(one)
        stand += [Standing(0, dict(added)) for added in one.adds]
    return met


def take_dated(one: Meeting) -> list[int]:
    """Make room for a row that clashes: what stands here gives way. Ids of rows to delete.

    The only row of the same day is changed where it stands; else the row is added.
    """
    row, gone = one.theirs, []
    same_day = [each for each in one.ours if each["valid_from"] == row["valid_from"]]
    one.adds, one.clashes = [], False
    for each in one.ours:
        if each in same_day:
            continue
        if each["valid_from"] < row["valid_from"]:
            each.change(valid_to=row["valid_from"])
        elif each["valid_to"] > row["valid_to"]:
            each.change(valid_from=row["valid_to"])
        else:
            gone.append(each.pk)
    if same_day:
        same_day[0].change(**row)
    else:
        one.adds = [row]
    return gone


def _meet_alike(one: Meeting, row: Values, born: date, *, goes_on: bool) -> None:
    """It holds here too, the dates may differ."""
    first = min(one.ours, key=lambda each: each["valid_from"])
    last = max(one.ours, key=lambda each: each["valid_to"])
    if first["valid_from"] < row["valid_from"] and _described_otherwise(row, last):
        _meet_other(one, row, goes_on=goes_on)  # certified anew
        return
    if row["valid_to"] < last["valid_to"]:
        if last["valid_to"] < FOREVER or not goes_on:
            one.clashes = True
            return
        last.change(valid_to=row["valid_to"])
    elif row["valid_to"] > last["valid_to"]:
        one.clashes = True
        return
    if born < row["valid_from"] < first["valid_from"]:
        one.adds = [row | {"valid_to": first["valid_from"]}]
    _fill(one, last, row)


def _is_alike(ours: Standing, row: Values, says: Sequence[str]) -> bool:
    """Whether both say the same. What is empty here and begins no earlier is filled in: a patronymic, a variant."""
    fills = row["valid_from"] <= ours["valid_from"]
    return all(ours[name] == row[name] or (fills and ours[name] == "") for name in says)


def _described_otherwise(row: Values, ours: Standing) -> bool:
    return any(
        value not in ("", None) and ours[name] not in ("", None, value)
        for name, value in row.items()
        if name not in ("valid_from", "valid_to", DERIVED)
    )


def _meet_other(one: Meeting, row: Values, *, goes_on: bool) -> None:
    """Something else holds here."""
    former = one.ours[0]
    begins_later = len(one.ours) == 1 and former["valid_from"] < row["valid_from"]
    ends = former["valid_to"] == FOREVER or former["valid_to"] <= row["valid_to"]
    if begins_later and ends and goes_on:
        former.change(valid_to=row["valid_from"])
        one.adds = [row]
    else:
        one.clashes = True


def _overlap(row: Mapping[str, Any], other: Standing) -> bool:
    return bool(row["valid_from"] < other["valid_to"] and other["valid_from"] < row["valid_to"])


def _fill(one: Meeting, ours: Standing, row: Values) -> None:
    """What is empty here is filled in; what differs otherwise than by dates is for a human."""
    for name, value in row.items():
        if name in ("valid_from", "valid_to", DERIVED) or value in ("", None) or ours[name] == value:
            continue
        if ours[name] in ("", None):
            ours.change(**{name: value})
        else:
            one.clashes = True
    if DERIVED in row and not one.clashes:
        ours.change(**{DERIVED: row[DERIVED]})


# --- guardians ------------------------------------------------------------------------------------------------------


def meet_guardianships(theirs: Iterable[Values], standing: Sequence[Standing]) -> list[Meeting]:
    """Of one guardian and one student. What a court forbade at either side stays forbidden until a human says more."""
    stand = list(standing)
    met = []
    for row in sorted(theirs, key=lambda each: each["valid_from"]):
        one = Meeting(row, [each for each in stand if _overlap(row, each)])
        if not one.ours:
            one.adds = [row]
        else:
            _meet_guardianship(one, row, max(one.ours, key=lambda each: each["valid_to"]))
        met.append(one)
        stand += [Standing(0, dict(added)) for added in one.adds]
    return met


def stricter(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Values:
    """Rights as both allow them. Relation and basis are ours, unless only they have them or theirs is the limit."""
    limit = theirs["custody_limit"] if _weight(theirs) > _weight(ours) else ours["custody_limit"]
    takes_theirs = limit != ours["custody_limit"] or not ours["basis"]
    return {
        "relation": ours["relation"],
        "custody_limit": limit,
        "basis": theirs["basis"] or ours["basis"] if takes_theirs else ours["basis"],
    } | {name: ours[name] and theirs[name] for name in MAY}


def _meet_guardianship(one: Meeting, row: Values, last: Standing) -> None:
    rights = stricter(last.values, row)
    until = min(row["valid_to"], last["valid_to"])
    given = [name for name in RIGHTS if name in MAY or name == "custody_limit" or row[name]]
    one.clashes = any(rights[name] != row[name] for name in given) or row["valid_to"] > last["valid_to"]
    changes = any(rights[name] != last[name] for name in RIGHTS)
    if changes and last["valid_from"] < row["valid_from"]:
        one.adds = [row | rights | {"valid_to": until}]
        last.change(valid_to=row["valid_from"])
    else:
        last.change(valid_to=until, **rights)


def _weight(row: Mapping[str, Any]) -> tuple[bool, int]:
    """How much a limit takes; one that forbids nothing by itself is still more than none."""
    limit = row["custody_limit"]
    return bool(limit), len(FORBIDDEN.get(limit, ()))


# --- what has no dates ----------------------------------------------------------------------------------------------


def meet_numbered(row: Values, standing: Sequence[Standing], *, same: Sequence[str], taken_by: int | None) -> Meeting:
    """An identifier of a kind, an identity document: the one that is alike in `same` is filled in, or clashes."""
    ours = [each for each in standing if all(each[name] == row[name] for name in same)]
    one = Meeting(row, ours, taken_by=taken_by)
    if not ours and taken_by is None:
        one.adds = [row]
    elif taken_by is not None:
        one.clashes = True
    else:
        _fill(one, ours[0], row)
    return one


__all__ = [
    "Meeting",
    "Standing",
    "meet_dated",
    "meet_guardianships",
    "meet_numbered",
    "stricter",
    "take_dated",
]
