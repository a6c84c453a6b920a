"""Completing a level of school: planned for lines of orders, and the certificate that is issued afterwards."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By

from .. import arrangement_refusals, refusals
from ..completion_models import EXAMINATIONS, Completion, certificate_of
from ..models import ClassMembership, Enrolment, OrderLine
from ..wording import described_order
from .planning import Plan, day_of, enrolment_on, no
from .standing import State


def plan_completion(plan: Plan, line: OrderLine, state: State) -> None:
    """Of an order on completing grade 9: the student stays enrolled. `line.on`: the last day of the programme.

    :raises StudentLeftAlready, StudentNotEnrolled, NotInAClassYet, GradeNotOfThisOrder, CompletedAlready:
    """
    enrolment = enrolment_on(line, state)
    place = next((one for one in state.memberships[enrolment.pk] if one.valid_from <= line.on < one.valid_to), None)
    if place is None:
        raise no(refusals.NotInAClassYet, line, state, day=day_of(line.on))
    if place.grade not in plan.kind.grades:
        name = place.class_group.name if place.class_group is not None else str(place.grade or "—")
        raise no(refusals.GradeNotOfThisOrder, line, state, name=name)
    if (known := _known(state, enrolment, place.level)) is not None:
        raise no(
            arrangement_refusals.CompletedAlready, line, state, day=day_of(known.on),
            order=described_order(known.begun_by),
        )  # fmt: skip
    plan.completions.append(_completion(plan, line, enrolment, place, line.on))


def complete_by_graduation(plan: Plan, line: OrderLine, state: State, enrolment: Enrolment) -> None:
    """Who graduates has completed the level he stood in; what an earlier order said of it stays."""
    place = next((one for one in reversed(state.memberships[enrolment.pk]) if one.valid_from < line.on), None)
    if not line.result or place is None or not certificate_of(place.level, line.result):
        return
    if _known(state, enrolment, place.level) is None:
        plan.completions.append(_completion(plan, line, enrolment, place, line.on - timedelta(days=1)))


def _known(state: State, enrolment: Enrolment, level: str) -> Completion | None:
    return next((one for one in state.completions[enrolment.pk] if one.level == level), None)


def _completion(plan: Plan, line: OrderLine, enrolment: Enrolment, place: ClassMembership, on: date) -> Completion:
    return Completion(
        enrolment=enrolment, level=place.level, grade=place.grade or 0, on=on, result=line.result,
        certificate=certificate_of(place.level, line.result), examination=EXAMINATIONS.get(line.result, ""),
        begun_by=plan.order,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What stands on a certificate, and how the final examination ended (handbook final_examination)."""

    series: str = ""
    number: str
    issued_on: date
    examination: str = ""


@transaction.atomic
def record_certificate(*, completion_id: int, certificate: Certificate, by: By) -> Completion:
    """Write down the certificate that was issued, or correct it.

    :raises CertificateNumberMissing, CertificateTooEarly, CertificateInTheFuture, CertificateNumberTaken, UnknownItem:
    """
    rows = Completion.objects.filter(voided_by=None, enrolment__voided_by=None).select_for_update(of=("self",))
    row = rows.get(pk=completion_id)
    series, number = ("".join(one.split()) for one in (certificate.series, certificate.number))
    if not number:
        raise arrangement_refusals.CertificateNumberMissing
    if certificate.issued_on < row.on:
        raise arrangement_refusals.CertificateTooEarly(params={"day": f"{row.on:%d.%m.%Y}"})
    if certificate.issued_on > timezone.localdate():
        raise arrangement_refusals.CertificateInTheFuture(params={"day": f"{certificate.issued_on:%d.%m.%Y}"})
    if certificate.examination:
        handbooks.known_item("final_examination", certificate.examination, as_of=row.on, field="examination")
    same = Completion.objects.filter(voided_by=None, certificate=row.certificate, series=series, number=number)
    if same.exclude(pk=row.pk).exists():
        raise arrangement_refusals.CertificateNumberTaken(params={"number": f"{series} {number}".strip()})
    row.series, row.number, row.issued_on = series, number, certificate.issued_on
    row.examination = certificate.examination or row.examination
    row.save(update_fields=["series", "number", "issued_on", "examination"])
    return row
