"""How the contingent came from the day compared with to the day shown: who arrived and left, by grounds."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext

from shared_apps.handbooks import queries as handbooks

from .addresses import Addresses
from .figures import Contingent, Count
from .movement_balance import IN, OUT
from .movement_parameters import BOOKS, NOT_STATED
from .narrowing import Filters
from .queries import movement
from .rows import MovementRow


@dataclass(frozen=True, slots=True)
class Balance:
    """Students: `before` + `came` − `left` + `other` = `now`. `other`: organisations that came into the place or left
    it. `url`: the balance of movement by places, None where it can't be narrowed so."""

    before: int
    came: int
    left: int
    other: int
    now: int
    url: str | None


class Period:
    """The days after the one compared with, up to the one shown."""

    def __init__(self, found: Contingent, filters: Filters, addresses: Addresses) -> None:
        self.found, self.addresses = found, addresses
        self.moved: tuple[tuple[str, str, Count], ...] | None = None
        """Direction, ground, how many; None where arrivals can't be narrowed as the page is."""
        before = found.compared_with
        if before is not None and before < found.as_of and not filters.narrow_students:
            self.moved = movement(since=before, until=found.as_of, filters=filters)

    def balance(self) -> Balance | None:
        if self.moved is None or self.found.total.before is None:
            return None
        came, left = (sum(n.students for way, _reason, n in self.moved if way == wanted) for wanted in (IN, OUT))
        before, now = self.found.total.before.students, self.found.total.count.students
        return Balance(before, came, left, now - before - came + left, now, self.addresses.movement())

    def rows(self) -> list[MovementRow]:
        """A row for each ground."""
        directions = {IN: gettext("arrived"), OUT: gettext("left")}
        books = {way: handbooks.names(book) for way, book in BOOKS.items()}
        return [
            MovementRow(
                directions[way],
                capfirst(books[way].get(reason, reason)) or gettext("Not stated"),
                n.students,
                n.additional,
                urls=self._urls(way, reason, n),
            )
            for way, reason, n in self.moved or ()
        ]

    def _urls(self, way: str, reason: str, n: Count) -> tuple[str | None, str | None]:
        asked: dict[str, Any] = {"reason": f"{way}:{reason or NOT_STATED}"}
        return (
            self.addresses.movement(**asked) if n.students else None,
            self.addresses.movement(**asked, measure="additional") if n.additional else None,
        )
