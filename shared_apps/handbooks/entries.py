"""What reading a handbook gives: frozen entries, kept in the process as long as the edition is the same.

One query per door asks for the edition's token; one more reads all handbooks when it has changed. What an organisation
added for itself comes from a provider that its app registers (`register_additions`), once per door `inside()`.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils.translation import get_language

from shared_apps.organisations.crossing import Door, open_door
from shared_apps.organisations.periods import FOREVER

from .models import Handbook, HandbookEdition, HandbookItem


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a handbook, or an organisation's addition to it: then `maps_to` is the region's code it counts as."""

    handbook: str
    code: str
    name: str
    name_en: str = ""
    short_name: str = ""
    group: str = ""
    outside_code: str = ""
    valid_from: date = date.min
    valid_to: date = FOREVER
    maps_to: str = ""

    @property
    def shown(self) -> str:
        """The name in the language of the page; Russian where there is no other."""
        return self.name_en if self.name_en and _english() else self.name

    @property
    def shown_short(self) -> str:
        """The short name; the whole name where there is none. Short names are Russian."""
        return self.shown if _english() else self.short_name or self.name

    @property
    def counts_as(self) -> str:
        """The region's code: its own, or the one that an organisation's addition is mapped to."""
        return self.maps_to or self.code

    def is_valid(self, day: date) -> bool:
        return self.valid_from <= day < self.valid_to


class Edition(NamedTuple):
    """All handbooks as they were when `token` stood; `entries` in the order in which they are offered."""

    token: uuid.UUID | None
    entries: Mapping[str, tuple[Entry, ...]]
    by_code: Mapping[tuple[str, str], Entry]
    grouped_by: Mapping[str, str]
    extendable: frozenset[str]


class _Memo(NamedTuple):
    door: Door | None
    token: uuid.UUID | None
    additions: Mapping[str, Sequence[Entry]] | None
    names: dict[tuple[str, bool, bool], dict[str, str]]


Additions = Callable[[], Iterable[Entry]]
"""Called inside an organisation's door: every addition of that organisation, to all handbooks, in one query."""


@dataclass
class _Process:
    """What this process keeps: the edition read last, and who knows organisations' additions."""

    edition: Edition | None = None
    provider: Additions | None = None


_process = _Process()


def register_additions(provider: Additions) -> None:
    """The app that stores organisations' additions says here how to read them (from its AppConfig.ready)."""
    _process.provider = provider


def edition() -> Edition:
    """The handbooks as they stand now: from the process if its edition is the current one."""
    token = _memo().token
    known = _process.edition
    if known is None or token is None or known.token != token:
        known = _process.edition = _read(token)
    return known


def additions(handbook: str) -> Sequence[Entry]:
    """What the organisation of the open door added to this handbook; nothing outside an organisation."""
    memo = _memo()
    provider = _process.provider
    if provider is None or memo.door is None or memo.door.kind != "inside":
        return ()
    if memo.additions is None:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in provider():
            found[entry.handbook].append(entry)
        memo = memo._replace(additions=found)
        _remember(memo)
    assert memo.additions is not None
    return memo.additions.get(handbook, ())


def words_by_code(handbook: str, *, short: bool) -> dict[str, str]:
    """Words by code in the language of the page: made once in a door, however many cells ask."""
    known = edition()
    memo, key = _memo(), (handbook, short, _english())
    if key not in memo.names:
        of_all = (*known.entries[handbook], *additions(handbook))
        memo.names[key] = {one.code: one.shown_short if short else one.shown for one in of_all}
    return dict(memo.names[key])


def forget() -> None:
    """The next read asks the database again: after a change of handbooks or additions within the same door."""
    _remember(None)


def _memo() -> _Memo:
    """What this door already knows; a new door asks for the token once."""
    door = open_door()
    memo: _Memo | None = getattr(connection, "svod_handbooks", None)
    if memo is None or memo.door is not door or door is None:
        token = HandbookEdition.objects.values_list("token", flat=True).first()
        memo = _Memo(door, token, None, {})
        _remember(memo)
    return memo


def _remember(memo: _Memo | None) -> None:
    connection.svod_handbooks = memo  # type: ignore[attr-defined]


def _read(token: uuid.UUID | None) -> Edition:
    handbooks = list(Handbook.objects.order_by("id"))
    found: dict[str, list[Entry]] = {handbook.code: [] for handbook in handbooks}
    columns = (
        "handbook__code",
        "code",
        "name",
        "name_en",
        "short_name",
        "group",
        "outside_code",
        "valid_from",
        "valid_to",
    )
    for row in HandbookItem.objects.order_by("handbook", "position", "id").values_list(*columns):
        found[row[0]].append(Entry(*row))
    return Edition(
        token,
        {code: tuple(entries) for code, entries in found.items()},
        {(entry.handbook, entry.code): entry for entries in found.values() for entry in entries},
        {handbook.code: handbook.grouped_by for handbook in handbooks},
        frozenset(handbook.code for handbook in handbooks if handbook.may_be_extended),
    )


def _english() -> bool:
    return (get_language() or "ru").startswith("en")
