"""From bytes to grids of cells: which format it is, and a clear refusal of everything that is not a table."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from shared_apps.ui.uploads import Sent, content_of, megabytes

from . import delimited_text, workbook_process
from .problems import UnreadableFile
from .text import Cell

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 50_000
ROWS_AROUND: Final = 500
"""Titles above the header, empty rows, totals: a file of exactly `MOST_ROWS` rows of data is still read."""
MOST_UNPACKED: Final = 300 * 1024 * 1024
MOST_PARTS: Final = 2_000
WORKBOOK_SECONDS: Final = 60

_PROGRAM: Final = Path(workbook_process.__file__)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


Grid = list[list[Cell]]
Score = Callable[[Grid], int]
"""How much of a grid's header is known: picks the sheet, the encoding and the delimiter."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet as the user sees it: row 0 of the grid is row 1 of the sheet."""

    name: str
    grid: Grid


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that could be opened.

    :ivar kind: xlsx, xls or csv.
    :ivar delimiter: of CSV only.
    """

    kind: str
    pages: tuple[Page, ...]
    delimiter: str = ""
    encoding: str = ""


def _refused(code: str, message: Any, **params: object) -> UnreadableFile:
    return UnreadableFile(message, code=f"file.{code}", params=params)


def open_table(content: bytes, score: Score) -> Opened:
    """:raises UnreadableFile: with a message that says what to do; nothing else is raised, whatever the bytes."""
    if not content.strip(b"\x00 \t\r\n"):
        raise _refused("empty", _("The file is empty. Choose the file with the table."))
    if len(content) > MOST_BYTES:
        raise _too_big(len(content))
    if content.startswith(_ZIP):
        _check_package(content)
        return Opened("xlsx", _workbook(content))
    if content.startswith(_OLE):
        _check_compound(content)
        return Opened("xls", _workbook(content))
    return _text(content, score)


def content_sent(sent: Sent) -> bytes:
    """The content of a file that came with a request. :raises UnreadableFile: it is too big; nothing is read then."""
    return content_of(sent, most=MOST_BYTES, too_large=_too_big)


def _too_big(size: int) -> UnreadableFile:
    return _refused(
        "too_big",
        _(
            "The file is %(size)s MB; at most %(limit)s MB are read. "
            "Remove pictures and other sheets, or split the table."
        ),
        size=megabytes(size),
        limit=megabytes(MOST_BYTES),
    )


def _check_package(content: bytes) -> None:
    """A workbook is a ZIP archive: look into its list of parts before unpacking anything."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            kind = (
                package.read("mimetype")[:80]
                if "mimetype" in names and package.getinfo("mimetype").file_size < 200
                else b""
            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, KeyError):
        raise _damaged() from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _refused(
            "bomb",
            _("Unpacked, the file is too big to be a table of people. Copy the table into a new workbook and save it."),
        )
    if b"opendocument.spreadsheet" in kind:
        raise _refused("ods", _("This is an OpenDocument table (ODS). Save it as an Excel workbook (XLSX)."))
    if "xl/workbook.bin" in names:
        raise _refused("xlsb", _("This is a binary Excel workbook (XLSB). Save it as an ordinary one (XLSX)."))
    if "xl/workbook.xml" not in names:
        raise _not_table()


def _check_compound(content: bytes) -> None:
    """The container of old Office files: workbooks, documents, and new workbooks under a password."""
    if _utf16("EncryptedPackage") in content or _utf16("EncryptionInfo") in content:
        raise _password()
    if _utf16("Workbook") not in content and _utf16("Book") not in content:
        raise _not_table()


def _workbook(content: bytes) -> tuple[Page, ...]:
    """The sheets of a workbook, read by a process of their own: see `workbook_process`."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM), str(MOST_ROWS + ROWS_AROUND)],
            input=content,
            capture_output=True,
            timeout=WORKBOOK_SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise _damaged() from None
    try:
        answer: dict[str, Any] = {"error": "damaged"}
        if done.returncode == 0:
            answer = json.loads(done.stdout, object_hook=_dated)
    except ValueError:
        answer = {"error": "damaged"}
    if "error" in answer:
        refusals = {"password": _password, "too_many_rows": too_many_rows, "too_many_cells": _too_many_cells}
        refusal = refusals.get(answer["error"], _damaged)
        raise refusal()
    return tuple(Page(sheet["name"], sheet["rows"]) for sheet in answer["sheets"])


def _dated(found: dict[str, Any]) -> Any:
    if "d" in found:
        return date.fromisoformat(found["d"])
    if "t" in found:
        return datetime.fromisoformat(found["t"])
    return found


def _text(content: bytes, score: Score) -> Opened:
    if content.startswith(b"%PDF"):
        raise _refused("pdf", _("This is a PDF. Ask for the table itself: an Excel workbook (XLSX) or CSV."))
    text, encoding = delimited_text.decoded(content)
    if text is None:
        raise _not_table()
    beginning = text.lstrip("\ufeff \t\r\n")[:200].casefold()
    if beginning.startswith(("<html", "<!doctype", "<table", "<?xml", "<meta", "<head", "<style")):
        raise _refused(
            "web_page",
            _("This is a web page saved under the name of a table. Open it in Excel and save it as a workbook (XLSX)."),
        )
    if beginning.startswith("{\\rtf"):
        raise _not_table()
    try:
        grid, delimiter = delimited_text.split(text, score, most_rows=MOST_ROWS + ROWS_AROUND)
    except delimited_text.TooLong:
        raise too_many_rows() from None
    except delimited_text.UnclosedQuote as unclosed:
        raise _refused(
            "unclosed_quote",
            _(
                "In row %(row)s a quotation mark is opened and not closed. "
                "Close it or remove it and save the file again."
            ),
            row=unclosed.args[0],
        ) from None
    except delimited_text.Broken:
        raise _damaged() from None
    return Opened("csv", (Page("", grid),), delimiter, encoding)


def _damaged() -> UnreadableFile:
    return _refused(
        "damaged",
        _(
            "The file is damaged, or something stands far outside the table (in the last row or column of the sheet). "
            "Copy the table into a new workbook, save it as XLSX and try again."
        ),
    )


def _password() -> UnreadableFile:
    return _refused(
        "password", _("The file is protected by a password. Take the password off in Excel and save the file again.")
    )


def _not_table() -> UnreadableFile:
    return _refused("not_table", _("This is not a table. Choose an Excel workbook (XLSX, XLS) or CSV."))


def too_many_rows() -> UnreadableFile:
    return _refused(
        "too_many_rows",
        _("The table has more than %(limit)s rows. Split it into several files."),
        limit=MOST_ROWS,
    )


def _too_many_cells() -> UnreadableFile:
    return _refused(
        "too_many_cells",
        _(
            "The sheets are too big. Leave only the table in the file: "
            "delete other sheets and everything far from the table."
        ),
    )
