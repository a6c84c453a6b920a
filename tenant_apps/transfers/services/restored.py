"""After an organisation was put back to a moment: its rows know less than its envelopes, which stand as they are.

What both sides know of a transfer holds; what the restored side has lost is put right, so that nobody is counted twice
or never arrives:

| the envelope is | the restored side | so |
|---|---|---|
| accepted | receiver, has not admitted | it waits for the admission again; the file is asked of the sender anew |
| on the way | receiver, has admitted (the admission was cancelled later) | it is accepted |
| withdrawn, refused | receiver, has admitted | the admission is cancelled by an order, as it was |
| accepted | sender, the student studies here | the leaving is entered again, by an order that names the former one |
| accepted | sender, he has left | the arrival is written down |
| on the way | sender, the student studies here | it is taken back; one that was asked for waits for the answer again |
| withdrawn | sender, he has left | the order of leaving is cancelled by an order, as it was |

What an order can't put right is named for the office by its number: administrators read it.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.envelopes import services as post
from shared_apps.envelopes.models import Envelope, Kind, Reorganisation
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.here import organisation_here
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment.models import AcademicYear, Enrolment, Order, OrderLine
from tenant_apps.enrolment.services import Line, Requisites, cancel_order, draft_order, sign_order
from tenant_apps.enrolment.wording import described_order
from tenant_apps.people.models import Student

from .. import rules
from ..kinds import kinds_of
from ..models import StaffTransfer, Transfer
from ..partners import partner
from .again import ask_again
from .confirming import carry_confirmations, tell_senders

log = logging.getLogger("svod.transfers")
State = Envelope.State
OUT = Transfer.Direction.OUT


@dataclass(slots=True)
class PutRight:
    """Numbers of envelopes by what was done. `to_decide`: what only people can put right, "transfer:12" or "staff:3, 4"
    (shared_apps/backups/queries.py says it in words).
    """

    reopened: list[int] = field(default_factory=list)
    accepted: list[int] = field(default_factory=list)
    taken_back: list[int] = field(default_factory=list)
    entered_again: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    to_decide: list[str] = field(default_factory=list)


@transaction.atomic
def put_transfers_right(*, source: str, by: By) -> PutRight:
    """Within the restored organisation's door. Safe to repeat: what is right stays.

    :param source: what lines of the history are grouped under, "restoration:7".
    """
    return _Restored(source, by).put_right()


class _Restored:
    """What the organisation knows, against its envelopes."""

    def __init__(self, source: str, by: By) -> None:
        self.source, self.by, self.here = source, by, organisation_here()
        self.done = PutRight()
        began = Enrolment.objects.unvoided().filter(envelope_id__isnull=False).select_related("begun_by")
        ended = Enrolment.objects.unvoided().filter(end_envelope_id__isnull=False).select_related("ended_by")
        self.admitted = {one.envelope_id: one.begun_by for one in began}
        self.left = {one.end_envelope_id: one.ended_by for one in ended}

    def put_right(self) -> PutRight:
        rows = list(Envelope.objects.exclude(kind=Kind.STAFF).order_by("pk"))
        came = [row for row in rows if row.receiver_id == self.here]
        went = [row for row in rows if row.sender_id == self.here]
        self._staff()
        self._cancel_again(came, self.admitted, (State.WITHDRAWN, State.REFUSED))
        self._accept([row for row in came if row.state == State.SENT and row.uid in self.admitted])
        self._reopen([row for row in came if row.state == State.ACCEPTED and row.uid not in self.admitted])
        self._ask_for_what_is_unsettled(came)
        self._take_back([row for row in went if row.state == State.SENT and row.uid not in self.left])
        self._cancel_again(went, self.left, (State.WITHDRAWN,))
        for row in went:
            if row.state == State.ACCEPTED and row.uid not in self.left:
                self._try(row, self._enter_again)
        arrived = [row.uid for row in went if row.state == State.ACCEPTED]
        untold = Enrolment.objects.unvoided().filter(end_envelope_id__in=arrived, end_confirmed_on__isnull=True)
        uids = [uid for uid in untold.values_list("end_envelope_id", flat=True) if uid is not None]
        carry_confirmations(uids=uids, by=self.by)
        return self.done

    # --- the receiver -----------------------------------------------------------------------------------------------

    def _reopen(self, rows: list[Envelope]) -> None:
        """Accepted, and nobody is admitted: the receiver admits again."""
        if not rows:
            return
        post.reopen_envelopes(uids=[row.uid for row in rows], by=self.by)
        self._hand_over_to_the_office(rows)
        ask_again(rows, self.by)
        tell_senders(rows, self.by)
        self.done.reopened += [row.pk for row in rows]

    def _hand_over_to_the_office(self, rows: list[Envelope]) -> None:
        """Students of a plan that is finished are admitted by the office: nobody goes on with the plan."""
        plans = {Kind.MERGE, Kind.SPLIT}
        moved = [row for row in rows if row.kind in plans]
        if not moved:
            return
        going_on = (Reorganisation.State.RUNNING, Reorganisation.State.MOVED)
        with shared(by=self.by):
            open_plans = Reorganisation.objects.filter(receiver=self.here, state__in=going_on)
            known = set(open_plans.values_list("kind", "on", "sides__organisation"))
            over = [row.pk for row in moved if (row.kind, row.on, row.sender_id) not in known]
            Envelope.objects.filter(pk__in=over).update(kind=Kind.TRANSFER)

    def _accept(self, rows: list[Envelope]) -> None:
        """The admission is here, so its cancelling is lost: the envelope is accepted."""
        if not rows:
            return
        orders = {row.uid: described_order(self.admitted[row.uid]) for row in rows}
        tell_senders(post.accept_envelopes(orders=orders, by=self.by).values(), self.by)
        self.done.accepted += [row.pk for row in rows]

    def _ask_for_what_is_unsettled(self, rows: Iterable[Envelope]) -> None:
        """What was decided is lost, and what was sent was erased with the decision: it is asked for again."""
        open_ones = set(Transfer.objects.exclude(unsettled=[]).values_list("envelope_uid", flat=True))
        ask_again([row for row in rows if row.state == State.ACCEPTED and row.uid in open_ones], self.by)

    # --- the sender -------------------------------------------------------------------------------------------------

    def _take_back(self, rows: list[Envelope]) -> None:
        """On the way, and the student studies here: the order is lost. A draft of it goes with a new envelope."""
        for row in rows:
            post.take_back_lost(number=row.pk, by=self.by)
            if row.requested_at is None:
                drafts = Transfer.objects.filter(envelope_uid=row.uid, direction=OUT)
                fresh = uuid4()
                OrderLine.objects.filter(order__transfers__in=drafts, envelope_id=row.uid).update(envelope_id=fresh)
                drafts.update(envelope_uid=fresh, number=None)
            self.done.taken_back.append(row.pk)

    def _enter_again(self, row: Envelope) -> None:
        """Accepted there, and he studies here: the same leaving by an order that names the former one."""
        student = Student.objects.filter(person__person_uid=str(row.person_uid)).first()
        enrolled = Enrolment.objects.unvoided().filter(student=student, valid_from__lt=row.on, valid_to__gt=row.on)
        if student is None or not enrolled.exists():
            return  # the card is lost too: he is counted there alone
        last = rules.last_membership(student.pk, row.on)
        kinds, there = kinds_of(last.level if last else row.level), partner(row.receiver_id, row.on)
        line = Line(
            student_id=student.pk, on=row.on, reason=kinds.reason, counterpart=there.name if there else "",
            envelope_id=row.uid,
        )  # fmt: skip
        today = timezone.localdate()
        date = today if AcademicYear.objects.valid(today).exists() else row.on
        basis = _("The organisation was put back from a backup; the former one is lost: %(order)s.")
        order = draft_order(
            kind=kinds.leaving, lines=[line], source=self.source, by=self.by,
            requisites=Requisites(date=date, effective_on=row.on, basis=basis % {"order": row.sender_order}),
        )  # fmt: skip
        sign_order(order_id=order.pk, insist=True, by=self.by)
        Transfer.objects.update_or_create(
            envelope_uid=row.uid,
            defaults={
                "direction": OUT, "number": row.pk, "partner_id": row.receiver_id, "student": student, "order": order,
                "on": row.on, "started_by": self.by.name,
            },
        )  # fmt: skip
        self.done.entered_again.append(row.pk)

    # --- both -------------------------------------------------------------------------------------------------------

    def _cancel_again(
        self, rows: list[Envelope], orders: dict[UUID | None, Order | None], states: tuple[str, ...]
    ) -> None:
        """Orders of which every envelope was taken back since: they were cancelled, and are again."""
        over: dict[int, list[Envelope]] = {}
        for row in rows:
            order = orders.get(row.uid)
            if row.state in states and order is not None:
                over.setdefault(order.pk, []).append(row)
        for order_id, its in over.items():
            lines = OrderLine.objects.filter(order=order_id, envelope_id__isnull=False)
            if set(lines.values_list("envelope_id", flat=True)) != {row.uid for row in its}:
                self.done.to_decide += [_words(row) for row in its]
            elif self._try(its[0], partial(self._cancel, order_id)):
                self.done.cancelled += [row.pk for row in its]

    def _cancel(self, order_id: int, _row: Envelope) -> None:
        basis = _("The organisation was put back from a backup; the order that cancelled it is lost.")
        cancel_order(order_id=order_id, requisites=Requisites(date=timezone.localdate(), basis=basis), by=self.by)

    def _staff(self) -> None:
        """Employees of a merger: their posts are not put right by orders."""
        known = set(StaffTransfer.objects.filter(is_undone=False).values_list("envelope_uid", flat=True))
        lost = Envelope.objects.filter(kind=Kind.STAFF, state__in=(State.SENT, State.ACCEPTED)).exclude(uid__in=known)
        if numbers := ", ".join(str(pk) for pk in lost.order_by("pk").values_list("pk", flat=True)):
            self.done.to_decide.append(f"staff:{numbers}")

    def _try(self, row: Envelope, act: Callable[[Envelope], None]) -> bool:
        try:
            with transaction.atomic():
                act(row)
        except Refused as refusal:
            log.warning("transfer No. %s after a restoration: %s", row.pk, refusal)
            self.done.to_decide.append(_words(row))
            return False
        return True


def _words(row: Envelope) -> str:
    return f"transfer:{row.pk}"


__all__ = ["PutRight", "put_transfers_right"]
