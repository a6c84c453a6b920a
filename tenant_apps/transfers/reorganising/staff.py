"""Employees pass to the successor with their posts, in envelopes as students do: all of a merged organisation, the
chosen ones of an organisation that classes are separated from.

Posts, subjects and absences end at the side on the day and go on at the successor from it; the document of both is the
founder's order. The person stays the same one (person_uid). Between the two steps the region counts him at the side
(region/staffing/projections.py): its total never changes on the way. What his account was for at the side is proposed
at the successor, whose office confirms it.
"""

import hashlib
from datetime import date
from uuid import uuid4

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shared_apps.accounts import services as accounts
from shared_apps.envelopes import queries as envelopes
from shared_apps.envelopes import services as post
from shared_apps.envelopes.models import Envelope, Kind
from shared_apps.envelopes.refusals import ContentsDamaged
from shared_apps.organisations.crossing import By, inside
from tenant_apps.enrolment.models import ClassGroup
from tenant_apps.enrolment.services import assign_class_teacher
from tenant_apps.people import services as people
from tenant_apps.people.models import Employee, EmployeePost, Employment
from tenant_apps.people.names import full_name

from ..models import StaffTransfer, Transfer
from ..services.cards import place_employee
from ..staff_contents import StaffFile, pack_staff, unpack_staff
from .plans import Kind as PlanKind
from .plans import Place, PlanRef

BATCH = 50
IN, OUT = Transfer.Direction.IN, Transfer.Direction.OUT


def who_passes(on: date) -> QuerySet[Employee]:
    """Employees with a post or an employment in force on the day that began before it. Within the side's door."""
    held = EmployeePost.objects.filter(valid_from__lt=on, valid_to__gt=on)
    employed = Employment.objects.filter(valid_from__lt=on, valid_to__gt=on)
    ids = held.values("employee").union(employed.values("employee"))
    return Employee.objects.filter(pk__in=ids).order_by("pk")


def who_begins(on: date) -> QuerySet[Employee]:
    """Employees whose posts begin on the day or later: they stand in the way."""
    return Employee.objects.filter(posts__valid_from__gte=on).distinct()


def who_is_to_pass(plan: PlanRef, side: Place) -> QuerySet[Employee]:
    """Of a merger everybody, of a split the chosen ones, who have not left yet. Within the side's door."""
    if plan.kind == PlanKind.CLOSE:
        return Employee.objects.none()
    passing = who_passes(plan.on)
    return passing if plan.kind == PlanKind.MERGE else passing.filter(pk__in=plan.chosen(side))


def remaining(plan: PlanRef, side: Place, by: By) -> int:
    """How many have not left yet."""
    with inside(side, by=by, only_reads=True):
        return who_is_to_pass(plan, side).count()


def send_staff(plan: PlanRef, side: Place, receiver: Place, by: By) -> str | None:
    """Some of the employees leave; None: there is nobody left."""
    by = by.as_source(plan.source)
    with inside(side, by=by):
        some = list(who_is_to_pass(plan, side).select_related("person")[:BATCH])
        if not some:
            return None
        contents = pack_staff([one.pk for one in some], on=plan.on, sender_id=side.id, sender_name=side.name)
        rows, sendings = [], []
        for one in some:
            uid = uuid4()
            done = people.leave_for_successor(
                employee_id=one.pk, on=plan.on, document=_document(plan), envelope=uid, by=by
            )
            row = StaffTransfer(
                direction=OUT, envelope_uid=uid, partner_id=receiver.id, employee=one, on=plan.on,
                source=plan.source, done=done,
            )  # fmt: skip
            rows.append(row)
            name = unpack_staff(contents[one.pk]).name
            sendings.append(
                post.Sending(
                    uid=row.envelope_uid,
                    receiver_id=receiver.id,
                    person_uid=one.person.person_uid,
                    who=full_name(name.get("surname", ""), name.get("given_name", ""), name.get("patronymic", "")),
                    birth_date=one.person.birth_date,
                    level="",
                    grade=None,
                    on=plan.on,
                    order=plan.basis,
                    content=contents[one.pk],
                    kind=Kind.STAFF,
                )
            )
        sent = post.send_envelopes(sendings=sendings, by=by)
        for row in rows:
            row.number = sent[row.envelope_uid].pk
        StaffTransfer.objects.bulk_create(rows)
    return _("%(name)s: employees who pass over: %(count)s") % {"name": side.name, "count": len(some)}


def accept_staff(plan: PlanRef, side: Place, receiver: Place, by: By) -> str | None:
    """Every employee on the way from a side is taken on by the successor."""
    by = by.as_source(plan.source)
    with inside(receiver, by=by):
        waiting = list(
            Envelope.objects.filter(
                sender=side.id, receiver=receiver.id, state=Envelope.State.SENT, kind=Kind.STAFF, on=plan.on
            ).order_by("pk")
        )
        if not waiting:
            return None
        cards: dict[int, int] = {}
        differing = 0
        classes = {row.class_id: row.made_id for row in plan.of(side) if row.made_id is not None and row.is_made}
        for row in waiting:
            file = _opened(row)
            employee_id, left_out = place_employee(file=file, by=by)
            differing += bool(left_out)
            if file.card is not None:
                cards[file.card] = employee_id
            made = people.take_over(
                employee_id=employee_id, on=plan.on, passing=file.passing, document=_document(plan), envelope=row.uid,
                by=by,
            )  # fmt: skip
            _lead(employee_id, [classes[one] for one in file.leads if one in classes], plan.on, by)
            StaffTransfer.objects.create(
                direction=IN, envelope_uid=row.uid, number=row.pk, partner_id=side.id, employee_id=employee_id,
                on=plan.on, source=plan.source, done=made, left_out=left_out,
            )  # fmt: skip
        post.accept_envelopes(orders={row.uid: plan.basis for row in waiting}, by=by)
        accounts.propose_roles(
            cards, sender=side.id, receiver=receiver.id, on=plan.on, order_number=plan.order_number,
            order_date=plan.order_date, source=plan.source, by=by,
        )  # fmt: skip
    taken = _("%(name)s: employees taken on by the successor: %(count)s") % {"name": side.name, "count": len(waiting)}
    if not differing:
        return taken
    return _("%(taken)s; whose cards differ there: %(count)s") % {"taken": taken, "count": differing}


def undo_staff(plan: PlanRef, place: Place, by: By) -> str | None:
    """What passing wrote in an organisation is put back: at the successor first, then at the sides.

    :raises ChangedSinceThePassing: an office has changed it since.
    """
    by = by.as_source(plan.source)
    with inside(place, by=by):
        rows = list(StaffTransfer.objects.filter(source=plan.source, is_undone=False).order_by("-pk"))
        if not rows:
            return None
        sent = {one.uid: one for one in Envelope.objects.filter(uid__in=[row.envelope_uid for row in rows])}
        for row in rows:
            if row.direction == IN:
                people.give_up(employee_id=row.employee_id, made=row.done, by=by)
            else:
                people.come_back(employee_id=row.employee_id, on=row.on, before=row.done, by=by)
        came = [row.envelope_uid for row in rows if row.direction == IN]
        if came:
            post.reopen_envelopes(uids=came, by=by)
            accounts.withdraw_proposals(organisation_id=place.id, source=plan.source, by=by)
        for row in rows:
            envelope = sent[row.envelope_uid]
            if row.direction == OUT and envelope.state == Envelope.State.SENT:
                post.withdraw_envelope(number=envelope.pk, reason=_("The reorganisation is undone"), by=by)
        StaffTransfer.objects.filter(pk__in=[row.pk for row in rows]).update(is_undone=True)
    return _("%(name)s: employees put back: %(count)s") % {"name": place.name, "count": len(rows)}


def _document(plan: PlanRef) -> people.PassingDocument:
    return people.PassingDocument(number=plan.order_number, date=plan.order_date)


def _opened(row: Envelope) -> StaffFile:
    """:raises ContentsDamaged: it is not what was sent."""
    content = envelopes.content(row.pk)
    if content is None or hashlib.sha256(content).hexdigest() != row.digest:
        raise ContentsDamaged(params={"number": row.pk})
    return unpack_staff(content)


def _lead(employee_id: int, class_ids: list[int], on: date, by: By) -> None:
    """Classes opened for the merger get the teacher that they had."""
    free = ClassGroup.objects.filter(pk__in=class_ids, teachers__isnull=True)
    for class_id in free.values_list("pk", flat=True):
        assign_class_teacher(class_id=class_id, employee_id=employee_id, since=on, by=by)
