"""What is wrong with a file, a row or a cell, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.refusal import Refused


class Level(StrEnum):
    ERROR = "error"  # the row (or the file) can't be taken as it is
    NOTE = "note"  # it is taken; the reader should know what was understood or left out


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark. Texts are in the language that was active while reading.

    :ivar row: number of the row as the program that shows the file numbers it; None: about the whole file.
    :ivar column: the title as it stands in the file.
    :ivar value: what stands in the cell.
    :ivar code: stable: `date.unclear`, `value.missing`.
    """

    row: int | None
    column: str
    value: str
    code: str
    message: str
    what_to_do: str = ""
    level: Level = Level.ERROR

    @property
    def is_error(self) -> bool:
        return self.level is Level.ERROR

    def __str__(self) -> str:
        """«Дата рождения: «31.02.2014»: такого дня нет. Исправьте дату.» — one line for a cell of the error file."""
        about = f"{self.column}: " if self.column else ""
        return " ".join(part for part in (about + self.message, self.what_to_do) if part)


class CellRefused(ValueError):
    """A cell says something that its column can't take. Raised by parsers, becomes a `Problem`."""

    def __init__(self, code: str, message: str, what_to_do: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.what_to_do = what_to_do


class UnreadableFile(Refused):
    """The file can't be read as a table at all. The message says why and what to do."""

    message = _("The file could not be read. Save the table as an Excel workbook (XLSX) and try again.")
    code = "file.unreadable"
    field = "file"
