"""The sender's side: a student leaves by an order whose line carries an envelope."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from shared_apps.envelopes import queries as envelopes
from shared_apps.envelopes import services as post
from shared_apps.envelopes.models import Envelope
from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here
from tenant_apps.enrolment.models import Order
from tenant_apps.enrolment.services import Line, Requisites, cancel_order, draft_order, sign_order

from .. import refusals, rules
from ..kinds import kinds_of
from ..models import Transfer
from ..partners import Partner, partner

OUT = Transfer.Direction.OUT


@transaction.atomic
def start_transfer(
    *,
    student_id: int,
    partner_id: int,
    on: date,
    requisites: Requisites,
    sign: bool,
    number: str = "",
    insist: bool = False,
    request: int | None = None,
    reason: str = "",
    of_class_id: int | None = None,
    by: By,
) -> Transfer:
    """The order of leaving by transfer, drafted and (if `sign`) signed: then the envelope goes at once.

    :param on: the first day without the student, and his first day there.
    :param of_class_id: the group that he leaves, where he has several.
    :param request: the number of the receiver's request that this answers.
    :raises TransferRefused, SeveralRulesBroken: a rule stands in the way (rules.py).
    :raises: as `draft_order` and `sign_order`.
    """
    here = organisation_here()
    asked = _asked(request, partner_id) if request is not None else None
    there = partner(partner_id, on)
    own = Transfer.objects.filter(envelope_uid=asked.uid).first() if asked is not None else None
    case = rules.Leaving(
        student_id=student_id, partner=there, here=here, on=on, own=own.pk if own else None, request=request,
        of_class_id=of_class_id,
    )  # fmt: skip
    refusals.refuse(rules.problems(rules.leaving(case)), insist=insist)
    transfer = own or Transfer(direction=OUT, partner_id=partner_id, on=on)
    if asked is not None:
        transfer.envelope_uid, transfer.number = asked.uid, asked.pk
    transfer.student_id, transfer.on, transfer.started_by = student_id, on, by.name
    last = rules.last_membership(student_id, on, of_class_id)
    kinds = kinds_of(last.level if last else "")
    name = there.name if isinstance(there, Partner) else ""
    line = Line(
        student_id=student_id,
        on=on,
        of_class_id=of_class_id,
        reason=reason or kinds.reason,
        counterpart=name,
        envelope_id=transfer.envelope_uid,
    )
    order = draft_order(kind=kinds.leaving, requisites=requisites, lines=[line], by=by)
    transfer.order = order
    transfer.save()
    if sign:
        sign_order(order_id=order.pk, number=number, insist=insist, by=by)
        transfer.refresh_from_db()
    return transfer


@transaction.atomic
def withdraw_transfer(*, number: int, reason: str, requisites: Requisites | None = None, by: By) -> Envelope:
    """Who began takes it back before the answer: the sender's order is cancelled by an order, a request just ends.

    :raises NoSuchEnvelope, EnvelopeNotWaiting, NotYourTurn, PartOfReorganisation:
    :raises: as `cancel_order`.
    """
    refusals.refuse_reorganisation(envelopes.envelope(number))
    row = post.withdraw_envelope(number=number, reason=reason, by=by)
    if row.sender_id == organisation_here():
        _cancel_the_order(row, requisites, by)
    return envelopes.envelope(number)


@transaction.atomic
def give_back(*, number: int, requisites: Requisites | None = None, by: By) -> Envelope:
    """After a refusal: the order of leaving is cancelled by an order, and the student studies here as if never left.

    :raises NothingToAnswer: the envelope was not refused.
    :raises: as `cancel_order`.
    """
    row = envelopes.envelope(number)
    if row.state != Envelope.State.REFUSED or row.sender_id != organisation_here() or row.sent_at is None:
        raise refusals.NothingToAnswer(params={"number": number})
    _cancel_the_order(row, requisites, by)
    return row


def order_of(uid: UUID) -> Order | None:
    """The order in force here by which the student of an envelope left."""
    rows = Order.objects.filter(began__isnull=True, ended__end_envelope_id=uid, ended__voided_by__isnull=True)
    return rows.first()


def _asked(number: int, partner_id: int) -> Envelope:
    row = envelopes.envelope(number)
    mine = row.sender_id == organisation_here() and row.receiver_id == partner_id
    if row.state != Envelope.State.REQUESTED or not mine:
        raise refusals.NothingToAnswer(params={"number": number})
    return row


def _cancel_the_order(row: Envelope, requisites: Requisites | None, by: By) -> None:
    order = order_of(row.uid)
    if order is not None:
        cancel_order(order_id=order.pk, requisites=requisites or Requisites(date=timezone.localdate()), by=by)
