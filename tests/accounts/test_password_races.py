"""One's own password under real commits: what happens to the account during the slow comparisons stays."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from unittest import mock

import pytest

from shared_apps.accounts import passwords, services
from shared_apps.accounts.actor import ANONYMOUS
from shared_apps.accounts.models import Account, Session
from shared_apps.accounts.services import refusals
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.refusal import Refused
from tests.factories.grants import granted
from tests.factories.threads import at_once

from .conftest import PASSWORD, SYSTEM, Region, account, actor, give_password

NEW = "другая гавань у моря"


@pytest.fixture
def teacher(committed: Region) -> Account:
    who = account("teacher", granted(role="teacher", organisation_id=committed.school.pk))
    give_password(who)
    return who


def block(who: Account) -> None:
    services.block_account(account_id=who.pk, reason="Уволен", by=SYSTEM)


def report(who: Account) -> None:
    services.report_compromise(account_id=who.pk, by=actor(who))


def reset(who: Account) -> None:
    services.reset_password(account_id=who.pk, by=SYSTEM)


def meanwhile(unit: str, change: Callable[[], None]) -> AbstractContextManager[object]:
    """During the first call of a slow function of passwords, somebody else changes the account and commits."""
    slow, done = getattr(passwords, unit), []

    def work(*arguments: str) -> object:
        if not done:
            done.append(True)
            at_once(change)
        return slow(*arguments)

    return mock.patch.object(passwords, unit, side_effect=work)


def reread(who: Account) -> Account:
    with shared(by=SYSTEM):
        return Account.objects.get(pk=who.pk)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [(block, refusals.AccountBlocked), (report, refusals.AccountFrozen), (reset, refusals.WrongOldPassword)],
)
def test_what_was_done_to_an_account_while_its_password_was_changed_stays(
    teacher: Account, change: Callable[[Account], None], refusal: type[Refused]
) -> None:
    with meanwhile("hashed", lambda: change(teacher)), pytest.raises(refusal):
        services.change_password(old=PASSWORD, new=NEW, keep_session=None, by=actor(teacher))

    found = reread(teacher)
    assert found.is_blocked == (change is block)
    assert (found.frozen_at is not None) == (change is report)
    assert found.must_change_password == (change is reset)
    assert not passwords.fits(NEW, found.password)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [(block, refusals.AccountBlocked), (report, refusals.AccountFrozen), (reset, refusals.WrongSignIn)],
)
def test_no_session_begins_when_the_account_is_closed_during_sign_in(
    teacher: Account, change: Callable[[Account], None], refusal: type[Refused]
) -> None:
    with meanwhile("fits", lambda: change(teacher)), pytest.raises(refusal):
        services.sign_in(login=teacher.login, password=PASSWORD, ip=None, by=ANONYMOUS)

    with shared(by=SYSTEM):
        assert not Session.objects.filter(account=teacher, ended_at__isnull=True).exists()
