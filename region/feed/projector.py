"""The projector: takes the keys that an organisation's outbox holds and brings the region's tables up to its rows.

It applies no deltas: for the keys it recomputes all intervals with one statement per fact, so running twice or late
gives the same rows. Two workers on one organisation never overwrite new with old, because it works under the lock of
`FeedState`; one that finds the lock taken goes away, because the holder looks at the outbox again after its commit.

What other organisations hand over to this one (handover.py) is computed with theirs, under the locks of both.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass

from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from shared_apps.jobs import messages
from shared_apps.organisations.crossing import HasSchema, OrganisationNotReady, feed_tables, projection
from shared_apps.organisations.models import Organisation

from . import freshness
from .academic_years import last_counted
from .locks import lock_together
from .projection import Keys, Projection, counters_of, keys_of, projections
from .settling import Recompute, Settlement

log = logging.getLogger("svod.feed")
BATCH = 5000
TASK = "feed.project"
QUEUE = "feed"
MANY = 1000
MANY_ROWS = "SET LOCAL enable_nestloop = off; SET LOCAL join_collapse_limit = 1"
"""Right after a large load there are no statistics yet, and a plan made for two rows would walk a thousand of them a
thousand times. So where many rows are recomputed, whole tables are joined, in the order in which they are written: to
look for a better one costs a third of all planning and finds none."""

_DONE = """
    UPDATE feed_feedstate SET projected_at = clock_timestamp(), counted_through = %s WHERE organisation_id = %s
"""


@dataclass(frozen=True, slots=True)
class Projected:
    """What one run did: outbox lines taken, rows of facts changed; `is_taken`: another worker has it."""

    lines: int = 0
    rows: int = 0
    is_taken: bool = False


def organisation_of(organisation_id: int) -> Organisation:
    """The organisation by its id, through the feed's own login.

    :raises Organisation.DoesNotExist: there is none.
    """
    with feed_tables():
        found: Organisation = Organisation.objects.using("feed").get(pk=organisation_id)
        return found


def hint(organisation_id: int) -> None:
    """Tell the feed's workers that this organisation may have something in its outbox. Never raises, never waits."""
    messages.send(TASK, organisation_id, queue=QUEUE)


def project(organisation_id: int) -> Projected:
    """One message: a batch, then the look at the outbox after the commit, and another message unless it is empty.

    Where the schema (its own or a partner's) lags behind the code, the lines stay for a later sweep: no fault.
    """
    organisation = organisation_of(organisation_id)
    if organisation.state not in (Organisation.State.READY, Organisation.State.CLOSED):
        return Projected()
    try:
        done = project_batch(organisation)
        if not done.is_taken and not is_empty(organisation):
            hint(organisation_id)
    except OrganisationNotReady as refusal:
        log.info("The outbox of %s waits: %s", organisation.schema_name, refusal.reason)
        return Projected()
    except Exception as error:
        freshness.failed(organisation_id, error)
        raise
    return done


def drain(organisation_id: int) -> Projected:
    """Batches in the foreground until the outbox is empty or another worker has the organisation."""
    organisation = organisation_of(organisation_id)
    lines = rows = 0
    while True:
        done = project_batch(organisation)
        lines, rows = lines + done.lines, rows + done.rows
        if done.is_taken or is_empty(organisation):
            return Projected(lines, rows, done.is_taken)


def project_batch(organisation: HasSchema) -> Projected:
    """One transaction: lock, read at most BATCH lines of the outbox, recompute what they touch, delete exactly them.

    If something is handed over to or from another organisation, the transaction is rolled back and begun again with the
    locks of both.
    """
    partners: set[int] = set()
    while True:
        with projection(organisation) as door, connections["feed"].cursor() as cursor:
            counted_through = lock_together(cursor, organisation.id, partners, wait=False)
            if counted_through is None:
                return Projected(is_taken=True)
            through = last_counted(timezone.localdate())
            cursor.execute("SELECT id, entity, key FROM history_outbox ORDER BY id LIMIT %s", [BATCH])
            lines = cursor.fetchall()
            if not lines and counted_through >= through:
                return Projected()
            if len(lines) >= MANY:
                cursor.execute(MANY_ROWS)
            keys = keys_of(cursor, _touched(lines))
            settlement = Settlement(cursor, organisation.id, keys)
            if settlement.partners <= partners:
                everything = counted_through < through
                rows = _recompute(cursor, organisation.id, keys, through, everything=everything)
                if settlement.finish(recompute_beside(through)):
                    cursor.execute("DELETE FROM history_outbox WHERE id = ANY(%s)", [[line[0] for line in lines]])
                    cursor.execute(_DONE, [through, organisation.id])
                    return Projected(len(lines), rows)
            partners |= settlement.partners
            door.roll_back()


def is_empty(organisation: HasSchema) -> bool:
    """Look at the outbox after a commit and write freshness down. Returns True if it is empty."""
    with projection(organisation), connections["feed"].cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM history_outbox), statement_timestamp()")
        empty, at = cursor.fetchone()
        freshness.seen(cursor, {organisation.id: bool(empty)}, at)
        return bool(empty)


def _touched(lines: list[tuple[int, str, int]]) -> dict[str, list[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for _id, entity, key in lines:
        found[entity].add(key)
    return {entity: sorted(keys) for entity, keys in found.items()}


def _recompute(cursor: CursorWrapper, organisation_id: int, found: Keys, through: int, *, everything: bool) -> int:
    """Bring facts and counters up to date. With `everything` counters are rebuilt even if no fact has changed."""
    rows = 0
    due: list[Projection] = []
    for one in projections():
        keys = found[one.fact.name]
        changed = 0
        if keys is None or keys:
            parameters = {"organisation": organisation_id, "keys": keys}
            cursor.execute(one.whole if keys is None else one.by_keys, parameters)
            changed = int(cursor.fetchone()[0])
        if changed or everything:
            due.append(one)
        rows += changed
    for rebuild in counters_of(due):
        rebuild(cursor, organisation_id, through)
    return rows


def recompute_beside(through: int) -> Recompute:
    """Recompute the rows of other organisations; a settlement calls it (settling.py)."""

    def recompute(cursor: CursorWrapper, partner_id: int, touched: dict[str, list[int]]) -> int:
        return _recompute(cursor, partner_id, keys_of(cursor, touched), through, everything=False)

    return recompute


def touched_now(cursor: CursorWrapper) -> dict[str, list[int]]:
    """All keys that stand in the outbox now."""
    cursor.execute("SELECT DISTINCT 0, entity, key FROM history_outbox")
    return _touched(cursor.fetchall())
