"""What follows an order in its transaction: leaving sends the envelopes of its lines, admission accepts them.

Orders may be signed on any page, by a job or by a command: the envelopes go with them.
"""

from collections.abc import Sequence
from uuid import UUID

from shared_apps.envelopes import services as post
from shared_apps.envelopes.models import Envelope, Kind
from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here
from tenant_apps.enrolment import followers
from tenant_apps.enrolment.models import Order, OrderLine
from tenant_apps.enrolment.order_kinds import ORDER_KINDS, Effect
from tenant_apps.enrolment.services import bring_debts, debts_brought_before
from tenant_apps.enrolment.wording import described_order
from tenant_apps.people.models import Person
from tenant_apps.people.queries.names import named_students

from .. import refusals, rules
from ..contents import opened, pack
from ..left_classes import classes_left
from ..models import Transfer
from ..partners import partners
from .confirming import tell_senders
from .families import carry_accounts, take_accounts_back


def effected(order: Order, by: By) -> None:
    """:raises StudentOnTheWay, EnvelopeNotWaiting, DateDiffers, ContentsDamaged:"""
    lines = _lines(order)
    if not lines:
        return
    effect = ORDER_KINDS[order.kind].effect
    if effect == Effect.END:
        _send(order, lines, by)
    elif effect == Effect.BEGIN:
        _accept(order, lines, by)


def before_cancelling(order: Order, by: By) -> None:
    """:raises AcceptedThere: the receiver has admitted one of the students."""
    if ORDER_KINDS[order.kind].effect != Effect.END:
        return
    for row in _envelopes(_lines(order)):
        if row.state == Envelope.State.ACCEPTED:
            there = partners([row.receiver_id], row.on).get(row.receiver_id)
            raise refusals.AcceptedThere(
                params={"who": row.who, "partner": there.name if there else "—", "order": row.receiver_order}
            )


def cancelled(order: Order, by: By) -> None:
    """Let transfers follow an order that has been cancelled.

    If it was an order of leaving, its transfers that still wait for an answer are withdrawn. If it was an order of
    admission, the student is on the way again.
    """
    effect = ORDER_KINDS[order.kind].effect
    lines = _lines(order)
    rows = _envelopes(lines)
    if effect == Effect.END:
        for row in rows:
            if row.state == Envelope.State.SENT:
                post.withdraw_envelope(number=row.pk, reason=described_order(order), by=by)
    elif effect == Effect.BEGIN and rows:
        post.reopen_envelopes(uids=[row.uid for row in rows], by=by)
        take_accounts_back(order, [line.student_id for line in lines], by)
        tell_senders(rows, by)


def discarded(order: Order, by: By) -> None:
    """A draft of the leaving vanishes, and with it the transfer; one that was asked for waits on."""
    Transfer.objects.filter(order=order, direction=Transfer.Direction.OUT, number__isnull=True).delete()


def register() -> None:
    """Called when the app is ready."""
    followers.register(effected=effected, before_cancelling=before_cancelling, cancelled=cancelled, discarded=discarded)


def _send(order: Order, lines: Sequence[OrderLine], by: By) -> None:
    """What has arrived already is not sent: the order is entered again after a restoration (restored.py)."""
    here = organisation_here()
    arrived = {row.uid for row in _envelopes(lines) if row.state == Envelope.State.ACCEPTED and row.sender_id == here}
    lines = [line for line in lines if line.envelope_id not in arrived]
    if not lines:
        return
    transfers = {one.envelope_uid: one for one in Transfer.objects.filter(envelope_uid__in=_uids(lines))}
    students = [line.student_id for line in lines]
    names = named_students(students)
    uids = dict(Person.objects.filter(student__in=students).values_list("student", "person_uid"))
    own = partners([here], order.effective_on)[here]
    left_classes = dict(classes_left(_uids(lines)).values())
    contents = pack(
        students, left_on={line.student_id: line.on for line in lines}, left_classes=left_classes, sender_id=here,
        sender_name=own.name,
    )  # fmt: skip
    sendings = []
    for line in lines:
        transfer = transfers.get(line.envelope_id) if line.envelope_id else None
        if transfer is None:
            continue
        last = rules.last_membership(line.student_id, line.on, line.of_class_id)
        sendings.append(
            post.Sending(
                uid=transfer.envelope_uid,
                receiver_id=transfer.partner_id,
                person_uid=uids[line.student_id],
                who=names[line.student_id].full_name,
                birth_date=names[line.student_id].birth_date,
                level=last.level if last else "",
                grade=last.grade if last else None,
                on=line.on,
                order=described_order(order),
                content=contents[line.student_id],
                kind=Kind(order.source.partition(":")[0])
                if order.source.startswith(("merge:", "split:"))
                else "transfer",
            )
        )
    sent = post.send_envelopes(sendings=sendings, by=by)
    for transfer in transfers.values():
        row = sent[transfer.envelope_uid]
        transfer.number, transfer.on, transfer.order = row.pk, row.on, order
    Transfer.objects.bulk_update(transfers.values(), ["number", "on", "order"], batch_size=500)


def _accept(order: Order, lines: Sequence[OrderLine], by: By) -> None:
    rows = {row.uid: row for row in _envelopes(lines)}
    for line in lines:
        row = rows.get(line.envelope_id) if line.envelope_id else None
        if row is not None and row.on != line.on:
            raise refusals.DateDiffers(
                params={"day": f"{line.on:%d.%m.%Y}", "number": row.pk, "on": f"{row.on:%d.%m.%Y}"}
            )
    files = {uid: opened(row) for uid, row in rows.items()}
    bring_debts(
        order=order,
        brought={uid: file.debts if file else debts_brought_before(uid) for uid, file in files.items()},
        by=by,
    )
    students = {line.envelope_id: line.student_id for line in lines}
    carry_accounts(order, [(rows[uid], file, students[uid]) for uid, file in files.items()], by)
    open_ones = Transfer.objects.filter(envelope_uid__in=list(rows)).exclude(unsettled=[])
    keep = set(open_ones.values_list("envelope_uid", flat=True))
    accepted = post.accept_envelopes(orders=dict.fromkeys(rows, described_order(order)), keep=keep, by=by)
    tell_senders(accepted.values(), by)


def _lines(order: Order) -> list[OrderLine]:
    return list(order.lines.filter(envelope_id__isnull=False).order_by("position"))


def _uids(lines: Sequence[OrderLine]) -> list[UUID]:
    return [line.envelope_id for line in lines if line.envelope_id is not None]


def _envelopes(lines: Sequence[OrderLine]) -> list[Envelope]:
    return list(Envelope.objects.filter(uid__in=_uids(lines))) if lines else []
