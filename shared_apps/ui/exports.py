"""The hook of exports: a list page describes itself as an ``Export``, a registered writer makes the file.

ui knows no format. ``reports/output`` registers its writers when it is ready:

    ui.exports.register(XlsxWriter())
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.http import HttpRequest
from django.http.response import HttpResponseBase


@dataclass(frozen=True)
class ExportColumn:
    """A column of an export: ``kind`` is text, number, date or datetime."""

    name: str
    title: str
    kind: str = "text"
    digits: int = 0


@dataclass(frozen=True)
class Export:
    """A table ready to be written: plain values only, nothing lazy.

    :ivar parameters: label and value of each filter that was on, the search and the order.
    :ivar totals: column name → total, for the last row.
    :ivar executor: who took it; printouts carry it (S2 4.5).
    """

    title: str
    filename: str
    columns: tuple[ExportColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    totals: dict[str, Any]
    parameters: tuple[tuple[str, str], ...]
    as_of: date | datetime | None
    place: str
    executor: str
    made_at: datetime


class Writer(Protocol):
    """Makes a file of one format.

    ``format`` goes into the address (``?export=xlsx``), ``title`` onto the link. Text that looks like a
    formula must stay text.
    """

    format: str
    title: str

    def write(self, export: Export, request: HttpRequest) -> HttpResponseBase: ...


_writers: dict[str, Writer] = {}


def register(writer: Writer) -> None:
    """Add a format to every list page; the same format again replaces it."""
    _writers[writer.format] = writer


def writers() -> Sequence[Writer]:
    """The formats there are, in the order they were registered."""
    return tuple(_writers.values())


def writer(name: str) -> Writer | None:
    """The writer of one format."""
    return _writers.get(name)
