"""Circumstances of students in numbers, by territory: what is closed in an organisation is counted above it, not shown.

Small numbers are no numbers of nobody: from 1 to FEW-1 children of one kind are hidden wherever the data are closed in
the organisation (health, family), and so is one more of the same column where a single hidden one could be subtracted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from region.feed.academic_years import period_of
from region.feed.freshness import Freshness, freshness

from . import counting
from .figures import Level
from .narrowing import EVERYTHING, Filters, conditions
from .queries import check_is_counted

FEW = 5
EDUCATION = 1
"""Topic of what is not closed: conditions of study, languages, extended day."""

Key = TypeVar("Key")
Guarded = int | None
"""None: hidden, because it is small or would tell a small one."""

COLUMNS: Mapping[str, Sequence[tuple[str, str]]] = {
    "ovz": [("ovz", "")],
    "disability": [("disability", "")],
    "orphan": [("orphan", "")],
    "guardianship": [("family", "guardian"), ("family", "foster")],
    "large_family": [("social_category", "large_family")],
    "low_income": [("social_category", "low_income")],
    "refugee": [("social_category", "refugee")],
}
"""Column of territories → the circumstances it sums: kind, value ("": any; a student has one value of such a kind)."""

_COUNTED = """
    WITH place AS MATERIALIZED ({places})
    SELECT place.row, c.topic, c.kind, c.value, c.variant, sum(c.n), sum(c.female)
      FROM contingent_regioncircumstance c JOIN place USING (organisation_id)
     WHERE c.valid_from <= %(on)s AND c.valid_to > %(on)s
     GROUP BY place.row, c.topic, c.kind, c.value, c.variant
"""
_HEADS = """
    WITH place AS MATERIALIZED ({places}) SELECT row, name, within, count(*) FROM place GROUP BY row, name, within
"""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A territory or an organisation with the numbers of COLUMNS."""

    key: Any
    name: str
    within: str
    organisations: int
    numbers: Mapping[str, Guarded]


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value of a kind, with its variant where it has one."""

    kind: str
    value: str
    variant: str
    n: Guarded
    female: Guarded


@dataclass(frozen=True, slots=True)
class Circumstances:
    """On a day, of whatever the reader may see. `total`: over all rows; `values`: by kind."""

    as_of: date
    total: Mapping[str, Guarded]
    rows: tuple[PlaceLine, ...]
    values: Mapping[str, Sequence[ValueLine]]
    freshness: Freshness


def circumstances(
    *, as_of: date, rows: Level = "municipality", filters: Filters = EVERYTHING, fresh: Freshness | None = None
) -> Circumstances:
    """By territory and by value. Of the filters only places count. Three queries.

    :raises OutOfCountedTime: the day is not counted.
    """
    known = fresh or freshness()
    check_is_counted(as_of, known)
    narrowed = conditions(filters)
    places = counting.places(rows, narrowed)
    asked = {"on": as_of, "period": period_of(as_of), **narrowed.parameters}
    found = counting.read(_COUNTED.format(places=places), asked)
    heads = counting.read(_HEADS.format(places=places), asked)
    by_column = {name: _by_row(found, wanted) for name, wanted in COLUMNS.items()}
    shown = {name: guarded({row: numbers.get(row, 0) for row, *_rest in heads}) for name, numbers in by_column.items()}
    lines = tuple(
        PlaceLine(key, name, within, number, {column: shown[column][key] for column in COLUMNS})
        for key, name, within, number in sorted(heads, key=lambda head: (not head[1], head[1]))
    )
    total = {name: _small(sum(numbers.values())) for name, numbers in by_column.items()}
    return Circumstances(as_of, total, lines, _values(found), known)


def guarded(numbers: Mapping[Key, int]) -> dict[Key, Guarded]:
    """A column whose sum is known: small numbers hidden, and where that hides one alone, the next one too."""
    hidden = {key for key, number in numbers.items() if 0 < number < FEW}
    if len(hidden) == 1:
        rest = [(number, str(key), key) for key, number in numbers.items() if number and key not in hidden]
        hidden |= {min(rest)[2]} if rest else set()
    return {key: None if key in hidden else number for key, number in numbers.items()}


def _small(number: int) -> Guarded:
    return None if 0 < number < FEW else number


def _by_row(found: Iterable[tuple[Any, ...]], wanted: Sequence[tuple[str, str]]) -> dict[Any, int]:
    numbers: dict[Any, int] = defaultdict(int)
    for row, _topic, kind, value, _variant, n, _female in found:
        if (kind, "") in wanted or (kind, value) in wanted:
            numbers[row] += int(n)
    return numbers


def _values(found: Iterable[tuple[Any, ...]]) -> dict[str, Sequence[ValueLine]]:
    """Kind → its values, the most frequent first; those of closed data are guarded."""
    numbers: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    girls: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    topics: dict[str, int] = {}
    for _row, topic, kind, value, variant, n, female in found:
        numbers[kind][value, variant] += int(n)
        girls[kind][value, variant] += int(female)
        topics[kind] = topic
    return {kind: _lines(kind, topics[kind], numbers[kind], girls[kind]) for kind in numbers}


def _lines(
    kind: str, topic: int, numbers: Mapping[tuple[str, str], int], girls: Mapping[tuple[str, str], int]
) -> list[ValueLine]:
    order = sorted(numbers, key=lambda cell: (-numbers[cell], cell))
    if topic == EDUCATION:
        return [ValueLine(kind, *cell, numbers[cell], girls[cell]) for cell in order]
    shown = guarded(numbers)
    return [ValueLine(kind, *cell, shown[cell], _of_them(shown[cell], girls[cell])) for cell in order]


def _of_them(n: Guarded, female: int) -> Guarded:
    """Girls among n: hidden where they, or the boys, are few."""
    if n is None or 0 < female < FEW or 0 < n - female < FEW:
        return None
    return female
