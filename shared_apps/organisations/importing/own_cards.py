"""What the own cards of organisations (their passports) say, and what became of them by a file.

Own cards lie in the organisations' schemas, behind doors that are never opened within that of the register. So they are
read before it is opened, and written by jobs afterwards:

    with own_cards.read_before(lambda: imports.reading_of(run), by=by), shared(by=by):
        imports.check(run_id=run.pk, by=by)

The app that keeps the cards says how they are read: `register_reader`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import QuerySet

from shared_apps.importing.reading import Reading

from ..crossing import By, DoorError, OrganisationNotReady, inside, plain, shared
from ..import_models import OrganisationImportRow
from ..models import Organisation
from .columns import OF_THE_CARD

COLUMNS = tuple(column.code for column in OF_THE_CARD)
Reader = Callable[[Sequence[str]], Mapping[str, Any]]
"""Columns → what the card of the open door's organisation says in them now; {} if it has none."""
Cards = Mapping[int, Mapping[str, Any]]
State = OrganisationImportRow.CardState

_READERS: list[Reader] = []
_CARDS: ContextVar[Cards | None] = ContextVar("own_cards", default=None)


def register_reader(read: Reader) -> None:
    """Say how the card of an organisation is read within its door. :raises ValueError: another one is registered."""
    if read not in _READERS and _READERS:
        raise ValueError(f"Own cards are read by {_READERS[0]!r} already.")
    _READERS[:] = [read]


# --- before: what the cards say -------------------------------------------------------------------------------------


def columns_in(reading: Reading) -> list[str]:
    """Columns of the own card that a file has."""
    return [code for code in COLUMNS if code in reading.codes]


@contextmanager
def read_before(read: Callable[[], Reading | None], *, by: By) -> Iterator[None]:
    """Outside all doors: what the own cards of the organisations of a file say, for the judgement within the block.

    :param read: the file, called within shared(); None: it can't be read, and nothing is.
    """
    with shared(by=by):
        reading = read()
        columns = columns_in(reading) if reading is not None else []
        codes = {row.cells.get("code") for row in reading.rows} - {None, ""} if reading is not None and columns else ()
        organisations = list(Organisation.objects.filter(code__in=codes, schema_name__isnull=False).order_by("pk"))
    found: dict[int, Mapping[str, Any]] = {}
    for organisation in organisations:
        try:
            with inside(organisation, by=by, only_reads=True):
                found[organisation.pk] = plain(_READERS[0](columns))
        except OrganisationNotReady:
            found[organisation.pk] = {}
    token = _CARDS.set(found)
    try:
        yield
    finally:
        _CARDS.reset(token)


def card_of(organisation: Organisation | None) -> Mapping[str, Any]:
    """What the own card says; {} if there is none. :raises DoorError: nobody has read it before."""
    if organisation is None or not organisation.schema_name:
        return {}
    cards = _CARDS.get()
    if cards is None:
        raise DoorError("Own cards are read before the register's door is opened: own_cards.read_before(…).")
    return cards.get(organisation.pk, {})


# --- after: what became of them -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ticket:
    """The row of a file that a job on an own card is about. Kept in the job's arguments."""

    run: int
    number: int

    @property
    def source(self) -> str:
        """What the organisation's history calls that which the file wrote."""
        return f"register:{self.run}"

    def as_arguments(self) -> dict[str, int]:
        return {"run": self.run, "row": self.number}

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Self:
        return cls(int(arguments["run"]), int(arguments["row"]))


def is_still(ticket: Ticket, state: str) -> bool:
    """Whether the row still waits for this. Within shared(); the row stays locked until the transaction ends."""
    return _row(ticket).select_for_update().filter(card_state=state).exists()


def note(ticket: Ticket, state: str, words: str = "") -> None:
    """What a job did with the own card. Within shared()."""
    _row(ticket).update(card_state=state, card_words=words)


def file_name(ticket: Ticket) -> str:
    """Of the file that the row stands in. Within shared()."""
    return str(_row(ticket).values_list("run__file_name", flat=True).get())


def may_be_put_back(row: OrganisationImportRow, organisation: Organisation) -> bool:
    """Whether undoing reaches the own card: the file wrote it or is about to, and the organisation is not closed."""
    if row.card_state == State.ASKED:
        return True
    return row.card_state == State.WRITTEN and organisation.state == Organisation.State.READY


def _row(ticket: Ticket) -> "QuerySet[OrganisationImportRow]":
    return OrganisationImportRow.objects.filter(run=ticket.run, number=ticket.number)
