"""Dates as people write them: 01.09.2014, 2014-09-01, 01/09/14, «1 сентября 2014 г.», and what Excel makes of them.

The day always comes before the month. "09/25/2014" is refused rather than turned round: in the same file 09/05/2014
would be read wrongly and nobody would notice.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from .problems import CellRefused
from .text import Cell, as_text, clean, to_cyrillic

EXCEL_EPOCH: Final = date(1899, 12, 30)
EARLIEST: Final = date(1900, 1, 1)
EARLIEST_SERIAL: Final = 7_306
"""01.01.1920: a smaller number is a year or a mistake rather than a date of Excel."""
LATEST_SERIAL: Final = 73_050

_MONTHS: Final = (
    ("январь", "января"),
    ("февраль", "февраля"),
    ("март", "марта"),
    ("апрель", "апреля"),
    ("май", "мая"),
    ("июнь", "июня"),
    ("июль", "июля"),
    ("август", "августа"),
    ("сентябрь", "сентября"),
    ("октябрь", "октября"),
    ("ноябрь", "ноября"),
    ("декабрь", "декабря"),
)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[./,\- ]\s*(\d{1,2})\s*[./,\- ]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_IN_WORDS = re.compile(r"[«\"]?(\d{1,2})[»\"]?[ .\-]*([а-яё]{3,8})\.?[ .,\-]*(\d{4}|\d{2})")
_SERIAL = re.compile(r"(\d{4,5})(?:[.,]\d+)?")
_TIME = re.compile(r"[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_YEAR_WORD = re.compile(r"\s*(года|год|гг|г|y)\.?$")


def read_date(cell: Cell, *, today: date) -> date:
    """The date a cell means.

    Two-digit years lie in the hundred years that end a year from today: in 2026 "27" is 2027 and "28" is 1928.

    :raises CellRefused: `date.unclear`, `date.no_such_day`, `date.year_only`, `date.month_first`.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(cell)
    text = _bare(as_text(cell))
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(text):
        if int(found[2]) > 12 >= int(found[1]) > 0 and int(found[2]) <= 31:
            raise CellRefused(
                "date.month_first",
                _("“%(text)s”: there is no month number %(month)s.") % {"text": text, "month": found[2]},
                _("Write the day first, then the month: 25.09.2014. Check the other dates of this column too."),
            )
        return _day(_full_year(found[3], today), found[2], found[1])
    if (found := _IN_WORDS.fullmatch(to_cyrillic(text).casefold())) and (month := _month(found[2])):
        return _day(_full_year(found[3], today), month, found[1])
    if re.fullmatch(r"\d{8}", text):
        return _eight(text)
    if found := _SERIAL.fullmatch(text):
        return _serial(int(found[1]))
    raise _unclear(text)


def date_column(*, latest: Callable[[date], date], earliest: date = EARLIEST) -> Callable[[Cell, date], date]:
    """A reader of dates within limits. `latest` is given today's date.

    :raises CellRefused: also `date.too_late`, `date.too_early`.
    """

    def read(cell: Cell, today: date) -> date:
        day = read_date(cell, today=today)
        if day > latest(today):
            raise CellRefused(
                "date.too_late",
                _("%(day)s is in the future.") % {"day": f"{day:%d.%m.%Y}"},
                _("Check the year."),
            )
        if day < earliest:
            raise CellRefused(
                "date.too_early",
                _("%(day)s is too long ago.") % {"day": f"{day:%d.%m.}{day.year:04}"},
                _("Check the year."),
            )
        return day

    return read


def _bare(text: str) -> str:
    """Without the time of day and without "г." at the end."""
    text = _TIME.sub("", clean(text)).strip(" '`«»\"")
    return _YEAR_WORD.sub("", text).strip(" .,;")


def _month(word: str) -> int | None:
    """ "сентября", "сент", "сен" → 9; "мая" → 5, "март" → 3."""
    for number, names in enumerate(_MONTHS, start=1):
        if any(name.startswith(word) for name in names):
            return number
    return None


def _full_year(year: str, today: date) -> int:
    if len(year) == 4:
        return int(year)
    this_century = (today.year + 1) // 100 * 100 + int(year)
    return this_century if this_century <= today.year + 1 else this_century - 100


def _day(year: int | str, month: int | str, day: int | str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellRefused(
            "date.no_such_day",
            _("There is no such day: %(day)s.%(month)s.%(year)s.")
            % {"day": f"{int(day):02}", "month": f"{int(month):02}", "year": year},
            _("Correct the date."),
        ) from None


def _serial(number: float) -> date:
    """Excel keeps a date as the number of days since 30.12.1899."""
    if EARLIEST_SERIAL <= number <= LATEST_SERIAL:
        return EXCEL_EPOCH + timedelta(days=int(number))
    whole = str(int(number)) if float(number).is_integer() else ""
    if 1900 <= number <= 2100:
        raise CellRefused(
            "date.year_only",
            _("“%(text)s” is only a year.") % {"text": whole or number},
            _("Write the whole date: day, month and year."),
        )
    if len(whole) in (7, 8):
        return _eight(whole.zfill(8))  # 1092014 was 01092014 before Excel took it for a number
    raise _unclear(whole or str(number))


def _eight(digits: str) -> date:
    """ "01092014" or "20140901", whichever is a day that makes sense."""
    for year, month, day in ((digits[4:], digits[2:4], digits[:2]), (digits[:4], digits[4:6], digits[6:])):
        if 1900 <= int(year) <= 2100:
            try:
                return date(int(year), int(month), int(day))
            except ValueError:
                continue
    raise _unclear(digits)


def _unclear(text: str) -> CellRefused:
    return CellRefused(
        "date.unclear",
        _("“%(text)s” is not a date.") % {"text": text},
        _("Write the date like this: 01.09.2014."),
    )
