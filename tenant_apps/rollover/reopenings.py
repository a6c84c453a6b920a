"""Requests of organisations to open closed years again, as the region's administrator sees and decides them.

Call inside shared(): the organisation's own record is reached by a job (`work.carry_decision`).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.jobs.services import enqueue
from shared_apps.organisations import shared_log
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import ReopeningRequest
from shared_apps.organisations.queries import names_on
from shared_apps.organisations.refusal import Refused

from .work import DECIDE

State = ReopeningRequest.State


class RequestDecided(Refused):
    message = _("The request is decided already (%(state)s).")
    code = "reopening_request_decided"


class OwnRequest(Refused):
    message = _("You made this request yourself. Another person decides on it.")
    code = "reopening_own_request"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in the list."""

    pk: int
    organisation_name: str
    year_name: str
    reason: str
    asked_name: str
    asked_at: datetime
    state: str
    decided_name: str


def requests() -> list[RequestRow]:
    """Those that wait first, then the latest. Two queries."""
    rows = list(ReopeningRequest.objects.order_by("-pk")[:500])
    names = names_on({row.organisation_id for row in rows}, timezone.localdate())
    found = [
        RequestRow(
            row.pk, names.get(row.organisation_id, ""), row.year_name, row.reason, row.asked_name, row.asked_at,
            row.state, row.decided_name,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.state != State.WAITING)


@transaction.atomic
def decide(*, request_id: int, granted: bool, words: str, by: By) -> ReopeningRequest:
    """Grant or refuse; a job carries the decision into the organisation. :raises RequestDecided, OwnRequest:"""
    row = ReopeningRequest.objects.select_for_update().get(pk=request_id)
    if row.state != State.WAITING:
        raise RequestDecided(params={"state": row.get_state_display()})
    if by.account_id is None or by.account_id == row.asked_by:
        raise OwnRequest
    before = shared_log.values(row)
    row.state = State.GRANTED if granted else State.REFUSED
    row.decision, row.decided_at, row.decided_by, row.decided_name = (
        words.strip(),
        timezone.now(),
        by.account_id,
        by.name,
    )
    row.save()
    shared_log.record(by=by, row=row, action="decide", before=before)
    enqueue(
        DECIDE, by=by, organisation_id=row.organisation_id, key=f"{DECIDE}:{row.organisation_id}:{row.proposal_id}",
        arguments={"proposal": row.proposal_id, "granted": granted, "words": row.decision},
    )  # fmt: skip
    return row
