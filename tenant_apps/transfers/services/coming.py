"""The receiver's side: asks for a student, admits him by an order whose line carries the envelope, or refuses."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from shared_apps.envelopes import queries as envelopes
from shared_apps.envelopes import services as post
from shared_apps.envelopes.models import Envelope
from shared_apps.envelopes.refusals import EnvelopeExpired, EnvelopeNotWaiting
from shared_apps.handbooks import identifiers
from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here
from tenant_apps.enrolment.models import ClassGroup, Order
from tenant_apps.enrolment.refusals import NoSuchStudent
from tenant_apps.enrolment.services import Line, Requisites, draft_order, sign_order
from tenant_apps.people.models import Student

from .. import refusals, rules
from ..contents import PersonalFile, opened
from ..kinds import kinds_of
from ..models import Transfer
from ..partners import origin, partner
from ..same_person import SNILS, known_student
from .settling import Choices, receive

IN = Transfer.Direction.IN


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """How a student is admitted: into a class or only a grade; into which card, if not a new one; `choices`: what was
    decided of that which the cards say differently.
    """

    class_group_id: int | None = None
    student_id: int | None = None
    choices: Choices = field(default_factory=Choices)


@transaction.atomic
def request_transfer(
    *,
    partner_id: int,
    who: str,
    birth_date: date,
    level: str,
    grade: int | None,
    on: date,
    snils: str = "",
    class_group_id: int | None = None,
    insist: bool = False,
    by: By,
) -> Transfer:
    """The family applied here: ask the organisation where the student studies.

    :param snils: by it the other organisation finds the card, and both see that it is the same student.
    :raises TransferRefused, SeveralRulesBroken: a rule stands in the way.
    :raises BadIdentifier: the СНИЛС can't be right.
    """
    here = organisation_here()
    there, own = partner(partner_id, on), partner(here, on)
    number = identifiers.kind(SNILS).clean(snils, of="person") if snils.strip() else ""
    group = ClassGroup.objects.filter(pk=class_group_id).first() if class_group_id else None
    case = rules.Coming(
        number=None,
        who=who,
        person_uid="",
        birth_date=birth_date,
        level=level,
        grade=grade,
        on=on,
        class_group=group,
        student_id=None,
        is_open=own is not None and own.is_open,
        snils=number,
    )
    found = rules.problems(rules.coming(case))
    if partner_id == here:
        found.append(refusals.ReceiverIsSender())
    elif there is None or not there.is_open:
        found.append(
            refusals.ReceiverNotOpen(params={"partner": there.name if there else "—", "day": f"{on:%d.%m.%Y}"})
        )
    refusals.refuse(found, insist=insist)
    row = post.request_envelope(
        sender_id=partner_id, who=" ".join(who.split()), birth_date=birth_date, snils=number, level=level, grade=grade,
        on=on, by=by,
    )  # fmt: skip
    return Transfer.objects.create(
        direction=IN,
        envelope_uid=row.uid,
        number=row.pk,
        partner_id=partner_id,
        on=on,
        class_group=group,
        started_by=by.name,
    )


@transaction.atomic
def accept_transfer(
    *,
    number: int,
    acceptance: Acceptance,
    requisites: Requisites,
    sign: bool,
    order_number: str = "",
    insist: bool = False,
    by: By,
) -> Transfer:
    """The card, the order of admission with the envelope's date, and (if `sign`) the signature: then it is accepted.

    :raises NoSuchEnvelope, EnvelopeNotWaiting, EnvelopeExpired, ContentsDamaged:
    :raises NoSuchStudent: the chosen card is not here.
    :raises TransferRefused, SeveralRulesBroken: a rule stands in the way (rules.py).
    :raises: as `draft_order` and `sign_order`.
    """
    row = sent(number)
    refusals.refuse_reorganisation(row)
    file = opened(row)
    transfer = Transfer.objects.filter(envelope_uid=row.uid).first() or Transfer(
        direction=IN, envelope_uid=row.uid, number=row.pk, partner_id=row.sender_id, started_by=by.name
    )
    if acceptance.student_id and not Student.objects.filter(pk=acceptance.student_id).exists():
        raise NoSuchStudent
    student_id = acceptance.student_id or transfer.student_id or (known_student(file) if file else None)
    if file is None and student_id is None:
        raise refusals.StudentNotChosen
    group = ClassGroup.objects.filter(pk=acceptance.class_group_id).first() if acceptance.class_group_id else None
    findings = rules.coming(case_of(row, group=group, student_id=student_id, own=transfer.pk, file=file))
    refusals.refuse(rules.problems(findings), insist=insist)
    if file is not None and transfer.order_id is None:
        student_id, transfer.unsettled = receive(
            row=row, file=file, student_id=student_id, choices=acceptance.choices, by=by
        )
    assert student_id is not None
    if transfer.order is not None and transfer.order.state == Order.State.DRAFT:
        transfer.order.delete()
    order = _drafted(row, student_id, group, requisites, by)
    transfer.student_id, transfer.order, transfer.on, transfer.class_group = student_id, order, row.on, group
    transfer.save()
    if sign:
        sign_order(order_id=order.pk, number=order_number, insist=insist, by=by)
        transfer.refresh_from_db()
    return transfer


@transaction.atomic
def refuse_transfer(*, number: int, reason: str, by: By) -> Envelope:
    """With a reason that the other office reads. A draft of the admission vanishes.

    :raises ReasonMissing, NoSuchEnvelope, EnvelopeNotWaiting, NotYourTurn, PartOfReorganisation:
    """
    refusals.refuse_reorganisation(envelopes.envelope(number))
    row = post.refuse_envelope(number=number, reason=reason, by=by)
    transfer = Transfer.objects.filter(envelope_uid=row.uid, order__state=Order.State.DRAFT).first()
    if transfer is not None and transfer.order is not None:
        transfer.order.delete()
    return row


def sent(number: int) -> Envelope:
    """An envelope that waits for this organisation's answer.

    :raises NoSuchEnvelope, EnvelopeNotWaiting, EnvelopeExpired:
    """
    row = envelopes.envelope(number)
    if row.state == Envelope.State.EXPIRED:
        raise EnvelopeExpired(params={"number": number, "day": f"{row.due_on:%d.%m.%Y}"})
    if row.state != Envelope.State.SENT or row.receiver_id != organisation_here():
        raise EnvelopeNotWaiting(params={"number": number, "state": row.get_state_display()})
    return row


def class_named(name: str, on: date) -> int | None:
    """The class of this name on a day."""
    return ClassGroup.objects.valid(on).filter(name__iexact=name).values_list("pk", flat=True).first()


def case_of(
    row: Envelope, *, group: ClassGroup | None, student_id: int | None, own: int | None, file: PersonalFile | None
) -> rules.Coming:
    """What the rules look at."""
    here = partner(organisation_here(), row.on)
    return rules.Coming(
        number=row.pk,
        who=row.who,
        person_uid=str(row.person_uid or ""),
        birth_date=row.birth_date,
        level=row.level,
        grade=row.grade,
        on=row.on,
        class_group=group,
        student_id=student_id,
        is_open=here is not None and here.is_open,
        own=own,
        snils=file.identifier(SNILS) if file is not None else "",
    )


def _drafted(row: Envelope, student_id: int, group: ClassGroup | None, requisites: Requisites, by: By) -> Order:
    level = group.level if group else row.level
    there, here = partner(row.sender_id, row.on), partner(row.receiver_id, row.on)
    line = Line(
        student_id=student_id,
        on=row.on,
        class_group_id=group.pk if group else None,
        grade=group.grade if group else row.grade,
        level=level,
        reason=origin(there, here),
        counterpart=there.name if there else "",
        envelope_id=row.uid,
    )
    return draft_order(kind=kinds_of(level).admission, requisites=requisites, lines=[line], by=by)


__all__ = ["Acceptance", "Choices", "accept_transfer", "opened", "refuse_transfer", "request_transfer", "sent"]
