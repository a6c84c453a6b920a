"""The file that goes back to the school: its own table, with one more column that says what to mend."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shared_apps.ui.formulas import looks_like_formula, protected
from shared_apps.ui.sheets import tab_name

from .header import is_ours
from .opening import Grid
from .reading import Reading
from .text import Cell, as_text

LONGEST_CELL: Final = 32_767
FIRST_DAY: Final = date(1900, 3, 1)


@dataclass(frozen=True, slots=True)
class ErrorFile:
    """`extension` is xlsx or csv, as the file that came (an XLS becomes XLSX)."""

    extension: str
    content_type: str
    content: bytes


def error_file(
    reading: Reading, *, remarks: Mapping[int, Sequence[str]] | None = None, only_errors: bool = True
) -> ErrorFile:
    """The table as it came: titles, header, rows in their order, and the column «Замечания Свода».

    :param remarks: what the check against the records found, by the number of the row; such a row counts as wrong.
    :param only_errors: leave out the rows that are right (and totals and signatures).
    """
    page = _Marked(reading, remarks or {}, only_errors=only_errors)
    if reading.source.kind == "csv":
        return ErrorFile("csv", "text/csv; charset=utf-8", page.as_csv(reading.source.delimiter))
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return ErrorFile("xlsx", content_type, page.as_xlsx())


class _Marked:
    """The rows to write: (cells, remark, places of the cells that are wrong)."""

    def __init__(self, reading: Reading, remarks: Mapping[int, Sequence[str]], *, only_errors: bool) -> None:
        self.grid: Grid = reading.source.grid
        self.sheet = reading.source.sheet
        self.header_row = reading.header_row or 0
        self.place = self._place_of_remarks()
        self.texts: dict[int, list[str]] = defaultdict(list)
        self.wrong_places: dict[int, set[int]] = defaultdict(set)
        positions = {each.title: each.position for each in reading.columns}
        wrong = {row.number for row in reading.rows if row.has_errors} | set(remarks)
        for problem in reading.problems():
            number = problem.row or self.header_row or 1
            if number > self.header_row or problem.is_error:
                self.texts[number].append(str(problem))
            if problem.column in positions and problem.is_error:
                self.wrong_places[number].add(positions[problem.column])
        for number, found in remarks.items():
            self.texts[number] += found
        self.numbers = [
            number
            for number in range(1, len(self.grid) + 1)
            if number <= self.header_row or not reading.is_usable or not only_errors or number in wrong
        ]

    def _place_of_remarks(self) -> int:
        """The column of an earlier error file is used again; otherwise the first one to the right of the table."""
        header = self.grid[self.header_row - 1] if self.header_row else []
        for place, cell in enumerate(header):
            if isinstance(cell, str) and is_ours(cell):
                return place
        return max((len(row) for row in self.grid), default=0)

    def _cells(self, number: int) -> list[Cell]:
        """A row with its remark in place."""
        row: list[Cell] = list(self.grid[number - 1])
        row += [""] * (self.place + 1 - len(row))
        found = "\n".join(self.texts.get(number, ()))
        if number == self.header_row:
            row[self.place] = _("Remarks of Svod") if not found else f"{_('Remarks of Svod')}\n{found}"
        else:
            row[self.place] = found
        return row

    def as_csv(self, delimiter: str) -> bytes:
        text = io.StringIO(newline="")
        lines = csv.writer(text, delimiter=delimiter or ";", lineterminator="\r\n")
        for number in self.numbers:
            lines.writerow(
                [protected(cell if isinstance(cell, str) else as_text(cell)) for cell in self._cells(number)]
            )
        return text.getvalue().encode("utf-8-sig")

    def as_xlsx(self) -> bytes:
        target = io.BytesIO()
        with Workbook(
            target, {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
        ) as book:
            page = book.add_worksheet(tab_name(self.sheet))
            looks = _Looks(book)
            for row, number in enumerate(self.numbers):
                for place, cell in enumerate(self._cells(number)):
                    look = looks.remark if place == self.place else looks.header if number == self.header_row else None
                    _write(page, row, place, cell, looks, look, wrong=place in self.wrong_places.get(number, ()))
            for place, width in enumerate(self._widths()):
                page.set_column(place, place, width)
            if self.header_row:
                page.freeze_panes(self.header_row, 0)
        return target.getvalue()

    def _widths(self) -> list[int]:
        widths = [8] * (self.place + 1)
        for number in self.numbers[:200]:
            if number >= self.header_row:
                for place, cell in enumerate(self.grid[number - 1][: len(widths)]):
                    widths[place] = min(max(widths[place], len(as_text(cell)) + 2), 40)
        widths[self.place] = 70
        return widths


class _Looks:
    """Formats of the workbook."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEF1F4"})
        self.remark = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#B3261E"})
        self.plain = {wrong: self._pair(wrong) for wrong in (False, True)}

    def _pair(self, wrong: bool) -> dict[str, Format]:
        mark = {"bg_color": "#FDE7E5"} if wrong else {}
        return {
            "text": self.book.add_format({**mark, "num_format": "@", "valign": "top"}),
            "formula": self.book.add_format({**mark, "num_format": "@", "valign": "top", "quote_prefix": True}),
            "date": self.book.add_format({**mark, "num_format": "dd.mm.yyyy", "align": "left", "valign": "top"}),
            "number": self.book.add_format({**mark, "valign": "top"}),
        }


def _write(
    page: Worksheet, row: int, place: int, cell: Cell, looks: _Looks, look: Format | None, *, wrong: bool
) -> None:
    """The cell with the type it had, so that the file reads as the first one did."""
    plain = looks.plain[wrong]
    if cell is None or cell == "":
        if wrong:
            page.write_blank(row, place, None, plain["text"])
    elif isinstance(cell, bool):
        page.write_boolean(row, place, cell, look or plain["number"])
    elif isinstance(cell, int | float):
        page.write_number(row, place, cell, look or plain["number"])
    elif isinstance(cell, datetime | date) and date(cell.year, cell.month, cell.day) >= FIRST_DAY:
        page.write_datetime(row, place, cell, look or plain["date"])
    else:
        text = cell if isinstance(cell, str) else as_text(cell)
        text = text[:LONGEST_CELL]
        page.write_string(row, place, text, look or plain["formula" if looks_like_formula(text) else "text"])
