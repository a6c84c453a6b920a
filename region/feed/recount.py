"""The recount: rebuilds an organisation's facts and counters from nothing, reports each difference, and mends it.

It waits for the projector's lock. Lines that still stand in the outbox explain differences of their keys: those are
lag, not faults, and are left out of the report.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from shared_apps.organisations.crossing import HasSchema, OrganisationNotReady, projection

from . import freshness, projector
from .academic_years import last_counted
from .locks import lock_together
from .models import RecountDifference
from .projection import Projection, counters_of, projections
from .settling import Settlement

log = logging.getLogger("svod.feed")
KEPT = 500  # differences written down per recount; the number counts them all
_DONE = """
    UPDATE feed_feedstate SET recounted_at = %s, differences = %s, counted_through = %s, recount_due_since = NULL
     WHERE organisation_id = %s
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that had to be mended. `row` names it within the fact, `columns` are those that differed."""

    fact: str
    kind: str
    row: str
    columns: str


@dataclass(frozen=True, slots=True)
class Recounted:
    """What a recount found. `is_first`: nothing had been projected before, so nothing was compared."""

    differences: tuple[Difference, ...]
    is_first: bool
    seconds: float


def recount(organisation_id: int) -> Recounted:
    """Rebuild one organisation in one transaction, then look at its outbox.

    The look is needed because workers that found the lock taken meanwhile have dropped their messages.

    :raises OrganisationNotReady: its schema lags behind the code.
    """
    organisation = projector.organisation_of(organisation_id)
    try:
        found = _recount(organisation)
        if not projector.is_empty(organisation):
            projector.hint(organisation_id)
    except OrganisationNotReady:
        raise  # it waits for the fleet: no fault of its rows
    except Exception as error:
        freshness.failed(organisation_id, error)
        raise
    if found.differences:
        log.error("The recount of %s found %s differences.", organisation.schema_name, len(found.differences))
    return found


def _recount(organisation: HasSchema) -> Recounted:
    began = time.monotonic()
    partners: set[int] = set()
    while True:
        with projection(organisation) as door, connections["feed"].cursor() as cursor:
            counted_through = lock_together(cursor, organisation.id, partners, wait=True) or 0
            cursor.execute(projector.MANY_ROWS)
            settlement = Settlement(cursor, organisation.id, None)
            if settlement.partners <= partners:
                differences, is_first = _rebuild(cursor, organisation, counted_through)
                if settlement.finish(projector.recompute_beside(last_counted(timezone.localdate()))):
                    return Recounted(() if is_first else tuple(differences), is_first, time.monotonic() - began)
            partners |= settlement.partners
            door.roll_back()


def _rebuild(cursor: CursorWrapper, organisation: HasSchema, counted_through: int) -> tuple[list[Difference], bool]:
    """Rebuild all facts and counters. Returns what differed, and True if nothing had been projected before."""
    through = last_counted(timezone.localdate())
    parameters = {"organisation": organisation.id}
    differences: list[Difference] = []
    pending: list[tuple[Projection, list[tuple[str, int, str, str]]]] = []
    for one in projections():
        rows: list[tuple[str, int, str, str]] = []
        cursor.execute(one.differs, parameters)
        if cursor.fetchone()[0]:
            cursor.execute(one.differences, parameters)
            rows = cursor.fetchall()
        pending.append((one, rows))
    touched = projector.touched_now(cursor)  # after the rows were read: whatever they show, its line is seen here
    for one, rows in pending:
        differences += _faults(cursor, one, rows, touched)
    differences += _counters(cursor, organisation.id, through, pending, is_extended=counted_through != through)
    is_first = counted_through == 0
    _write_down(cursor, organisation.id, [] if is_first else differences, through)
    return differences, is_first


def _faults(
    cursor: CursorWrapper, one: Projection, rows: list[tuple[str, int, str, str]], touched: dict[str, list[int]]
) -> Iterator[Difference]:
    """Returns the differences that no line of the outbox explains."""
    lagging = one.keys(cursor, touched) if rows else []
    if lagging is None:
        return
    late = set(lagging)
    for kind, key, row, columns in rows:
        if key not in late:
            yield Difference(one.fact.name, kind, row, columns)


def _counters(
    cursor: CursorWrapper,
    organisation_id: int,
    through: int,
    found: list[tuple[Projection, list[tuple[str, int, str, str]]]],
    *,
    is_extended: bool,
) -> Iterator[Difference]:
    """Rebuild all counters.

    A counter that changes is a fault if the facts were right and no academic year was added.
    """
    differing = counters_of(one for one, rows in found if rows)
    for rebuild, name in counters_of(one for one, _rows in found).items():
        changed = rebuild(cursor, organisation_id, through)
        if changed and rebuild not in differing and not is_extended:
            yield Difference(f"counters of {name}", "different", f"{changed} rows", "")


def _write_down(cursor: CursorWrapper, organisation_id: int, differences: list[Difference], through: int) -> None:
    at = timezone.now()
    RecountDifference.objects.using("feed").bulk_create(
        RecountDifference(
            organisation_id=organisation_id,
            recounted_at=at,
            fact=one.fact,
            row=one.row,
            kind=one.kind,
            columns=one.columns,
        )
        for one in differences[:KEPT]
    )
    cursor.execute(_DONE, [at, len(differences), through, organisation_id])
