"""Locks after failures: counted in a transaction of their own, so that whatever rolls the request back keeps them."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connections
from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.models import Account, SecurityEvent
from shared_apps.accounts.services import refusals
from shared_apps.organisations.crossing import By, shared
from tests.factories.grants import granted

from .conftest import PASSWORD, SYSTEM, Region, account, actor, give_password

NOBODY = By(account_id=None, name="anonymous", request_id="r")


@pytest.fixture
def secretary(committed: Region) -> Account:
    who = account("secretary", granted(role="secretary", organisation_id=committed.school.pk))
    give_password(who)
    return who


def enter(login: str = "secretary", password: str = PASSWORD) -> services.SignedIn:
    """As a request does: a refusal leaves shared() as an exception, so all of it is rolled back."""
    with shared(by=NOBODY):
        return services.sign_in(login=login, password=password, ip="10.0.0.1", by=NOBODY)


def reread(who: Account) -> Account:
    with shared(by=SYSTEM):
        return Account.objects.get(pk=who.pk)


def kinds() -> list[str]:
    with shared(by=SYSTEM):
        return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_failure_is_counted_though_the_request_is_rolled_back(secretary: Account) -> None:
    with pytest.raises(refusals.WrongSignIn):
        enter(password="wrong password")
    assert reread(secretary).failed_count == 1
    assert kinds() == ["wrong_password"]


def test_unknown_login_is_not_written_whole(secretary: Account) -> None:
    with pytest.raises(refusals.WrongSignIn):
        enter("my secret password typed here")
    with shared(by=SYSTEM):
        event = SecurityEvent.objects.get()
    assert event.kind == "unknown_login"
    assert "secret" not in event.login


@pytest.mark.parametrize("login", ["secretary", "nobody"])
def test_fifth_failure_locks_whether_the_login_exists_or_not(secretary: Account, login: str) -> None:
    for _ in range(4):
        with pytest.raises(refusals.WrongSignIn):
            enter(login, "wrong password")
    with pytest.raises(refusals.SignInLocked) as refusal:
        enter(login, "wrong password")
    assert ":" in str(refusal.value.params["time"])
    with pytest.raises(refusals.SignInLocked):
        enter(login, PASSWORD)
    assert kinds()[-1] == "refused_while_locked"


def test_lock_ends_and_the_next_failure_locks_longer(secretary: Account) -> None:
    with shared(by=SYSTEM):
        past = timezone.now() - timedelta(seconds=1)
        Account.objects.filter(pk=secretary.pk).update(failed_count=5, locked_until=past)
    with pytest.raises(refusals.SignInLocked):
        enter(password="wrong password")
    locked = reread(secretary).locked_until
    assert locked is not None
    assert timedelta(seconds=100) < locked - timezone.now() <= timedelta(minutes=2)


def test_success_forgets_failures(secretary: Account) -> None:
    for _ in range(4):
        with pytest.raises(refusals.WrongSignIn):
            enter(password="wrong password")
    enter()
    assert reread(secretary).failed_count == 0


def test_old_password_cannot_be_guessed_from_a_stolen_session(secretary: Account) -> None:
    by = actor(secretary)
    for _ in range(5):
        with pytest.raises(refusals.WrongOldPassword):
            services.change_password(old="wrong password", new="новая гавань у моря", keep_session=None, by=by)
    with pytest.raises(refusals.SignInLocked):
        services.change_password(old=PASSWORD, new="новая гавань у моря", keep_session=None, by=by)


def test_tries_at_the_same_time_are_all_counted(secretary: Account) -> None:
    outcomes: list[str] = []

    def guess() -> None:
        try:
            enter(password="wrong password")
        except refusals.Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("wrong_sign_in") == 4
    assert outcomes.count("sign_in_locked") == 4
    assert reread(secretary).failed_count == 5
