"""Cards of persons that a membership may name, without knowing the apps that keep them.

An organisation's app of people says at start where its cards are; accounts asks within inside(), by the role's kind.

    cards.register("employee", url="people:employee_options", lookup=employee_options, find=employee_option)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shared_apps.organisations.crossing import By

CardKind = Literal["employee", "guardian", "student"]


@dataclass(frozen=True)
class Source:
    """Where cards of one kind are picked: a PickPage's URL name, its lookup, and one by its id. Options as ui's.

    Both are told who asks.
    """

    url: str
    lookup: Callable[[str, By], Sequence[Any]]
    find: Callable[[str, By], Any]


_SOURCES: dict[CardKind, Source] = {}


def register(
    kind: CardKind, *, url: str, lookup: Callable[[str, By], Sequence[Any]], find: Callable[[str, By], Any]
) -> None:
    """Called by the app of people when it is ready."""
    _SOURCES[kind] = Source(url, lookup, find)


_RULES: dict[CardKind, Callable[[int], None]] = {}


def register_rule(kind: CardKind, refuse: Callable[[int], None]) -> None:
    """Called by the app that knows who has no account of his own: `refuse(card_id)` raises a Refused for him."""
    _RULES[kind] = refuse


def refuse_card(role: str, card_id: int) -> None:
    """:raises Refused: the person of this card has no account of his own. Within inside()."""
    if role in _RULES:
        _RULES[role](card_id)


def source_for(role: str) -> Source | None:
    """Where the cards for a role are; None while nobody keeps them."""
    kind: CardKind = "guardian" if role == "guardian" else "student" if role == "student" else "employee"
    return _SOURCES.get(kind)
