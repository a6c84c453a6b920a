"""Invitations: made for cards, printed once, accepted once (S0 §4.9, S2-П2 §3.1.2).

Of a code only a digest with the installation's key is kept; the code itself is in what `issue_invitations` gives back,
for the sheet that is printed then and never again. Whoever lost it gets a new one, and the old one dies.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.names import bare_words
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.shared_log import record, values

from .. import passwords
from ..actor import Actor
from ..doorway import shared_tables
from ..invitation_models import Invitation
from ..models import Account, Membership, SecurityEvent
from ..permissions import INVITE_FAMILIES, INVITE_STAFF
from ..reach import contains, is_platform, own_id, roles_below
from ..roles import FAMILIES, ROLES
from ..security import note
from . import refusals
from .issuing import Grant, free_login, write_account, write_membership
from .orders import refuse_without_order
from .signing_in import SignedIn, begin_session

Kind = SecurityEvent.Kind
WORKS_FOR_DAYS = 14
"""How long a sheet may lie before it is accepted, where nobody says otherwise (the setting `invitation_days`)."""
WRONG_CODES = 20
"""Wrong codes from one network within `CODES_WINDOW`: a class in a computer room mistypes less."""
CODES_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Invitee:
    """A card to invite. `replaces`: the standing invitation that the reader of the list saw; None: none."""

    card_id: int
    name: str
    replaces: int | None = None


@dataclass(frozen=True)
class NewInvitation:
    """An invitation was made: the only moment its code can be read."""

    invitation_id: int
    role: str
    card_id: int
    name: str
    expires_at: datetime
    code: str = field(repr=False)


@dataclass(frozen=True)
class OpenedInvitation:
    """What the holder of a right code sees before accepting."""

    role: str
    organisation_id: int
    name: str
    expires_at: datetime
    login: str


def issue_invitations(
    *, organisation_id: int, role: str, people: Sequence[Invitee], days: int = WORKS_FOR_DAYS,
    order_number: str = "", order_date: date | None = None, by: By,
) -> list[NewInvitation]:  # fmt: skip
    """Make a one-time code for each card; all of them or none. Standing invitations of these cards die.

    :param order_number, order_date: of the order that gives the role; whoever accepts has it by this order.

    :raises NotYoursToInvite: the role is above the issuer's, or his role invites nobody.
    :raises OutOfScope: another organisation.
    :raises InvitationsChanged: a card has an account, or another standing invitation, than the list showed.
    :raises NobodyInvited: there are no cards.
    :raises RoleOrderMissing: the role is given by an order, which is not named.
    """
    if not people:
        raise refusals.NobodyInvited
    if not may_invite(by, role):
        raise refusals.NotYoursToInvite(params={"role": str(ROLES[role].title) if role in ROLES else role})
    if not contains(by, organisation_id=organisation_id):
        raise refusals.OutOfScope
    like = Grant(role=role, organisation_id=organisation_id, order_number=order_number, order_date=order_date)
    with shared_tables(by):
        refuse_without_order(role, order_number, order_date)
        _refuse_changed(organisation_id, role, people)
        now = timezone.now()
        _revoke([one.replaces for one in people if one.replaces is not None], now, replaced=True, by=by)
        made = [_made(organisation_id, like, one, now, days, by) for one in people]
        SecurityEvent.objects.create(
            kind=Kind.INVITED, account_id=by.account_id, request_id=by.request_id,
            facts={"role": role, "count": len(made), "organisation": organisation_id},
        )  # fmt: skip
    return made


def revoke_invitation(*, invitation_id: int, organisation_id: int, by: By) -> None:
    """The sheet is dead from now on.

    :raises NoSuchInvitation: of another organisation, accepted, or revoked already.
    :raises NotYoursToInvite: for a role the actor does not invite.
    """
    with shared_tables(by):
        rows = Invitation.objects.standing().filter(organisation=organisation_id)
        found = rows.select_for_update().filter(pk=invitation_id).first()
        if found is None or not contains(by, organisation_id=organisation_id):
            raise refusals.NoSuchInvitation
        if not may_invite(by, found.role):
            raise refusals.NotYoursToInvite(params={"role": str(ROLES[found.role].title)})
        _revoke([found.pk], timezone.now(), replaced=False, by=by)
        SecurityEvent.objects.create(
            kind=Kind.INVITATION_REVOKED, account_id=by.account_id, request_id=by.request_id,
            facts={"invitation": found.pk, "organisation": organisation_id},
        )  # fmt: skip


def revoke_sheets(*, organisation_id: int, role: str, card_id: int, by: By) -> None:
    """The card got its account without a sheet: those that wait for it are dead. Within the shared tables."""
    rows = Invitation.objects.standing().filter(organisation=organisation_id, role=role, card_id=card_id)
    _revoke(list(rows.values_list("pk", flat=True)), timezone.now(), replaced=False, by=by)


def may_invite(by: By, role: str) -> bool:
    """Whether this actor invites people into this role: families by their own permission, staff below himself."""
    if role not in ROLES or ROLES[role].dated or ROLES[role].scope not in ("organisation", "family"):
        return False
    if is_platform(by):
        return True
    if not isinstance(by, Actor):
        return False
    if role in FAMILIES:
        return by.may(INVITE_FAMILIES)
    return by.may(INVITE_STAFF) and ROLES[role] in roles_below(by)


# --- accepting --------------------------------------------------------------------------------------------------------


def open_invitation(*, code: str, ip: str | None, by: By) -> OpenedInvitation:
    """What stands behind a code.

    :raises WrongCode: none does; counted. :raises TooManyCodes: so many wrong ones that no more are looked at.
    :raises InvitationUsed, InvitationOutOfDate, InvitationReplaced, InvitationRevoked, InvitationHeld: it is dead.
    """
    with shared_tables(by):
        found = _by_code(code, ip)
        return OpenedInvitation(
            found.role, found.organisation_id, found.name, found.expires_at, free_login("", found.name)
        )


def accept_as_new(*, code: str, login: str, password: str, ip: str | None, user_agent: str = "", by: By) -> SignedIn:
    """An account of one's own with one's own password, signed in at once. Of two at once the first one gets it.

    :raises: as `open_invitation`. :raises BadLogin, LoginTaken, WeakPassword: choose another.
    """
    with shared_tables(by):
        found = _by_code(code, ip)
        login = free_login(login.strip(), found.name)
        passwords.refuse_weak(password, login=login, name=found.name)
        account = write_account(
            login=login, name=found.name, password=passwords.hashed(password), password_changed_at=timezone.now(),
            created_by_id=found.issued_by_id,
        )  # fmt: skip
        own = By(account_id=account.pk, name=account.name, request_id=by.request_id)
        record(by=own, row=account, action="create")
        _accept(found, account, ip, own)
        return begin_session(account, ip=ip, user_agent=user_agent, by=own)


def accept_as_self(*, code: str, is_me: bool, ip: str | None, by: By) -> int:
    """One's account gets one more role: a guardian of children in two schools, a teacher who is a parent too.

    :param is_me: said by the reader where the name of the invitation differs from the account's.
    :returns: the membership.
    :raises: as `open_invitation`. :raises AlreadyGiven: the account has this role for this card.
    :raises OtherName: the names differ and nothing was said.
    """
    with shared_tables(by):
        found = _by_code(code, ip)
        account = Account.objects.select_for_update().get(pk=own_id(by))
        if bare_words(found.name) != bare_words(account.name) and not is_me:
            raise refusals.OtherName(params={"invited": found.name, "name": account.name})
        return _accept(found, account, ip, by)


def _by_code(code: str, ip: str | None) -> Invitation:
    """The invitation, locked, if it may be accepted now."""
    _refuse_guessing(ip)
    digest = passwords.code_digest(code)
    found = Invitation.objects.select_for_update(of=("self",)).filter(code_hash=digest).first()
    if found is None:
        note(Kind.WRONG_CODE, ip=ip)
        raise refusals.WrongCode
    if why := _why_dead(found):
        raise why
    return found


def _why_dead(found: Invitation) -> Refused | None:
    if found.used_at is not None:
        return refusals.InvitationUsed()
    if found.revoked_at is not None:
        return refusals.InvitationReplaced() if found.is_replaced else refusals.InvitationRevoked()
    if found.expires_at <= timezone.now():
        day = timezone.localtime(found.expires_at)
        return refusals.InvitationOutOfDate(params={"day": f"{day:%d.%m.%Y}"})
    issuer = found.issued_by_id
    if issuer is not None and Account.objects.filter(pk=issuer, frozen_at__isnull=False).exists():
        return refusals.InvitationHeld()
    return None


def _refuse_guessing(ip: str | None) -> None:
    recent = SecurityEvent.objects.filter(ip=ip, kind=Kind.WRONG_CODE, at__gt=timezone.now() - CODES_WINDOW)
    if ip is not None and recent.count() >= WRONG_CODES:
        noted = SecurityEvent.objects.filter(ip=ip, kind=Kind.TOO_MANY_FROM_ADDRESS)
        if not noted.filter(at__gt=timezone.now() - timedelta(minutes=1)).exists():  # one line a minute is enough
            note(Kind.TOO_MANY_FROM_ADDRESS, ip=ip, facts={"cause": "invitation_codes"})
        raise refusals.TooManyCodes


def _accept(found: Invitation, account: Account, ip: str | None, by: By) -> int:
    grant = Grant(
        role=found.role, organisation_id=found.organisation_id, card_id=found.card_id,
        order_number=found.order_number, order_date=found.order_date,
    )  # fmt: skip
    membership_id = write_membership(account, grant, granted_by=found.issued_by_id, by=by)
    before = values(found)
    found.used_at, found.used_by = timezone.now(), account
    found.save(update_fields=["used_at", "used_by"])
    record(by=by, row=found, action="accept", before=before)
    SecurityEvent.objects.create(
        kind=Kind.INVITATION_ACCEPTED, account=account, login=account.login, ip=ip, request_id=by.request_id,
        facts={"invitation": found.pk, "organisation": found.organisation_id},
    )  # fmt: skip
    return membership_id


# --- issuing ----------------------------------------------------------------------------------------------------------


def _refuse_changed(organisation_id: int, role: str, people: Sequence[Invitee]) -> None:
    cards = [one.card_id for one in people]
    standing = Invitation.objects.standing().filter(organisation=organisation_id, role=role, card_id__in=cards)
    now_standing = dict(standing.select_for_update().values_list("card_id", "pk"))
    held = Membership.objects.not_over(timezone.localdate()).filter(
        organisation=organisation_id, role=role, card_id__in=cards
    )
    with_accounts = set(held.values_list("card_id", flat=True))
    changed = [
        one.name for one in people if one.card_id in with_accounts or now_standing.get(one.card_id) != one.replaces
    ]
    if changed:
        raise refusals.InvitationsChanged(params={"name": ", ".join(changed[:3])})


def _made(organisation_id: int, like: Grant, one: Invitee, now: datetime, days: int, by: By) -> NewInvitation:
    code = passwords.temporary()
    try:
        with transaction.atomic():
            row = Invitation.objects.create(
                code_hash=passwords.code_digest(code), organisation_id=organisation_id, role=like.role,
                card_id=one.card_id, name=one.name, issued_by_id=by.account_id, expires_at=now + timedelta(days=days),
                order_number=like.order_number.strip(), order_date=like.order_date,
            )  # fmt: skip
    except IntegrityError:  # somebody issued one in between
        raise refusals.InvitationsChanged(params={"name": one.name}) from None
    record(by=by, row=row, action="issue")
    return NewInvitation(row.pk, like.role, one.card_id, one.name, row.expires_at, code)


def _revoke(ids: Collection[int], now: datetime, *, replaced: bool, by: By) -> None:
    for row in Invitation.objects.standing().select_for_update().filter(pk__in=list(ids)).order_by("pk"):
        before = values(row)
        row.revoked_at, row.revoked_by_id, row.is_replaced = now, by.account_id, replaced
        row.save(update_fields=["revoked_at", "revoked_by", "is_replaced"])
        record(by=by, row=row, action="revoke", before=before)
