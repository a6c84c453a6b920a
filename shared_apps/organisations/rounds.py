"""Daily work that goes round the organisations, one after another: what stops in one does not stop the others."""

import logging
from collections.abc import Callable, Iterable
from typing import NamedTuple

from .crossing import By, is_served, shared
from .models import Organisation

log = logging.getLogger("svod.rounds")


def working(*, by: By, closed_too: bool = False) -> list[Organisation]:
    """Organisations whose schemas stand, by number; closed ones only if asked for, for nothing is written in them."""
    states = [Organisation.State.READY, *([Organisation.State.CLOSED] if closed_too else [])]
    with shared(by=by):
        return list(Organisation.objects.filter(state__in=states).order_by("pk"))


class Round(NamedTuple):
    """In how many organisations the work was done, and those where it was not."""

    done: int
    left: list[Organisation]


def go_round(
    organisations: Iterable[Organisation],
    work: Callable[[Organisation], object],
    *,
    what: str,
    told: Callable[[int], None] = lambda gone: None,
) -> Round:
    """Call `work(organisation)` for each; it opens the doors it needs.

    One whose schema lags behind the code is left for the next time; one that fails is left with its error in the log.
    :param what: the work in a few words, for the log. :param told: called with how many organisations are behind it.
    """
    done: int = 0
    left: list[Organisation] = []
    for organisation in organisations:
        if not is_served(organisation):
            log.warning("%s in %s waits: its schema lags behind the code", what, organisation.slug)
            left.append(organisation)
        else:
            try:
                work(organisation)
            except Exception:
                log.exception("%s in %s failed", what, organisation.slug)
                left.append(organisation)
            else:
                done += 1
        told(done + len(left))
    return Round(done, left)
