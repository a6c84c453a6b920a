"""Reads of envelopes. Within `inside(organisation)` row-level security leaves those it sends or gets."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet

from . import refusals
from .models import Contents, Envelope, Kind

WAITING = (Envelope.State.REQUESTED, Envelope.State.SENT)
CLOSED = tuple(state for state in Envelope.State if state not in WAITING)


def envelopes() -> QuerySet[Envelope]:
    """All that this organisation sends or gets, the latest first."""
    return Envelope.objects.order_by("-pk")


def envelope(number: int) -> Envelope:
    """One of them. :raises NoSuchEnvelope:"""
    found = Envelope.objects.filter(pk=number).first()
    if found is None:
        raise refusals.NoSuchEnvelope(params={"number": number})
    return found


def waits_for(organisation_id: int) -> Q:
    """The condition "it is this organisation's turn": sent to it, or asked of it."""
    sent = Q(state=Envelope.State.SENT, receiver_id=organisation_id)
    return sent | Q(state=Envelope.State.REQUESTED, sender_id=organisation_id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many transfers wait for this organisation, how many of them longer than they may; the last reminder."""

    here: int
    late: int
    there: int
    reminded_at: datetime | None = None


def waiting(organisation_id: int, today: date) -> Waiting:
    """One query, for the first page."""
    mine = waits_for(organisation_id)
    found = Envelope.objects.filter(state__in=WAITING, kind=Kind.TRANSFER).aggregate(
        here=Count("pk", filter=mine), late=Count("pk", filter=mine & Q(due_on__lt=today)), both=Count("pk"),
        reminded_at=Max("reminded_at", filter=mine),
    )  # fmt: skip
    return Waiting(found["here"], found["late"], found["both"] - found["here"], found["reminded_at"])


def content(number: int) -> bytes | None:
    """What lies in the envelope; None: erased. Only its receiver finds it, and never within `shared()`."""
    found = Contents.objects.filter(envelope_id=number).values_list("content", flat=True).first()
    return None if found is None else bytes(found)
