"""Numbers and dates as Svod writes them, the only place that knows: ``1 234,5``, ``01.09.2026``.

Groups are split by U+00A0, the minus is U+2212, halves go away from zero (Django's number_format
truncates). The same in every language of the interface: a figure must not read differently.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import timezone

NBSP = "\u00a0"
MINUS = "\u2212"
OPEN_END_YEAR = 9999
_PHONE = re.compile(r"\+7(\d{3})(\d{3})(\d{2})(\d{2})")


def ru_num(value: Any, digits: int = 0, *, signed: bool = False) -> str:
    """``-1234.55, 1`` → ``−1 234,6``. Words («к», «…») and None pass: a suppressed number stays so."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        raise TypeError("A yes or no is not a number.")
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
        rounded = number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    except (InvalidOperation, ValueError):
        return str(value)
    whole, _, rest = f"{abs(rounded):,f}".partition(".")
    text = whole.replace(",", NBSP) + (f",{rest}" if rest else "")
    if rounded < 0:
        return MINUS + text
    return "+" + text if signed and rounded > 0 else text


def ru_percent(value: Any, digits: int = 1, *, signed: bool = False) -> str:
    """``62.35`` → ``62,4 %`` with a no-break space."""
    text = ru_num(value, digits, signed=signed)
    return f"{text}{NBSP}%" if text else ""


def ru_date(value: Any) -> str:
    """``01.09.2026``; the open end of a period is empty."""
    if not isinstance(value, date) or value.year == OPEN_END_YEAR:
        return "" if value in (None, "") or isinstance(value, date) else str(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"


def ru_datetime(value: Any, *, seconds: bool = False) -> str:
    """``01.09.2026 14:02`` in the region's time."""
    if not isinstance(value, datetime):
        return ru_date(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{ru_date(local)} {local:%H:%M:%S}" if seconds else f"{ru_date(local)} {local:%H:%M}"


def ru_phone(value: Any) -> Any:
    """``+79181112233`` → ``+7 918 111-22-33``, in one line; what is no such number stays as it is."""
    read = _PHONE.fullmatch(value) if isinstance(value, str) else None
    return f"+7{NBSP}{read[1]}{NBSP}{read[2]}-{read[3]}-{read[4]}" if read else value


def is_number(value: Any) -> bool:
    """A number, and not a sign in place of one."""
    return value is not None and not isinstance(value, str | bool)
