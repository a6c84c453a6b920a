"""Students who come here by another way than an order alone: subjects above say whom they expect.

expected.register(lookup)   # in the app's `ready()`
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Comer:
    """Who would be admitted by an ordinary order. What is not known is empty."""

    who: str
    birth_date: date | None
    person_uid: str = ""
    snils: str = ""
    is_additional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The transfer No `number` from an organisation waits here for an answer. `is_certain`: it is of this very student,
    not of one of the same name and birth date.
    """

    number: int
    partner: str
    is_certain: bool


Lookup = Callable[[Sequence[Comer]], Sequence[Expected | None]]
_lookups: list[Lookup] = []


def register(lookup: Lookup) -> None:
    """Say of each of many comers whether he is expected; a fixed number of queries. Called inside the organisation."""
    if lookup not in _lookups:
        _lookups.append(lookup)


def expected(comers: Sequence[Comer]) -> list[Expected | None]:
    """Of each comer what he is expected by, if he is."""
    found: list[Expected | None] = [None] * len(comers)
    for lookup in _lookups if comers else ():
        found = [one or other for one, other in zip(found, lookup(comers), strict=True)]
    return found
