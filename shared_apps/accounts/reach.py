"""Who issues what to whom: the roles an administrator gives, and the scopes and accounts that lie below him.

Three questions: which roles (`roles_below`), this scope (`contains`), this account (`may_manage`).
The platform itself (By.system: commands, the demo) is below nobody and may everything.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from shared_apps.organisations.crossing import By, DoorError

from .actor import Actor
from .loading import scope_of
from .models import Account, AccountQuerySet, Membership, MembershipQuerySet
from .roles import ROLES, Role


def own_id(by: By) -> int:
    """The account of whoever acts on his own behalf.

    :raises DoorError: nobody does: it is the platform, or a visitor who has not signed in.
    """
    if by.account_id is None:
        raise DoorError("This is done by a signed-in account for itself: pass request.user.")
    return by.account_id


def issuer(by: By) -> Role | None:
    """The role in which somebody issues; None for the platform itself.

    :raises DoorError: a person acts, but not as an Actor, so his workplace is unknown.
    """
    if isinstance(by, Actor):
        return by.role
    if by.account_id is None:
        return None
    raise DoorError("Accounts are issued by an Actor (request.user) or by By.system(…), whose workplace is known.")


def is_platform(by: By) -> bool:
    return issuer(by) is None and by.account_id is None and not isinstance(by, Actor)


def roles_below(by: By) -> list[Role]:
    """The roles this administrator gives, in the order of roles.py."""
    if is_platform(by):
        return list(ROLES.values())
    role = issuer(by)
    return [one for one in ROLES.values() if role is not None and one.code in role.may_issue]


def codes_under(by: By) -> frozenset[str]:
    """The roles under his care: those he gives, and those that they give in turn."""
    if is_platform(by):
        return frozenset(ROLES)
    role = issuer(by)
    found: set[str] = set()
    waiting = list(role.may_issue) if role else []
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(ROLES[code].may_issue)
    return frozenset(found)


def organisations_of(by: By) -> tuple[int, ...] | None:
    """The organisations an administrator answers for as of today; None: all of them."""
    if is_platform(by):
        return None
    membership = by.membership if isinstance(by, Actor) else None
    if membership is None:
        return ()
    if membership.scope_kind == "organisation":
        return (membership.organisation_id,) if membership.organisation_id else ()
    if isinstance(by, Actor) and by.scope is not None:
        return by.scope.organisation_ids
    scope = scope_of(membership, by=by)
    return () if scope is None else scope.organisation_ids


def contains(
    by: By, *, organisation_id: int | None = None, municipality_id: int | None = None, authority_id: int | None = None
) -> bool:
    """Whether a scope lies within the administrator's: scopes above organisations are the region's alone to give."""
    organisations = organisations_of(by)
    if organisations is None:
        return True
    return organisation_id is not None and municipality_id is None and authority_id is None and (
        organisation_id in organisations
    )  # fmt: skip


def accounts_of(by: By) -> AccountQuerySet:
    """The accounts an administrator sees: with a membership in his scope, or made by him and not given a role yet.

    He sees more than he manages: a coordinator sees the head's account, and can do nothing to it.
    """
    organisations = organisations_of(by)
    if organisations is None:
        return Account.objects.all()
    every = Membership.objects.filter(account=OuterRef("pk"))
    roleless = Q(created_by=by.account_id) & ~Exists(every)
    return Account.objects.filter(Q(Exists(every.within(organisations))) | roleless)


def may_manage(by: By, account_id: int) -> bool:
    """Whether an administrator may reset the password of an account, block it, see its sign-ins.

    All its memberships in force (or, if none is, all it ever had) must lie below him: else a school's administrator
    could sign in as an analyst of the ministry who also teaches there, or see a child in another school.
    """
    if is_platform(by):
        return True
    if account_id == by.account_id:
        return False
    every = Membership.objects.filter(account_id=account_id)
    counted = every.not_over(timezone.localdate())
    if not counted.exists():
        counted = every
    if not counted.exists():
        return Account.objects.filter(pk=account_id, created_by=by.account_id).exists()
    return counted.count() == _memberships_under(by, counted).count()


def may_freeze(by: By, account_id: int) -> bool:
    """Whether an administrator may report an account as compromised: it has a role in force within his scope, and no
    role anywhere that is not below his. Freezing shows him nothing, so roles elsewhere need not be within his scope."""
    if is_platform(by):
        return True
    live = Membership.objects.live(timezone.localdate()).filter(account_id=account_id)
    organisations = organisations_of(by)
    here = live if organisations is None else live.within(organisations)
    return here.exists() and not live.exclude(role__in=codes_under(by)).exists() and account_id != by.account_id


def _memberships_under(by: By, memberships: MembershipQuerySet) -> MembershipQuerySet:
    found = memberships.filter(role__in=codes_under(by))
    organisations = organisations_of(by)
    return found if organisations is None else found.within(organisations)
