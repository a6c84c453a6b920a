"""Lines of the contingent as its tables show them, and where each of their numbers leads."""

from typing import Any, Protocol

from .addresses import Addresses
from .figures import Level, Line
from .tables import LEVELS_OF_A_ROW

_LEVELS = (*LEVELS_OF_A_ROW, "additional")
_COUNTED_BELOW = ("classes", "groups", "enrolments", "students")
"""Numbers that open the next level with the lines first that have most of them."""


class Links(Protocol):
    """Where a number of a line leads; None where there is no next level, or this reader may not go there."""

    def __call__(self, line: Line, number: str) -> str | None: ...


class Row:
    """A line as a table shows it: numbers as plain values; addresses are made only for what is drawn."""

    __slots__ = (
        "additional", "basic", "change", "classes", "enrolments", "group_size", "groups", "line", "links", "mean_size",
        "name", "note", "organisations", "preschool", "primary", "secondary", "share", "students", "within",
    )  # fmt: skip

    def __init__(self, line: Line, *, name: str, links: Links, of: int = 0, note: str = "") -> None:
        self.line, self.links = line, links
        self.name, self.note, self.within = name, note, line.within
        self.students, self.additional = line.count.students, line.count.additional
        self.enrolments = line.count.enrolments
        self.share = self.students / of if of else None
        change = line.change
        self.change = change.students if change else None
        self.organisations = line.organisations
        self.preschool, self.primary, self.basic, self.secondary = (
            line.by_level.get(level, 0) for level in LEVELS_OF_A_ROW
        )
        self.classes = line.classes.units if line.classes else None
        self.mean_size = (line.classes.mean_size or 0) if line.classes else None
        self.groups = line.groups.units if line.groups else None
        self.group_size = (line.groups.mean_size or 0) if line.groups else None

    def to(self, number: str) -> str | None:
        """Where a number leads; nothing leads from a zero."""
        return self.links(self.line, number) if getattr(self, number) else None


class PlaceLinks:
    """Of a territory: into it; of an organisation: to its classes."""

    def __init__(self, addresses: Addresses, level: Level) -> None:
        self.addresses, self.level = addresses, level
        self.is_organisation = level == "organisation"
        self._into: tuple[Any, str] = (None, "")

    def __call__(self, line: Line, number: str) -> str | None:
        key = line.key
        if not key:
            return None
        if number in _LEVELS:
            return self.addresses.into(self.level, key, level=number)
        if number == "change":
            return self._change(line)
        if self._into[0] != key:  # one for all numbers of a line
            self._into = (key, self.addresses.into(self.level, key))
        if number in _COUNTED_BELOW and not self.is_organisation:
            return f"{self._into[1]}&rows-sort=-{number}"
        return self._into[1]

    def _change(self, line: Line) -> str | None:
        """Who came and left there; of an authority's organisations movement knows nothing."""
        moved = None if self.level == "authority" else self.addresses.movement(**{self.level: line.key})
        return moved or self.addresses.into(self.level, line.key)


class DimensionLinks:
    """The page narrowed to the value; where an organisation is open, its numbers open persons."""

    def __init__(self, addresses: Addresses, table: str, *, of_organisation: bool) -> None:
        self.addresses, self.table, self.of_organisation = addresses, table, of_organisation

    def __call__(self, line: Line, number: str) -> str | None:
        if self.of_organisation and number in ("students", "enrolments"):
            persons = self.addresses.persons_of(self.table, line, measure=number)
            if persons is not None:
                return persons
        return self.addresses.narrowed(self.table, line)


class ClassLinks:
    """Of a class: its persons; a change opens the movement of the organisation, class by class."""

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses

    def __call__(self, line: Line, number: str) -> str | None:
        if number == "change":
            return self.addresses.movement()
        measure = "students" if number == "students" else "enrolments"
        return self.addresses.persons(measure=measure, class_id=int(line.key or 0))


class MovementRow:
    """A reason of arriving or leaving, and how many. The addresses are of the movement by that reason."""

    __slots__ = ("additional", "additional_url", "direction", "reason", "students", "students_url")

    def __init__(
        self, direction: str, reason: str, students: int, additional: int, *, urls: tuple[str | None, str | None]
    ) -> None:
        self.direction, self.reason, self.students, self.additional = direction, reason, students, additional
        self.students_url, self.additional_url = urls
