"""Every write to envelopes. Call within `inside(organisation)`: the organisation whose door it is acts.

Each opens `shared()` of its own, so an envelope changes in the transaction of the order that moves it.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.here import organisation_here
from shared_apps.organisations.refusal import Refused

from . import refusals, working_days
from .models import Contents, Envelope, Kind
from .queries import CLOSED, waits_for

State = Envelope.State
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One student's envelope, ready to go."""

    uid: UUID
    receiver_id: int
    person_uid: UUID
    who: str
    birth_date: date | None
    level: str
    grade: int | None
    on: date
    order: str
    content: bytes
    kind: str = Kind.TRANSFER


def request_envelope(
    *,
    sender_id: int,
    who: str,
    birth_date: date | None,
    snils: str = "",
    level: str,
    grade: int | None,
    on: date,
    by: By,
) -> Envelope:
    """The receiver asks the organisation where a student studies to let him go."""
    receiver_id = organisation_here()
    with shared(by=by):
        return Envelope.objects.create(
            state=State.REQUESTED,
            sender_id=sender_id,
            receiver_id=receiver_id,
            who=who,
            birth_date=birth_date,
            snils=snils,
            level=level,
            grade=grade,
            on=on,
            requested_at=timezone.now(),
            due_on=working_days.answer_due(timezone.localdate()),
        )


def send_envelopes(*, sendings: Sequence[Sending], by: By) -> dict[UUID, Envelope]:
    """Envelopes go: new ones, and those that were asked for (`uid` of the request). With their contents, by uid.

    :raises EnvelopeNotWaiting: what was asked for waits no more.
    :raises StudentOnTheWay: he is on the way by another envelope.
    """
    sender_id, now = organisation_here(), timezone.now()
    with shared(by=by):
        _refuse_on_the_way(sendings, sender_id)
        asked = {
            one.uid: one for one in Envelope.objects.select_for_update().filter(uid__in=[each.uid for each in sendings])
        }
        fresh: list[Envelope] = []
        for each in sendings:
            row = asked.get(each.uid)
            if row is not None and row.state != State.REQUESTED:
                raise _not_waiting(row)
            if row is None:
                row = Envelope(uid=each.uid, sender_id=sender_id, receiver_id=each.receiver_id)
                fresh.append(row)
            row.kind, row.state = each.kind, State.SENT
            row.person_uid, row.who, row.birth_date = each.person_uid, each.who, each.birth_date
            row.snils = ""
            row.level, row.grade, row.on = each.level, each.grade, each.on
            row.sender_order, row.sent_at = each.order, now
            row.due_on = working_days.answer_due(timezone.localdate())
            row.digest = hashlib.sha256(each.content).hexdigest()
            if row.pk is not None:
                row.save()
        Envelope.objects.bulk_create(fresh, batch_size=BATCH)
        sent = asked | {row.uid: row for row in fresh}
        by_number = {sent[each.uid].pk: each for each in sendings}
        again = set(Contents.objects.filter(envelope__in=list(by_number)).values_list("envelope", flat=True))
        for number in again:  # taken back before (take_back_lost)
            content = by_number[number].content
            Contents.objects.filter(envelope=number).update(content=content, size=len(content), erased_at=None)
        Contents.objects.bulk_create(
            [
                Contents(
                    envelope_id=number,
                    sender_id=sender_id,
                    receiver_id=sent[each.uid].receiver_id,
                    content=each.content,
                    size=len(each.content),
                )
                for number, each in by_number.items()
                if number not in again
            ],
            batch_size=BATCH,
        )
    return sent


def accept_envelopes(*, orders: dict[UUID, str], keep: Collection[UUID] = (), by: By) -> dict[UUID, Envelope]:
    """The receiver has admitted the students (uid → the order in words). The contents are erased.

    :param keep: of these something is still to be decided: their contents stay until `erase_settled`.
    :raises EnvelopeNotWaiting, NotYourTurn:
    """
    receiver_id = organisation_here()
    with shared(by=by):
        rows = {one.uid: one for one in Envelope.objects.select_for_update().filter(uid__in=list(orders))}
        for row in rows.values():
            _only_in_turn(row, receiver_id, {State.SENT: row.receiver_id})
            row.state, row.receiver_order = State.ACCEPTED, orders[row.uid]
            row.decided_at, row.decided_by = timezone.now(), by.name
        fields = ["state", "receiver_order", "decided_at", "decided_by"]
        Envelope.objects.bulk_update(rows.values(), fields, batch_size=BATCH)
        _erase([row.pk for row in rows.values() if row.uid not in keep])
    return rows


def erase_settled(*, number: int, by: By) -> None:
    """The receiver has decided all that was open: the contents of an accepted envelope are erased.

    :raises NoSuchEnvelope, EnvelopeNotWaiting, NotYourTurn:
    """
    receiver_id = organisation_here()
    with shared(by=by):
        row = locked(number)
        _only_in_turn(row, receiver_id, {State.ACCEPTED: row.receiver_id})
        _erase([number])


def reopen_envelopes(*, uids: Sequence[UUID], by: By) -> None:
    """The order of admission was cancelled: the students are on the way again; their contents stay erased."""
    with shared(by=by):
        Envelope.objects.filter(uid__in=list(uids), state=State.ACCEPTED).update(
            state=State.SENT,
            receiver_order="",
            decided_at=None,
            decided_by="",
            due_on=working_days.answer_due(timezone.localdate()),
        )


def refill_contents(*, number: int, content: bytes, by: By) -> bool:
    """The sender packs a file anew whose contents were erased; False: they are there, or nobody needs them any more."""
    sender_id = organisation_here()
    with shared(by=by):
        row = locked(number)
        if row.sender_id != sender_id or row.state not in (State.SENT, State.ACCEPTED):
            return False
        found = Contents.objects.filter(envelope=row, erased_at__isnull=False)
        if not found.update(content=content, size=len(content), erased_at=None):
            return False
        row.digest = hashlib.sha256(content).hexdigest()
        row.save(update_fields=["digest"])
    return True


def take_back_lost(*, number: int, by: By) -> Envelope:
    """The sender was put back to before its order: nothing was sent. A request waits for the answer again.

    :raises NoSuchEnvelope, EnvelopeNotWaiting, NotYourTurn:
    """
    mine = organisation_here()
    with shared(by=by):
        row = locked(number)
        _only_in_turn(row, mine, {State.SENT: row.sender_id})
        if row.requested_at is None:
            return _decide(row, State.WITHDRAWN, _("The sender was put back from a backup; its order is lost."), by)
        row.state, row.sent_at, row.sender_order, row.person_uid = State.REQUESTED, None, "", None
        row.due_on = working_days.answer_due(timezone.localdate())
        row.save(update_fields=["state", "sent_at", "sender_order", "person_uid", "due_on"])
        _erase([number])
        return row


def refuse_envelope(*, number: int, reason: str, by: By) -> Envelope:
    """The receiver refuses what was sent, or the sender what was asked for. The contents are erased.

    :raises ReasonMissing, NoSuchEnvelope, EnvelopeNotWaiting, NotYourTurn:
    """
    reason = " ".join(reason.split())
    if not reason:
        raise refusals.ReasonMissing
    mine = organisation_here()
    with shared(by=by):
        row = locked(number)
        _only_in_turn(row, mine, {State.SENT: row.receiver_id, State.REQUESTED: row.sender_id})
        return _decide(row, State.REFUSED, reason, by)


def withdraw_envelope(*, number: int, reason: str, by: By) -> Envelope:
    """Who began takes it back before the other side has answered. The contents are erased.

    :raises NoSuchEnvelope, EnvelopeNotWaiting, NotYourTurn:
    """
    mine = organisation_here()
    with shared(by=by):
        row = locked(number)
        _only_in_turn(row, mine, {State.SENT: row.sender_id, State.REQUESTED: row.receiver_id})
        return _decide(row, State.WITHDRAWN, " ".join(reason.split()), by)


def forget_names(*, person_uid: UUID, asked: Collection[int], by: By) -> int:
    """A person's name and birth date were erased here: closed envelopes about him say them no more. How many.

    :param asked: numbers of closed requests that knew no card and are about him.
    """
    with shared(by=by):
        about = Q(person_uid=person_uid) | Q(pk__in=list(asked))
        rows = Envelope.objects.filter(about, state__in=CLOSED).exclude(who="", birth_date=None)
        return rows.update(who="", birth_date=None)


def forget_contents(*, uids: Collection[UUID], by: By) -> None:
    """What the receiver put off and will not decide any more: the contents of accepted envelopes are erased."""
    mine = organisation_here()
    with shared(by=by):
        rows = Envelope.objects.filter(uid__in=list(uids), receiver_id=mine, state=State.ACCEPTED)
        _erase(list(rows.values_list("pk", flat=True)))


def expire_requests(*, today: date, by: By) -> int:
    """Requests of this organisation that nobody answered for two terms. What was sent never expires."""
    receiver_id = organisation_here()
    with shared(by=by):
        late = Envelope.objects.filter(receiver_id=receiver_id, state=State.REQUESTED, due_on__lt=today)
        term = working_days.days_to_answer(today)
        overdue = [row.pk for row in late if working_days.after(row.due_on, term) < today]
        return Envelope.objects.filter(pk__in=overdue).update(state=State.EXPIRED, decided_at=timezone.now(), snils="")


def remind_here(*, today: date, by: By) -> int:
    """Whoever is above reminds this organisation of the answers it owes. At most once a day; how many."""
    mine = organisation_here()
    with shared(by=by):
        late = Envelope.objects.filter(waits_for(mine), due_on__lt=today).exclude(reminded_at__date=today)
        return late.update(reminded_at=timezone.now(), reminded_by=by.name)


def locked(number: int) -> Envelope:
    """The envelope, locked; within `shared()`. :raises NoSuchEnvelope:"""
    row = Envelope.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise refusals.NoSuchEnvelope(params={"number": number})
    return row


def _decide(row: Envelope, state: str, reason: str, by: By) -> Envelope:
    row.state, row.reason, row.snils = state, reason, ""
    row.decided_at, row.decided_by = timezone.now(), by.name
    row.save(update_fields=["state", "reason", "snils", "decided_at", "decided_by"])
    _erase([row.pk])
    return row


def _erase(numbers: Sequence[int]) -> None:
    Contents.objects.filter(envelope_id__in=numbers, erased_at__isnull=True).update(
        content=None, erased_at=timezone.now()
    )


def _refuse_on_the_way(sendings: Sequence[Sending], sender_id: int) -> None:
    there = Envelope.objects.filter(
        sender_id=sender_id, state=State.SENT, person_uid__in=[each.person_uid for each in sendings]
    ).first()
    if there is not None:
        raise refusals.StudentOnTheWay(params={"who": there.who, "number": there.pk})


def _only_in_turn(row: Envelope, mine: int, turns: Mapping[str, int]) -> None:
    """`turns`: the states in which it waits, and for whom. :raises EnvelopeNotWaiting, NotYourTurn:"""
    if row.state not in turns:
        raise _not_waiting(row)
    if turns[row.state] != mine:
        raise refusals.NotYourTurn(params={"number": row.pk})


def _not_waiting(row: Envelope) -> Refused:
    if row.state == State.EXPIRED:
        return refusals.EnvelopeExpired(params={"number": row.pk, "day": f"{row.due_on:%d.%m.%Y}"})
    return refusals.EnvelopeNotWaiting(params={"number": row.pk, "state": row.get_state_display()})
