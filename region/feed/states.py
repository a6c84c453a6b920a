"""The state of the feed by organisation, for the command and the page of the system's administrator."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

_STATES = """
    SELECT o.id, o.slug, s.projected_at, f.checked_at, f.behind_since, f.failed_at, coalesce(f.last_error, ''),
           s.recounted_at, coalesce(s.differences, 0)
      FROM organisations_organisation o
           LEFT JOIN feed_feedstate s ON s.organisation_id = o.id
           LEFT JOIN feed_freshness f ON f.organisation_id = o.id
     WHERE o.state IN ('ready', 'closed')
     ORDER BY f.behind_since NULLS LAST, o.slug
"""


@dataclass(frozen=True, slots=True)
class State:
    """How far the region knows one organisation."""

    organisation_id: int
    slug: str
    projected_at: datetime | None
    checked_at: datetime | None
    behind_since: datetime | None
    failed_at: datetime | None
    last_error: str
    recounted_at: datetime | None
    differences: int

    @property
    def needs_attention(self) -> bool:
        """True if it is behind, has failed, was never seen, or was wrong at its last recount."""
        return bool(self.behind_since or self.last_error or self.differences or self.checked_at is None)


def states(using: str = "feed") -> list[State]:
    """All organisations with a schema, those behind first.

    Call inside shared() with using="default", or by the feed's login.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_STATES)
        return [State(*row) for row in cursor.fetchall()]
