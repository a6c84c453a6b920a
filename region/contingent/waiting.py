"""Transfers that wait for an answer longer than they may: whose turn it is, since when. Nobody's name stands here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from region.feed.models import Freshness
from shared_apps.envelopes.models import Envelope, Kind
from shared_apps.envelopes.queries import WAITING
from shared_apps.jobs.services import enqueue
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import OrganisationPeriod
from tenant_apps.transfers.work import REMINDER

MOST = 2000
_COLUMNS = ("sender_id", "receiver_id", "state", "on", "due_on", "reminded_at")


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One transfer. `organisation`: who must answer, `is_ours`: whether the reader sees that organisation."""

    organisation_id: int
    organisation: str
    municipality: str
    other: str
    state: str
    on: date
    due_on: date
    days_late: int
    reminded_at: datetime | None
    is_ours: bool


def waiting(today: date, *, only_late: bool) -> list[WaitingRow]:
    """Those of the reader's scope, the longest overdue first. Within region(); three queries."""
    found = Envelope.objects.filter(state__in=WAITING, kind=Kind.TRANSFER).order_by("due_on", "on")
    if only_late:
        found = found.filter(due_on__lt=today)
    rows = list(found.values_list(*_COLUMNS)[:MOST])
    ids = {each for row in rows for each in row[:2]}
    names: dict[int, tuple[str, str]] = {}  # as they are called today, or were last
    periods = OrganisationPeriod.objects.filter(organisation__in=ids).select_related("municipality")
    for one in periods.order_by("valid_from"):
        if one.organisation_id not in names or one.valid_from <= today:
            names[one.organisation_id] = (one.short_name, one.municipality.name)
    # All that the reader sees, also where nothing waits: so a forgotten scope is an error and no empty list.
    seen = set(Freshness.objects.values_list("organisation_id", flat=True))
    listed = []
    for sender, receiver, state, on, due_on, reminded_at in rows:
        whose, other = (receiver, sender) if state == Envelope.State.SENT else (sender, receiver)
        name, municipality = names.get(whose, ("", ""))
        late = max((today - due_on).days, 0)
        listed.append(
            WaitingRow(
                whose, name, municipality, names.get(other, ("", ""))[0], state, on, due_on, late, reminded_at,
                whose in seen,
            )
        )  # fmt: skip
    return listed


def remind(rows: Sequence[WaitingRow], *, by: By) -> int:
    """Each late organisation of the reader's scope is reminded by a job, once. How many organisations."""
    late = sorted({row.organisation_id for row in rows if row.is_ours and row.days_late})
    for organisation_id in late:
        enqueue(REMINDER, by=by, organisation_id=organisation_id, key=f"{REMINDER}:{organisation_id}")
    return len(late)
