"""Tables and documents become files here, without this layer knowing a single format.

The writers live in `reports.output` and register themselves when the applications start. A page calls
`as_response(write(sheet, "xlsx"))`; a table of more than `most_on_a_page()` rows is a job (`shared_apps.exports`),
which calls `write_to(sheet, "xlsx", path)`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused, Text
from shared_apps.ui.sheets import PrintedDocument, Sheet

FORBIDDEN_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
LONGEST_NAME = 100


class UnknownFormat(Refused):
    message = _("Svod cannot write “%(format)s” files. It writes: %(formats)s.")
    code = "unknown_format"


class TooManyRows(Refused):
    message = _("This format holds at most %(limit)s rows. Choose XLSX or CSV, or narrow the filters.")
    code = "too_many_rows"


@dataclass(frozen=True, slots=True)
class File:
    """A file ready to be sent. `inline`: shown by the browser instead of saved."""

    content_type: str
    name: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file written to disk, for the row of a job or a stored file."""

    content_type: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a table.

    :param code: what addresses (``?export=xlsx``) and buttons say.
    :param write: writes the table into an open binary file.
    :param streams: rows are written as they come, in constant memory: long lists are taken in these formats alone.
    :param most_rows: what a file holds; 0: no limit.
    """

    code: str
    title: Text
    extension: str
    content_type: str
    write: Callable[[Sheet, BinaryIO], None]
    inline: bool = False
    streams: bool = False
    most_rows: int = 0

    def holds(self, rows: int) -> bool:
        """Whether a file of this format has room for so many rows."""
        return not self.most_rows or rows <= self.most_rows


Printer = Callable[[PrintedDocument], bytes]

_formats: dict[str, Format] = {}
_printers: dict[str, Printer] = {}


def most_on_a_page() -> int:
    """A table longer than this is exported by a job: ten seconds of one worker are not a page's to spend."""
    return int(settings.EXPORT_ON_A_PAGE)


def register(format: Format) -> None:
    """Make a format known. A second registration under the same code replaces the first."""
    _formats[format.code] = format


def register_printer(form: str, printer: Printer) -> None:
    """Make a form of printed documents known; `form` is `PrintedDocument.form`."""
    _printers[form] = printer


def formats() -> tuple[Format, ...]:
    """In the order they were registered: the order of the export menu."""
    return tuple(_formats.values())


def format_of(code: str) -> Format:
    """:raises UnknownFormat:"""
    try:
        return _formats[code]
    except KeyError:
        raise UnknownFormat(params={"format": code, "formats": ", ".join(_formats)}) from None


def write(sheet: Sheet, format: str) -> File:
    """The table as a file in memory.

    :raises UnknownFormat:
    :raises TooManyRows: the format has a limit and the table is longer.
    """
    chosen = format_of(format)
    target = BytesIO()
    chosen.write(sheet, target)
    return File(chosen.content_type, _file_name(sheet, chosen.extension), target.getvalue(), chosen.inline)


def write_to(sheet: Sheet, format: str, path: Path) -> WrittenFile:
    """The table as a file on disk: nothing of it stays in memory. For jobs.

    A file that could not be finished is removed.

    :raises UnknownFormat:
    :raises TooManyRows:
    """
    chosen = format_of(format)
    try:
        with path.open("wb") as target:
            chosen.write(sheet, target)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return WrittenFile(chosen.content_type, _file_name(sheet, chosen.extension), path)


def print_document(document: PrintedDocument) -> File:
    """An official document as PDF.

    :raises UnknownFormat: nobody registered its form.
    """
    printer = _printers.get(document.form)
    if printer is None:
        raise UnknownFormat(params={"format": document.form, "formats": ", ".join(_printers)})
    return File("application/pdf", _file_name(document, "pdf"), printer(document), inline=True)


def as_response(file: File) -> HttpResponse:
    """The file as an answer to the browser; never kept by caches on the way."""
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    if disposition := content_disposition_header(not file.inline, file.name):
        headers["Content-Disposition"] = disposition
    return HttpResponse(file.content, content_type=file.content_type, headers=headers)


def _file_name(described: Sheet | PrintedDocument, extension: str) -> str:
    """«Контингент 2026-09-20.xlsx», «Приказ 45-у 2026-09-01.pdf»; nothing in it that a file system refuses."""
    day = getattr(described, "as_of", None) or getattr(described, "issued_on", None)
    number = getattr(described, "number", "")
    name = described.file_name or f"{described.title} {number} {day or timezone.localdate(described.made_at):%Y-%m-%d}"
    plain = " ".join(FORBIDDEN_IN_NAMES.sub(" ", name).split()).strip(". ")
    return f"{plain[:LONGEST_NAME].rstrip() or 'svod'}.{extension}"
