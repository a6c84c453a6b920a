"""Values as they stand in files. How a number or a date looks to people is known to `shared_apps.ui.numbers` only."""

import math
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from django.utils.translation import gettext as _

from shared_apps.ui.numbers import OPEN_END_YEAR, ru_datetime, ru_num, ru_percent
from shared_apps.ui.sheets import Column, Kind, Value

ANY_LENGTH = Context(prec=400)


def is_open_end(value: Value) -> bool:
    """`date.max` stands for "has not ended": there is nothing to show."""
    return isinstance(value, date) and value.year == OPEN_END_YEAR


def as_number(value: Value) -> Decimal | None:
    """The value as a number, or None if it is none: a text in a column of numbers, NaN, infinity, yes and no."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not math.isfinite(value):
        return None
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def decimals(number: Decimal, column: Column) -> int:
    """How many digits stand after the comma."""
    if column.decimals is not None:
        return column.decimals
    if column.kind is Kind.PERCENT:
        return 1
    return 0 if number == number.to_integral_value() else 1


def as_text(value: Value) -> str:
    """What a value says in a column of texts."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return ru_datetime(value)
    if isinstance(value, float | Decimal):
        number = as_number(value)
        return "" if number is None else _unrounded(number)
    return str(value)


def shown(value: Value, column: Column) -> str:
    """For eyes: 1 234,5; 62,4 %; 01.09.2026."""
    number = as_number(value)
    if column.kind not in (Kind.NUMBER, Kind.PERCENT) or number is None:
        return as_text(value)
    digits = decimals(number, column)
    return ru_percent(number * 100, digits) if column.kind is Kind.PERCENT else ru_num(number, digits)


def plain(value: Value, column: Column) -> str:
    """For programs that read CSV: decimal comma, no grouping, no rounding that was not asked for, shares as 62,4%."""
    number = as_number(value)
    if column.kind not in (Kind.NUMBER, Kind.PERCENT) or number is None:
        return as_text(value)
    if column.kind is Kind.PERCENT:
        return f"{_rounded(number * 100, decimals(number, column)):f}%".replace(".", ",")
    return _unrounded(number if column.decimals is None else _rounded(number, column.decimals))


def _rounded(number: Decimal, digits: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=ANY_LENGTH)


def _unrounded(number: Decimal) -> str:
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")
