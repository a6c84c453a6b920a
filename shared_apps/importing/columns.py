"""How a column of an import is declared, and a catalogue of them.

A catalogue is data: the reading, the template and the error file all follow from it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from django.utils.functional import Promise, lazy
from django.utils.translation import override

from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.refusal import Text

from .choices import Option
from .problems import Level
from .text import Cell, title_key


@dataclass(slots=True)
class CellContext:
    """What a parser may look at, and where it leaves notes.

    :ivar options: of the handbook that the column names; empty if the caller gave none.
    :ivar known: what cells of this column have said already, where finding it out takes long.
    """

    today: date
    options: Sequence[Option] = ()
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    def note(self, code: str, message: str, what_to_do: str = "") -> None:
        """The value is taken; this is what the reader should know."""
        self.notes.append((code, message, what_to_do))


Parser = Callable[[Cell, CellContext], Any]
"""The value a cell means. Raises CellRefused. A column that gives several values returns a tuple of them."""


def worded(words: Text, **parts: Any) -> Promise:
    """Translated words with translated parts, in the language that is active when they are read."""
    said: Any = lazy(lambda: str(words) % {name: str(part) for name, part in parts.items()}, str)()
    return said  # type: ignore[no-any-return]


Look = Literal["text", "date", "choice"]


@dataclass(frozen=True, kw_only=True)
class ImportColumn:
    """One column.

    :param code: what `Row.cells` knows it by.
    :param title: in the template, and where the file has no title.
    :param synonyms: how schools call it; compared by `title_key`. The Russian title is always among them.
    :param gives: codes of the values that come out, if not the column's own: ФИО gives three.
    :param yields_to: codes of columns that make this one unnecessary when the file has them.
    :param handbook: code of the handbook whose items the values are; see `Catalogue` and `read(choices=…)`.
    :param options: a list that is no handbook's (municipalities); `handbook` is then any name of it.
    :param drop_if_bad: a value that can't be read is left out with a note and does not stop the row.
    :param secondary: understood when met, but not in the template.
    :param takes_no: «нет» is a value here, not an empty cell in words.
    :param look: how the template's cells are formatted.
    :param explanation: one sentence for the sheet «Как заполнять».
    """

    code: str
    title: Text
    synonyms: tuple[str, ...]
    parser: Parser
    privacy: Privacy
    required: bool = False
    gives: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    handbook: str = ""
    drop_if_bad: bool = False
    secondary: bool = False
    takes_no: bool = False
    look: Look = "text"
    options: Callable[[], Sequence[Option]] | None = None
    width: int = 16
    sample: str = ""
    explanation: Text = ""

    @property
    def outputs(self) -> tuple[str, ...]:
        return self.gives or (self.code,)


class RowContext:
    """A row being finished: its checks see all values at once, may correct them and add problems."""

    def __init__(self, raw: Mapping[str, Cell], today: date) -> None:
        self.raw = raw
        self.today = today
        self.found: list[tuple[str, str, str, str, Level]] = []

    def error(self, column: str, code: str, message: str, what_to_do: str = "") -> None:
        self.found.append((column, code, message, what_to_do, Level.ERROR))

    def note(self, column: str, code: str, message: str, what_to_do: str = "") -> None:
        self.found.append((column, code, message, what_to_do, Level.NOTE))


RowCheck = Callable[[dict[str, Any], RowContext], None]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All columns of one kind of import.

    :param title: of the data sheet in the template.
    :param identity: codes that together say who the row is about; two such rows are one person.
    :param distinct: groups of codes whose values belong to one person only.
    :param checks: run on each row after its cells were parsed.
    :param normal: how texts of `identity` are compared (ё as е). :param quiet: codes of notes that need no look.
    :param repeatable: a person may stand in several rows (one for each child, for each post).
    """

    code: str
    title: Text
    columns: tuple[ImportColumn, ...]
    identity: tuple[str, ...]
    distinct: tuple[tuple[str, ...], ...] = ()
    checks: tuple[RowCheck, ...] = ()
    normal: Callable[[str], str] = str.casefold
    quiet: frozenset[str] = frozenset()
    repeatable: bool = False
    by_key: Mapping[str, ImportColumn] = field(init=False)
    by_code: Mapping[str, ImportColumn] = field(init=False)

    def __post_init__(self) -> None:
        """:raises ValueError: two columns with one code, or one spelling for two columns."""
        by_code = {column.code: column for column in self.columns}
        if len(by_code) != len(self.columns):
            raise ValueError(f"Catalogue {self.code!r} declares a column twice; give each its own code.")
        by_key: dict[str, ImportColumn] = {}
        for column in self.columns:
            for synonym in column.synonyms:
                other = by_key.setdefault(title_key(synonym), column)
                if other is not column:
                    raise ValueError(
                        f"Catalogue {self.code!r}: “{synonym}” means both {other.code!r} and {column.code!r}; "
                        "leave it to one of them."
                    )
        object.__setattr__(self, "by_code", by_code)
        object.__setattr__(self, "by_key", by_key)

    def column_called(self, title: str) -> ImportColumn | None:
        """The column that a title means, with or without what stands in brackets."""
        for key in (title_key(title), title_key(title, without_brackets=True)):
            if found := self.by_key.get(key) or self.by_english_key.get(key):
                return found
        return None

    @cached_property
    def by_english_key(self) -> Mapping[str, ImportColumn]:
        """The titles of an English template; asked for when translations are there."""
        with override("en"):
            return {title_key(str(column.title)): column for column in reversed(self.columns)}

    @property
    def required(self) -> tuple[ImportColumn, ...]:
        return tuple(column for column in self.columns if column.required)
