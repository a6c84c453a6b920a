"""A compromised account: reported, frozen at once, looked through by each organisation, released (S3 §6.3–6.4).

What belongs to one organisation's records (planning and carrying out the reversal) is done by `tenant_apps.access`,
which writes the state of its case here, in the same transaction.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from shared_apps.envelopes.reorganisation_models import Reorganisation, ReorganisationSide
from shared_apps.jobs.models import Job
from shared_apps.jobs.services import stop_work_of
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import ReopeningRequest, SharedChange
from shared_apps.organisations.shared_log import record, values

from ..compromise_models import CompromiseCase, CompromiseReport, stopped_by
from ..doorway import shared_tables
from ..invitation_models import Invitation
from ..models import Account, Membership, MembershipQuerySet, SecurityEvent
from ..reach import may_freeze, may_manage
from ..roles import ROLES
from . import refusals
from .issuing import Issued, give_temporary_password, log, shut_out

Kind = SecurityEvent.Kind
State = CompromiseCase.State
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""No operation is as old; a year mistyped with four zeros can't be kept as an instant either."""
DECIDED = (State.VOIDED, State.CLEAN)
ABOVE = ("region", "authority", "municipality")
"""Kinds of scope above organisations."""
CARRIED_OUT = (
    Reorganisation.State.RUNNING, Reorganisation.State.MOVED, Reorganisation.State.FINISHED,
    Reorganisation.State.UNDOING,
)  # fmt: skip
"""Actions of a plan by which something was written in organisations."""


def report_compromise(*, account_id: int, known_since: datetime | None = None, note: str = "", by: By) -> int:
    """Somebody else may work under an account: it is frozen at once, everywhere. Returns the report.

    Everybody reports his own account; an administrator one with roles below his. Every session ends, keys of programs
    are revoked, sign-in is refused, long work that waits or runs for it is stopped. Each organisation where it may have
    written gets a case.

    :param known_since: operations count from this moment instead of now; then `note` says how it is known.
    :raises NotYoursToFreeze, AlreadyReported, MomentInTheFuture, MomentTooLongAgo, EarlierNeedsReason:
    """
    note = note.strip()
    with shared_tables(by):
        account = Account.objects.select_for_update().filter(pk=account_id).first()
        if account is None:
            raise refusals.NoSuchAccount
        if account_id != by.account_id and not may_freeze(by, account_id):
            raise refusals.NotYoursToFreeze
        if CompromiseReport.objects.filter(account=account, released_at__isnull=True).exists():
            raise refusals.AlreadyReported
        now = _clock()
        refuse_moment(known_since, now, note)
        before = values(account)
        account.frozen_at = now
        account.save(update_fields=["frozen_at"])
        shut_out(account, by)
        record(by=by, row=account, action="freeze", before=before)
        report = CompromiseReport.objects.create(
            account=account, registered_at=now, registered_by_id=by.account_id, known_since=known_since, note=note
        )
        record(by=by, row=report, action="report")
        _begin_cases(report, known_since or now, note if known_since else "")
        stop_work_of(account_id, because=stopped_by(report.pk), trouble=Job.Trouble.ACCOUNT_FROZEN)
        log(Kind.COMPROMISED, account, by)
    return report.pk


def _begin_cases(report: CompromiseReport, since: datetime, reason: str) -> None:
    """A case in each place where the account may have written since the moment, and that has none yet."""
    places: set[int | None] = set(_organisations_touched(report.account_id, since))
    if held_above(report.account_id, since):
        places.add(None)
    places -= set(report.cases.values_list("organisation", flat=True))
    for organisation_id in sorted(places, key=lambda one: one or 0):
        CompromiseCase.objects.create(report=report, organisation_id=organisation_id, since=since, since_reason=reason)


def refuse_moment(since: datetime | None, registered_at: datetime, reason: str) -> None:
    """:raises MomentInTheFuture, MomentTooLongAgo, EarlierNeedsReason: operations can't count from there."""
    if since is None:
        return
    if since < EARLIEST:
        raise refusals.MomentTooLongAgo(params={"day": f"{EARLIEST:%d.%m.%Y}"})
    if since > registered_at:
        raise refusals.MomentInTheFuture
    if not reason.strip():
        raise refusals.EarlierNeedsReason


def release_account(*, report_id: int, by: By) -> Issued:
    """The account works again, with a temporary password that is handed over in person.

    :raises NotYoursToManage: the account has roles outside of what the administrator answers for, or is his own.
    :raises CasesUndecided: an organisation has not looked through its operations yet.
    :raises NotFrozen: it was released already.
    """
    with shared_tables(by):
        report = CompromiseReport.objects.select_for_update().filter(pk=report_id).first()
        if report is None:
            raise refusals.NoSuchCase
        if not may_manage(by, report.account_id):
            raise refusals.NotYoursToManage
        account = Account.objects.select_for_update().get(pk=report.account_id)
        if report.released_at is not None or account.frozen_at is None:
            raise refusals.NotFrozen
        undecided = report.cases.exclude(state__in=DECIDED).count()
        if undecided:
            raise refusals.CasesUndecided(params={"places": undecided})
        before = values(account)
        account.frozen_at = None
        account.save(update_fields=["frozen_at"])
        password = give_temporary_password(account, by)
        record(by=by, row=account, action="release", before=before)
        before = values(report)
        report.released_at, report.released_by_id = timezone.now(), by.account_id
        report.save(update_fields=["released_at", "released_by"])
        record(by=by, row=report, action="release", before=before)
        log(Kind.RELEASED, account, by)
    return Issued(account.pk, account.login, password)


# --- one organisation's case ------------------------------------------------------------------------------------------


def locked_case(case_id: int, organisation_id: int | None) -> CompromiseCase:
    """A case of this organisation, or with None of the region's administrators, locked. Within the shared tables.

    :raises NoSuchCase: there is none, or it is another organisation's.
    """
    rows = CompromiseCase.objects.select_for_update(of=("self",)).select_related("report__account")
    found = rows.filter(pk=case_id, organisation=organisation_id).first()
    if found is None:
        raise refusals.NoSuchCase
    return found


def move_moment(
    case: CompromiseCase, *, since: datetime | None, reason: str, before: dict[str, object], by: By
) -> None:
    """Operations of a case count from another moment; None: from that of the report. Within the shared tables.

    An earlier one reaches further: places where the account worked only before get their cases, from this moment on.

    :raises MomentInTheFuture, MomentTooLongAgo, EarlierNeedsReason:
    """
    report = CompromiseReport.objects.select_for_update().get(pk=case.report_id)
    refuse_moment(since, report.registered_at, reason)
    former, case.since = case.since, since or report.registered_at
    case.since_reason = reason.strip() if since else ""
    save_case(case, before=before, action="count_from", by=by)
    if case.since < former:
        _begin_cases(report, case.since, case.since_reason)


def save_case(case: CompromiseCase, *, before: dict[str, object], action: str, by: By) -> None:
    """Write what became of a case. Within the shared tables."""
    case.save()
    record(by=by, row=case, action=action, before=before)
    if case.state == State.VOIDED and before["state"] != State.UNDO_PLANNED:
        above = {"cause": "above_organisations"} if case.organisation_id is None else {}
        facts = {"organisation": case.organisation_id, "protocol": case.reversal, **above}
        log(Kind.VOIDED, case.report.account, by, **facts)


def take_back_what_was_given(case: CompromiseCase, *, by: By) -> None:
    """Roles that the account gave in this organisation since the case's moment end, its waiting invitations die.

    Within the shared tables; the account's records in the organisation are reversed apart.
    """
    account_id, now = case.report.account_id, timezone.now()
    given = Membership.objects.select_for_update().filter(
        organisation=case.organisation_id, granted_by=account_id, granted_at__gte=case.since, ended_at__isnull=True
    )
    for row in given.order_by("pk"):
        before = values(row)
        row.ended_at, row.ended_by_id = now, by.account_id
        if row.valid_from < timezone.localdate():
            row.valid_to = min(row.valid_to, timezone.localdate())
        row.save(update_fields=["ended_at", "ended_by", "valid_to"])
        record(by=by, row=row, action="end", before=before)
    issued = (
        Invitation.objects.standing()
        .select_for_update()
        .filter(organisation=case.organisation_id, issued_by=account_id, issued_at__gte=case.since)
    )
    for sheet in issued.order_by("pk"):
        before = values(sheet)
        sheet.revoked_at, sheet.revoked_by_id = now, by.account_id
        sheet.save(update_fields=["revoked_at", "revoked_by"])
        record(by=by, row=sheet, action="revoke", before=before)


def _clock() -> datetime:
    """The database's clock, which also dates the lines of the log of changes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
        return now


def held_above(account_id: int, since: datetime) -> bool:
    """Whether the account had a role above organisations at some time since the moment. Within the shared tables."""
    return _held_since(account_id, since).filter(scope_kind__in=ABOVE).exists()


def _held_since(account_id: int, since: datetime) -> MembershipQuerySet:
    held = Membership.objects.filter(
        account_id=account_id, valid_from__lte=timezone.localdate(),
        valid_to__gt=timezone.localtime(since).date() - timedelta(days=1),
    )  # fmt: skip
    return held.exclude(pk__in=held.filter(ended_at__lt=since).values("pk"))


def _organisations_touched(account_id: int, since: datetime) -> list[int]:
    """Where the account had a role that may write at some time since the moment, and where a decision of it from above
    was carried out: the opening of a closed year, a reorganisation."""
    may_write = [role.code for role in ROLES.values() if not role.read_only]
    rows = _held_since(account_id, since).filter(role__in=may_write, organisation__isnull=False)
    found = set(rows.values_list("organisation", flat=True))
    decided = ReopeningRequest.objects.filter(decided_by=account_id, decided_at__gte=since)
    found |= set(decided.values_list("organisation", flat=True))
    plans = SharedChange.objects.filter(
        model=Reorganisation._meta.label_lower, actor_id=account_id, at__gte=since, action__in=CARRIED_OUT
    ).values("object_id")
    found |= set(ReorganisationSide.objects.filter(reorganisation__in=plans).values_list("organisation", flat=True))
    found |= set(Reorganisation.objects.filter(pk__in=plans).values_list("receiver", flat=True))
    return sorted(organisation for organisation in found if organisation is not None)


__all__ = [
    "ABOVE",
    "DECIDED",
    "held_above",
    "locked_case",
    "move_moment",
    "refuse_moment",
    "release_account",
    "report_compromise",
    "save_case",
    "take_back_what_was_given",
]
