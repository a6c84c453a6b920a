"""Signing in and out, one's own password, sessions and workplace.

A try is counted before the password is compared, in a transaction of its own: a rollback keeps it, and a hundred tries
at once are a hundred tries. After `FREE_TRIES` in a row each further one locks sign-in for longer. An unknown login
behaves like a known one: it takes as long, says the same, and locks the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from shared_apps.organisations.crossing import By, aside
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.shared_log import record, values

from .. import demo, passwords
from ..doorway import shared_tables
from ..models import Account, Membership, SecurityEvent, Session
from ..reach import own_id
from ..security import note, veiled
from ..session import digest, new_key
from . import refusals
from .issuing import PASSWORD_COLUMNS

Kind = SecurityEvent.Kind
FREE_TRIES = 5
FIRST_LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(minutes=30)
FORGET_UNKNOWN_AFTER = timedelta(hours=1)
FAILURES_FROM_ADDRESS = 100
ADDRESS_WINDOW = timedelta(minutes=15)
KEEP_OVER_SESSIONS = timedelta(days=90)
FAILURES = (Kind.WRONG_PASSWORD, Kind.UNKNOWN_LOGIN, Kind.REFUSED_WHILE_LOCKED)


@dataclass(frozen=True)
class SignedIn:
    """A session has begun. `key` goes into the browser's cookie and is kept nowhere else."""

    account_id: int
    session_id: int
    key: str = field(repr=False)
    must_change_password: bool


def sign_in(
    *, login: str, password: str, ip: str | None, user_agent: str = "", replaces: int | None = None, by: By
) -> SignedIn:
    """Compare the password, begin a session. `replaces` is the session this browser had: it ends.

    :raises WrongSignIn: unknown login or wrong password; nobody is told which.
    :raises SignInLocked: too many failures in a row; the message says until when.
    :raises TooManyFromAddress: too many failures of whatever logins from one network.
    :raises AccountBlocked, AccountFrozen, TemporaryPasswordExpired: only after the right password.
    """
    login = login.strip()
    with shared_tables(by):
        _refuse_flooding(ip)
        account = Account.objects.with_login(login).first()
        if account is None:
            raise _unknown(login, password, ip)
        tries = _count_try(account, ip)
        if not passwords.fits(password, account.password):
            raise _failed(account, tries, ip)
        _refuse_closed(account, ip)
        return begin_session(account, ip=ip, user_agent=user_agent, replaces=replaces, by=by)


def begin_session(
    account: Account, *, ip: str | None, user_agent: str = "", replaces: int | None = None, by: By
) -> SignedIn:
    """The account has shown who it is: a browser of it is signed in. Within the shared tables.

    :raises AccountBlocked, AccountFrozen: it was blocked or reported as compromised in this very moment.
    :raises WrongSignIn: its password was changed in this very moment.
    """
    seen = account.password
    account = _locked_open(account.pk)
    if account.password != seen:
        raise refusals.WrongSignIn
    now = timezone.now()
    account.failed_count, account.locked_until, account.last_sign_in_at = 0, None, now
    account.save(update_fields=["failed_count", "locked_until", "last_sign_in_at"])
    key = new_key()
    session = Session.objects.create(
        account=account,
        key_hash=digest(key),
        last_seen_at=now,
        expires_at=now + timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS),
        ip=ip,
        user_agent=user_agent[:300],
    )
    if replaces is not None:
        Session.objects.open(now).filter(pk=replaces).update(ended_at=now, ended_by=account)
    SecurityEvent.objects.create(
        kind=Kind.SIGNED_IN, account=account, login=account.login, ip=ip, request_id=by.request_id
    )
    return SignedIn(account.pk, session.pk, key, account.must_change_password)


def sign_out(*, session_id: int, by: By) -> None:
    """End this browser's session."""
    with shared_tables(by):
        ended = Session.objects.open(timezone.now()).filter(pk=session_id, account_id=own_id(by))
        ended.update(ended_at=timezone.now(), ended_by_id=by.account_id)
        SecurityEvent.objects.create(kind=Kind.SIGNED_OUT, account_id=own_id(by), request_id=by.request_id)


def end_session(*, session_id: int, by: By) -> None:
    """Sign out one's other browser. Somebody else's session is left alone, silently."""
    _end(by, Session.objects.filter(pk=session_id).values_list("pk", flat=True))


def end_other_sessions(*, but: int | None, by: By) -> int:
    """Sign out everywhere else; says how many."""
    with shared_tables(by):
        others = Session.objects.filter(account_id=own_id(by)).exclude(pk=but or 0).values_list("pk", flat=True)
        return _end(by, others)


def forget_old_sessions(*, by: By) -> int:
    """Nightly: sessions that were over more than three months ago leave the table; says how many."""
    long_ago = timezone.now() - KEEP_OVER_SESSIONS
    gone = 0
    while True:
        with shared_tables(by):
            over = Session.objects.filter(Q(ended_at__lt=long_ago) | Q(expires_at__lt=long_ago))
            count, _each = Session.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:5000])).delete()
        gone += count
        if not count:
            return gone


def change_password(*, old: str, new: str, keep_session: int | None, by: By) -> None:
    """One's own password. Every other session ends. A temporary password needs no second typing: `old` may be empty.

    The slow comparisons are made before the account is locked, so what happened to it meanwhile is looked at then.

    :raises WrongOldPassword: counted like a failed sign-in, so a stolen session cannot guess it; or somebody else gave
        the account another password meanwhile.
    :raises WeakPassword, SamePassword: take another.
    :raises AccountBlocked, AccountFrozen: meanwhile it was blocked, or reported as compromised.
    """
    with shared_tables(by):
        account = Account.objects.get(pk=own_id(by))
        if not (account.must_change_password and not old):
            tries = _count_try(account, None)
            if not passwords.fits(old, account.password):
                _failed(account, tries, None)
                raise refusals.WrongOldPassword
        passwords.refuse_weak(new, login=account.login, name=account.name)
        if passwords.fits(new, account.password):
            raise refusals.SamePassword
        seen, hashed = account.password, passwords.hashed(new)
        account = _locked_open(account.pk)
        if account.password != seen:
            raise refusals.WrongOldPassword
        before = values(account)
        account.password = hashed
        account.must_change_password, account.temporary_until = False, None
        account.password_changed_at = timezone.now()
        account.failed_count, account.locked_until = 0, None
        account.save(update_fields=[*PASSWORD_COLUMNS, "password_changed_at"])
        _end(by, Session.objects.filter(account=account).exclude(pk=keep_session or 0).values_list("pk", flat=True))
        record(by=by, row=account, action="change_password", before=before)
        SecurityEvent.objects.create(
            kind=Kind.PASSWORD_CHANGED, account=account, login=account.login, request_id=by.request_id
        )


def change_profile(*, language: str, preferences: Mapping[str, str] | None = None, by: By) -> None:
    """One's own language and, if given, how the interface looks."""
    with shared_tables(by):
        account = Account.objects.get(pk=own_id(by))
        before = values(account)
        account.language = Account.Language(language)
        if preferences is not None:
            account.preferences = dict(preferences)
        account.save(update_fields=["language", "preferences"])
        record(by=by, row=account, action="change_profile", before=before)


def switch_workplace(*, membership_id: int, session_id: int, by: By) -> Membership:
    """Work in another of one's roles from the next page on.

    :raises NoSuchWorkplace: it is not one's own, or not in force today.
    """
    with shared_tables(by):
        mine = Membership.objects.live(timezone.localdate()).filter(account_id=own_id(by))
        membership = mine.select_related("organisation").filter(pk=membership_id).first()
        if membership is None:
            raise refusals.NoSuchWorkplace
        Session.objects.open(timezone.now()).filter(pk=session_id, account_id=own_id(by)).update(membership=membership)
    return membership


# --- tries and locks --------------------------------------------------------------------------------------------------


def lock_after(tries: int) -> timedelta:
    """How long sign-in stays shut after so many failures in a row: 0 before the 5th, then 1, 2, 4 … 30 minutes."""
    if tries < FREE_TRIES:
        return timedelta(0)
    return min(FIRST_LOCK * (1 << min(tries - FREE_TRIES, 16)), LONGEST_LOCK)


def _refuse_flooding(ip: str | None) -> None:
    if ip is None:
        return
    recent = SecurityEvent.objects.filter(ip=ip, at__gt=timezone.now() - ADDRESS_WINDOW, kind__in=FAILURES)
    if recent.count() >= FAILURES_FROM_ADDRESS:
        noted = SecurityEvent.objects.filter(ip=ip, kind=Kind.TOO_MANY_FROM_ADDRESS)
        if not noted.filter(at__gt=timezone.now() - timedelta(minutes=1)).exists():  # one line a minute is enough
            note(Kind.TOO_MANY_FROM_ADDRESS, ip=ip)
        raise refusals.TooManyFromAddress


def _count_try(account: Account, ip: str | None) -> int:
    """One more try, kept whatever happens next; if the account is locked, no try at all."""
    now = timezone.now()
    with aside(by=By.system("sign-in")):
        row = Account.objects.using("aside").select_for_update().get(pk=account.pk)
        locked_until = row.locked_until
        if locked_until is None or locked_until <= now:
            row.failed_count += 1
            lock = lock_after(row.failed_count)
            row.locked_until = now + lock if lock else None
            row.save(using="aside", update_fields=["failed_count", "locked_until"])
            return row.failed_count
    note(Kind.REFUSED_WHILE_LOCKED, account_id=account.pk, login=account.login, ip=ip)
    raise _locked(locked_until)


def _failed(account: Account, tries: int, ip: str | None) -> Refused:
    note(Kind.WRONG_PASSWORD, account_id=account.pk, login=account.login, ip=ip)
    lock = lock_after(tries)
    if not lock:
        return refusals.WrongSignIn()
    note(Kind.LOCKED, account_id=account.pk, login=account.login, ip=ip, facts={"seconds": int(lock.total_seconds())})
    return _locked(timezone.now() + lock)


def _unknown(login: str, password: str, ip: str | None) -> Refused:
    """What an unknown login is answered: the same, as slowly, with the same locks."""
    shown, now = veiled(login), timezone.now()
    seen = SecurityEvent.objects.filter(login=shown, kind=Kind.UNKNOWN_LOGIN, at__gt=now - FORGET_UNKNOWN_AFTER)
    last = seen.order_by("-at").values_list("at", flat=True).first()
    earlier = seen.count()
    if last is not None and last + lock_after(earlier) > now:
        note(Kind.REFUSED_WHILE_LOCKED, login=shown, ip=ip)
        return _locked(last + lock_after(earlier))
    passwords.burn_time(password)
    note(Kind.UNKNOWN_LOGIN, login=shown, ip=ip)
    lock = lock_after(earlier + 1)
    return _locked(now + lock) if lock else refusals.WrongSignIn()


def _refuse_closed(account: Account, ip: str | None) -> None:
    """Reasons not to let in somebody who knows the password."""
    if account.is_demo and not demo.database_is_demo():
        note(Kind.REFUSED_BLOCKED, account_id=account.pk, login=account.login, ip=ip, facts={"cause": "demo_account"})
        raise refusals.WrongSignIn
    if account.is_blocked:
        note(Kind.REFUSED_BLOCKED, account_id=account.pk, login=account.login, ip=ip)
        raise refusals.AccountBlocked
    if account.frozen_at is not None:
        note(Kind.REFUSED_FROZEN, account_id=account.pk, login=account.login, ip=ip)
        raise refusals.AccountFrozen
    if account.must_change_password and account.temporary_until and account.temporary_until < timezone.now():
        note(Kind.TEMPORARY_EXPIRED, account_id=account.pk, login=account.login, ip=ip)
        raise refusals.TemporaryPasswordExpired


def _locked_open(account_id: int) -> Account:
    """The account as it is now, locked. Nothing is noted aside from here on: the line would wait for this very lock.

    :raises AccountBlocked, AccountFrozen: the slow work before took place on an account that is closed by now.
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    if account.is_blocked:
        raise refusals.AccountBlocked
    if account.frozen_at is not None:
        raise refusals.AccountFrozen
    return account


def _locked(until: datetime) -> refusals.SignInLocked:
    # the next whole minute: "opens again at 10:15" must be true at 10:15
    shown = timezone.localtime(until + timedelta(seconds=59)).strftime("%H:%M")
    return refusals.SignInLocked(params={"time": shown})


def _end(by: By, session_ids: Iterable[int]) -> int:
    with shared_tables(by):
        now = timezone.now()
        ended = Session.objects.open(now).filter(pk__in=list(session_ids), account_id=own_id(by))
        count = ended.update(ended_at=now, ended_by_id=by.account_id)
        if count:
            SecurityEvent.objects.create(
                kind=Kind.SESSION_ENDED, account_id=own_id(by), request_id=by.request_id, facts={"sessions": count}
            )
    return count
