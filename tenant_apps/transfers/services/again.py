"""A personal file is asked of the sender once more: what came is lost with a restoration, and what was sent is erased.

The card stays at the former organisation, so it packs the file anew, as of the last day there.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from shared_apps.envelopes import services as post
from shared_apps.envelopes.models import Envelope
from shared_apps.jobs.services import enqueue
from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here
from tenant_apps.enrolment.models import Enrolment

from ..contents import pack
from ..left_classes import classes_left
from ..partners import partner

KIND = "transfer_contents"


@transaction.atomic
def send_again(*, uids: Sequence[UUID], by: By) -> int:
    """At the sender: pack the files of these envelopes anew where they are erased. How many; safe to repeat.

    Whose leaving was cancelled meanwhile is left alone.
    """
    erased = Envelope.objects.filter(uid__in=list(uids), sender=organisation_here()).in_bulk(field_name="uid")
    left = dict(
        Enrolment.objects.unvoided().filter(end_envelope_id__in=list(erased)).values_list("end_envelope_id", "student")
    )
    count = 0
    for uid, row in erased.items():
        own = partner(row.sender_id, row.on)
        if uid in left and own is not None:
            [content] = pack(
                [left[uid]], left_on={left[uid]: row.on}, left_classes=dict([classes_left([uid])[uid]]),
                sender_id=own.id, sender_name=own.name,
            ).values()  # fmt: skip
            count += post.refill_contents(number=row.pk, content=content, by=by)
    return count


def ask_again(rows: Iterable[Envelope], by: By) -> None:
    """Enqueue `send_again` at the sender of each envelope. Within the receiver's door."""
    by_sender: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        by_sender[row.sender_id].append(str(row.uid))
    for sender_id, uids in by_sender.items():
        enqueue(KIND, by=by, organisation_id=sender_id, arguments={"envelopes": uids})
