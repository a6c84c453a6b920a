"""A row that came beside those that stand here: what ends, what goes on, what a human decides. No database."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from shared_apps.organisations.periods import FOREVER
from tenant_apps.transfers.meeting import (
    Meeting,
    Standing,
    meet_dated,
    meet_guardianships,
    meet_numbered,
    stricter,
    take_dated,
)

EVER, BORN = date(1900, 1, 1), date(2012, 3, 4)
Y20, Y21, Y22, Y23, Y24 = (date(year, 9, 1) for year in range(2020, 2025))


def row(value: str, since: date, until: date = FOREVER, **more: Any) -> dict[str, Any]:
    return {"value": value, "variant": "", "note": "", "valid_from": since, "valid_to": until} | more


def stand(*rows: dict[str, Any]) -> list[Standing]:
    return [Standing(number, dict(one)) for number, one in enumerate(rows, start=1)]


def outcome(met: list[Meeting], standing: list[Standing]) -> tuple[list[tuple[str, date, date]], list[bool]]:
    """The rows that stand afterwards, in the order of dates, and which of those that came clash."""
    rows = [one.values for one in standing] + [added for one in met for added in one.adds]
    after = sorted((one["valid_from"], one["value"], one["valid_to"]) for one in rows)
    return [(value, since, until) for since, value, until in after], [one.clashes for one in met]


CASES = {
    "nothing stands": ([], [row("II", Y20)], [("II", Y20, FOREVER)], [False]),
    "the same stands": ([row("II", Y20)], [row("II", Y20)], [("II", Y20, FOREVER)], [False]),
    "what begins later ends what stands": (
        [row("II", Y20)], [row("III", Y22)], [("II", Y20, Y22), ("III", Y22, FOREVER)], [False],
    ),
    "what ended there ends here, what follows is added": (
        [row("II", Y20)], [row("II", Y20, Y22), row("III", Y22)], [("II", Y20, Y22), ("III", Y22, FOREVER)],
        [False, False],
    ),
    "three in a row": (
        [row("II", Y20)], [row("III", Y21, Y22), row("IV", Y22, Y23), row("V", Y23)],
        [("II", Y20, Y21), ("III", Y21, Y22), ("IV", Y22, Y23), ("V", Y23, FOREVER)], [False] * 3,
    ),
    "what began earlier is known from then": (
        [row("II", Y22)], [row("II", Y20)], [("II", Y20, Y22), ("II", Y22, FOREVER)], [False],
    ),
    "since before birth is no other beginning": (
        [row("II", BORN)], [row("II", EVER)], [("II", BORN, FOREVER)], [False],
    ),
    "of the same day a human decides": ([row("II", Y20)], [row("III", Y20)], [("II", Y20, FOREVER)], [True]),
    "of an earlier day too": ([row("II", Y22)], [row("III", Y20)], [("II", Y22, FOREVER)], [True]),
    "what ended here and goes on there too": ([row("II", Y20, Y22)], [row("II", Y20)], [("II", Y20, Y22)], [True]),
    "what has a later end here too": ([row("II", Y20, Y23)], [row("II", Y20, Y22)], [("II", Y20, Y23)], [True]),
    "a period inside another's with an end too": (
        [row("II", Y20, Y24)], [row("III", Y21, Y22)], [("II", Y20, Y24)], [True],
    ),
    "what was said twice meanwhile too": (
        [row("II", Y20, Y22), row("III", Y22)], [row("II", Y20)], [("II", Y20, Y22), ("III", Y22, FOREVER)], [True],
    ),
    "certified anew it is a row of its own": (
        [row("II", Y20, note="1")], [row("II", Y22, note="2")], [("II", Y20, Y22), ("II", Y22, FOREVER)], [False],
    ),
    "of the same day with another note a human decides": (
        [row("II", Y20, note="1")], [row("II", Y20, note="2")], [("II", Y20, FOREVER)], [True],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_dated_rows(case: str) -> None:
    here, came, expected, clashes = CASES[case]
    standing = stand(*here)
    met = meet_dated(came, standing, says=("value", "variant"), born=BORN)
    assert outcome(met, standing) == (expected, clashes)


@pytest.mark.parametrize("case", CASES)
def test_a_second_look_finds_nothing_more_to_write(case: str) -> None:
    here, came, expected, clashes = CASES[case]
    standing = stand(*here)
    met = meet_dated(came, standing, says=("value", "variant"), born=BORN)
    after = stand(*(one.values for one in standing), *(added for one in met for added in one.adds))
    again = meet_dated(came, after, says=("value", "variant"), born=BORN)
    assert [one.clashes for one in again] == clashes
    assert not any(one.adds for one in again)
    assert not any(one.changes for one in after)
    assert outcome(again, after)[0] == expected


def test_what_is_empty_here_is_filled_in() -> None:
    standing = stand(row("delayed", Y20, note=""))
    [one] = meet_dated(
        [row("delayed", Y20, variant="7.1", note="ПМПК")], standing, says=("value", "variant"), born=BORN
    )
    assert (one.clashes, standing[0].changes) == (False, {"variant": "7.1", "note": "ПМПК"})


def test_a_name_never_ends_without_another() -> None:
    standing = stand(row("Ким", EVER))
    [one] = meet_dated([row("Ким", EVER, Y22)], standing, says=("value",), born=BORN, always=True)
    assert (one.clashes, standing[0].changes) == (True, {})


@pytest.mark.parametrize("case", [name for name, (*_, clashes) in CASES.items() if any(clashes)])
def test_what_clashes_may_be_taken(case: str) -> None:
    here, came, _expected, clashes = CASES[case]
    standing = stand(*here)
    met = meet_dated(came, standing, says=("value", "variant"), born=BORN)
    one = met[clashes.index(True)]
    gone = take_dated(one)
    rows = [each.values for each in standing if each.pk not in gone] + one.adds
    taken = [
        each for each in rows if each["value"] == one.theirs["value"] and each["valid_from"] == one.theirs["valid_from"]
    ]
    assert [(each["valid_to"], each["note"]) for each in taken] == [(one.theirs["valid_to"], one.theirs["note"])]
    ordered = sorted(rows, key=lambda each: each["valid_from"])
    assert all(first["valid_to"] <= second["valid_from"] for first, second in pairwise(ordered))


# --- guardians ------------------------------------------------------------------------------------------------------

FULL = {"relation": "father", "is_legal": True, "may_collect": True, "may_see": True, "custody_limit": "", "basis": ""}
NOTHING = {"is_legal": False, "may_collect": False, "may_see": False}
DEPRIVED = FULL | NOTHING | {"custody_limit": "deprived", "basis": "Решение суда"}


def link(rights: dict[str, Any], since: date, until: date = FOREVER) -> dict[str, Any]:
    return rights | {"valid_from": since, "valid_to": until}


def test_a_limit_of_the_same_day_holds_at_once() -> None:
    standing = stand(link(FULL, Y20))
    [one] = meet_guardianships([link(DEPRIVED, Y20)], standing)
    assert (one.clashes, one.adds, standing[0].values) == (False, [], link(DEPRIVED, Y20))


def test_a_later_limit_ends_what_stands() -> None:
    standing = stand(link(FULL, Y20))
    met = meet_guardianships([link(FULL, Y20, Y22), link(DEPRIVED, Y22)], standing)
    assert (standing[0]["valid_to"], [one.adds for one in met]) == (Y22, [[], [link(DEPRIVED, Y22)]])


@pytest.mark.parametrize("since", [Y20, Y21, Y22])
def test_a_limit_that_is_known_here_stays_and_is_shown(since: date) -> None:
    standing = stand(link(DEPRIVED, Y21))
    [one] = meet_guardianships([link(FULL, since)], standing)
    assert (one.clashes, one.adds, standing[0].values) == (True, [], link(DEPRIVED, Y21))


def test_who_answers_no_more_there_answers_no_more_here() -> None:
    standing = stand(link(FULL, Y20))
    [one] = meet_guardianships([link(FULL, Y20, Y22)], standing)
    assert (one.clashes, standing[0]["valid_to"]) == (False, Y22)


def test_who_answers_no_more_here_is_not_brought_back() -> None:
    standing = stand(link(FULL, Y20, Y22))
    [one] = meet_guardianships([link(FULL, Y20)], standing)
    assert (one.clashes, one.adds, standing[0]["valid_to"]) == (True, [], Y22)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (FULL, FULL, FULL),
        (FULL, DEPRIVED, DEPRIVED),
        (DEPRIVED, FULL, DEPRIVED),
        (FULL | {"may_collect": False}, FULL | {"may_see": False}, FULL | {"may_collect": False, "may_see": False}),
        (FULL | {"custody_limit": "lives_apart", "basis": "№ 1"}, FULL, FULL | {"custody_limit": "lives_apart", "basis": "№ 1"}),
        (FULL | {"custody_limit": "no_contact", "basis": "№ 1"}, DEPRIVED, DEPRIVED),
        (DEPRIVED, DEPRIVED | {"custody_limit": "removed", "basis": "№ 2"}, DEPRIVED),
        (FULL | {"relation": "stepfather"}, FULL | {"basis": "№ 3"}, FULL | {"relation": "stepfather", "basis": "№ 3"}),
    ],
)  # fmt: skip
def test_of_two_answers_the_stricter_one_holds(ours, theirs, expected: dict[str, Any]) -> None:
    assert stricter(ours, theirs) == expected


# --- numbers --------------------------------------------------------------------------------------------------------


def test_a_number_of_a_kind_is_added_filled_or_decided() -> None:
    number = {"kind": "inn", "value": "1", "issued_by": "ФНС"}
    assert meet_numbered(number, [], same=("kind",), taken_by=None).adds == [number]
    same = stand({"kind": "inn", "value": "1", "issued_by": ""})
    assert not meet_numbered(number, same, same=("kind",), taken_by=None).clashes
    assert same[0].changes == {"issued_by": "ФНС"}
    other = stand({"kind": "inn", "value": "2", "issued_by": ""})
    assert meet_numbered(number, other, same=("kind",), taken_by=None).clashes
    taken = meet_numbered(number, [], same=("kind",), taken_by=7)
    assert (taken.clashes, taken.adds) == (True, [])
