"""What every restricted list is: a question of a day, how many rows it has, a page of them in one of its orders.

Lists stand in modules of queries, each as one `RestrictedList`; services.py reads them and writes each reading down.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.db import connection

from region.contingent import counting
from region.contingent.narrowing import Filters
from tenant_apps.people.names import search_key

COUNTED_UP_TO = 100_000
"""A list is counted no further: beyond that many, the number on the page it was opened from says it."""


class OfADay(Protocol):
    """What a list is narrowed to; the journal keeps its day."""

    @property
    def as_of(self) -> date: ...


ROWS_AT_ONCE = 2_000

Question = TypeVar("Question", bound=OfADay)
Person = TypeVar("Person")


@dataclass(frozen=True, slots=True)
class Number:
    """How many rows a list has; counted up to COUNTED_UP_TO, then `is_more` is true."""

    rows: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A question in SQL: what stands before SELECT, FROM with its conditions, and the parameters.

    `places`: organisation → its name and municipality, where they are not among the columns.
    """

    head: str
    rows: str
    parameters: Mapping[str, Any]
    places: Mapping[int, tuple[str, str]] | None = None


class RestrictedList(ABC, Generic[Question, Person]):
    """A list of persons. Call inside region(scope): row-level security narrows it to the reader's organisations.

    :cvar what: its name in profiles.FIELDS and in the journal (words.LISTS).
    :cvar person: what a row becomes; `columns` are its values in their order.
    :cvar orders: how it may be sorted; `order` is the usual way, `at_last` sets equal rows in order.
    """

    what: ClassVar[str]
    person: type[Person]
    columns: ClassVar[str]
    orders: ClassVar[Mapping[str, str]]
    order: ClassVar[str] = "name"
    at_last: ClassVar[str]

    @abstractmethod
    def source(self, asked: Question) -> Source:
        """The question in SQL."""

    @abstractmethod
    def said(self, asked: Question) -> dict[str, Any]:
        """What the list was narrowed to, as the journal keeps it."""

    def tells(self, asked: Question) -> tuple[str, ...]:
        """Returns the fields whose values the question itself gives away, because everybody listed has the same value.

        A purpose that hides one of these fields does not open the list for this question.
        """
        return ()

    def number(self, asked: Question) -> Number:
        """How many rows the list has."""
        source = self.source(asked)
        statement = f"{source.head} SELECT count(*) FROM (SELECT {source.rows} LIMIT %(limit)s) AS found"
        found = counting.read(statement, {**source.parameters, "limit": COUNTED_UP_TO + 1})[0][0]
        return Number(min(found, COUNTED_UP_TO), found > COUNTED_UP_TO)

    def page(self, asked: Question, *, order: str = "", offset: int = 0, limit: int = 50) -> tuple[Person, ...]:
        """A page of the list. `order`: one of `orders`; "" is the usual one."""
        source = self.source(asked)
        statement = f"{self._statement(source, order)} OFFSET %(offset)s LIMIT %(limit)s"
        found = counting.read(statement, {**source.parameters, "offset": offset, "limit": limit})
        return self.persons(found, source, asked)

    def stream(self, asked: Question, *, order: str = "") -> Iterator[Person]:
        """The whole list, read from a cursor of the server: nothing of it is kept."""
        source = self.source(asked)
        with connection.chunked_cursor() as cursor:
            cursor.execute(self._statement(source, order), source.parameters)
            while found := cursor.fetchmany(ROWS_AT_ONCE):
                yield from self.persons(found, source, asked)

    def persons(self, found: list[tuple[Any, ...]], source: Source, asked: Question) -> tuple[Person, ...]:
        """Some rows of the list as what they become."""
        return tuple(self.person(*each) for each in with_places(found, source.places))

    def _statement(self, source: Source, order: str) -> str:
        return (
            f"{source.head} SELECT {self.columns} {source.rows}"
            f" ORDER BY {self.orders[order or self.order]}, {self.at_last}"
        )


def with_places(found: list[tuple[Any, ...]], places: Mapping[int, tuple[str, str]] | None) -> list[tuple[Any, ...]]:
    """Rows that begin with an organisation, its name and municipality put after it."""
    return found if places is None else [(row[0], *places.get(row[0], ("", "")), *row[1:]) for row in found]


def containing(text: str) -> tuple[str, dict[str, Any]]:
    """The condition that a name contains each word."""
    words = {f"word_{n}": word for n, word in enumerate(search_key(text).split())}
    return "".join(f" AND strpos(search_key, %({name})s) > 0" for name in words), dict(words)


def chosen(filters: Filters, *, class_id: int | None = None, text: str = "") -> dict[str, Any]:
    """What most lists are narrowed to, as the journal keeps it."""
    kept: dict[str, Any] = {name: list(values) for name, values in asdict(filters).items() if values}
    if class_id is not None:
        kept["class"] = class_id
    return kept | ({"text": text} if text else {})
