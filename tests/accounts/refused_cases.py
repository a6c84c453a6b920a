"""Each refusal of accounts, and how it is brought about. Those of invitations and of compromised accounts that an
organisation's doors lead to stand in tests/access/refused_cases.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from shared_apps.accounts import demo, passwords, services
from shared_apps.accounts.models import Account, Membership, SecurityEvent
from shared_apps.accounts.services import demo_passwords
from shared_apps.accounts.services import refusals as r
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from shared_apps.rules.entries import REGION
from shared_apps.rules.services import write_value
from tests.factories.grants import ORDER, granted
from tests.refusing.doors import Call, Command, Knock

from .conftest import PASSWORD, SYSTEM
from .refused_world import (
    NO_API,
    NO_API_FOR_ONESELF,
    NO_COMMAND,
    TODAY,
    YESTERDAY,
    Desk,
    changing_password,
    creating,
    giving,
    giving_page,
    making_a_key,
    managing,
    opening,
    signing_in,
)

Case = Callable[[Desk], Knock]
NOBODY = 987_654
FORM_ASKS = "the form has it as a field that must be filled in"
OFFERED = "the page offers the roles and places that one gives"
NEW = "новая тихая гавань"
Kind = SecurityEvent.Kind


# --- issuing --------------------------------------------------------------------------------------------------------


def _to_nobody(_w: Desk) -> Knock:
    page = Call("/admin/accounts/known/?role=ministry", {"login": "desk-nobody", "valid_from": TODAY})
    return giving(NOBODY, granted(role="ministry"), page=page)


def _of_the_head(w: Desk) -> Knock:
    head = w.knocks(w.head)
    assert head is not None
    return giving(w.teacher.pk, granted(role="director", organisation_id=w.school.pk), page=OFFERED, by=head)


def _elsewhere(w: Desk) -> Knock:
    head = w.knocks(w.head)
    assert head is not None
    with shared(by=SYSTEM):
        other = Organisation.objects.exclude(pk=w.school.pk).earliest("pk").pk
    return giving(w.teacher.pk, granted(role="teacher", organisation_id=other), page=OFFERED, by=head)


def _given_twice(w: Desk) -> Knock:
    w.knocks(w.head)
    grant = granted(role="teacher", organisation_id=w.school.pk)
    return giving(w.teacher.pk, grant, page=giving_page(w, "teacher", TODAY))


def _over_already(w: Desk) -> Knock:
    w.knocks(w.head)
    grant = granted(
        role="operator", organisation_id=w.school.pk, valid_from=YESTERDAY - timedelta(days=5), valid_to=TODAY
    )
    return giving(w.teacher.pk, grant, page=giving_page(w, "operator", YESTERDAY - timedelta(days=5), YESTERDAY))


NO_ORDER: dict[str, Any] = {"order_number": "", "order_date": None}


def _without_order(w: Desk) -> Knock:
    w.knocks(w.head)
    grant = granted(role="operator", organisation_id=w.school.pk, **NO_ORDER)
    return giving(w.teacher.pk, grant, page=giving_page(w, "operator", TODAY, **NO_ORDER))


def _without_date_of_order(w: Desk) -> Knock:
    w.knocks(w.head)
    grant = granted(role="operator", organisation_id=w.school.pk, order_date=None)
    return giving(w.teacher.pk, grant, page=giving_page(w, "operator", TODAY, order_date=None))


def _administrator_without_order(_w: Desk) -> Knock:
    grant = granted(role="regadmin", **NO_ORDER)
    return Knock(
        service=lambda: services.create_account(name="Новая Анна", grant=grant, by=SYSTEM),
        page="nobody gives this role in pages",
        api=NO_API,
        command=Command("create_regadmin", ["desk-new", "Новая Анна"]),
    )


def _inspection_without_order(w: Desk) -> Knock:
    """Whatever the region says of the staff."""
    last = TODAY + timedelta(days=5)
    inspection = {"inspection_number": "7", "inspection_purpose": "плановая"}
    grant = granted(
        role="inspector", organisation_id=w.school.pk, valid_to=last + timedelta(days=1), **inspection, **NO_ORDER
    )
    form = {"organisation": w.school.pk, "valid_from": TODAY, "last_day": last, **inspection, **NO_ORDER}
    with shared(by=SYSTEM):
        write_value(code="role_order_required", holder=REGION, value=False, since=TODAY, by=SYSTEM)
    return giving(w.teacher.pk, grant, page=Call(f"/admin/accounts/{w.teacher.pk}/roles/new/?role=inspector", form))


def _long_inspection(w: Desk) -> Knock:
    last = TODAY + timedelta(days=200)
    inspection = {"inspection_number": "7", "inspection_purpose": "плановая"}
    grant = granted(role="inspector", organisation_id=w.school.pk, valid_to=last + timedelta(days=1), **inspection)
    form = {"organisation": w.school.pk, "valid_from": TODAY, "last_day": last, **inspection, **ORDER}
    return giving(w.teacher.pk, grant, page=Call(f"/admin/accounts/{w.teacher.pk}/roles/new/?role=inspector", form))


def _his_own_head(w: Desk) -> Knock:
    """A coordinator sees the head's account, and can do nothing to it."""
    from tests.factories.accounts import member

    coordinator = w.knocks(member("desk-coordinator", "coordinator", organisation=w.school))
    assert coordinator is not None
    return managing(
        lambda: services.reset_password(account_id=w.head.pk, by=coordinator),
        page=Call(f"accounts/{w.head.pk}/password/", {}),
    )


def _ended_twice(w: Desk) -> Knock:
    with shared(by=SYSTEM):
        role = Membership.objects.get(account=w.teacher).pk
        services.end_membership(membership_id=role, by=SYSTEM)
    return managing(
        lambda: services.end_membership(membership_id=role, by=SYSTEM), page="a role that has ended is not offered"
    )


# --- signing in, one's own ------------------------------------------------------------------------------------------


def _signs_in(**changes: object) -> Case:
    """Somebody whose password is right."""

    def case(w: Desk) -> Knock:
        who = w.newcomer(**changes)
        w.knocks(None)
        return signing_in(who.login)

    return case


def _nobody_signs_in(w: Desk) -> Knock:
    w.knocks(None)
    return signing_in("desk-nobody")


def _from_a_flooding_network(w: Desk) -> Knock:
    w.failures(Kind.WRONG_PASSWORD, 100)
    return _nobody_signs_in(w)


def _changes(old: str, new: str) -> Case:
    def case(w: Desk) -> Knock:
        himself = w.knocks(w.newcomer())
        assert himself is not None
        return changing_password(himself, old, new)

    return case


def _foreign_workplace(w: Desk) -> Knock:
    himself = w.knocks(w.teacher)
    assert himself is not None
    return Knock(
        service=lambda: services.switch_workplace(membership_id=NOBODY, session_id=1, by=himself),
        page=Call("/account/workplace/", {"membership": NOBODY}),
        api=NO_API_FOR_ONESELF,
        command=NO_COMMAND,
    )


def _key(scopes: list[str], *, page: str) -> Case:
    def case(w: Desk) -> Knock:
        himself = w.knocks(w.teacher)
        assert himself is not None
        return making_a_key(himself, scopes, page=page)

    return case


# --- codes of sheets ------------------------------------------------------------------------------------------------


def _sheet(**changes: object) -> Case:
    def case(w: Desk) -> Knock:
        w.knocks(None)
        return opening(w.sheet(**changes))

    return case


def _wrong_code(w: Desk) -> Knock:
    w.knocks(None)
    return opening("aaaa-bbbb-cccc")


def _guessing(w: Desk) -> Knock:
    w.failures(Kind.WRONG_CODE, 20)
    return _wrong_code(w)


def _issued_by_a_thief(w: Desk) -> Knock:
    with shared(by=SYSTEM):
        Account.objects.filter(pk=w.head.pk).update(frozen_at=timezone.now())
    return _sheet(issued_by=w.head.pk)(w)


def _of_another_name(w: Desk) -> Knock:
    himself, code = w.knocks(w.teacher), w.sheet()
    assert himself is not None
    return Knock(
        service=lambda: services.accept_as_self(code=code, is_me=False, ip=None, by=himself),
        page=Call(f"/invitation/{passwords.plain_code(code)}/", {}),
        api=NO_API_FOR_ONESELF,
        command=NO_COMMAND,
    )


def _of_the_demo(w: Desk) -> Knock:
    w.door = lambda: shared(by=SYSTEM)
    return Knock(
        service=lambda: demo_passwords.set_demo_password(password=PASSWORD, by=SYSTEM),
        page="the demo alone asks, in the database that it made",
        api="the demo alone asks, in the database that it made",
        command="the demo makes its database before it asks",
    )


CASES: dict[type[Refused], tuple[Case, ...]] = {
    # --- issuing
    r.LoginTaken: (lambda w: creating("desk-head", "Новая Анна"),),
    r.BadLogin: (lambda _w: creating("Анна", "Новая Анна"), lambda _w: creating("ab", "Новая Анна")),
    r.NameMissing: (lambda _w: creating("desk-new", "А"),),
    r.NoSuchAccount: (_to_nobody,),
    r.RoleAboveOwn: (_of_the_head,),
    r.OutOfScope: (_elsewhere,),
    r.ScopeDoesNotFit: (lambda w: giving(w.teacher.pk, granted(role="teacher"), page=OFFERED),),
    r.AlreadyGiven: (_given_twice,),
    r.WrongDates: (_over_already,),
    r.InspectionIncomplete: (_long_inspection,),
    r.RoleOrderMissing: (
        _without_order,
        _without_date_of_order,
        _administrator_without_order,
        _inspection_without_order,
    ),
    r.NotYoursToManage: (_his_own_head,),
    r.ReasonMissing: (
        lambda w: managing(
            lambda: services.block_account(account_id=w.teacher.pk, reason=" ", by=SYSTEM), page=FORM_ASKS
        ),
    ),
    r.MembershipOver: (_ended_twice,),
    # --- signing in, one's own
    r.WrongSignIn: (_nobody_signs_in,),
    r.SignInLocked: (_signs_in(locked_until=timezone.now() + timedelta(days=1)),),
    r.TooManyFromAddress: (_from_a_flooding_network,),
    r.AccountBlocked: (_signs_in(is_blocked=True, blocked_reason="Утечка"),),
    r.AccountFrozen: (_signs_in(frozen_at=timezone.now()),),
    r.TemporaryPasswordExpired: (
        _signs_in(must_change_password=True, temporary_until=timezone.now() - timedelta(days=1)),
    ),
    r.WrongOldPassword: (_changes("не тот пароль", NEW),),
    r.SamePassword: (_changes(PASSWORD, PASSWORD),),
    passwords.WeakPassword: tuple(
        _changes(PASSWORD, weak)
        for weak in ("короткий", "12345678901", "ааааааааааааа", "qwertyuiop", "desk-newcomer", "я" * 129)
    ),
    r.NoSuchWorkplace: (_foreign_workplace,),
    r.TooWide: (_key(["accounts.manage"], page="the form offers what the workplace may"),),
    r.NoScopes: (_key([], page=FORM_ASKS),),
    # --- codes of sheets
    r.WrongCode: (_wrong_code,),
    r.TooManyCodes: (_guessing,),
    r.InvitationUsed: (_sheet(used_at=timezone.now()),),
    r.InvitationOutOfDate: (_sheet(expires_at=timezone.now() - timedelta(days=1)),),
    r.InvitationReplaced: (_sheet(revoked_at=timezone.now(), is_replaced=True),),
    r.InvitationRevoked: (_sheet(revoked_at=timezone.now()),),
    r.InvitationHeld: (_issued_by_a_thief,),
    r.OtherName: (_of_another_name,),
    demo.NotADemoDatabase: (_of_the_demo,),
}  # fmt: skip
