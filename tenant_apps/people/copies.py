"""Copies of a person's data outside the card, which go when data are closed by a withdrawal or erased by law.

Files of the organisation's lists are known below; apps above say here (AppConfig.ready) what copies they keep.
services/copies.py asks all of them: in the transaction that closes or erases, and once more by a job after its commit.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What of a person may not stand in copies any more.

    :ivar groups: codes of groups (grounds.py). :ivar classes: the privacy classes of their columns.
    :ivar is_erased: by law; else a consent gives no ground any more, and the card itself keeps the data, closed.
    :ivar is_later: asked again by the job: what was busy is waited for, and names that were erased are gone by now.
    """

    person_id: int
    groups: frozenset[str]
    classes: frozenset[Privacy]
    is_erased: bool
    is_later: bool = False


Forget = Callable[[Lost, By], None]

_keepers: list[Forget] = []


def register(forget: Forget) -> None:
    """Say how copies are forgotten. Stands inside the organisation; must be safe to repeat."""
    if forget not in _keepers:
        _keepers.append(forget)


def forget_all(lost: Lost, by: By) -> None:
    """Ask every app."""
    for forget in _keepers:
        forget(lost, by)
