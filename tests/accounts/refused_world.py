"""Accounts above and in a school, and what is done to them, as every door takes it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from shared_apps.accounts import services
from shared_apps.accounts.actor import Actor
from shared_apps.accounts.invitation_models import Invitation
from shared_apps.accounts.models import Account, SecurityEvent
from shared_apps.accounts.services import Grant, Invitee
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation
from tests.factories.accounts import account as an_account
from tests.factories.accounts import browser, member
from tests.factories.grants import ORDER
from tests.refusing.doors import Call, Command, Knock, Place

from .conftest import PASSWORD, SYSTEM, actor, give_password

NO_API = "accounts and roles are given in pages: no program is handed a temporary password"
NO_API_FOR_ONESELF = "one signs in, and changes what is one's own, in a browser; programs work by keys"
NO_COMMAND = "the command makes the first administrator of the region; he issues all other accounts"
HOME = "127.0.0.1"
"""Where the tests' browsers are."""


class Desk(Place):
    """A school with its head and a teacher, and the region's administrator. A case takes the browser of who knocks."""

    client: Client

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        self.teacher = member("desk-teacher", "teacher", organisation=school)
        self.head = member("desk-head", "director", organisation=school)
        self.regadmin = member("desk-regadmin", "regadmin")
        self.knocks(self.regadmin)
        self.door: Callable[[], AbstractContextManager[Any]] = savepoint

    def inside(self) -> AbstractContextManager[Any]:
        return self.door()

    def knocks(self, who: Account | None) -> Actor | None:
        """From now on this account knocks; None: a visitor."""
        self.client = Client() if who is None else browser(who)
        return actor(who) if who is not None else None

    def newcomer(self, **changes: Any) -> Account:
        """An account with a lasting password; `changes` of its row."""
        who = an_account("desk-newcomer")
        give_password(who)
        with shared(by=SYSTEM):
            Account.objects.filter(pk=who.pk).update(**changes)
            return Account.objects.get(pk=who.pk)

    def failures(self, kind: SecurityEvent.Kind, number: int) -> None:
        with shared(by=SYSTEM):
            SecurityEvent.objects.bulk_create(SecurityEvent(kind=kind, ip=HOME) for _one in range(number))

    def sheet(self, **changes: Any) -> str:
        """The code of an invitation; `changes` of its row."""
        with shared(by=SYSTEM):
            made = services.issue_invitations(
                organisation_id=self.school.pk,
                role="teacher",
                people=[Invitee(5, "Приглашённая Анна")],
                by=SYSTEM,
                **ORDER,
            )[0]
            Invitation.objects.filter(pk=made.invitation_id).update(**changes)
        return made.code


@contextmanager
def savepoint() -> Iterator[Any]:
    """Services of accounts open their doors themselves; what they wrote is undone by `roll_back`."""
    with transaction.atomic():
        yield SimpleNamespace(roll_back=lambda: transaction.set_rollback(True))


# --- issuing --------------------------------------------------------------------------------------------------------


def creating(login: str, name: str) -> Knock:
    form = {"login": login, "name": name, "valid_from": timezone.localdate(), **ORDER}
    return Knock(
        service=lambda: services.create_account(name=name, login=login, by=SYSTEM),
        page=Call("/admin/accounts/new/?role=ministry", form),
        api=NO_API,
        command=Command("create_regadmin", [login, name, "--order-number", "12", "--order-date", "2026-01-12"]),
    )


def giving(account: int, grant: Grant, *, page: Call | str, by: By = SYSTEM) -> Knock:
    return Knock(
        service=lambda: services.issue_membership(account_id=account, grant=grant, by=by),
        page=page,
        api=NO_API,
        command=NO_COMMAND,
    )


def giving_page(desk: Desk, role: str, first: date, last: date | None = None, **more: Any) -> Call:
    """The page by which the head gives a role to the teacher."""
    form = {"valid_from": first, "last_day": last, **ORDER, **more}
    return Call(f"accounts/{desk.teacher.pk}/roles/new/?role={role}", form)


def managing(service: Callable[[], Any], *, page: Call | str) -> Knock:
    return Knock(service=service, page=page, api=NO_API, command=NO_COMMAND)


# --- one's own ------------------------------------------------------------------------------------------------------


def signing_in(login: str, password: str = PASSWORD) -> Knock:
    return Knock(
        service=lambda: services.sign_in(login=login, password=password, ip=HOME, by=SYSTEM),
        page=Call("/sign-in/", {"login": login, "password": password}),
        api=NO_API_FOR_ONESELF,
        command=NO_COMMAND,
    )


def changing_password(by: Actor, old: str, new: str) -> Knock:
    return Knock(
        service=lambda: services.change_password(old=old, new=new, keep_session=None, by=by),
        page=Call("/account/password/", {"old": old, "new": new, "again": new}),
        api=NO_API_FOR_ONESELF,
        command=NO_COMMAND,
    )


def making_a_key(by: Actor, scopes: list[str], *, page: str) -> Knock:
    membership = by.membership
    assert membership is not None
    return Knock(
        service=lambda: services.create_token(
            name="Обмен", membership_id=membership.id, scopes=scopes, days=30, by=by
        ),
        page=page,
        api=NO_API_FOR_ONESELF,
        command=NO_COMMAND,
    )  # fmt: skip


def opening(code: str) -> Knock:
    """Typing the code of a sheet."""
    return Knock(
        service=lambda: services.open_invitation(code=code, ip=HOME, by=SYSTEM),
        page=Call("/invitation/", {"code": code}),
        api=NO_API_FOR_ONESELF,
        command=NO_COMMAND,
    )


TODAY, YESTERDAY = timezone.localdate(), timezone.localdate() - timedelta(days=1)
