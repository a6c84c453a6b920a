"""The workbook to fill in: a sheet with the header, a sample row and lists to choose from; a sheet that explains."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from .choices import Option
from .columns import Catalogue, ImportColumn
from .dates import read_date

LAST_ROW: Final = 20_000
"""Lists and formats are set down to this row."""
NUMBERING_WIDTH: Final = 9
Choices = Mapping[str, Sequence[Option]]


def template(catalogue: Catalogue, choices: Choices | None = None) -> bytes:
    """An XLSX workbook by a catalogue of columns, in the language that is active.

    :param choices: items by the handbook's code; columns whose handbook is given get a list to choose from.
    """
    target = BytesIO()
    with Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": str(catalogue.title), "author": _("Svod")})
        columns = [column for column in catalogue.columns if not column.secondary]
        page = book.add_worksheet(str(catalogue.title)[:31])
        lists = _write_lists(book, columns, choices or {}, at=2)
        _write_page(book, page, columns, lists)
        _write_explanation(book, columns)
        page.activate()
    return target.getvalue()


def _write_lists(book: Workbook, columns: Sequence[ImportColumn], choices: Choices, at: int) -> dict[str, str]:
    """The hidden sheet of codes. Returns the range of names by the handbook's code."""
    needed = [handbook for handbook in dict.fromkeys(column.handbook for column in columns) if choices.get(handbook)]
    if not needed:
        return {}
    name = _("Codes")
    page = book.add_worksheet(name)
    page.hide()
    ranges = {}
    for place, handbook in enumerate(needed):
        names, codes = place * 2, place * 2 + 1
        page.write_string(0, names, handbook)
        page.write_string(0, codes, _("Code"))
        for row, option in enumerate(choices[handbook], start=1):
            page.write_string(row, names, option.name)
            page.write_string(row, codes, option.code)
        letter = xl_col_to_name(names)
        ranges[handbook] = f"='{name}'!${letter}$2:${letter}${len(choices[handbook]) + 1}"
    return ranges


def _write_page(book: Workbook, page: Worksheet, columns: Sequence[ImportColumn], lists: Mapping[str, str]) -> None:
    """Row 1: titles. Row 2: the sample."""
    needed = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#CFE2F7", "border": 1})
    optional = book.add_format({"text_wrap": True, "valign": "vcenter", "bg_color": "#EEF1F4", "border": 1})
    as_text = book.add_format({"num_format": "@"})
    as_date = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
    sample = {"italic": True, "font_color": "#57606A", "bg_color": "#FFF7DB"}
    sample_text = book.add_format({**sample, "num_format": "@"})
    sample_date = book.add_format({**sample, "num_format": "dd.mm.yyyy", "align": "left"})

    page.set_row(0, 32)
    page.set_column(0, 0, NUMBERING_WIDTH)
    page.write_string(0, 0, _("No."), optional)
    page.write_string(1, 0, _("Sample: delete this row"), sample_text)
    for place, column in enumerate(columns, start=1):
        dated = column.look == "date"
        page.set_column(place, place, column.width, as_date if dated else as_text)
        page.write_string(0, place, _titled(column), needed if column.required else optional)
        if dated and column.sample:
            page.write_datetime(1, place, read_date(column.sample, today=date.max), sample_date)
        else:
            page.write_string(1, place, column.sample, sample_text)
        if rule := _rule(column, lists):
            page.data_validation(1, place, LAST_ROW, place, rule)
    page.freeze_panes(1, 4)
    page.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(columns))}{LAST_ROW}"})


def _rule(column: ImportColumn, lists: Mapping[str, str]) -> dict[str, Any] | None:
    """What the program warns of while one types; pasted values it does not check, the import does."""
    if column.handbook in lists:
        return {
            "validate": "list",
            "source": lists[column.handbook],
            "error_type": "warning",
            "error_title": str(column.title)[:32],
            "error_message": _("Choose from the list."),
        }
    if column.look == "date":
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 1, 1),
            "maximum": date(2100, 12, 31),
            "error_type": "warning",
            "error_title": str(column.title)[:32],
            "error_message": _("Write the date like this: 01.09.2014."),
        }
    return None


def _titled(column: ImportColumn) -> str:
    return f"{column.title}*" if column.required else str(column.title)


def _write_explanation(book: Workbook, columns: Sequence[ImportColumn]) -> None:
    page = book.add_worksheet(_("How to fill in"))
    heading = book.add_format({"bold": True, "font_size": 14})
    titles = book.add_format({"bold": True, "bg_color": "#EEF1F4", "border": 1, "text_wrap": True})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((28, 14, 60, 34)):
        page.set_column(place, place, width)
    page.write_string(0, 0, _("How to fill in"), heading)
    row = 1
    for rule in _rules():
        page.merge_range(row, 0, row, 3, rule, wrapped)
        page.set_row(row, 32 if len(rule) > 110 else 16)
        row += 1
    row += 1
    for place, title in enumerate((_("Column"), _("Required"), _("Explanation"), _("Example"))):
        page.write_string(row, place, title, titles)
    for column in columns:
        row += 1
        for place, text in enumerate(
            (str(column.title), _("yes") if column.required else "", _explanation(column), column.sample)
        ):
            _write_text(page, row, place, text, cell)


def _write_text(page: Worksheet, row: int, place: int, text: str, look: Format) -> None:
    page.write_string(row, place, text, look)


def _explanation(column: ImportColumn) -> str:
    if column.explanation:
        return str(column.explanation)
    if column.look == "date":
        return _("Day, month, year: 01.09.2014.")
    return _("Choose from the list.") if column.look == "choice" else ""


def _rules() -> list[str]:
    return [
        _("One row is one person. Columns marked with * must be filled in; others may be empty or deleted."),
        _("Columns may stand in any order, and there may be others: Svod leaves out those that it does not know."),
        _("Titles above the header and totals below the table do no harm. Delete the sample row."),
        _("Nothing is written to Svod until you have seen the check of each row and confirmed it."),
    ]
