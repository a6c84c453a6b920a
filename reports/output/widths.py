"""Widths of columns in characters, from the titles and the first rows."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

from shared_apps.ui.sheets import Column, Kind, Value

from .values import shown

Row = TypeVar("Row")

SAMPLE_ROWS = 200
NARROWEST, WIDEST = 5, 50
WIDEST_TITLE = 16
"""A longer title is wrapped; it does not widen a column of short values."""


def sampled(rows: Iterable[Row]) -> tuple[list[Row], Iterator[Row]]:
    """The first rows, and all rows again: the rows may be a generator that is read once."""
    iterator = iter(rows)
    first = list(islice(iterator, SAMPLE_ROWS))
    return first, chain(first, iterator)


def widths(columns: Sequence[Column], sample: Sequence[Sequence[Value]]) -> list[int]:
    """One width per column: as declared, else as wide as the widest value of the sample, within limits."""
    return [
        column.width or _measured(column, [row[place] for row in sample if place < len(row)])
        for place, column in enumerate(columns)
    ]


def _measured(column: Column, values: Sequence[Value]) -> int:
    title = str(column.title)
    longest_word = max(map(len, title.split()), default=0)
    wanted = max((len(shown(value, column)) for value in values), default=0)
    if column.kind is Kind.DATE:
        wanted = max(wanted, len("01.09.2026"))
    return min(max(wanted, min(len(title), WIDEST_TITLE), longest_word, NARROWEST) + 2, WIDEST)
