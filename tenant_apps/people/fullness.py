"""How full a card is and whether somebody looks after it, asked of the app that knows (upkeep).

People stand below it, so it says here (from its AppConfig.ready) how this is read; cards show it above their tabs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from shared_apps.accounts.actor import Actor
from shared_apps.organisations.refusal import Text


@dataclass(frozen=True, slots=True)
class Gap:
    """What a card lacks, and where it is filled in ("" for those who may not)."""

    title: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fullness:
    """Of a card, as far as the reader sees it. `percent`: 0–100, 100 only if nothing lacks.

    :ivar closed: titles of what is not asked because there is no consent.
    :ivar notes: further sentences, with an address or without.
    """

    percent: int
    gaps: tuple[Gap, ...] = ()
    closed: tuple[str, ...] = ()
    notes: tuple[Gap, ...] = ()

    @property
    def tone(self) -> str:
        return "ok" if not self.gaps else "warn" if self.percent >= WELL else "err"


WELL = 80
"""From this share a card that lacks something is shown as nearly full."""

Reading = Callable[[int, date, Actor], Fullness | None]

_readings: dict[str, Reading] = {}


def register(kind: str, reading: Reading) -> None:
    """Say how the fullness of cards of a kind (student, guardian, employee) is read."""
    _readings[kind] = reading


def fullness_of(kind: str, card_id: int, day: date, reader: Actor) -> Fullness | None:
    """Of a card on a day; None: nothing is asked of it (a student who has left)."""
    reading = _readings.get(kind)
    return reading(card_id, day, reader) if reading is not None else None
