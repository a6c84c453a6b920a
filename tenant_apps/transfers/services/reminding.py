"""Reminders: late answers, and requests that nobody answered in two terms."""

from datetime import date

from shared_apps.envelopes.queries import waiting
from shared_apps.envelopes.services import expire_requests
from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation


def remind(organisation: Organisation, *, today: date, by: By) -> tuple[int, int, int]:
    """Of one organisation, behind a door of its own: (waiting for its answer, of them late, requests expired now)."""
    with inside(organisation, by=by):
        expired = expire_requests(today=today, by=by)
        found = waiting(organisation.pk, today)
    return found.here, found.late, expired
