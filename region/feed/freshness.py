"""As of when the region's rows are complete: written by the sweep and the projector, read by pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections
from django.db.backends.utils import CursorWrapper

from shared_apps.organisations.crossing import feed_tables

_SEEN = """
    INSERT INTO feed_freshness AS known (organisation_id, checked_at, behind_since, last_error)
    SELECT organisation_id, CASE WHEN is_right THEN %(at)s END, CASE WHEN NOT is_right THEN %(at)s END, ''
      FROM (SELECT seen.organisation_id, seen.is_empty AND state.recount_due_since IS NULL AS is_right
              FROM unnest(%(organisations)s::bigint[], %(empty)s::boolean[]) AS seen(organisation_id, is_empty)
                   LEFT JOIN feed_feedstate state ON state.organisation_id = seen.organisation_id) AS looked_at
     ORDER BY organisation_id
    ON CONFLICT (organisation_id) DO UPDATE SET
        checked_at = greatest(known.checked_at, excluded.checked_at),
        behind_since = CASE
            WHEN excluded.checked_at IS NULL AND coalesce(known.checked_at < excluded.behind_since, true)
                THEN coalesce(known.behind_since, excluded.behind_since)
            WHEN known.behind_since <= excluded.checked_at THEN NULL
            ELSE known.behind_since END,
        failed_at = CASE WHEN excluded.checked_at IS NULL THEN known.failed_at END,
        last_error = CASE WHEN excluded.checked_at IS NULL THEN known.last_error ELSE '' END
"""
_FAILED = """
    INSERT INTO feed_freshness AS known (organisation_id, failed_at, last_error) VALUES (%s, clock_timestamp(), %s)
    ON CONFLICT (organisation_id) DO UPDATE SET failed_at = excluded.failed_at, last_error = excluded.last_error
"""
_READ = """
    SELECT min(known.checked_at) FILTER (WHERE known.behind_since IS NULL), count(*),
           count(*) FILTER (WHERE known.behind_since IS NOT NULL OR known.checked_at IS NULL),
           min(known.behind_since), count(*) FILTER (WHERE known.failed_at IS NOT NULL),
           (SELECT min(counted_through) FROM feed_feedstate WHERE counted_through > 0)
      FROM feed_freshness known
"""


@dataclass(frozen=True, slots=True)
class Freshness:
    """What may be said beside a number: "as of `as_of`, `behind` organisations behind".

    Everything that organisations not behind had committed before `as_of` is in the number. None: nothing known yet.
    `counted_through`: the last academic year that the counters of all organisations reach.
    """

    as_of: datetime | None
    organisations: int
    behind: int
    behind_since: datetime | None
    failed: int
    counted_through: int | None


def seen(cursor: CursorWrapper, empty: Mapping[int, bool], at: datetime) -> None:
    """Write down what a look at outboxes found: organisation → whether it was empty at the moment `at`.

    One that was restored and not recounted since stays behind, however empty its outbox is.
    """
    organisations = sorted(empty)
    values: dict[str, Any] = {"at": at, "organisations": organisations, "empty": [empty[one] for one in organisations]}
    cursor.execute(_SEEN, values)


def failed(organisation_id: int, error: BaseException) -> None:
    """Write down that the projector failed, in a transaction of its own."""
    with feed_tables(), connections["feed"].cursor() as cursor:
        cursor.execute(_FAILED, [organisation_id, f"{type(error).__name__}: {error}"[:2000]])


def freshness(using: str = "default") -> Freshness:
    """Freshness of the organisations that the present door sees: region(scope), or shared() for all."""
    with connections[using].cursor() as cursor:
        cursor.execute(_READ)
        as_of, known, behind, behind_since, failures, through = cursor.fetchone()
    return Freshness(as_of, known, behind, behind_since, failures, through)
