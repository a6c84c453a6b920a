"""Reports of compromised accounts as an organisation sees them, and what the account gave to others."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shared_apps.jobs import services as jobs
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import SharedChange

from ..compromise_models import CompromiseCase, CompromiseReport, stopped_by
from ..doorway import shared_tables
from ..invitation_models import Invitation
from ..models import Membership
from ..roles import ROLES

DECIDED = ("voided", "clean")
CASE_TONES = {
    "open": "err", "planned": "warn", "voiding": "info", "voided": "ok", "clean": "ok", "undo_planned": "warn",
    "undoing": "info",
}  # fmt: skip


@dataclass(frozen=True)
class CaseRow:
    """A report in one organisation. `roles`: of the account here; `is_heads`: it is the account of the head."""

    pk: int
    report_id: int
    account_id: int
    account: str
    login: str
    roles: str
    is_heads: bool
    registered_at: datetime
    registered_by_id: int | None
    registered_by: str
    is_own_report: bool
    note: str
    state: str
    state_title: str
    since: datetime
    since_reason: str
    reversal: int | None
    proposed_by_id: int | None
    proposed_by: str
    proposed_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    decision: str
    released_at: datetime | None
    is_open: bool


@dataclass(frozen=True)
class GivenRow:
    """Something outside the organisation's own records that the account did since the moment."""

    at: datetime
    what: str
    whom: str


def cases_of(organisation_id: int, by: By) -> list[CaseRow]:
    """Reports that concern the organisation, the latest first."""
    return _cases(by, organisation=organisation_id)


def case_of(case_id: int, organisation_id: int, by: By) -> CaseRow | None:
    """One of them."""
    return next(iter(_cases(by, organisation=organisation_id, pk=case_id)), None)


def cases_above(by: By) -> list[CaseRow]:
    """Reports of accounts with roles above organisations, for the region's administrators; the latest first."""
    return _cases(by, organisation__isnull=True)


def case_above(case_id: int, by: By) -> CaseRow | None:
    """One of them."""
    return next(iter(_cases(by, organisation__isnull=True, pk=case_id)), None)


def undecided_cases(organisation_id: int, by: By) -> list[CaseRow]:
    """Those that wait for the organisation's word: for its first page."""
    return _cases(by, organisation=organisation_id, state__in=("open", "planned"))


def open_report(account_id: int, by: By) -> tuple[int, int] | None:
    """(report, cases undecided) of a frozen account."""
    with shared_tables(by):
        found = CompromiseReport.objects.filter(account=account_id, released_at__isnull=True).first()
        if found is None:
            return None
        return found.pk, found.cases.exclude(state__in=DECIDED).count()


def given_since(case_id: int, organisation_id: int, by: By) -> list[GivenRow]:
    """Roles given, sheets issued and accounts changed by the account since the case's moment, in this organisation."""
    with shared_tables(by):
        case = CompromiseCase.objects.select_related("report").filter(pk=case_id, organisation=organisation_id).first()
        if case is None:
            return []
        who, since = case.report.account_id, case.since
        given = Membership.objects.filter(organisation=organisation_id, granted_by=who, granted_at__gte=since)
        issued = Invitation.objects.filter(organisation=organisation_id, issued_by=who, issued_at__gte=since)
        rows = [
            GivenRow(one.granted_at, str(_("role given")), f"{one.account.name}: {ROLES[one.role].title}")
            for one in given.select_related("account")
        ]
        rows += [
            GivenRow(one.issued_at, str(_("invitation issued")), f"{one.name}: {ROLES[one.role].title}")
            for one in issued
        ]
        rows += _done_to_accounts(organisation_id, who, since)
        return sorted(rows, key=lambda row: row.at)


@dataclass(frozen=True)
class StoppedRow:
    """Long work of the account that its report has stopped: nothing of it stays."""

    pk: int
    title: str
    asked_at: datetime
    had_begun: bool


def work_stopped(report_id: int, organisation_id: int, by: By) -> list[StoppedRow]:
    """What waited or ran for the account in this organisation when it was frozen."""
    declared = jobs.kinds()
    with shared_tables(by):
        return [
            StoppedRow(
                one.pk, str(declared[one.kind].title) if one.kind in declared else one.kind, one.created_at,
                one.started_at is not None,
            )
            for one in jobs.stopped_work(organisation_id, stopped_by(report_id))
        ]  # fmt: skip


ACCOUNT_ACTIONS = {
    "create": _("account made"),
    "rename": _("account renamed"),
    "reset_password": _("password of another reset"),
    "block": _("account blocked"),
    "unblock": _("account unblocked"),
    "freeze": _("account frozen"),
    "release": _("account released"),
}


def _done_to_accounts(organisation_id: int, who: int, since: datetime) -> list[GivenRow]:
    """What is looked at by hand: passwords it reset, accounts it made, of those with a role here."""
    here = Membership.objects.filter(organisation=organisation_id).exclude(account=who)
    names = dict(here.values_list("account", "account__name"))
    lines = SharedChange.objects.filter(
        model="accounts.account", actor_id=who, at__gte=since, object_id__in=list(names), action__in=ACCOUNT_ACTIONS
    )
    return [
        GivenRow(line.at, str(ACCOUNT_ACTIONS[line.action]), names[line.object_id]) for line in lines.order_by("pk")
    ]


def _cases(by: By, **wanted: object) -> list[CaseRow]:
    with shared_tables(by):
        rows = CompromiseCase.objects.filter(**wanted).select_related(
            "report__account", "report__registered_by", "proposed_by", "decided_by"
        )
        cases = list(rows.order_by("-report__registered_at", "-pk"))
        roles: dict[tuple[int, int | None], set[str]] = {}
        held = Membership.objects.filter(account__in={case.report.account_id for case in cases})
        here = held.filter(
            Q(organisation__in={case.organisation_id for case in cases if case.organisation_id is not None})
            | Q(organisation__isnull=True)
        )
        for account_id, organisation_id, role in here.values_list("account", "organisation", "role"):
            roles.setdefault((account_id, organisation_id), set()).add(role)
        return [_case_row(case, roles.get((case.report.account_id, case.organisation_id), set())) for case in cases]


def _case_row(case: CompromiseCase, roles: set[str]) -> CaseRow:
    report = case.report
    return CaseRow(
        pk=case.pk,
        report_id=report.pk,
        account_id=report.account_id,
        account=report.account.name,
        login=report.account.login,
        roles=", ".join(str(role.title) for role in ROLES.values() if role.code in roles),
        is_heads="director" in roles,
        registered_at=report.registered_at,
        registered_by_id=report.registered_by_id,
        registered_by=report.registered_by.name if report.registered_by else "",
        is_own_report=report.registered_by_id == report.account_id,
        note=report.note,
        state=case.state,
        state_title=str(case.get_state_display()),
        since=case.since,
        since_reason=case.since_reason,
        reversal=case.reversal,
        proposed_by_id=case.proposed_by_id,
        proposed_by=case.proposed_by.name if case.proposed_by else "",
        proposed_at=case.proposed_at,
        decided_by=case.decided_by.name if case.decided_by else "",
        decided_at=case.decided_at,
        decision=case.decision,
        released_at=report.released_at,
        is_open=case.state not in DECIDED,
    )


__all__ = [
    "CASE_TONES",
    "CaseRow",
    "GivenRow",
    "case_above",
    "case_of",
    "cases_above",
    "cases_of",
    "given_since",
    "open_report",
    "undecided_cases",
]
