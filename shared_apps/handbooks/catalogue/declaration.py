"""How a handbook is declared. Item names are data, in Russian; titles and descriptions are source strings."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy

from ..models import CODE_PATTERN

SINCE_EVER = date(1900, 1, 1)
"""The beginning of items that have always been."""
OTHER = "other"
"""The item that stands for a value which its reader may not know; each handbook with such values has it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One declared value; its position is its place in the declaration."""

    code: str
    name: str
    name_en: str
    short: str = ""
    group: str = ""
    outside: str = ""
    since: date = SINCE_EVER
    until: date = FOREVER
    retired: str = ""  # why it was closed, where `until` is not FOREVER
    tells: Privacy | None = None  # the class of whoever has this value, where it is stricter than its column's


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared handbook. `title` and `description` are English source strings marked by gettext_noop.

    :ivar codes_are_numbers: records keep the code as a whole number.
    :ivar telling: codes of the items that tell of a person more than their column → the class (closed_values.py).
    """

    code: str
    title: str
    items: tuple[Item, ...]
    description: str = ""
    grouped_by: str = ""
    may_be_extended: bool = False
    codes_are_numbers: bool = False
    codes: frozenset[str] = field(init=False)
    telling: Mapping[str, Privacy] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "codes", frozenset(item.code for item in self.items))
        object.__setattr__(self, "telling", {item.code: item.tells for item in self.items if item.tells})
        if len(self.codes) != len(self.items):
            raise ValueError(f"Handbook {self.code!r} declares one code twice; each code may stand once.")
        for code in (self.code, *self.codes):
            if not re.fullmatch(CODE_PATTERN, code):
                raise ValueError(f"Code {code!r} in handbook {self.code!r} is not lower-case letters, digits and _.")
        for item in self.items:
            if item.until <= item.since:
                raise ValueError(f"Item {item.code!r} of handbook {self.code!r} ends before it begins.")
            if item.tells is not None and OTHER not in self.codes - self.telling.keys():
                raise ValueError(f"Handbook {self.code!r} has values that tell, and no open {OTHER!r} in their stead.")
            if bool(item.retired) != (item.until != FOREVER):
                raise ValueError(f"Item {item.code!r} of handbook {self.code!r}: `until` and `retired` go together.")


def catalogue_of(*pages: Iterable[Declared]) -> dict[str, Declared]:
    """All pages as one catalogue; checks codes across pages and groups.

    :raises ValueError: a handbook declared twice, or an item whose group does not exist.
    """
    found: dict[str, Declared] = {}
    for declared in (each for page in pages for each in page):
        if declared.code in found:
            raise ValueError(f"Handbook {declared.code!r} is declared twice.")
        found[declared.code] = declared
    for declared in found.values():
        groups = found[declared.grouped_by].codes if declared.grouped_by else frozenset({""})
        for item in declared.items:
            if item.group not in groups:
                raise ValueError(f"Item {item.code!r} of {declared.code!r} stands in an unknown group {item.group!r}.")
    return found
