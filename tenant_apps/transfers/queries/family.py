"""What a family is told of a transfer: its state, and who waits for whom."""

from collections import defaultdict
from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.envelopes.models import Envelope
from shared_apps.envelopes.queries import WAITING
from shared_apps.organisations.here import organisation_here
from tenant_apps.enrolment.family_lines import FamilyLine
from tenant_apps.people.names import search_key
from tenant_apps.people.queries.names import named_students

from ..models import Transfer
from ..partners import partners
from .lists import TONES

TOLD_FOR = timedelta(days=60)
"""How long a family reads of a transfer that is over."""
State = Envelope.State


def lines_of(student_ids: Collection[int]) -> dict[int, list[FamilyLine]]:
    """By the student's id, the latest first. A fixed number of queries."""
    mine, today = organisation_here(), timezone.localdate()
    own = dict(Transfer.objects.filter(student__in=student_ids).values_list("envelope_uid", "student"))
    told = Q(state__in=WAITING) | Q(decided_at__gte=timezone.now() - TOLD_FOR)
    rows = list(
        Envelope.objects.filter(told)
        .filter(Q(uid__in=list(own)) | Q(state=State.REQUESTED, sender=mine))
        .order_by("-pk")
    )
    if not rows:
        return {}
    asked = _asked_for(student_ids, rows)
    names = partners([row.receiver_id if row.sender_id == mine else row.sender_id for row in rows], today)
    found: dict[int, list[FamilyLine]] = defaultdict(list)
    for row in rows:
        student_id = own.get(row.uid) or asked.get(row.pk)
        if student_id is not None:
            other = names[row.receiver_id if row.sender_id == mine else row.sender_id].name
            found[student_id].append(
                FamilyLine(
                    str(row.get_state_display()), TONES[row.state], _words(row, other, is_out=row.sender_id == mine)
                )
            )
    return dict(found)


def _asked_for(student_ids: Collection[int], rows: list[Envelope]) -> dict[int, int]:
    """Requests know a name and a birth date, no card: the envelope's number → the student whose they are."""
    named = {
        (search_key(one.full_name), one.birth_date): one.student_id
        for one in named_students(list(student_ids)).values()
    }
    asked = [row for row in rows if row.state == State.REQUESTED]
    pairs = {row.pk: named.get((search_key(row.who), row.birth_date)) for row in asked}
    return {number: student_id for number, student_id in pairs.items() if student_id is not None}


def _words(row: Envelope, other: str, *, is_out: bool) -> str:
    values = {
        "other": other, "day": f"{row.on:%d.%m.%Y}", "due": f"{row.due_on:%d.%m.%Y}", "reason": row.reason,
        "order": row.receiver_order,
    }  # fmt: skip
    sentences = {
        (State.REQUESTED, True): _(
            "“%(other)s” asks for the transfer from %(day)s. This organisation answers by %(due)s."
        ),
        (State.REQUESTED, False): _("“%(other)s” is asked for the transfer from %(day)s and answers by %(due)s."),
        (State.SENT, True): _(
            "Transfer to “%(other)s” from %(day)s: the file is there, the order of admission is due by %(due)s."
        ),
        (State.SENT, False): _("Transfer from “%(other)s” from %(day)s: the order of admission is due by %(due)s."),
        (State.ACCEPTED, True): _("Admitted to “%(other)s” from %(day)s: %(order)s."),
        (State.ACCEPTED, False): _("Came from “%(other)s” on %(day)s: %(order)s."),
        (State.REFUSED, True): _("“%(other)s” refused the transfer: %(reason)s"),
        (State.REFUSED, False): _("The transfer from “%(other)s” was refused: %(reason)s"),
    }
    ended = (
        _("The transfer to “%(other)s” was taken back.")
        if is_out
        else _("The transfer from “%(other)s” was taken back.")
    )
    return sentences.get((State(row.state), is_out), ended) % values
