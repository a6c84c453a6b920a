"""Each refusal of invitations and of compromised accounts, and how it is brought about."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from unittest import mock

from django.utils import timezone

from shared_apps.accounts import services as accounts
from shared_apps.accounts.compromise_models import CompromiseCase
from shared_apps.accounts.models import Membership
from shared_apps.accounts.proposal_models import RoleProposal
from shared_apps.accounts.services import refusals as of_accounts
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.refusal import Refused
from tenant_apps.access import refusals as r
from tenant_apps.access import services
from tests.refusing.doors import Call, Knock

from .compromising import confirmed, edit, proposed, reported
from .conftest import BY
from .refused_world import (
    ANY_CLASS,
    ANY_ROLE,
    NO_COMMAND,
    READS_ITSELF,
    Entrance,
    clearing,
    confirming,
    counting,
    deciding,
    hiring_in,
    inviting,
    no_door,
    proposing,
    releasing,
    reporting,
    revoking,
    sheet_of,
    sheets_of,
)

Case = Callable[[Entrance], Knock]
NOBODY = 987_654
FORM_ASKS = "the form has it as a field that must be filled in"


# --- invitations ----------------------------------------------------------------------------------------------------


def _too_young(w: Entrance) -> Knock:
    return inviting(w, ("student", w.filled.anna), page=sheet_of("student", w.filled.anna))


def _of_another_class(w: Entrance) -> Knock:
    w.knocker("classteacher", card_id=w.filled.teacher)
    return inviting(
        w, ("student", w.filled.vera), page="the page has the classes that the teacher leads alone", command=ANY_CLASS
    )


def _sheet_of_another_class(w: Entrance) -> Knock:
    sheet = w.invited(("student", w.filled.vera))[-1]
    w.knocker("classteacher", card_id=w.filled.teacher)
    return revoking(w, sheet, command=ANY_CLASS)


def _too_many(w: Entrance) -> Knock:
    """As if one sheet were the most."""
    mock.patch("tenant_apps.access.services.inviting.MOST", 1).start()
    both = ("guardian", w.filled.mother), ("student", w.filled.vera)
    return inviting(w, *both, page=sheets_of(""))


def _nobody_left(w: Entrance) -> Knock:
    w.invited(("guardian", w.filled.mother))
    return inviting(w, page=sheets_of("guardian"))


def _sheet_made_meanwhile(w: Entrance) -> Knock:
    w.invited(("guardian", w.filled.mother))
    sheet = sheet_of("guardian", w.filled.mother)
    return inviting(w, ("guardian", w.filled.mother), page=sheet, command=READS_ITSELF)


def _above_own(w: Entrance) -> Knock:
    w.knocker("coordinator")
    return hiring_in(
        w, "director", w.filled.teacher, page="the page offers the roles that one invites into", command=ANY_ROLE
    )


def _role_decided_already(w: Entrance) -> Knock:
    """Of an employee who came from a reorganised organisation."""
    with shared(by=BY):
        role = RoleProposal.objects.create(
            account_id=w.thief.account_id, organisation=w.school, sender=w.school, role="teacher",
            card_id=w.filled.teacher, valid_from=timezone.localdate(), order_number="1",
            order_date=timezone.localdate(), source="merge:1",
        )  # fmt: skip
    accounts.decline_proposals(proposal_ids=[role.pk], organisation_id=w.school.pk, by=BY)
    return deciding(w, role.pk, page="the page offers those that wait")


# --- compromised accounts -------------------------------------------------------------------------------------------


def _reported(w: Entrance) -> int:
    """The case of an account that changed a card."""
    edit(w.filled, w.thief, w.filled.anna_person, "+7 900 000-00-01")
    return reported(w.filled, w.thief)


def _proposed(w: Entrance) -> int:
    case = _reported(w)
    proposed(w.filled, case, w.acting("sysadmin"))
    return case


def _decided(w: Entrance) -> int:
    case = _proposed(w)
    confirmed(w.filled, case, w.acting("director", login="confirmer"))
    return case


def _all_changed_since(w: Entrance) -> Knock:
    case = _reported(w)
    edit(w.filled, w.acting("operator"), w.filled.anna_person, "+7 900 000-00-02")
    proposed(w.filled, case, w.acting("sysadmin"))
    return confirming(w, case)


def _proposed_by_himself(w: Entrance) -> Knock:
    case = _reported(w)
    proposed(w.filled, case, w.who)
    return confirming(w, case)


def _confirmed_by_the_coordinator(w: Entrance) -> Knock:
    case = _proposed(w)
    w.knocker("coordinator")
    return confirming(w, case)


def _nobodys_notice(w: Entrance) -> Knock:
    guardian = w.knocker("guardian", card_id=w.filled.mother)
    with shared(by=BY):
        own = Membership.objects.get(account=guardian.account_id).pk
    w.door = no_door
    return Knock(
        service=lambda: services.read_notice(membership_id=own, notice_id=NOBODY, by=guardian),
        page=Call(f"/me/notices/{own}/{NOBODY}/read/", {}),
        api="a notice is read by a person; endpoints of an organisation answer 404 to reports that are not its own",
        command=NO_COMMAND,
    )


def _of_the_head(w: Entrance) -> Knock:
    head = w.who.account_id or 0
    w.knocker("coordinator")
    return reporting(w, head, command=ANY_ROLE)


def _reported_twice(w: Entrance) -> Knock:
    accounts.report_compromise(account_id=w.thief.account_id or 0, by=w.thief)
    return reporting(w, w.thief.account_id or 0)


def _released_before_all_decided(w: Entrance) -> Knock:
    _reported(w)
    with shared(by=BY):
        report = CompromiseCase.objects.get().report_id
    return releasing(w, report, w.thief.account_id or 0)


def _released_twice(w: Entrance) -> Knock:
    _decided(w)
    with shared(by=BY):
        report = CompromiseCase.objects.get().report_id
    accounts.release_account(report_id=report, by=w.who)
    return releasing(w, report, w.thief.account_id or 0)


def _counted_from(hours: int, *, reason: str = "Так сказал владелец", long_ago: bool = False) -> Case:
    def case(w: Entrance) -> Knock:
        accounts.report_compromise(account_id=w.thief.account_id or 0, by=w.thief)
        with shared(by=BY):
            found = CompromiseCase.objects.get().pk
        moment = datetime(1990, 5, 6, tzinfo=UTC) if long_ago else timezone.now() + timedelta(hours=hours)
        return counting(w, found, moment.replace(second=0, microsecond=0), reason)

    return case


def _reported_for(hours: int, reason: str) -> Case:
    def case(w: Entrance) -> Knock:
        moment = (timezone.now() + timedelta(hours=hours)).replace(second=0, microsecond=0)
        return reporting(w, w.thief.account_id or 0, moment, reason)

    return case


CASES: dict[type[Refused], tuple[Case, ...]] = {
    r.TooYoung: (_too_young,),
    r.NotInYourClass: (_of_another_class, _sheet_of_another_class),
    r.NotAnEmployee: (lambda w: hiring_in(w, "teacher", NOBODY, page="the form has those who hold a post today"),),
    r.TooManySheets: (_too_many,),
    r.NothingSince: (lambda w: proposing(w, reported(w.filled, w.thief)),),
    r.EverythingInConflict: (_all_changed_since,),
}
"""Of `tenant_apps.access`."""

OF_ACCOUNTS: dict[type[Refused], tuple[Case, ...]] = {
    of_accounts.NobodyInvited: (_nobody_left,),
    of_accounts.NotYoursToInvite: (_above_own,),
    of_accounts.InvitationsChanged: (_sheet_made_meanwhile,),
    of_accounts.NoSuchInvitation: (lambda w: revoking(w, NOBODY),),
    of_accounts.ProposalDecided: (_role_decided_already,),
    of_accounts.NotYoursToFreeze: (_of_the_head,),
    of_accounts.AlreadyReported: (_reported_twice,),
    of_accounts.MomentInTheFuture: (_counted_from(3), _reported_for(3, "Так сказал владелец")),
    of_accounts.MomentTooLongAgo: (_counted_from(0, long_ago=True),),
    of_accounts.EarlierNeedsReason: (_counted_from(-3, reason=" "), _reported_for(-3, " ")),
    of_accounts.NoSuchCase: (_nobodys_notice,),
    of_accounts.CaseDecided: (lambda w: proposing(w, _decided(w)),),
    of_accounts.CaseChanged: (lambda w: proposing(w, _proposed(w)),),
    of_accounts.SecondPersonNeeded: (_proposed_by_himself,),
    of_accounts.HeadConfirms: (_confirmed_by_the_coordinator,),
    of_accounts.DecisionMissing: (lambda w: clearing(w, reported(w.filled, w.thief), " ", page=FORM_ASKS),),
    of_accounts.CasesUndecided: (_released_before_all_decided,),
    of_accounts.NotFrozen: (_released_twice,),
}
"""Of `shared_apps.accounts`, where an organisation's doors lead to them; the others: tests/accounts/refused_cases.py."""
