"""Values that are items of a handbook: matched by name, short name, code, or a spelling that schools use."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext as _

from .problems import CellRefused
from .text import Cell, as_text, title_key

if TYPE_CHECKING:
    from .columns import CellContext

SHORTEST_BEGINNING = 3
"""The beginning of a name is enough if so many letters fit one item only: «свид. о рожд», «паспорт граж»."""
MOST_NAMED = 12
"""A message lists the items of a short handbook; of a long one it names the nearest."""


@dataclass(frozen=True, slots=True)
class Option:
    """An item to choose from. `spellings` are its other names: short name, outside code."""

    code: str
    name: str
    spellings: tuple[str, ...] = ()


def yes_and_no() -> tuple[Option, ...]:
    """The list of a column that says yes or no."""
    return Option("yes", _("yes")), Option("no", _("no"))


class HandbookEntry(Protocol):
    """What `handbooks.queries.items()` returns, as far as this file cares."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def short_name(self) -> str: ...
    @property
    def outside_code(self) -> str: ...


def options_of(entries: Iterable[HandbookEntry]) -> tuple[Option, ...]:
    """Items of a handbook as options: `options_of(handbooks.queries.items("citizenship", as_of=today))`."""
    return tuple(
        Option(
            entry.code,
            entry.name,
            tuple(filter(None, (entry.name_en, entry.short_name, entry.outside_code, entry.code))),
        )
        for entry in entries
    )


def choice(aliases: Mapping[str, str] | None = None) -> "Callable[[Cell, CellContext], str]":
    """A parser for a column that names a handbook.

    :param aliases: spelling → code, beyond what the handbook itself knows.
    Without options (the caller gave none) an alias gives its code and other text stays as it is.
    """
    known = {title_key(spelling): code for spelling, code in (aliases or {}).items()}

    def parse(cell: Cell, context: "CellContext") -> str:
        text = as_text(cell)
        if text not in context.known:
            context.known[text] = found(text, context)
        return context.known[text]

    def found(text: str, context: "CellContext") -> str:
        key = title_key(text)
        if not context.options:
            return known.get(key, text)
        codes = {option.code for option in context.options}
        if known.get(key) in codes:
            return known[key]
        for option in context.options:
            if any(title_key(name) == key for name in (option.name, *option.spellings)):
                return option.code
        if len(key) >= SHORTEST_BEGINNING:
            begun = {option.code for option in context.options if title_key(option.name).startswith(key)}
            if len(begun) == 1:
                return begun.pop()
        raise CellRefused(
            "choice.unknown",
            _("“%(text)s” is not in the handbook.") % {"text": text},
            _("Write one of: %(names)s.") % {"names": _nearest(text, [option.name for option in context.options])},
        )

    return parse


def several(parser: "Callable[[Cell, CellContext], str]") -> "Callable[[Cell, CellContext], tuple[str, ...]]":
    """A parser for a cell that may name several items, divided by semicolons or line breaks; each once."""

    def parse(cell: Cell, context: "CellContext") -> tuple[str, ...]:
        lines = cell.replace("\n", ";") if isinstance(cell, str) else as_text(cell)
        parts = [part.strip() for part in lines.split(";")]
        return tuple(dict.fromkeys(parser(part, context) for part in parts if part))

    return parse


def _nearest(text: str, names: list[str]) -> str:
    if len(names) <= MOST_NAMED:
        return ", ".join(names)
    close = get_close_matches(text.casefold(), [name.casefold() for name in names], n=3, cutoff=0.5)
    return ", ".join(name for name in names if name.casefold() in close) or ", ".join(names[:MOST_NAMED]) + "…"
