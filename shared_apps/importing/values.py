"""What the other cells mean: sex, shift, numbers of documents, phones, addresses of mail."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from shared_apps.handbooks import identifiers

from .choices import choice
from .columns import CellContext, Parser
from .dates import date_column
from .problems import CellRefused
from .text import Cell, as_text, title_key

LONGEST_TEXT: Final = 1_000
EXACT_DIGITS: Final = 15
"""Excel keeps this many digits of a number; it replaces the rest by zeros."""

_SEXES: Final = {
    "male": ("м", "муж", "мужской", "мужчина", "мальчик", "мал", "мальч", "юноша", "m", "male", "boy"),
    "female": ("ж", "жен", "женский", "женщина", "девочка", "дев", "девушка", "f", "w", "female", "girl"),
}
_SEX_OF: Final = {title_key(spelling): sex for sex, spellings in _SEXES.items() for spelling in spellings}
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_SHIFT_WORDS = re.compile(r"смен[аы]|(?<=[\divx])\s*[-–—]?\s*я(?!\w)", re.IGNORECASE)
_YES: Final = frozenset({"да", "д", "yes", "y", "1", "истина", "true"})
_NO: Final = frozenset({"нет", "н", "no", "n", "0", "ложь", "false"})
_EXPONENT = re.compile(r"\d([.,]\d+)?[eе]\+?\d+", re.IGNORECASE)
_ZERO_FRACTION = re.compile(r"(\d+)[.,]0+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_ORDER_DATE = re.compile(r"\s+от\s+.*$", re.IGNORECASE)


def text(cell: Cell, context: CellContext) -> str:
    """Free text.

    :raises CellRefused: `text.became_date`, `text.too_long`.
    """
    if isinstance(cell, date):
        raise CellRefused(
            "text.became_date",
            _("Excel has turned the text into a date."),
            _("Give the column the format “Text” and type the value again."),
        )
    words = as_text(cell)
    if len(words) > LONGEST_TEXT:
        raise CellRefused(
            "text.too_long",
            _("The text is longer than %(limit)s characters.") % {"limit": LONGEST_TEXT},
            _("Check that the columns are not shifted."),
        )
    return words


def number_text(cell: Cell, context: CellContext) -> str:
    """A number that is a name, not a quantity: of a file, an order, a document. "5.0" is "5".

    :raises CellRefused: `number.digits_lost`: Excel has rounded it.
    """
    words = text(cell, context)
    whole = _ZERO_FRACTION.fullmatch(words)
    if whole:
        words = whole[1]
    long_number = isinstance(cell, float) and abs(cell) >= 10**EXACT_DIGITS
    if long_number or _EXPONENT.fullmatch(words):
        raise CellRefused(
            "number.digits_lost",
            _("Excel has rounded the number: its last digits are lost."),
            _("Give the column the format “Text” and type the number again."),
        )
    return words


def order_number(cell: Cell, context: CellContext) -> str:
    """«№ 45-у от 01.09.2026» → "45-у"."""
    words = number_text(cell, context)
    return _ORDER_DATE.sub("", words).lstrip("№# ").strip() or words


def sex(cell: Cell, context: CellContext) -> str:
    """Code of the handbook: male, female.

    :raises CellRefused: `sex.unclear`
    """
    found = _SEX_OF.get(title_key(as_text(cell)))
    if found is None:
        raise CellRefused("sex.unclear", _("“%(text)s” is not a sex.") % {"text": as_text(cell)}, _("Write м or ж."))
    return found


_item_of_shifts = choice(_ROMAN)


def shift(cell: Cell, context: CellContext) -> str:
    """An item of the handbook: by its name or code, or as schools write it («II», «2-я», «вторая смена»).

    :raises CellRefused: `choice.unknown`
    """
    words = as_text(cell)
    return _item_of_shifts(_SHIFT_WORDS.sub(" ", words).strip() or words, context)


def yes_or_no(cell: Cell, context: CellContext) -> bool:
    """:raises CellRefused: `yes_no.unclear`"""
    key = title_key(as_text(cell))
    if key in _YES:
        return True
    if key in _NO:
        return False
    raise CellRefused(
        "yes_no.unclear", _("“%(text)s” is neither yes nor no.") % {"text": as_text(cell)}, _("Write да or нет.")
    )


def decimal_number(cell: Cell, context: CellContext) -> Decimal:
    """«0,5», «1.25 ст.» → Decimal. :raises CellRefused: `number.unclear`"""
    words = re.sub(r"\s|ст(ав[а-я]*)?\.?|час[а-я]*|лет|год[а-я]*|г\.", "", as_text(cell).casefold()).replace(",", ".")
    try:
        found = Decimal(words)
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or found < 0:
        raise CellRefused(
            "number.unclear", _("“%(text)s” is not a number.") % {"text": as_text(cell)}, _("Write a number: 0,5.")
        )
    return found


def phone(cell: Cell, context: CellContext) -> str:
    """+79181234567 of «8 (918) 123-45-67». Of several numbers the first is taken, with a note.

    :raises CellRefused: `phone.unclear`
    """
    words = as_text(cell)
    candidates = [found for part in re.split(r"[;,\n]|\s{2,}|\s(?=[+8]7?[ (])", words) if (found := _one_phone(part))]
    whole = _one_phone(words)
    if whole:
        return whole
    if not candidates:
        raise CellRefused(
            "phone.unclear",
            _("“%(text)s” is not a phone number.") % {"text": words},
            _("Write the number with its code: 8 (918) 123-45-67."),
        )
    if len(candidates) > 1:
        context.note("phone.several", _("The cell has several phones; the first was taken."))
    return candidates[0]


def _one_phone(words: str) -> str:
    digits = re.sub(r"\D", "", words)
    if words.strip().startswith("+") and not digits.startswith("7"):
        return f"+{digits}" if 10 <= len(digits) <= 15 else ""
    if len(digits) == 11 and digits[0] in "78":
        return f"+7{digits[1:]}"
    if len(digits) == 10 and digits[0] in "3489":
        return f"+7{digits}"
    return f"+{digits}" if len(digits) == 12 and digits.startswith(("996", "998", "992", "375", "380")) else ""


def email(cell: Cell, context: CellContext) -> str:
    """:raises CellRefused: `email.unclear`"""
    words = as_text(cell).strip(" .,;<>").replace(" ", "").lower()
    if not _EMAIL.fullmatch(words):
        raise CellRefused(
            "email.unclear",
            _("“%(text)s” is not an e-mail address.") % {"text": words},
            _("Write one address: name@mail.ru."),
        )
    return words


def identifier(kind: str) -> Parser:
    """A parser of numbers that `handbooks.identifiers` knows: digits alone, with the control number checked.

    Zeros that Excel took away from the beginning of a number come back.
    """
    known = identifiers.kind(kind)

    def parse(cell: Cell, context: CellContext) -> str:
        words = number_text(cell, context)
        if isinstance(cell, float | int) and len(words) >= min(known.lengths) - 3:
            words = words.zfill(min(known.lengths))
        try:
            return known.clean(words)
        except identifiers.BadIdentifier as refused:
            raise CellRefused(
                f"{kind}.{refused.code}", _("“%(text)s”: %(reason)s") % {"text": words, "reason": refused}
            ) from None

    return parse


def series_and_number(cell: Cell, context: CellContext) -> tuple[str, str]:
    """«0314 123456», «III-АГ № 123456» → (series, number); a number without a series is ("", number)."""
    words = number_text(cell, context)
    found = re.fullmatch(r"(.*?)[\s№N]*(\d{6,9})", words)
    if found is None:
        return "", words
    series = re.sub(r"(?<=\d)\s+(?=\d)", "", found[1].strip(" №,;"))
    return series, found[2]


def _date_parser(days_ahead: int) -> Parser:
    read = date_column(latest=lambda today: date.fromordinal(today.toordinal() + days_ahead))
    return lambda cell, context: read(cell, context.today)


past_date: Final = _date_parser(0)
"""A day that has come: of birth, of issue."""
event_date: Final = _date_parser(370)
"""A day of an event: a year ahead at most."""
