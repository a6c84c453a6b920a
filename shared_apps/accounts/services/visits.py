"""The nightly count of visits: numbers by organisation and role, no persons."""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from shared_apps.organisations.crossing import By

from ..doorway import shared_tables

ACTIVE_WITHIN = timedelta(days=30)
KEPT_FOR = timedelta(days=400)

# An account is active when a browser of it was seen, whenever it signed in. One that has a role twice counts once.
COUNTED = """
    SELECT m.organisation_id, m.role, count(*) AS accounts,
           count(*) FILTER (WHERE m.active) AS active, count(*) FILTER (WHERE m.never) AS never
    FROM (
        SELECT DISTINCT m.organisation_id, m.role, a.id, a.last_sign_in_at IS NULL AS never,
               (a.last_sign_in_at >= %(since)s
                OR EXISTS (SELECT FROM accounts_session s WHERE s.account_id = a.id AND s.last_seen_at >= %(since)s)
               ) IS TRUE AS active
        FROM accounts_membership m JOIN accounts_account a ON a.id = m.account_id
        WHERE m.organisation_id IS NOT NULL AND m.ended_at IS NULL
          AND m.valid_from <= %(day)s AND m.valid_to > %(day)s
    ) m GROUP BY 1, 2"""

_WRITTEN = f"""
    INSERT INTO accounts_visitcount (organisation_id, day, role, accounts, active, never)
    SELECT organisation_id, %(day)s, role, accounts, active, never FROM ({COUNTED}) counted
    ON CONFLICT (organisation_id, day, role) DO UPDATE
       SET accounts = excluded.accounts, active = excluded.active, never = excluded.never"""  # noqa: S608

_FORGOTTEN = "DELETE FROM accounts_visitcount WHERE day < %(before)s"


def count_visits(*, day: date | None = None, by: By) -> int:
    """Count the visits of all organisations as of a day (today); says how many rows. A second count replaces one."""
    day = day or timezone.localdate()
    asked = {"day": day, "since": timezone.now() - ACTIVE_WITHIN, "before": day - KEPT_FOR}
    with shared_tables(by), connection.cursor() as cursor:
        cursor.execute(_FORGOTTEN, asked)
        cursor.execute(_WRITTEN, asked)
        return int(cursor.rowcount)
