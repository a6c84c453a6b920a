"""What happens to a debt and to a leaving between orders: attempts to make up for it, the receiver's confirmation."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.rules import catalogue
from shared_apps.rules import queries as rules

from .. import arrangement_refusals
from ..arrangement_models import AcademicDebt, DebtAttempt, StudyArrangement
from ..models import Enrolment
from ..order_kinds import Effect, OrderKind
from ..wording import named_subjects
from .lines import Line


def most_attempts() -> int:
    """273-ФЗ art. 58 part 5: two, unless set otherwise; the second one is held by a commission (part 6)."""
    return rules.setting(catalogue.DEBT_ATTEMPTS)


@transaction.atomic
def record_debt_attempt(*, debt_id: int, on: date, is_passed: bool, commission: str = "", by: By) -> DebtAttempt:
    """An attempt to make up for a debt. The debt itself is closed by an order.

    :raises DebtIsClosed, DebtIsPassed, NoAttemptsLeft: nothing is left to try.
    :raises AttemptOutOfTurn: not after the debt arose and the attempt before. :raises AttemptInTheFuture:
    :raises AttemptAfterTheTerm: later than the term of the order, leaves of the student not counted.
    :raises CommissionMissing: of the second one.
    """
    debt = AcademicDebt.objects.unvoided().select_for_update(of=("self",)).get(pk=debt_id)
    if debt.outcome:
        raise arrangement_refusals.DebtIsClosed(params={"outcome": debt.get_outcome_display()})
    before = list(debt.attempts.order_by("number"))
    if before and before[-1].is_passed:
        raise arrangement_refusals.DebtIsPassed(params={"day": f"{before[-1].on:%d.%m.%Y}"})
    if len(before) >= most_attempts():
        raise arrangement_refusals.NoAttemptsLeft(params={"count": len(before)})
    since = before[-1].on if before else debt.valid_from
    if on <= since:
        raise arrangement_refusals.AttemptOutOfTurn(params={"day": f"{since:%d.%m.%Y}"})
    if on > timezone.localdate():
        raise arrangement_refusals.AttemptInTheFuture(params={"day": f"{on:%d.%m.%Y}"})
    term = term_of(debt, on)
    if on > term:
        raise arrangement_refusals.AttemptAfterTheTerm(params={"day": f"{term:%d.%m.%Y}"})
    commission = " ".join(commission.split())
    if before and not commission:
        raise arrangement_refusals.CommissionMissing
    return DebtAttempt.objects.create(
        debt=debt, number=len(before) + 1, on=on, is_passed=is_passed, commission=commission
    )


@transaction.atomic
def correct_debt(*, debt_id: int, subject: str, due_on: date, by: By) -> AcademicDebt:
    """Write the subject or the term of an open debt otherwise than its order says: the order stays as it was signed.

    :raises DebtCannotBeCorrected: an order has closed it. :raises DebtSubjectMissing, SubjectOwedAlready:
    :raises DebtTermTooEarly: not after the debt arose, or before an attempt that was made.
    """
    debt = AcademicDebt.objects.unvoided().select_for_update(of=("self",)).get(pk=debt_id)
    if debt.outcome:
        raise arrangement_refusals.DebtCannotBeCorrected(params={"outcome": debt.get_outcome_display()})
    subject = " ".join(subject.replace(";", ",").split())
    if not subject:
        raise arrangement_refusals.DebtSubjectMissing
    others = AcademicDebt.objects.filter(enrolment=debt.enrolment_id, begun_by=debt.begun_by_id).exclude(pk=debt.pk)
    if others.filter(subject__iexact=subject).exists():
        raise arrangement_refusals.SubjectOwedAlready(params={"subject": subject})
    since = max([debt.valid_from, *(one.on - timedelta(days=1) for one in debt.attempts.all())])
    if due_on <= since:
        raise arrangement_refusals.DebtTermTooEarly(params={"day": f"{since:%d.%m.%Y}"})
    debt.subject, debt.due_on = subject, due_on
    debt.save(update_fields=["subject", "due_on"])
    return debt


def is_passed_by(debt: AcademicDebt, day: date) -> bool:
    """Whether an attempt at it was passed on the day or before; attempts that were read ahead are not read again."""
    return any(one.is_passed and one.on <= day for one in debt.attempts.all())


def with_subjects(kind: OrderKind, lines: Sequence[Line]) -> list[Line]:
    """Lines of a liquidation with the subjects that are made up for: where one names none, the debts with a passed
    attempt, else all that are open. Two queries at most.
    """
    silent = {line.student_id for line in lines if not named_subjects(line.subjects)}
    if kind.effect != Effect.LIQUIDATE or not silent:
        return list(lines)
    owed: dict[int, list[AcademicDebt]] = defaultdict(list)
    rows = AcademicDebt.objects.unvoided().filter(enrolment__student__in=silent, enrolment__voided_by=None)
    rows = rows.filter(valid_to=FOREVER).exclude(subject="").select_related("enrolment").prefetch_related("attempts")
    for debt in rows.order_by("pk"):
        owed[debt.enrolment.student_id].append(debt)
    return [
        replace(line, subjects="; ".join(_made_up_for(owed[line.student_id], line.on)))
        if line.student_id in silent
        else line
        for line in lines
    ]


def _made_up_for(owed: list[AcademicDebt], day: date) -> Iterable[str]:
    owed = [one for one in owed if one.valid_from < day]
    return dict.fromkeys(one.subject for one in [one for one in owed if is_passed_by(one, day)] or owed)


def term_of(debt: AcademicDebt, day: date) -> date:
    """The last day for an attempt: days on leave until `day` do not count (273-ФЗ art. 58 part 5)."""
    leaves = StudyArrangement.objects.unvoided().filter(enrolment=debt.enrolment_id, track=StudyArrangement.Track.LEAVE)
    return put_off(debt, day, leaves.values_list("valid_from", "valid_to"))


def put_off(debt: AcademicDebt, day: date, leaves: Iterable[tuple[date, date]]) -> date:
    """The same by the leaves of its student: (valid from, valid to)."""
    began = debt.valid_from
    days = sum((min(until, day) - max(since, began)).days for since, until in leaves if since < day and until > began)
    return debt.due_on + timedelta(days=days)


@transaction.atomic
def confirm_arrival(*, enrolment_id: int, on: date, document: str, by: By) -> Enrolment:
    """The organisation that took the student in has confirmed it: since when, by which document.

    :raises StudentDidNotLeave: :raises ArrivedBeforeLeaving:
    """
    enrolment = Enrolment.objects.unvoided().select_for_update(of=("self",)).filter(pk=enrolment_id).first()
    if enrolment is None or enrolment.ended_by_id is None:
        raise arrangement_refusals.StudentDidNotLeave
    if on < enrolment.valid_to:
        raise arrangement_refusals.ArrivedBeforeLeaving(
            params={"day": f"{on:%d.%m.%Y}", "left": f"{enrolment.valid_to:%d.%m.%Y}"}
        )
    enrolment.end_confirmed_on, enrolment.end_confirmation = on, " ".join(document.split())
    enrolment.save(update_fields=["end_confirmed_on", "end_confirmation"])
    return enrolment


@transaction.atomic
def forget_arrival(*, enrolment_id: int, by: By) -> None:
    """The organisation that had confirmed it has cancelled its admission: the confirmation is empty again."""
    enrolment = Enrolment.objects.unvoided().select_for_update(of=("self",)).filter(pk=enrolment_id).first()
    if enrolment is not None and enrolment.end_confirmed_on is not None:
        enrolment.end_confirmed_on, enrolment.end_confirmation = None, ""
        enrolment.save(update_fields=["end_confirmed_on", "end_confirmation"])
