"""The former organisation is told that a student has arrived: since when, by which order of the receiver.

One transaction writes one organisation, so what the receiver does is carried over by a job.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from shared_apps.envelopes.models import Envelope
from shared_apps.jobs.services import enqueue
from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here
from tenant_apps.enrolment.models import Enrolment
from tenant_apps.enrolment.services import confirm_arrival, forget_arrival

KIND = "transfer_confirmation"


@transaction.atomic
def carry_confirmations(*, uids: Sequence[UUID], by: By) -> int:
    """At the sender: write the arrival down where the envelope is accepted, and strike it where it is no more.

    Safe to repeat. How many enrolments it concerned; those whose leaving was cancelled meanwhile are left alone.
    """
    rows = {row.uid: row for row in Envelope.objects.filter(uid__in=list(uids), sender=organisation_here())}
    ended = Enrolment.objects.unvoided().filter(end_envelope_id__in=list(rows), ended_by__isnull=False)
    for pk, uid, left in ended.values_list("pk", "end_envelope_id", "valid_to"):
        if uid is None:
            continue
        row = rows[uid]
        if row.state == Envelope.State.ACCEPTED and row.decided_at is not None:
            day = max(timezone.localdate(row.decided_at), left)  # accepted ahead: there since the day of leaving
            confirm_arrival(enrolment_id=pk, on=day, document=row.receiver_order, by=by)
        else:
            forget_arrival(enrolment_id=pk, by=by)
    return len(ended)


def tell_senders(rows: Iterable[Envelope], by: By) -> None:
    """Enqueue `carry_confirmations` at the sender of each envelope. Within the receiver's door."""
    by_sender: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        by_sender[row.sender_id].append(str(row.uid))
    for sender_id, uids in by_sender.items():
        enqueue(KIND, by=by, organisation_id=sender_id, arguments={"envelopes": uids})
