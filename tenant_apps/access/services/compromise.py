"""One organisation's answer to a report of a compromised account (S3 §6.3–6.4): its operations are voided, or there are
none. One person proposes, another one confirms; what is voided is a reversal with a protocol.

The case itself is a shared row, written in the same transaction as the organisation's records. Within inside().
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.accounts.doorway import shared_tables
from shared_apps.accounts.models import Membership
from shared_apps.accounts.queries.compromise import given_since
from shared_apps.accounts.services import refusals as account_refusals
from shared_apps.accounts.services.compromise import (
    DECIDED,
    locked_case,
    move_moment,
    save_case,
    take_back_what_was_given,
)
from shared_apps.organisations.crossing import By
from shared_apps.organisations.shared_log import values
from shared_apps.ui.numbers import ru_datetime
from tenant_apps.history import reversal
from tenant_apps.history.queries import reversal_by_number
from tenant_apps.history.reversal import NothingToReverse
from tenant_apps.people.models import Student

from .. import refusals
from ..queries.touched import rows_of_protocol, students_of
from .notices import tell_families

State = CompromiseCase.State


@dataclass(frozen=True, slots=True)
class Voided:
    """What confirming did. Not done: records have changed since the proposal, and the protocol shows how things are."""

    is_done: bool
    reversed_lines: int = 0
    cancelled_lines: int = 0
    families: int = 0


def count_from(*, case_id: int, since: datetime | None, reason: str, organisation_id: int, by: By) -> None:
    """Operations count from another moment: an earlier one needs a reason, the report's own one does not.

    :param since: None: the moment of the report again.
    :raises MomentInTheFuture, EarlierNeedsReason, CaseDecided, CaseChanged (a proposal waits: withdraw it first).
    """
    with shared_tables(by):
        case, before = _open_case(case_id, organisation_id, State.OPEN)
        move_moment(case, since=since, reason=reason, before=before, by=by)


def propose_voiding(*, case_id: int, organisation_id: int, by: By) -> int | None:
    """Work out what voiding would do; nothing is written to records. Returns the protocol's number.

    None: the account changed no records, but gave roles or issued invitations, which are taken back.
    :raises NothingSince: it did neither. :raises CaseDecided, CaseChanged:
    """
    with shared_tables(by):
        case, before = _open_case(case_id, organisation_id, State.OPEN)
        account, since = case.report.account, case.since
        title = _("Operations of %(name)s since %(moment)s") % {"name": account.name, "moment": ru_datetime(since)}
        ground = case.since_reason or _("The account was reported as compromised.")
        given = given_since(case_id, organisation_id, by)
    chosen = reversal.by_actor(account.pk, since=since)
    number = None
    if chosen.lines().exists():
        number = reversal.plan(chosen, title=title, reason=ground, keeper=_keeper(case_id), by=by).number
    elif not given:
        raise refusals.NothingSince
    with shared_tables(by):
        case.state, case.reversal, case.proposed_by_id, case.proposed_at = (
            State.PLANNED, number, by.account_id, timezone.now(),
        )  # fmt: skip
        save_case(case, before=before, action="propose", by=by)
    return number


def withdraw_proposal(*, case_id: int, organisation_id: int, by: By) -> None:
    """Put the proposal away: the report is to be looked at again.

    :raises CaseDecided, CaseChanged:
    """
    with shared_tables(by):
        case, before = _open_case(case_id, organisation_id, State.PLANNED)
        number = case.reversal
    if number is not None:
        reversal.abandon(number, keeper=_keeper(case_id), by=by)
    with shared_tables(by):
        case.state, case.reversal, case.proposed_by, case.proposed_at = State.OPEN, None, None, None
        save_case(case, before=before, action="withdraw", by=by)


def confirm_voiding(*, case_id: int, organisation_id: int, by: By) -> Voided:
    """Void what was proposed: records are as before the account touched them, signed orders are cancelled by orders,
    roles it gave end, invitations it issued die, families of touched students are told. Conflicts stay and are listed.

    :raises SecondPersonNeeded: who proposed it confirms it. :raises HeadConfirms: it is not the confirmer's to say.
    :raises EverythingInConflict: nothing could be voided. :raises CaseDecided, CaseChanged:
    """
    with shared_tables(by):
        case, before = _open_case(case_id, organisation_id, State.PLANNED)
        if case.proposed_by_id is not None and case.proposed_by_id == by.account_id:
            raise account_refusals.SecondPersonNeeded
        _refuse_who_may_not_confirm(case, by)
        number = case.reversal
    outcome, families = reversal.Confirmation(True), 0
    if number is not None:
        outcome, families = _carried_out(case_id, number, by)
        if not outcome.is_done:
            return Voided(False)
    with shared_tables(by):
        take_back_what_was_given(case, by=by)
        case.state, case.decided_by_id, case.decided_at = State.VOIDED, by.account_id, timezone.now()
        save_case(case, before=before, action="void", by=by)
    return Voided(True, outcome.reversed_lines, outcome.cancelled_lines, families)


def decide_clean(*, case_id: int, decision: str, organisation_id: int, by: By) -> None:
    """There is nothing to void: nothing was done, or what was done is right or was mended by hand.

    :raises DecisionMissing: without words. :raises HeadConfirms, CaseDecided, CaseChanged:
    """
    if not decision.strip():
        raise account_refusals.DecisionMissing
    with shared_tables(by):
        case, before = _open_case(case_id, organisation_id, State.OPEN)
        _refuse_who_may_not_confirm(case, by)
        case.state, case.decision = State.CLEAN, decision.strip()
        case.decided_by_id, case.decided_at = by.account_id, timezone.now()
        save_case(case, before=before, action="decide_clean", by=by)


def _carried_out(case_id: int, number: int, by: By) -> tuple[reversal.Confirmation, int]:
    planned = reversal_by_number(number)
    partial = planned is not None and planned.conflicts_count > 0
    rows = rows_of_protocol(number)
    touched = students_of(rows)  # rows that will vanish are there now, rows that come back are there after
    try:
        outcome = reversal.confirm(number, keeper=_keeper(case_id), partial=partial, by=by)
    except NothingToReverse:
        raise refusals.EverythingInConflict from None
    if not outcome.is_done:
        return outcome, 0
    for key, students in students_of(rows).items():
        touched.setdefault(key, set()).update(students)
    changes: Counter[int] = Counter()
    for (table, row), students in touched.items():
        for student in students:
            changes[student] += rows[table][row]
    return outcome, tell_families(case_id=case_id, protocol=number, changes=_present(changes), by=by)


def _present(changes: Counter[int]) -> Counter[int]:
    """Without students whose cards vanished with what was voided: nobody is left to be told."""
    there = set(Student.objects.filter(pk__in=list(changes)).values_list("pk", flat=True))
    return Counter({student: number for student, number in changes.items() if student in there})


def _keeper(case_id: int) -> str:
    return f"case:{case_id}"


def _open_case(case_id: int, organisation_id: int, state: str) -> tuple[CompromiseCase, dict[str, object]]:
    case = locked_case(case_id, organisation_id)
    if case.state in DECIDED:
        raise account_refusals.CaseDecided
    if case.state != state:
        raise account_refusals.CaseChanged
    return case, values(case)


def _refuse_who_may_not_confirm(case: CompromiseCase, by: By) -> None:
    """The head confirms; the coordinator where the head's own account is the compromised one. The platform may."""
    role = by.role.code if isinstance(by, Actor) and by.role is not None else None
    if role == "director" or (by.account_id is None and not isinstance(by, Actor)):
        return
    heads = Membership.objects.filter(
        account=case.report.account_id, organisation=case.organisation_id, role="director"
    )
    if role == "coordinator" and heads.exists():
        return
    raise account_refusals.HeadConfirms
