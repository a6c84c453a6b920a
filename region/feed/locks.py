"""The locks of the feed: one row of `FeedState` per organisation, taken in the order of ids."""

from collections.abc import Iterable

from django.db.backends.utils import CursorWrapper

_LOCK = "SELECT counted_through FROM feed_feedstate WHERE organisation_id = %s FOR UPDATE"
_ENTER = """
    INSERT INTO feed_feedstate (organisation_id, counted_through, differences) VALUES (%s, 0, 0) ON CONFLICT DO NOTHING
"""


def lock(cursor: CursorWrapper, organisation_id: int, *, wait: bool) -> int | None:
    """Lock the organisation's FeedState to the end of the transaction.

    Returns the academic year that its counters reach; None if another worker has the lock and `wait` is false.
    """
    statement = _LOCK if wait else f"{_LOCK} SKIP LOCKED"
    cursor.execute(statement, [organisation_id])
    found = cursor.fetchone()
    if found is None:
        cursor.execute(_ENTER, [organisation_id])
        if cursor.rowcount or wait:
            cursor.execute(statement, [organisation_id])
            found = cursor.fetchone()
    return None if found is None else int(found[0])


def lock_together(cursor: CursorWrapper, organisation_id: int, partners: Iterable[int], *, wait: bool) -> int | None:
    """Lock an organisation and those that hand over to it, in the order of ids, so that nobody waits in a circle.

    `wait` decides about its own lock alone. The partners' locks are always waited for: a worker that holds one of them
    works on that partner's outbox, not on this one, so it would not do this work.
    Returns what `lock` returns for the organisation itself.
    """
    own: int | None = None
    for each in sorted({organisation_id, *partners}):
        if each != organisation_id:
            lock(cursor, each, wait=True)
            continue
        own = lock(cursor, each, wait=wait)
        if own is None:
            return None
    return own
