"""Cards of persons that a membership may name, without knowing the apps that keep them.

An organisation's app of people says at start where its cards are; accounts asks within inside(), by the role's kind.

    cards.register("employee", url="people:employee_options", lookup=employee_options, find=employee_option)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

CardKind = Literal["employee", "guardian", "student"]


@dataclass(frozen=True)
class Source:
    """Where cards of one kind are picked: a PickPage's URL name, its lookup, and one by its id. Options as ui's."""

    url: str
    lookup: Callable[[str], Sequence[Any]]
    find: Callable[[str], Any]


_SOURCES: dict[CardKind, Source] = {}


def register(kind: CardKind, *, url: str, lookup: Callable[[str], Sequence[Any]], find: Callable[[str], Any]) -> None:
    """Called by the app of people when it is ready."""
    _SOURCES[kind] = Source(url, lookup, find)


def source_for(role: str) -> Source | None:
    """Where the cards for a role are; None while nobody keeps them."""
    kind: CardKind = "guardian" if role == "guardian" else "student" if role == "student" else "employee"
    return _SOURCES.get(kind)
