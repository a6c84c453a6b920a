"""Signing in: the same answer to whoever guesses, locks that grow, counters that a rollback keeps."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError
from django.utils import timezone

from shared_apps.accounts import demo, passwords, services
from shared_apps.accounts.models import Account, DemoDatabase, SecurityEvent, Session
from shared_apps.accounts.services import refusals
from shared_apps.organisations.crossing import By, shared
from tests.factories.grants import granted

from .conftest import PASSWORD, SYSTEM, Region, account, actor, give_password

pytestmark = pytest.mark.django_db
NOBODY = By(account_id=None, name="anonymous", request_id="r")


@pytest.fixture
def secretary(region: Region) -> Account:
    who = account("secretary", granted(role="secretary", organisation_id=region.school.pk))
    give_password(who)
    return who


def enter(login: str = "secretary", password: str = PASSWORD, ip: str = "10.0.0.1") -> services.SignedIn:
    return services.sign_in(login=login, password=password, ip=ip, user_agent="Test", by=NOBODY)


def kinds() -> list[str]:
    with shared(by=SYSTEM):
        return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def reread(who: Account) -> Account:
    with shared(by=SYSTEM):
        return Account.objects.get(pk=who.pk)


def test_right_password_begins_a_session_whose_key_is_not_stored(secretary: Account) -> None:
    found = enter()
    with shared(by=SYSTEM):
        session = Session.objects.get(pk=found.session_id)
    assert session.account_id == secretary.pk
    assert found.key not in session.key_hash
    assert reread(secretary).last_sign_in_at is not None
    assert kinds() == ["signed_in"]


def test_login_is_read_in_any_case_and_with_spaces(secretary: Account) -> None:
    assert enter(" SECRETARY ").account_id == secretary.pk


def test_unknown_login_and_wrong_password_are_answered_alike(secretary: Account) -> None:
    texts = set()
    for login, password in (("nobody", PASSWORD), ("secretary", "wrong password")):
        with pytest.raises(refusals.WrongSignIn) as refusal:
            enter(login, password)
        texts.add(str(refusal.value))
    assert len(texts) == 1


def test_many_failures_from_one_network_stop_it(secretary: Account) -> None:
    with shared(by=SYSTEM):
        SecurityEvent.objects.bulk_create(SecurityEvent(kind="unknown_login", ip="10.0.0.9") for _ in range(100))
    with pytest.raises(refusals.TooManyFromAddress):
        enter(ip="10.0.0.9")
    assert enter(ip="10.0.0.1")


def test_blocked_account_is_told_only_after_the_right_password(secretary: Account) -> None:
    services.block_account(account_id=secretary.pk, reason="Уволена", by=SYSTEM)
    with pytest.raises(refusals.WrongSignIn):
        enter(password="wrong password")
    with pytest.raises(refusals.AccountBlocked):
        enter()


def test_temporary_password_expires(region: Region) -> None:
    issued = services.create_account(name="Somebody", login="somebody", by=SYSTEM)
    assert services.sign_in(login="somebody", password=issued.password, ip=None, by=NOBODY).must_change_password
    with shared(by=SYSTEM):
        Account.objects.update(temporary_until=timezone.now() - timedelta(minutes=1))
    with pytest.raises(refusals.TemporaryPasswordExpired):
        services.sign_in(login="somebody", password=issued.password, ip=None, by=NOBODY)


def test_signing_in_again_ends_the_session_this_browser_had(secretary: Account) -> None:
    first = enter()
    services.sign_in(login="secretary", password=PASSWORD, ip=None, replaces=first.session_id, by=NOBODY)
    with shared(by=SYSTEM):
        assert Session.objects.get(pk=first.session_id).ended_at is not None


def test_changed_password_ends_other_sessions_and_keeps_this_one(secretary: Account) -> None:
    here, there = enter(), enter()
    services.change_password(old=PASSWORD, new="новая гавань у моря", keep_session=here.session_id, by=actor(secretary))
    with shared(by=SYSTEM):
        assert Session.objects.get(pk=here.session_id).ended_at is None
        assert Session.objects.get(pk=there.session_id).ended_at is not None
    assert enter(password="новая гавань у моря")


def test_change_of_password_refuses_wrong_old_same_and_weak_ones(secretary: Account) -> None:
    by = actor(secretary)
    with pytest.raises(refusals.WrongOldPassword):
        services.change_password(old="wrong password", new="новая гавань у моря", keep_session=None, by=by)
    with pytest.raises(refusals.SamePassword):
        services.change_password(old=PASSWORD, new=PASSWORD, keep_session=None, by=by)
    with pytest.raises(passwords.WeakPassword):
        services.change_password(old=PASSWORD, new="1234567890", keep_session=None, by=by)


def test_reset_ends_sessions_and_keys_and_unlocks(secretary: Account) -> None:
    found = enter()
    by = actor(secretary)
    assert by.membership is not None
    services.create_token(name="Sync", membership_id=by.membership.id, scopes=["student.view"], days=30, by=by)
    issued = services.reset_password(account_id=secretary.pk, by=SYSTEM)
    with shared(by=SYSTEM):
        assert Session.objects.get(pk=found.session_id).ended_at is not None
        assert secretary.tokens.get().revoked_at is not None
    assert enter(password=issued.password).must_change_password


def test_ending_sessions_touches_only_ones_own(region: Region, secretary: Account) -> None:
    other = account("teacher", granted(role="teacher", organisation_id=region.school.pk))
    found = enter()
    services.end_session(session_id=found.session_id, by=actor(other))
    with shared(by=SYSTEM):
        assert Session.objects.get(pk=found.session_id).ended_at is None
    assert services.end_other_sessions(but=None, by=actor(secretary)) == 1


def test_workplace_is_switched_to_ones_own_live_role_only(region: Region, secretary: Account) -> None:
    theirs = account("teacher", granted(role="teacher", organisation_id=region.school.pk))
    found = enter()
    with shared(by=SYSTEM):
        foreign = theirs.memberships.get()
        mine = secretary.memberships.get()
    with pytest.raises(refusals.NoSuchWorkplace):
        services.switch_workplace(membership_id=foreign.pk, session_id=found.session_id, by=actor(secretary))
    services.switch_workplace(membership_id=mine.pk, session_id=found.session_id, by=actor(secretary))
    with shared(by=SYSTEM):
        assert Session.objects.get(pk=found.session_id).membership_id == mine.pk


def test_sessions_long_over_are_forgotten(secretary: Account) -> None:
    old, fresh = enter(), enter()
    with shared(by=SYSTEM):
        Session.objects.filter(pk=old.session_id).update(ended_at=timezone.now() - timedelta(days=100))
    assert services.forget_old_sessions(by=SYSTEM) == 1
    with shared(by=SYSTEM):
        assert Session.objects.get().pk == fresh.session_id


def test_first_administrator_is_made_by_a_command(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    order = ("--order-number", "3581", "--order-date", "2026-01-12")
    with pytest.raises(CommandError, match="role_order_missing"):
        call_command("create_regadmin", "root", "Иванов Иван Иванович", *order[:2])
    call_command("create_regadmin", "root", "Иванов Иван Иванович", *order)
    password = capsys.readouterr().out.split("password: ")[1].split()[0]
    assert enter("root", password).must_change_password
    with pytest.raises(CommandError, match="root"):
        call_command("create_regadmin", "root", "Другой Человек", *order)


def test_demo_password_only_in_a_demo_database(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    grants = [granted(role="regadmin")]
    with pytest.raises(demo.NotADemoDatabase):
        services.create_demo_account(login="regadmin", name="Demo", password="svod-demo", grants=grants, by=SYSTEM)
    monkeypatch.setattr(demo, "database_is_demo", lambda: True)
    services.create_demo_account(login="regadmin", name="Demo", password="svod-demo", grants=grants, by=SYSTEM)
    assert enter("regadmin", "svod-demo")
    monkeypatch.undo()
    with pytest.raises(refusals.WrongSignIn):
        enter("regadmin", "svod-demo")


def test_application_cannot_mark_a_database_as_the_demos(db: None) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), shared(by=SYSTEM):
        DemoDatabase.objects.create(pk=1)


def test_token_does_no_more_than_its_workplace(secretary: Account) -> None:
    by = actor(secretary)
    assert by.membership is not None
    with pytest.raises(refusals.TooWide):
        services.create_token(name="x", membership_id=by.membership.id, scopes=["passport.edit"], days=1, by=by)
    with pytest.raises(refusals.NoScopes):
        services.create_token(name="x", membership_id=by.membership.id, scopes=[], days=1, by=by)
    with pytest.raises(refusals.NoSuchWorkplace):
        services.create_token(name="x", membership_id=0, scopes=["student.view"], days=1, by=by)
