"""Deadlines on the organisation's first page. Apps above enrolment say what they have for a reader on a day.

notices.register(deadlines.notices)      # in the app's ready()
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from shared_apps.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Notice:
    """Something due: its words, the day, days left (negative: overdue), and the page where it is done ("" for none)."""

    title: str
    due_on: date
    days_left: int
    url: str = ""
    detail: str = ""

    @property
    def days_late(self) -> int:
        return max(-self.days_left, 0)

    @property
    def tone(self) -> str:
        return "err" if self.days_left < 0 else "warn" if self.days_left <= SOON else ""


SOON = 14
Provider = Callable[[date, Actor], Iterable[Notice]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Say what is due; called inside the organisation for each reader of the first page."""
    if provider not in _providers:
        _providers.append(provider)


def notices(day: date, reader: Actor) -> list[Notice]:
    """All of them, the most pressing first."""
    return sorted((one for provider in _providers for one in provider(day, reader)), key=lambda one: one.due_on)
