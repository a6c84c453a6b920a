"""CSV as it comes: UTF-8 or windows-1251 (or MS-DOS), semicolons, commas or tabs, with Excel's own oddities."""

import csv
import io
import re
from collections.abc import Callable
from itertools import islice
from typing import Any, Final

BYTE_ORDER_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
RUSSIAN_ENCODINGS: Final = ("cp1251", "cp866", "koi8-r")
"""Excel writes the first as "CSV", the second as "CSV (MS-DOS)"."""
FREQUENT: Final = re.compile("[оеаинтсрвл]")
NOT_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]")
DELIMITERS: Final = (";", ",", "\t")
PROBED_ROWS: Final = 60
PROBED_CHARACTERS: Final = 200_000
MOST_COLUMNS: Final = 1_000
MOST_LINES_IN_A_CELL: Final = 20
DECLARED_DELIMITER: Final = re.compile(r"sep=([;,\t|])\r?\n")


class TooLong(Exception):
    """More rows than may be."""


class Broken(Exception):
    """Not rows of cells: thousands of columns, a cell of megabytes."""


class UnclosedQuote(Exception):
    """A quotation mark that nobody closed has swallowed the rows after it. The argument is the row's number."""


def decoded(content: bytes) -> tuple[str | None, str]:
    """The text and its encoding; None if it is no text.

    Without a mark: UTF-8 if it is valid UTF-8, else the Russian encoding in which frequent letters are frequent.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _text(content, encoding), encoding
    if b"\x00" in content:
        return None, ""
    text = _text(content, "utf-8")
    if text is not None:
        return text, "utf-8"
    attempts = [
        (attempt, encoding) for encoding in RUSSIAN_ENCODINGS if (attempt := _text(content, encoding)) is not None
    ]
    if not attempts:
        return None, ""
    return max(attempts, key=lambda found: len(FREQUENT.findall(found[0][:PROBED_CHARACTERS])))


def _text(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if NOT_TEXT.search(text) else text


def split(text: str, score: Callable[[list[list[Any]]], int], *, most_rows: int) -> tuple[list[list[Any]], str]:
    """Rows of cells and the delimiter: the one with which the header is understood best.

    :raises TooLong: more rows than `most_rows`.
    :raises UnclosedQuote:
    :raises Broken:
    """
    text = text.removeprefix("\ufeff")
    declared = DECLARED_DELIMITER.match(text)
    if declared:  # Excel's own hint; Excel does not show it as a row
        delimiter = declared[1]
        text = text[declared.end() :]
    else:
        sample = text[:PROBED_CHARACTERS]
        delimiter = max(DELIMITERS, key=lambda each: _rank(sample, each, score))
    rows = _rows(text, delimiter, most_rows + 1)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) > most_rows:
        raise TooLong
    for number, row in enumerate(rows, start=1):
        for cell in row:
            if cell.count("\n") > MOST_LINES_IN_A_CELL:
                raise UnclosedQuote(number)
    return rows, delimiter


def _rank(sample: str, delimiter: str, score: Callable[[list[list[Any]]], int]) -> tuple[int, int]:
    try:
        rows = _rows(sample, delimiter, PROBED_ROWS)
    except Broken:
        return (-1, 0)
    return score(rows), max(map(len, rows), default=0)


def _rows(text: str, delimiter: str, most: int) -> list[list[str]]:
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), most))
    except csv.Error:
        raise Broken from None
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise Broken
    return rows
