"""Codes of invitations under real commits: two who accept at once, those who guess."""

from collections.abc import Callable

import pytest

from shared_apps.accounts import services
from shared_apps.accounts.actor import ANONYMOUS
from shared_apps.accounts.models import Account, Membership, SecurityEvent
from shared_apps.accounts.services import Invitee, refusals
from shared_apps.accounts.services.invitations import WRONG_CODES
from shared_apps.organisations.crossing import shared
from tests.factories.grants import granted
from tests.factories.threads import at_once

from .conftest import PASSWORD, SYSTEM, Region, account, actor, give_password

MOTHER = Invitee(card_id=7, name="Иванова Мария Петровна")


def invited(region: Region) -> str:
    by = actor(account("director", granted(role="director", organisation_id=region.school.pk)))
    made = services.issue_invitations(organisation_id=region.school.pk, role="guardian", people=[MOTHER], by=by)
    return made[0].code


def test_two_acceptances_at_once_make_one_account(committed: Region) -> None:
    code = invited(committed)

    def accept(login: str) -> Callable[[], object]:
        return lambda: services.accept_as_new(code=code, login=login, password=PASSWORD, ip=None, by=ANONYMOUS)

    outcomes = at_once(accept("first"), accept("second"))

    assert sum(isinstance(one, refusals.InvitationUsed) for one in outcomes) == 1
    with shared(by=SYSTEM):
        assert Account.objects.filter(login__in=["first", "second"]).count() == 1
        assert Membership.objects.filter(role="guardian", card_id=7).count() == 1


def test_two_issues_at_once_leave_one_sheet(committed: Region) -> None:
    by = actor(account("director", granted(role="director", organisation_id=committed.school.pk)))

    def issue() -> object:
        return services.issue_invitations(organisation_id=committed.school.pk, role="guardian", people=[MOTHER], by=by)

    outcomes = at_once(issue, issue)
    assert sum(isinstance(one, refusals.InvitationsChanged) for one in outcomes) == 1


def test_wrong_codes_shut_the_network_out(committed: Region) -> None:
    code = invited(committed)
    for _try in range(WRONG_CODES):
        with pytest.raises(refusals.WrongCode):
            services.open_invitation(code="aaaa-bbbb-cccc", ip="10.0.0.1", by=ANONYMOUS)

    with pytest.raises(refusals.TooManyCodes):
        services.open_invitation(code=code, ip="10.0.0.1", by=ANONYMOUS)
    assert services.open_invitation(code=code, ip="10.0.0.2", by=ANONYMOUS).name == MOTHER.name


def test_wrong_code_is_logged_without_itself(committed: Region, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(refusals.WrongCode):
        services.open_invitation(code="aaaa-bbbb-cccc", ip="10.0.0.1", by=ANONYMOUS)
    with shared(by=SYSTEM):
        line = SecurityEvent.objects.get(kind="wrong_code")
    assert "aaaa" not in f"{line.login}{line.detail}{caplog.text}"


def test_sign_in_and_report_at_once_leave_no_session(committed: Region) -> None:
    """Whoever comes first: a session begun before the report is ended by it, one after it is refused."""
    who = account("teacher", granted(role="teacher", organisation_id=committed.school.pk))
    give_password(who)

    at_once(
        lambda: services.sign_in(login="teacher", password=PASSWORD, ip=None, by=ANONYMOUS),
        lambda: services.report_compromise(account_id=who.pk, by=actor(who)),
    )

    with shared(by=SYSTEM):
        assert Account.objects.get(pk=who.pk).frozen_at is not None
        assert not who.sessions.filter(ended_at__isnull=True).exists()
