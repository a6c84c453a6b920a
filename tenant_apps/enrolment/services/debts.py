"""What happens to a debt and to a leaving between orders: attempts to make up for it, the receiver's confirmation."""

from datetime import date

from django.db import transaction

from shared_apps.organisations.crossing import By

from .. import arrangement_refusals
from ..arrangement_models import AcademicDebt, DebtAttempt
from ..models import Enrolment

MOST_ATTEMPTS = 2
"""273-ФЗ art. 58 part 5; the second one is held by a commission (part 6)."""


@transaction.atomic
def record_debt_attempt(*, debt_id: int, on: date, is_passed: bool, commission: str = "", by: By) -> DebtAttempt:
    """An attempt to make up for a debt. The debt itself is closed by an order.

    :raises DebtIsClosed, NoAttemptsLeft: :raises AttemptOutOfTurn: not after the debt arose and the attempt before.
    """
    debt = AcademicDebt.objects.unvoided().select_for_update(of=("self",)).get(pk=debt_id)
    if debt.outcome:
        raise arrangement_refusals.DebtIsClosed(params={"outcome": debt.get_outcome_display()})
    before = list(debt.attempts.order_by("number"))
    if len(before) >= MOST_ATTEMPTS:
        raise arrangement_refusals.NoAttemptsLeft
    since = before[-1].on if before else debt.valid_from
    if on <= since:
        raise arrangement_refusals.AttemptOutOfTurn(params={"day": f"{since:%d.%m.%Y}"})
    return DebtAttempt.objects.create(
        debt=debt, number=len(before) + 1, on=on, is_passed=is_passed, commission=commission.strip()
    )


@transaction.atomic
def confirm_arrival(*, enrolment_id: int, on: date, document: str, by: By) -> Enrolment:
    """The organisation that took the student in has confirmed it: since when, by which document.

    :raises StudentDidNotLeave:
    """
    enrolment = Enrolment.objects.unvoided().select_for_update(of=("self",)).filter(pk=enrolment_id).first()
    if enrolment is None or enrolment.ended_by_id is None:
        raise arrangement_refusals.StudentDidNotLeave
    enrolment.end_confirmed_on, enrolment.end_confirmation = on, document.strip()
    enrolment.save(update_fields=["end_confirmed_on", "end_confirmation"])
    return enrolment


@transaction.atomic
def forget_arrival(*, enrolment_id: int, by: By) -> None:
    """The organisation that had confirmed it has cancelled its admission: the confirmation is empty again."""
    enrolment = Enrolment.objects.unvoided().select_for_update(of=("self",)).filter(pk=enrolment_id).first()
    if enrolment is not None and enrolment.end_confirmed_on is not None:
        enrolment.end_confirmed_on, enrolment.end_confirmation = None, ""
        enrolment.save(update_fields=["end_confirmed_on", "end_confirmation"])
