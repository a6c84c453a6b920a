"""How far the region knows each organisation that the reader sees. Call inside region(scope)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from shared_apps.organisations.territory_queries import MUNICIPALITIES_ON

# Freshness is under row-level security: organisations outside of the scope are not found.
_STATES = f"""
    SELECT known.organisation_id, named.short_name, named.municipality, known.checked_at, known.behind_since,
           known.failed_at, split_part(known.last_error, ':', 1), state.projected_at, state.recounted_at,
           coalesce(state.differences, 0)
      FROM feed_freshness known
           LEFT JOIN feed_feedstate state ON state.organisation_id = known.organisation_id
           LEFT JOIN (SELECT DISTINCT ON (organisation_id) period.organisation_id, period.short_name,
                             territory.name AS municipality
                        FROM organisations_organisationperiod period
                             JOIN {MUNICIPALITIES_ON} territory ON territory.id = period.municipality_id
                       ORDER BY organisation_id, (period.valid_from <= %(on)s) DESC, period.valid_from DESC) AS named
                  ON named.organisation_id = known.organisation_id
     ORDER BY known.behind_since NULLS LAST, known.checked_at NULLS FIRST, named.short_name
"""
_DIFFERENCES = """
    SELECT found.organisation_id, found.recounted_at, found.fact, found.kind, count(*),
           coalesce(string_agg(DISTINCT nullif(found.columns, ''), ', '), '')
      FROM feed_recountdifference found
     WHERE found.recounted_at >= %(since)s{organisation}
     GROUP BY 1, 2, 3, 4 ORDER BY 2 DESC, 1, 3, 4
"""


@dataclass(frozen=True, slots=True)
class OrganisationState:
    """`error` is the kind of the last failure; what it said may hold values of rows and stays in the log."""

    organisation_id: int
    name: str
    municipality: str
    checked_at: datetime | None
    behind_since: datetime | None
    failed_at: datetime | None
    error: str
    projected_at: datetime | None
    recounted_at: datetime | None
    differences: int

    @property
    def state(self) -> str:
        """failed, behind, never (nothing was projected yet), differs (the last recount mended rows), or fresh."""
        if self.failed_at is not None:
            return "failed"
        if self.behind_since is not None:
            return "behind"
        if self.checked_at is None:
            return "never"
        return "differs" if self.differences else "fresh"


@dataclass(frozen=True, slots=True)
class Differences:
    """Rows of one fact that a recount had to mend in one way."""

    organisation_id: int
    recounted_at: datetime
    fact: str
    kind: str
    rows: int
    columns: str


def states(*, today: date) -> list[OrganisationState]:
    """Every organisation of the scope, those behind first."""
    return [OrganisationState(*row) for row in _read(_STATES, on=today)]


def differences(*, since: datetime, organisation: int | None = None) -> list[Differences]:
    """What recounts found since a moment, the latest first."""
    one = " AND found.organisation_id = %(organisation)s" if organisation is not None else ""
    rows = _read(_DIFFERENCES.format(organisation=one), since=since, organisation=organisation)
    return [Differences(*row) for row in rows]


def _read(statement: str, **parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
