"""Values as people read them: dates dd.mm.yyyy, numbers 1 234,5, shares 62,4 %."""

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.ui.sheets import Column, Kind, Value

NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"
MINUS: Final = "\N{MINUS SIGN}"
LONG: Final = Context(prec=400)
"""Enough digits for any float."""


def shown_date(day: date) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def shown_moment(moment: datetime) -> str:
    """Local time, to the minute."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{shown_date(local)} {local.hour:02}:{local.minute:02}"


def is_open_end(value: Value) -> bool:
    """`date.max` stands for "has not ended": there is nothing to show."""
    return isinstance(value, date) and (value.year, value.month, value.day) == (9999, 12, 31)


def as_number(value: Value) -> Decimal | None:
    """The value as a number, or None if it is none: a text in a column of numbers, NaN, infinity, yes and no."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    number = Decimal(value)
    return number if number.is_finite() else None


def digits_after_comma(number: Decimal, column: Column) -> int:
    if column.decimals is not None:
        return column.decimals
    if column.kind is Kind.PERCENT:
        return 1
    return 0 if number == number.to_integral_value() else 1


def as_text(value: Value) -> str:
    """What a value says in a column of texts."""
    if value is None or is_open_end(value):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return shown_moment(value)
    if isinstance(value, date):
        return shown_date(value)
    if isinstance(value, float):
        return repr(value).removesuffix(".0").replace(".", ",") if math.isfinite(value) else ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return str(value)


def shown(value: Value, column: Column) -> str:
    """For eyes: non-breaking spaces between thousands, a real minus sign."""
    number = as_number(value)
    if column.kind not in (Kind.NUMBER, Kind.PERCENT) or number is None:
        return as_text(value)
    percent = column.kind is Kind.PERCENT
    text = _rounded(number * 100 if percent else number, digits_after_comma(number, column), grouping=True)
    text = text.replace("-", MINUS)
    return f"{text}{NO_BREAK_SPACE}%" if percent else text


def plain(value: Value, column: Column) -> str:
    """For programs that read CSV: no grouping, decimal comma, ASCII minus, shares with a percent sign."""
    number = as_number(value)
    if column.kind not in (Kind.NUMBER, Kind.PERCENT) or number is None:
        return as_text(value)
    if column.kind is Kind.PERCENT:
        return _rounded(number * 100, digits_after_comma(number, column), grouping=False) + "%"
    if column.decimals is None:
        return f"{number.normalize():f}".replace(".", ",")
    return _rounded(number, column.decimals, grouping=False)


def _rounded(number: Decimal, digits: int, *, grouping: bool) -> str:
    """Half goes away from zero, as people and Excel round."""
    rounded = number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=LONG)
    text = f"{rounded:,f}" if grouping else f"{rounded:f}"
    return text.replace(",", NO_BREAK_SPACE).replace(".", ",")
