"""XLSX through XlsxWriter in constant memory: 50,000 × 20 in seconds and tens of megabytes.

The first sheet: title and requisites, header (frozen, filtered), rows, totals, note. The second, «Параметры»: the
requisites and filters one by one. Text is always written as text; see `shared_apps.ui.formulas`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import BinaryIO, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from xlsxwriter import Workbook
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from shared_apps.ui.exports import Format, TooManyRows
from shared_apps.ui.formulas import looks_like_formula
from shared_apps.ui.sheets import Column, Kind, Sheet, Value, tab_name

from .requisites import heading, made_line, parameters, signature_line, system_line
from .values import as_text, is_open_end
from .widths import sampled, widths

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER_ROW: Final = 5
"""Counted from zero: four lines of requisites and an empty one stand above, whatever the filters."""
MOST_ROWS: Final = 1_048_576 - HEADER_ROW - 10
LONGEST_CELL: Final = 32_767
EXACT_NUMBERS: Final = 10**15
"""Excel keeps 15 digits; a longer whole number is an identifier and is written as text."""
FIRST_DAY: Final = date(1900, 3, 1)
"""Excel counts days from 1900 and believes in 29.02.1900; an earlier day is written as text."""
LONGEST_FOOTER: Final = 240

BASE: Final = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
TITLE: Final = {"bold": True, "font_size": 14}
MUTED: Final = {"font_color": "#57606A"}
LINE: Final = {"border": 1, "border_color": "#D0D7DE"}


@dataclass
class _Looks:
    """Cell formats, each made once."""

    book: Workbook
    made: dict[tuple[tuple[str, object], ...], CellFormat] = field(default_factory=dict)

    def __call__(self, **properties: object) -> CellFormat:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({**BASE, **properties})
        return self.made[key]


def write(sheet: Sheet, target: BinaryIO) -> None:
    """:raises TooManyRows: more rows than a sheet of Excel has."""
    book = Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    try:
        _write_book(book, sheet)
    finally:
        book.close()  # also after a failure: it removes its temporary files


def _write_book(book: Workbook, sheet: Sheet) -> None:
    looks = _Looks(book)
    book.set_properties(
        {
            "title": str(sheet.title),
            "subject": system_line(sheet),
            "author": str(sheet.executor),
            "comments": made_line(sheet),
            "created": sheet.made_at.astimezone(UTC),
        }
    )
    page = book.add_worksheet(tab_name(str(sheet.title), besides=(_("Parameters"),)))
    rows = _write_table(page, sheet, looks)
    _write_parameters(book.add_worksheet(_("Parameters")), sheet, rows, looks)


def _write_table(page: Worksheet, sheet: Sheet, looks: _Looks) -> int:
    columns = sheet.columns
    last_column = max(len(columns) - 1, 0)
    sample, rows = sampled(sheet.rows)
    for place, width in enumerate(widths(columns, sample)):
        page.set_column(place, place, width)
    _arrange(page, sheet)

    for number, line in enumerate(heading(sheet)):
        page.write_string(number, 0, line, looks(**(MUTED if number else TITLE)))
    title_look = looks(bold=True, text_wrap=True, bg_color="#E3EEFB", **LINE)
    for place, column in enumerate(columns):
        page.write_string(HEADER_ROW, place, str(column.title), title_look)

    writer = _CellWriter(page, columns, looks)
    row = HEADER_ROW
    for values in rows:
        row += 1
        if row > MOST_ROWS:
            raise TooManyRows(params={"limit": MOST_ROWS - HEADER_ROW})
        writer.write(row, values)
    count = row - HEADER_ROW
    page.autofilter(HEADER_ROW, 0, max(row, HEADER_ROW + 1), last_column)
    if not count:
        row += 1
        page.write_string(row, 0, _("There are no rows."), looks(italic=True, **MUTED))
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{row + 2}"})
    if sheet.totals is not None and count:
        row += 1
        _CellWriter(page, columns, looks, bold=True, bg_color="#F6F8FA").write(row, sheet.totals)
    if sheet.note:
        row += 2
        page.write_string(row, 0, str(sheet.note), looks(italic=True, **MUTED))
    for signature in sheet.signatures:
        row += 2
        page.write_string(row, 0, signature_line(signature))
    return count


def _arrange(page: Worksheet, sheet: Sheet) -> None:
    """Frozen header, and paper: A4 across, as wide as the table, header on each page, requisites below."""
    page.freeze_panes(HEADER_ROW + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER_ROW)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    words = f"{system_line(sheet)} · {made_line(sheet)}".replace("&", "&&")
    page.set_footer(f"&L&8{_without_leading_digit(words)[:LONGEST_FOOTER]}&R&8&P / &N")


def _without_leading_digit(words: str) -> str:
    """A digit right after the font size would be read as a part of it."""
    return f" {words}"


class _CellWriter:
    """Writes rows of one table: which method and which look depends on the column and the value."""

    def __init__(self, page: Worksheet, columns: Sequence[Column], looks: _Looks, **emphasis: object) -> None:
        self.page = page
        self.columns = columns
        self.whole = [looks(num_format=_number_format(c, whole=True), **LINE, **emphasis) for c in columns]
        self.broken = [looks(num_format=_number_format(c, whole=False), **LINE, **emphasis) for c in columns]
        self.day = looks(num_format="dd.mm.yyyy", align="left", **LINE, **emphasis)
        self.moment = looks(num_format="dd.mm.yyyy hh:mm", align="left", **LINE, **emphasis)
        self.text = looks(text_wrap=True, **LINE, **emphasis)
        self.sign = looks(align="right", **LINE, **emphasis)
        self.formula_like = looks(text_wrap=True, num_format="@", quote_prefix=True, **LINE, **emphasis)
        self.numeric = [c.kind in (Kind.NUMBER, Kind.PERCENT) for c in columns]
        self.dated = [c.kind is Kind.DATE for c in columns]

    def write(self, row: int, values: Sequence[Value]) -> None:
        for place in range(len(self.columns)):
            value = values[place] if place < len(values) else None
            if value is None or value == "":
                self.page.write_blank(row, place, None, self.text)
            elif isinstance(value, str):
                self._write_text(row, place, value)
            elif self.numeric[place] and (number := _number(value)) is not None:
                look = self.whole if number.is_integer() else self.broken
                self.page.write_number(row, place, number, look[place])
            elif self.dated[place] and isinstance(value, date) and not is_open_end(value):
                self._write_day(row, place, value)
            else:
                self._write_text(row, place, as_text(value))

    def _write_day(self, row: int, place: int, value: date) -> None:
        if isinstance(value, datetime):
            local = timezone.make_naive(value) if timezone.is_aware(value) else value
            if local.date() >= FIRST_DAY:
                self.page.write_datetime(row, place, local, self.moment)
                return
        elif value >= FIRST_DAY:
            self.page.write_datetime(row, place, value, self.day)
            return
        self._write_text(row, place, as_text(value))

    def _write_text(self, row: int, place: int, text: str) -> None:
        if len(text) > LONGEST_CELL:
            text = text[: LONGEST_CELL - 1] + "…"
        look = self.sign if self.numeric[place] else self.text
        self.page.write_string(row, place, text, self.formula_like if looks_like_formula(text) else look)


def _number(value: Value) -> float | None:
    """The value as Excel keeps numbers; None if it is none, or too long to be kept exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return float(value) if math.isfinite(value) and abs(float(value)) < EXACT_NUMBERS else None


def _number_format(column: Column, *, whole: bool) -> str:
    """Excel shows `#,##0.0` with the separators of its own language: 1 234,5."""
    percent = column.kind is Kind.PERCENT
    digits = column.decimals
    if digits is None:
        digits = 0 if whole and not percent else 1
    if percent:
        return f"0.{'0' * digits}%" if digits else "0%"
    return f"#,##0.{'0' * digits}" if digits else "#,##0"


def _write_parameters(page: Worksheet, sheet: Sheet, rows: int, looks: _Looks) -> None:
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 80)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    for number, (name, value) in enumerate(parameters(sheet, rows)):
        quoted = {"num_format": "@", "quote_prefix": True} if looks_like_formula(value) else {}
        page.write_string(number, 0, name, looks(bold=True))
        page.write_string(number, 1, value[:LONGEST_CELL], looks(text_wrap=True, **quoted))


FORMAT = Format(
    "xlsx", gettext_lazy("Excel workbook (XLSX)"), "xlsx", CONTENT_TYPE, write, streams=True,
    most_rows=MOST_ROWS - HEADER_ROW,
)  # fmt: skip
