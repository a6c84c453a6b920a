"""What was done above organisations under a compromised account is voided by two administrators of the region.

One proposes: a protocol says of each operation in the shared tables what becomes of it. Another one confirms, and a job
carries it out row by row (`organisations.undoing`). Neither of them is the account that was reported. What was voided
is taken back the same way, by two persons and a protocol of its own; then the report is to be looked at again.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.jobs.models import Job
from shared_apps.jobs.services import enqueue
from shared_apps.organisations.crossing import By
from shared_apps.organisations.shared_log import values
from shared_apps.organisations.undoing import protocol
from shared_apps.organisations.undoing.selection import Selection, by_account, by_source
from shared_apps.ui.numbers import ru_datetime

from ..compromise_models import CompromiseCase, CompromiseReport
from ..doorway import shared_tables
from ..models import Account
from . import refusals
from .compromise import DECIDED, locked_case, move_moment, save_case

State = CompromiseCase.State
GIVEN = (("accounts.membership", "granted_by_id"), ("accounts.invitation", "issued_by_id"))
"""Tables and columns that say who gave a role or an invitation. A row that names the account there counts as done under
the account, even if another account wrote the row."""
VOIDING = "void_above"
"""The work that carries a protocol out (`accounts.work`)."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What confirming did.

    If it is not running, records have changed since the proposal: nothing was done, and the protocol now shows the
    present state. `changed`: for how many operations the outcome is now another one.
    """

    is_running: bool
    changed: int = 0


def selection_of(case: CompromiseCase) -> Selection:
    """Operations of the case's account since its moment, but for those about itself: its report, profile, password."""
    reports = CompromiseReport.objects.filter(account=case.report.account_id)
    own = {
        Account._meta.label_lower: [case.report.account_id],
        CompromiseReport._meta.label_lower: list(reports.values_list("pk", flat=True)),
        CompromiseCase._meta.label_lower: list(
            CompromiseCase.objects.filter(report__in=reports).values_list("pk", flat=True)
        ),
    }
    return by_account(case.report.account_id, since=case.since, given=GIVEN, but=own)


def count_from_above(*, case_id: int, since: datetime | None, reason: str, by: By) -> None:
    """Operations count from another moment: an earlier one needs a reason; None: the moment of the report again.

    :raises MomentInTheFuture, MomentTooLongAgo, EarlierNeedsReason, CaseDecided, CaseChanged, OwnAccountReported:
    """
    with shared_tables(by):
        case, before = _open(case_id, by, State.OPEN)
        move_moment(case, since=since, reason=reason, before=before, by=by)


def propose_above(*, case_id: int, by: By) -> int:
    """Work out what voiding would do; records stay as they are. The protocol's number.

    :raises NothingChosen, NothingToTakeBack: decide then that there is nothing to void.
    :raises CaseDecided, CaseChanged, OwnAccountReported:
    """
    with shared_tables(by):
        case, before = _open(case_id, by, State.OPEN)
        named = {"name": case.report.account.name, "moment": ru_datetime(case.since)}
        case.reversal = protocol.plan(
            selection_of(case),
            title=_("Operations of %(name)s since %(moment)s") % named,
            reason=case.since_reason or _("The account was reported as compromised."),
            keeper=_keeper(case_id),
            by=by,
        )
        case.state, case.proposed_by_id, case.proposed_at = State.PLANNED, by.account_id, timezone.now()
        save_case(case, before=before, action="propose", by=by)
        return case.reversal


def take_voiding_back_above(*, case_id: int, reason: str, by: By) -> int:
    """Work out what taking the voiding back would do; another person confirms it. The protocol's number.

    :raises NothingChosen, NothingToTakeBack: nothing of it can be taken back.
    :raises CaseDecided, CaseChanged, OwnAccountReported:
    """
    with shared_tables(by):
        case, before = _open(case_id, by, State.VOIDED)
        case.undoing = protocol.plan(
            by_source(f"reversal:{case.reversal}"),
            title=_("The voiding by protocol No %(number)s") % {"number": case.reversal},
            reason=reason.strip() or _("The voiding was a mistake."),
            keeper=_keeper(case_id),
            by=by,
        )
        case.state = State.UNDO_PLANNED
        save_case(case, before=before, action="propose_undoing", by=by)
        return case.undoing


def withdraw_above(*, case_id: int, by: By) -> None:
    """Put the proposal away: the report is to be looked at again, or what was voided stays so.

    :raises CaseDecided, CaseChanged, OwnAccountReported:
    """
    with shared_tables(by):
        case, before = _open(case_id, by, State.PLANNED, State.UNDO_PLANNED)
        protocol.abandon(case.undoing or case.reversal or 0, keeper=_keeper(case_id))
        if case.state == State.UNDO_PLANNED:
            case.state, case.undoing = State.VOIDED, None
        else:
            case.state, case.reversal, case.proposed_by, case.proposed_at = State.OPEN, None, None, None
        save_case(case, before=before, action="withdraw", by=by)


def confirm_above(*, case_id: int, by: By) -> Confirmed:
    """Void what was proposed, or take the voiding back: from now on a job carries it out.

    :raises SecondPersonNeeded: who proposed it confirms it; the platform is one person too.
    :raises NothingToTakeBack: nothing is left to void. :raises CaseDecided, CaseChanged, OwnAccountReported:
    """
    with shared_tables(by):
        case, before = _open(case_id, by, State.PLANNED, State.UNDO_PLANNED)
        takes_back = case.state == State.UNDO_PLANNED
        if not takes_back and case.proposed_by_id == by.account_id:
            raise refusals.SecondPersonNeeded
        try:
            outcome = protocol.confirm(case.undoing or case.reversal or 0, keeper=_keeper(case_id), by=by)
        except protocol.AnotherPersonConfirms as same:
            raise refusals.SecondPersonNeeded from same
        if not outcome.is_running:
            return Confirmed(False, outcome.changed)
        if takes_back:
            case.state = State.UNDOING
        else:
            case.state, case.decided_by_id, case.decided_at = State.VOIDING, by.account_id, timezone.now()
        save_case(case, before=before, action="confirm", by=by)
        _ask(case, by)
    return Confirmed(True)


def resume_above(*, case_id: int, by: By) -> None:
    """The job that voids has failed: another one goes on where it stopped. One that is at work is left alone.

    :raises CaseDecided, CaseChanged, OwnAccountReported:
    """
    with shared_tables(by):
        case, _before = _open(case_id, by, State.VOIDING, State.UNDOING)
        _ask(case, by)


def decide_clean_above(*, case_id: int, decision: str, by: By) -> None:
    """There is nothing to void: nothing was done, or what was done is right or was mended by hand.

    :raises DecisionMissing: without words. :raises CaseDecided, CaseChanged, OwnAccountReported:
    """
    if not decision.strip():
        raise refusals.DecisionMissing
    with shared_tables(by):
        case, before = _open(case_id, by, State.OPEN)
        case.state, case.decision = State.CLEAN, decision.strip()
        case.decided_by_id, case.decided_at = by.account_id, timezone.now()
        save_case(case, before=before, action="decide_clean", by=by)


# --- carrying it out --------------------------------------------------------------------------------------------------


def carried_out(case: CompromiseCase, number: int, *, by: By) -> None:
    """The job has done all of a protocol: operations are voided, or the report is as it was before. Within shared()."""
    before = values(case)
    if case.undoing == number:
        case.state, case.reversal, case.undoing, case.proposed_by, case.proposed_at = State.OPEN, None, None, None, None
        case.decided_by, case.decided_at = None, None
        save_case(case, before=before, action="undo", by=by)
        return
    case.state = State.VOIDED
    save_case(case, before=before, action="void", by=by)


def is_at_work(case_id: int) -> bool:
    """Whether a job waits or runs for the case. Within the shared tables."""
    return Job.objects.filter(key=_key(case_id), state__in=[Job.State.WAITING, Job.State.RUNNING]).exists()


def _ask(case: CompromiseCase, by: By) -> None:
    enqueue(VOIDING, by=by, arguments={"case": case.pk, "protocol": case.undoing or case.reversal}, key=_key(case.pk))


def _key(case_id: int) -> str:
    return f"{VOIDING}:{case_id}"


def _keeper(case_id: int) -> str:
    return f"case:{case_id}"


def _open(case_id: int, by: By, *states: str) -> tuple[CompromiseCase, dict[str, object]]:
    """The case, locked, in one of these states.

    :raises NoSuchCase, OwnAccountReported, CaseDecided, CaseChanged:
    """
    case = locked_case(case_id, None)
    if by.account_id is not None and by.account_id == case.report.account_id:
        raise refusals.OwnAccountReported
    if case.state in DECIDED and case.state not in states:
        raise refusals.CaseDecided
    if case.state not in states:
        raise refusals.CaseChanged
    return case, values(case)


__all__ = [
    "Confirmed",
    "carried_out",
    "confirm_above",
    "count_from_above",
    "decide_clean_above",
    "is_at_work",
    "propose_above",
    "resume_above",
    "selection_of",
    "take_voiding_back_above",
    "withdraw_above",
]
