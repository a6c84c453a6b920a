"""Text of cells: invisible characters, placeholders, Latin letters that look Cyrillic."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Final

from shared_apps.ui.formulas import bare
from shared_apps.ui.numbers import ru_date, ru_datetime

Cell = str | int | float | bool | date | datetime | time | None
"""What stands in a cell: as the workbook keeps it; text only in CSV."""

_INVISIBLE: Final = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0x80, 0x85), *range(0x86, 0xA0), 0xAD]
    + [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF]
)
"""Control characters, zero-width ones, soft hyphen, marks of direction."""
_CARRIAGE_RETURN: Final = "_x000D_"
_CLEAN: Final = re.compile("[!-~А-Яа-яЁё№«»–—]+(?: [!-~А-Яа-яЁё№«»–—]+)*")
"""Most cells: there is nothing to clean."""

LATIN_TWINS: Final = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
CYRILLIC_TWINS: Final = str.maketrans("АВСЕНКМОРТХУасеорхук", "ABCEHKMOPTXYaceopxyk")
CYRILLIC: Final = re.compile("[а-яёА-ЯЁ]")
LATIN: Final = re.compile("[a-zA-Z]")

_DASHES: Final = frozenset({"-", "–", "—", "−", "--", "---", "_", "."})
_WORDS_FOR_NOTHING: Final = frozenset(
    {
        "нет",
        "н/д",
        "нд",
        "нет данных",
        "отсутствует",
        "не указано",
        "не указан",
        "не имеется",
        "не имеет",
        "б/н",
        "null",
        "none",
    }
)


def clean(text: str) -> str:
    """One line, single spaces, nothing invisible; letters composed (й is one character)."""
    if _CARRIAGE_RETURN in text:
        text = text.replace(_CARRIAGE_RETURN, " ")
    if _CLEAN.fullmatch(text):
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.translate(_INVISIBLE).split())


def as_text(cell: Cell) -> str:
    """What the cell says, cleaned: 5.0 is "5", a date is dd.mm.yyyy, the apostrophe of our own CSV is taken away."""
    if isinstance(cell, str):
        return bare(clean(cell))
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return ru_date(cell) if cell.time() == time() else ru_datetime(cell)
    if isinstance(cell, date):
        return ru_date(cell)
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Nothing, spaces, or a dash put so that the cell is not empty."""
    if cell is None or cell == "":
        return True
    if not isinstance(cell, str):
        return False
    text = clean(cell)
    return not text or text in _DASHES


def says_nothing(cell: Cell) -> bool:
    """«нет», «н/д», «отсутствует»: an empty cell in words."""
    return isinstance(cell, str) and clean(cell).casefold().strip(". ") in _WORDS_FOR_NOTHING


def to_cyrillic(text: str) -> str:
    """Latin twins become Cyrillic: "5A" → "5А"."""
    return text.translate(LATIN_TWINS)


_WORD_BREAK = re.compile(r"[-\u00ad\u2010]\s*[\r\n]+\s*(?=[а-яёa-z])")
_NUMBER_SIGN = re.compile(r"№|#|(?<![^\W_])n[oо]?(?![^\W_])")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOT_LETTERS = re.compile(r"[\W_]+")


def shown_title(title: str) -> str:
    """A title on one line, the word that was broken over two of them whole again."""
    return clean(_WORD_BREAK.sub("", title))


def title_key(title: str, *, without_brackets: bool = False) -> str:
    """A title of a column reduced to what tells it from others.

    "Дата  рож-\\nдения*" → "датарождения": no case, spaces, punctuation; ё is е; № and N are "номер"; Latin twins
    in a Russian title are Cyrillic.
    """
    text = clean(_WORD_BREAK.sub("", title)).casefold().replace("ё", "е")
    if without_brackets:
        text = _BRACKETS.sub(" ", text)
    text = _NUMBER_SIGN.sub("номер", text)
    key = _NOT_LETTERS.sub("", text)
    return key.translate(LATIN_TWINS) if CYRILLIC.search(key) else key
