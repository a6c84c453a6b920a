"""Keys for programs that work in an account's name, in one of its workplaces."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.shared_log import record, values

from ..doorway import shared_tables
from ..models import ApiToken, Membership
from ..reach import own_id
from ..roles import ROLES
from ..session import digest, new_key
from . import refusals

LONGEST_DAYS = 366
PREFIX = "svod_"


@dataclass(frozen=True)
class NewToken:
    """A key has been made. `token` is shown once and kept nowhere."""

    token_id: int
    token: str = field(repr=False)


def create_token(*, name: str, membership_id: int, scopes: list[str], days: int, by: By) -> NewToken:
    """A key that may at most what its workplace may, for at most a year.

    :raises NoSuchWorkplace: the membership is not one's own, or not in force.
    :raises TooWide: a permission that the role does not hold. :raises NoScopes: none at all.
    """
    if not scopes:
        raise refusals.NoScopes
    with shared_tables(by):
        mine = Membership.objects.live(timezone.localdate()).filter(account_id=own_id(by))
        membership = mine.filter(pk=membership_id).first()
        if membership is None:
            raise refusals.NoSuchWorkplace(field="membership_id")
        allowed = {permission.code for permission in ROLES[membership.role].permissions}
        if excess := sorted(set(scopes) - allowed):
            raise refusals.TooWide(params={"permissions": ", ".join(excess)})
        key = PREFIX + new_key()
        token = ApiToken.objects.create(
            account_id=own_id(by),
            membership=membership,
            name=name.strip(),
            token_hash=digest(key),
            beginning=key[:10],
            scopes=sorted(set(scopes)),
            expires_at=timezone.now() + timedelta(days=min(max(days, 1), LONGEST_DAYS)),
        )
        record(by=by, row=token, action="create")
    return NewToken(token.pk, key)


def revoke_token(*, token_id: int, by: By) -> None:
    """The key stops at once. Somebody else's is left alone, silently."""
    with shared_tables(by):
        token = ApiToken.objects.filter(pk=token_id, account_id=own_id(by), revoked_at=None).first()
        if token is None:
            return
        before = values(token)
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(by=by, row=token, action="revoke", before=before)
