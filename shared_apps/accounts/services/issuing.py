"""Accounts and memberships: issued by administrators to those below them, ended, inspected, blocked."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.organisations.crossing import By
from shared_apps.organisations.names import bare_words
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.shared_log import record, values

from .. import demo, passwords
from ..doorway import shared_tables
from ..models import Account, ApiToken, Membership, SecurityEvent, Session
from ..reach import contains, may_manage, roles_below
from ..roles import ROLES
from . import refusals
from .orders import refuse_without_order

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{2,63}")
LONGEST_INSPECTION = timedelta(days=92)
PASSWORD_COLUMNS = ("password", "must_change_password", "temporary_until", "failed_count", "locked_until")
"""What a new password changes, whoever gives it."""
TEMPORARY_FOR = timedelta(days=settings.TEMPORARY_PASSWORD_DAYS)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role to give: where, from when, by which order. An inspector's has the inspection's number and purpose."""

    role: str
    organisation_id: int | None = None
    municipality_id: int | None = None
    authority_id: int | None = None
    card_id: int | None = None
    valid_from: date = field(default_factory=timezone.localdate)
    valid_to: date = FOREVER
    order_number: str = ""
    order_date: date | None = None
    inspection_number: str = ""
    inspection_purpose: str = ""


@dataclass(frozen=True)
class Issued:
    """A new account, or a reset one: the only moment its password can be read."""

    account_id: int
    login: str
    password: str = field(repr=False)
    membership_id: int | None = None


def create_account(*, name: str, by: By, login: str = "", grant: Grant | None = None, language: str = "ru") -> Issued:
    """A new account with a temporary password, and its first role. Without a login one is made of the name.

    :raises LoginTaken: an account has this login, in whatever case of letters.
    :raises RoleAboveOwn: the issuer gives no roles at all, or not this one.
    """
    name = " ".join(name.split())
    if len(name) < 2:
        raise refusals.NameMissing
    if not roles_below(by):
        raise refusals.RoleAboveOwn(params={"role": ""})
    with shared_tables(by):
        password = passwords.temporary()
        login = free_login(login.strip(), name)
        account = write_account(
            login=login,
            name=name,
            password=passwords.hashed(password),
            must_change_password=True,
            temporary_until=timezone.now() + TEMPORARY_FOR,
            language=language,
            created_by_id=by.account_id,
        )
        record(by=by, row=account, action="create")
        membership_id = issue_membership(account_id=account.pk, grant=grant, by=by) if grant else None
    return Issued(account.pk, account.login, password, membership_id)


def create_demo_account(*, login: str, name: str, password: str, grants: list[Grant], by: By) -> int:
    """An account of the demo: its password is known to all, and stays.

    :raises NotADemoDatabase: the demo did not make this database.
    """
    with shared_tables(by):
        if not demo.database_is_demo():
            raise demo.NotADemoDatabase
        account = Account.objects.create(
            login=login, name=name, search_key=bare_words(f"{name} {login}"), is_demo=True,
            password=passwords.hashed(password), password_changed_at=timezone.now(),
        )  # fmt: skip
        record(by=by, row=account, action="create")
        for grant in grants:
            issue_membership(account_id=account.pk, grant=grant, by=by)
    return account.pk


def issue_membership(*, account_id: int, grant: Grant, by: By) -> int:
    """Give an account a role in a scope.

    :raises RoleAboveOwn: the issuer's role does not give it.
    :raises OutOfScope: the scope lies outside the issuer's.
    :raises RoleOrderMissing: the order that gives it is not named.
    :raises AlreadyGiven: it has the same role there on some of these days.
    """
    role = ROLES.get(grant.role)
    title = {"role": str(role.title) if role else grant.role}
    if role is None or role not in roles_below(by):
        raise refusals.RoleAboveOwn(params=title)
    with shared_tables(by):
        _refuse_wrong_scope(grant, by)
        _refuse_wrong_dates(grant)
        refuse_without_order(grant.role, grant.order_number, grant.order_date)
        account = _account(account_id)
        return write_membership(account, grant, granted_by=by.account_id, by=by)


def write_membership(account: Account, grant: Grant, *, granted_by: int | None, by: By) -> int:
    """Give a role that has been looked at: by `issue_membership`, or by whoever made the invitation. Within the shared
    tables.

    :raises AlreadyGiven: the account has the same role there on some of these days.
    """
    if _given_already(account.pk, grant):
        raise refusals.AlreadyGiven
    membership = Membership.objects.create(
        account=account,
        role=grant.role,
        scope_kind=ROLES[grant.role].scope,
        organisation_id=grant.organisation_id,
        municipality_id=grant.municipality_id,
        authority_id=grant.authority_id,
        card_id=grant.card_id,
        valid_from=grant.valid_from,
        valid_to=grant.valid_to,
        order_number=grant.order_number.strip(),
        order_date=grant.order_date,
        inspection_number=grant.inspection_number.strip(),
        inspection_purpose=grant.inspection_purpose.strip(),
        granted_by_id=granted_by,
    )
    record(by=by, row=membership, action="issue")
    return membership.pk


def issue_inspection(
    *, account_id: int, organisation_id: int, number: str, purpose: str, first_day: date, last_day: date,
    order_number: str, order_date: date | None, by: By,
) -> int:  # fmt: skip
    """A dated, read-only membership in one organisation. Its head sees it, with the number, on his inspections page.

    `last_day` is the last day of the inspection (the role ends on the next one).
    """
    grant = Grant(
        role="inspector",
        organisation_id=organisation_id,
        valid_from=first_day,
        valid_to=last_day + timedelta(days=1),
        order_number=order_number,
        order_date=order_date,
        inspection_number=number,
        inspection_purpose=purpose,
    )
    return issue_membership(account_id=account_id, grant=grant, by=by)


def end_membership(*, membership_id: int, by: By) -> None:
    """End a role at once: the next request of its holder no longer has it.

    :raises RoleAboveOwn, OutOfScope: the issuer could not have given it.
    :raises MembershipOver: it has ended already.
    """
    with shared_tables(by):
        membership = Membership.objects.select_for_update().filter(pk=membership_id).first()
        if membership is None or membership.ended_at is not None or membership.valid_to <= timezone.localdate():
            raise refusals.MembershipOver
        if membership.role not in {role.code for role in roles_below(by)}:
            raise refusals.RoleAboveOwn(params={"role": str(ROLES[membership.role].title)})
        if not contains(
            by,
            organisation_id=membership.organisation_id,
            municipality_id=membership.municipality_id,
            authority_id=membership.authority_id,
        ):
            raise refusals.OutOfScope
        before = values(membership)
        today = timezone.localdate()
        membership.ended_at, membership.ended_by_id = timezone.now(), by.account_id
        if membership.valid_from < today:
            membership.valid_to = today
        membership.save(update_fields=["ended_at", "ended_by", "valid_to"])
        record(by=by, row=membership, action="end", before=before)


def rename_account(*, account_id: int, name: str, by: By) -> None:
    """A surname has changed or was misspelt. What was written under the old name keeps it.

    :raises NotYoursToManage: the account has roles outside the administrator's scope, or is his own.
    """
    name = " ".join(name.split())
    if len(name) < 2:
        raise refusals.NameMissing
    with shared_tables(by):
        account = _managed(account_id, by)
        before = values(account)
        account.name, account.search_key = name, bare_words(f"{name} {account.login}")
        account.save(update_fields=["name", "search_key"])
        record(by=by, row=account, action="rename", before=before)


def reset_password(*, account_id: int, by: By) -> Issued:
    """A new temporary password; every session and key of the account ends.

    :raises NotYoursToManage: the account has roles outside the administrator's scope, or is his own.
    """
    with shared_tables(by):
        account = _managed(account_id, by)
        before = values(account)
        password = give_temporary_password(account, by)
        record(by=by, row=account, action="reset_password", before=before)
        log(SecurityEvent.Kind.PASSWORD_RESET, account, by)
    return Issued(account.pk, account.login, password)


def block_account(*, account_id: int, reason: str, by: By) -> None:
    """No sign-in from now on; every session and key ends.

    :raises ReasonMissing: nobody will remember why.
    """
    if not reason.strip():
        raise refusals.ReasonMissing
    with shared_tables(by):
        account = _managed(account_id, by)
        before = values(account)
        account.is_blocked, account.blocked_reason = True, reason.strip()
        account.save(update_fields=["is_blocked", "blocked_reason"])
        shut_out(account, by)
        record(by=by, row=account, action="block", before=before)
        log(SecurityEvent.Kind.BLOCKED, account, by)


def unblock_account(*, account_id: int, by: By) -> None:
    """Sign-in is possible again, also after a lock-out for failures."""
    with shared_tables(by):
        account = _managed(account_id, by)
        before = values(account)
        account.is_blocked, account.blocked_reason = False, ""
        account.failed_count, account.locked_until = 0, None
        account.save(update_fields=["is_blocked", "blocked_reason", "failed_count", "locked_until"])
        record(by=by, row=account, action="unblock", before=before)
        log(SecurityEvent.Kind.UNBLOCKED, account, by)


# --- rules ------------------------------------------------------------------------------------------------------------


def _refuse_wrong_scope(grant: Grant, by: By) -> None:
    role = ROLES[grant.role]
    given = {
        "organisation": grant.organisation_id,
        "municipality": grant.municipality_id,
        "authority": grant.authority_id,
    }
    wanted = "organisation" if role.scope == "family" else role.scope
    if {name for name, value in given.items() if value is not None} != ({wanted} & given.keys()):
        raise refusals.ScopeDoesNotFit(params={"role": str(role.title)}, field=wanted if wanted in given else None)
    if (role.scope == "family") and grant.card_id is None:
        raise refusals.ScopeDoesNotFit(_("Choose the card of the guardian or the student."), field="card_id")
    if not contains(
        by,
        organisation_id=grant.organisation_id,
        municipality_id=grant.municipality_id,
        authority_id=grant.authority_id,
    ):
        raise refusals.OutOfScope


def _refuse_wrong_dates(grant: Grant) -> None:
    if grant.valid_to <= grant.valid_from or grant.valid_to <= timezone.localdate():
        raise refusals.WrongDates
    if not ROLES[grant.role].dated:
        return
    complete = grant.inspection_number.strip() and grant.inspection_purpose.strip()
    if not complete or grant.valid_to - grant.valid_from > LONGEST_INSPECTION:
        raise refusals.InspectionIncomplete(params={"days": LONGEST_INSPECTION.days})


def _given_already(account_id: int, grant: Grant) -> bool:
    same: dict[str, Any] = {
        "account_id": account_id,
        "role": grant.role,
        "organisation_id": grant.organisation_id,
        "municipality_id": grant.municipality_id,
        "authority_id": grant.authority_id,
        "card_id": grant.card_id,
    }
    return Membership.objects.not_over(grant.valid_from).filter(**same, valid_from__lt=grant.valid_to).exists()


def free_login(login: str, name: str) -> str:
    """The login asked for, if it may be had; without one a free one made of the name.

    :raises BadLogin, LoginTaken:
    """
    if login:
        if not LOGIN.fullmatch(login):
            raise refusals.BadLogin
        if Account.objects.with_login(login).exists():
            raise refusals.LoginTaken(params={"login": login})
        return login
    stem = passwords.login_for(name)[:56]
    for number in ["", *range(2, 1000)]:
        if not Account.objects.with_login(f"{stem}{number}").exists():
            return f"{stem}{number}"
    raise refusals.LoginTaken(params={"login": stem})


def write_account(*, login: str, name: str, **fields: Any) -> Account:
    """A row of an account whose login seemed free a moment ago.

    :raises LoginTaken: it is not any more.
    """
    try:
        with transaction.atomic():
            return Account.objects.create(login=login, name=name, search_key=bare_words(f"{name} {login}"), **fields)
    except IntegrityError as error:  # somebody took the login in between
        if "account_login_is_unique_in_any_case" in str(error):
            raise refusals.LoginTaken(params={"login": login}) from None
        raise


def _account(account_id: int) -> Account:
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise refusals.NoSuchAccount
    return account


def _managed(account_id: int, by: By) -> Account:
    account = _account(account_id)
    if not may_manage(by, account_id):
        raise refusals.NotYoursToManage
    return account


def give_temporary_password(account: Account, by: By) -> str:
    """To a locked account: tries are open again, every session and key ends. The password."""
    password = passwords.temporary()
    account.password = passwords.hashed(password)
    account.must_change_password, account.temporary_until = True, timezone.now() + TEMPORARY_FOR
    account.failed_count, account.locked_until = 0, None
    account.save(update_fields=PASSWORD_COLUMNS)
    shut_out(account, by)
    return password


def shut_out(account: Account, by: By) -> None:
    """End every session and revoke every key of an account. Within the shared tables."""
    now = timezone.now()
    Session.objects.open(now).filter(account=account).update(ended_at=now, ended_by_id=by.account_id)
    ApiToken.objects.usable(now).filter(account=account).update(revoked_at=now)


def log(kind: SecurityEvent.Kind, account: Account, by: By, **facts: Any) -> None:
    """A line of the region's security log about an account, and who did it. Within the shared tables.

    :param facts: what else is to be told (`security_words`); those that are None are left out.
    """
    told = {name: value for name, value in facts.items() if value is not None} | {"by": by.account_id}
    SecurityEvent.objects.create(kind=kind, account=account, login=account.login, request_id=by.request_id, facts=told)
