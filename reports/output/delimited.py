"""CSV as Russian Excel opens it by a double click: UTF-8 with BOM, semicolons, decimal comma, dd.mm.yyyy.

Text that looks like a formula gets an apostrophe before it (`shared_apps.ui.formulas`); the number -5,2 does not.
"""

import csv
import io
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from shared_apps.ui.exports import Format
from shared_apps.ui.formulas import protected
from shared_apps.ui.sheets import Column, Kind, Sheet, Value

from .requisites import heading, signature_line
from .values import as_number, plain

CONTENT_TYPE = "text/csv; charset=utf-8"


def write(sheet: Sheet, target: BinaryIO) -> None:
    """With the requisites above the table and the note below it."""
    _write(sheet, target, requisites=True)


def write_plain(sheet: Sheet, target: BinaryIO) -> None:
    """The header and the rows only, for programs."""
    _write(sheet, target, requisites=False)


def _write(sheet: Sheet, target: BinaryIO, *, requisites: bool) -> None:
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    if requisites:
        lines.writerows([protected(line)] for line in heading(sheet))
        lines.writerow([])
    lines.writerow([protected(str(column.title)) for column in sheet.columns])
    for row in sheet.rows:
        lines.writerow([_cell(value, column) for value, column in zip(row, sheet.columns, strict=False)])
    if requisites and sheet.totals is not None:
        lines.writerow([_cell(value, column) for value, column in zip(sheet.totals, sheet.columns, strict=False)])
    if requisites and sheet.note:
        lines.writerows([[], [protected(str(sheet.note))]])
    if requisites and sheet.signatures:
        lines.writerows([[], *([protected(signature_line(line))] for line in sheet.signatures)])
    text.flush()
    text.detach()


def _cell(value: Value, column: Column) -> str:
    words = plain(value, column)
    is_number = column.kind in (Kind.NUMBER, Kind.PERCENT) and as_number(value) is not None
    return words if is_number else protected(words)


FORMAT = Format("csv", _("CSV, with requisites"), "csv", CONTENT_TYPE, write, streams=True)
PLAIN_FORMAT = Format("csv-plain", _("CSV, rows only"), "csv", CONTENT_TYPE, write_plain, streams=True)
