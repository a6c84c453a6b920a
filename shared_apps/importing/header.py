"""Where the header of a table is, and which column is which.

Schools put titles above the header, merge its cells over two rows, number its columns, and call things as they like.
The header is the row (or pair of rows) among the first ones in which most titles are known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from .columns import Catalogue, ImportColumn
from .text import Cell, as_text, clean, is_blank, shown_title, title_key

SEARCHED_ROWS: Final = 60
FEWEST_TITLES: Final = 2

NUMBERING: Final = frozenset(
    title_key(title)
    for title in ("№ п/п", "п/п", "№ пп", "N п.п.", "Номер по порядку", "Порядковый номер", "№ строки", "№№")
)
OURS: Final = tuple(title_key(title) for title in ("Замечания Свода", "Remarks of Svod"))
"""The column that our error file adds: understood and left out without a word."""


@dataclass(frozen=True, slots=True)
class TitledColumn:
    """A column of the file. `column` is None if its title is unknown. `position` counts from zero."""

    position: int
    title: str
    column: ImportColumn | None

    @property
    def letter(self) -> str:
        """As Excel calls it: A, B, …, AA."""
        number, letters = self.position + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters


@dataclass(frozen=True, slots=True)
class Header:
    """The header that was found. Rows count from zero; data begin after `last_row`.

    :ivar repeated: columns whose meaning an earlier column has already.
    """

    first_row: int
    last_row: int
    known: tuple[TitledColumn, ...]
    unknown: tuple[TitledColumn, ...]
    repeated: tuple[TitledColumn, ...] = ()
    keys: frozenset[str] = field(default=frozenset())

    @property
    def score(self) -> int:
        return len(self.known)

    @property
    def rank(self) -> tuple[int, bool, int]:
        """A pair of rows is better than one row only if it says more: above a header stands a title."""
        return self.score, self.first_row == self.last_row, -self.first_row


def find_header(grid: Sequence[Sequence[Cell]], catalogue: Catalogue) -> Header | None:
    """The row or pair of rows with most known titles; None if nowhere `FEWEST_TITLES` are known."""
    best: Header | None = None
    for number in range(min(len(grid), SEARCHED_ROWS)):
        pair = [grid[number + 1]] if number + 1 < len(grid) else []
        for lower in (None, *pair):
            found = _header(catalogue, number, grid[number], lower)
            if found.score >= FEWEST_TITLES and (best is None or found.rank > best.rank):
                best = found
    return best


def score(grid: Sequence[Sequence[Cell]], catalogue: Catalogue) -> int:
    """How many titles of a grid are known."""
    found = find_header(grid, catalogue)
    return found.score if found else 0


def _header(catalogue: Catalogue, number: int, upper: Sequence[Cell], lower: Sequence[Cell] | None) -> Header:
    known: dict[str, TitledColumn] = {}
    unknown: list[TitledColumn] = []
    repeated: list[TitledColumn] = []
    keys: set[str] = set()
    for position, spellings in enumerate(_titles(upper, lower)):
        if not spellings:
            continue
        keys.update(title_key(spelling) for spelling in spellings)
        telling = [spelling for spelling in spellings if not _is_numbering(spelling)]
        column = next((found for spelling in telling if (found := catalogue.column_called(spelling))), None)
        if column is None and len(telling) < len(spellings):
            continue
        titled = TitledColumn(position, shown_title(spellings[0]), column)
        if column is None:
            unknown.append(titled)
        elif column.code in known:
            repeated.append(titled)
        else:
            known[column.code] = titled
    last = number if lower is None else number + 1
    return Header(number, last, tuple(known.values()), tuple(unknown), tuple(repeated), frozenset(keys))


def _titles(upper: Sequence[Cell], lower: Sequence[Cell] | None) -> list[list[str]]:
    """What each column may be called, the fullest first: of a pair of rows «Документ / Серия», then «Серия».

    A merged cell keeps its text in its first column only; the columns to the right, titled below, belong to it.
    """
    if lower is None:
        return [[text] if (text := _title(cell)) else [] for cell in upper]
    found = []
    above = ""
    for position in range(max(len(upper), len(lower))):
        top = _title(upper[position]) if position < len(upper) else ""
        bottom = _title(lower[position]) if position < len(lower) else ""
        above = top or (above if bottom else "")
        spellings = (f"{above} {bottom}" if above else "", bottom) if bottom else (top,)
        found.append([spelling for spelling in spellings if spelling])
    return found


def _title(cell: Cell) -> str:
    """Line breaks stay: a word may be hyphenated over them."""
    return cell.strip() if isinstance(cell, str) else ""


def _is_numbering(title: str) -> bool:
    key = title_key(title)
    return key in NUMBERING or is_ours(title) or clean(title).strip(" .") in ("№", "N", "#", "No")


def is_ours(title: str) -> bool:
    """Whether it is the column of remarks."""
    return title_key(title).startswith(OURS)


def is_row_of_numbers(row: Sequence[Cell]) -> bool:
    """«1 2 3 4 5» under the header: numbers of columns."""
    texts = [as_text(cell) for cell in row if not is_blank(cell)]
    if len(texts) < 3 or not all(text.isdecimal() and len(text) < 4 for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return numbers[0] in (1, 2) and all(after - before == 1 for before, after in pairwise(numbers))


def repeats_header(row: Sequence[Cell], header: Header) -> bool:
    """A header printed again in the middle of the table."""
    probed = [_title(row[each.position]) for each in header.known[:3] if each.position < len(row)]
    if not any(text and title_key(text) in header.keys for text in probed):
        return False
    texts = [text for cell in row if (text := _title(cell))]
    same = sum(title_key(text) in header.keys for text in texts)
    return same >= FEWEST_TITLES and same * 2 > len(texts)
