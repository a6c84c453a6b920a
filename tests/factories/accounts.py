"""Browsers signed in as a role, for tests."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.models import Account, Membership, Session
from shared_apps.accounts.passwords import Argon2
from shared_apps.accounts.roles import ROLES
from shared_apps.accounts.session import COOKIE, digest, new_key
from shared_apps.organisations.crossing import By, shared

BY = By.system("tests")


class QuickArgon2(Argon2):
    """The hasher with the least work: passwords of tests are nobody's."""

    time_cost = 1
    memory_cost = 8


def account(login: str) -> Account:
    """An account with a lasting password."""
    with shared(by=BY):
        issued = services.create_account(name=f"Учётная запись {login}", login=login, by=BY)
        Account.objects.filter(pk=issued.account_id).update(must_change_password=False, temporary_until=None)
        return Account.objects.get(pk=issued.account_id)


def member(login: str, role: str, **scope: Any) -> Account:
    """An account with one membership: `organisation=`, `municipality=`, `authority=`, `card_id=` by the role."""
    who = account(login)
    declared = ROLES[role]
    dated = {}
    if declared.dated:
        dated = {
            "inspection_number": "7",
            "inspection_purpose": "проверка",
            "valid_to": timezone.localdate() + timedelta(days=30),
        }
    with shared(by=BY):
        Membership.objects.create(
            account=who, role=role, scope_kind=declared.scope, valid_from=date(2020, 1, 1), **(dated | scope)
        )
    return who


def signed_in(account_id: int, client: Client) -> Client:
    """This browser with a session of the account, without the cost of a password."""
    key, now = new_key(), timezone.now()
    with shared(by=BY):
        Session.objects.create(
            account_id=account_id, key_hash=digest(key), last_seen_at=now, expires_at=now + timedelta(days=1),
            ip="127.0.0.1",
        )  # fmt: skip
    client.cookies[COOKIE] = key
    return client


def browser(who: Account) -> Client:
    """A browser signed in as this account; what fails in it is a page of 500."""
    return signed_in(who.pk, Client(raise_request_exception=False))


Opener = Callable[..., Client]
