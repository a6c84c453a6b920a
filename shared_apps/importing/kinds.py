"""A kind of import: columns, a judge, a writer, words. Everything else is the same for all kinds."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from shared_apps.accounts.permissions import Permission
from shared_apps.organisations.crossing import By
from shared_apps.organisations.refusal import Text

from .columns import Catalogue
from .judging import Judgement, Progress, Verdict
from .reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which verdicts of a judgement are carried out."""

    creates: bool = True
    updates: bool = True

    def covers(self, verdict: Verdict) -> bool:
        return (verdict == Verdict.CREATE and self.creates) or (verdict == Verdict.UPDATE and self.updates)

    def as_arguments(self) -> dict[str, Any]:
        """As a job keeps it; days are ISO."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(self).items()}

    @classmethod
    def from_arguments(cls, given: Mapping[str, Any]) -> Self:
        return cls(**given)


@dataclass(slots=True)
class Applied:
    """What was written. `cards`: number of a row → the card it is about. `orders`: documents that it made.

    `records`: number of a row → the record that undoing it needs. `later`: rows of which a job writes a part.
    """

    cards: dict[int, int] = field(default_factory=dict)
    created: int = 0
    updated: int = 0
    orders: list[Any] = field(default_factory=list)
    records: dict[int, int] = field(default_factory=dict)
    later: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a confirmation did. Not done: it was done before, or `changed` verdicts differ from those shown."""

    is_done: bool
    changed: int = 0
    created: int = 0
    updated: int = 0
    orders: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The run that writes: its id, what the history calls it, the file's name, the day, who."""

    run: int
    source: str
    file_name: str
    today: date
    by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """How pages and commands speak of a kind. Counted words are functions of a number."""

    list_title: Text
    load: Text
    template_name: Text
    create: Text
    created: Text
    update: Text
    updated: Text
    about: Text
    creates: Callable[[int], str]
    changes: Callable[[int], str]
    hints: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """One kind of import.

    :ivar permission: what edits such records one by one; whoever imports them holds it too.
    :ivar judge: reads only (or leaves nothing behind), whatever the rows.
    :ivar write: writes the rows that the choice covers, in the caller's transaction; raises what services raise.
    :ivar card_column: the column of the rows' table that leads to the card. :ivar card_page: its URL name.
    """

    code: str
    catalogue: Catalogue
    permission: Permission
    judge: Callable[[Reading, date, By, Progress | None], Judgement]
    write: Callable[[Judgement, Any, Occasion], Applied]
    words: KindWords
    choice: type[Choice] = Choice
    card_column: str = "card_id"
    card_page: str = ""
    at_once: int | None = None
