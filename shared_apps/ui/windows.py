"""Rows of a list that the database sorts and cuts: only what is shown is read."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

from django_tables2.data import TableData

Read = Callable[[str, int, int], Sequence[Any]]
"""(order, offset, limit) → rows; the order is columns of the table, "-" for descending, parted by commas."""


Stream = Callable[[str], Iterator[Any]]
"""order → all rows, one after another."""


class Rows:
    """Some rows of a list, read when they are looked at."""

    def __init__(self, read: Callable[[], Sequence[Any]], number: int) -> None:
        self.number = number
        self._read = read

    @cached_property
    def found(self) -> Sequence[Any]:
        return self._read()

    @property
    def is_read(self) -> bool:
        return "found" in self.__dict__

    def __len__(self) -> int:
        return self.number

    def __iter__(self) -> Iterator[Any]:
        return iter(self.found)

    def __getitem__(self, place: int) -> Any:
        return self.found[place]


class Window(TableData):  # type: ignore[misc]  # brings no types
    """A list of `number` rows that is read page by page by `read`; a file reads all of it in one go, a long one by
    `stream`.
    """

    def __init__(self, number: int, read: Read, *, order: str = "", stream: Stream | None = None) -> None:
        super().__init__([])
        self.number, self.read, self.order, self.stream = number, read, order, stream
        self.pages: list[Rows] = []

    @property
    def given(self) -> int:
        """How many rows were read."""
        return sum(len(page.found) for page in self.pages if page.is_read)

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, key: slice) -> Rows:
        begin, end, _step = key.indices(self.number)
        page = Rows(partial(self.read, self.order, begin, end - begin), max(0, end - begin))
        self.pages.append(page)
        return page

    def __iter__(self) -> Iterator[Any]:
        return iter(self[0 : self.number])

    def streamed(self) -> Iterator[Any]:
        """All rows, none of them kept."""
        return iter(self) if self.stream is None else self.stream(self.order)

    def order_by(self, aliases: Sequence[str]) -> None:
        if aliases:
            self.order = ",".join(str(alias) for alias in aliases)
