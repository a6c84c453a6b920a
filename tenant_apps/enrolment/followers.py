"""Subjects above enrolment that act together with an order, in its transaction: what it moves, they hand over.

followers.register(effected=…, before_cancelling=…, cancelled=…, discarded=…)   # in the app's `ready()`
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared_apps.organisations.crossing import By

from .models import Order

Act = Callable[[Order, By], None]


@dataclass(frozen=True, slots=True)
class _Follower:
    effected: Act
    before_cancelling: Act
    cancelled: Act
    discarded: Act


_FOLLOWERS: list[_Follower] = []


def register(*, effected: Act, before_cancelling: Act, cancelled: Act, discarded: Act) -> None:
    """`effected`: the order's lines have just been carried out. `before_cancelling` may refuse. `cancelled`: undone.
    `discarded`: a draft is about to vanish.
    """
    one = _Follower(effected, before_cancelling, cancelled, discarded)
    if one not in _FOLLOWERS:
        _FOLLOWERS.append(one)


def effected(order: Order, by: By) -> None:
    for one in _FOLLOWERS:
        one.effected(order, by)


def before_cancelling(order: Order, by: By) -> None:
    """:raises Refused: something handed over by the order stands in the way."""
    for one in _FOLLOWERS:
        one.before_cancelling(order, by)


def cancelled(order: Order, by: By) -> None:
    for one in _FOLLOWERS:
        one.cancelled(order, by)


def discarded(order: Order, by: By) -> None:
    for one in _FOLLOWERS:
        one.discarded(order, by)
