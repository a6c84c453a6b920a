"""The frozen Actor: who asks, in which workplace, with which permissions. `request.user` is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared_apps.organisations.crossing import By, Scope
from shared_apps.organisations.privacy import Privacy
from shared_apps.organisations.references import OrganisationRef

from .permissions import ALL, Permission
from .roles import Reach, Role


@dataclass(frozen=True, slots=True)
class MembershipRef:
    """A workplace: a role in a scope. `scope_kind` is region, authority, municipality, organisation or family."""

    id: int
    role: str
    role_title: str
    scope_kind: str
    scope_title: str
    organisation_slug: str = ""
    organisation_id: int | None = None
    municipality_id: int | None = None
    authority_id: int | None = None
    card_id: int | None = None
    inspection_number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Actor(By):
    """An account signed in, with the workplace the address asks for, loaded eagerly before any door.

    `card_id` of the membership is the employee's, student's or guardian's card in that organisation, where one is
    known: with `reach` it narrows rows ("own_class", "own" children). `holds` are the privacy classes whose columns he
    may read. A family's cards stand in `memberships`: those with `scope_kind` "family" and a `card_id`.
    """

    login: str = ""
    session_id: int | None = None
    role: Role | None = None
    permissions: frozenset[Permission] = frozenset()
    holds: frozenset[Privacy] = frozenset()
    reach: Reach = "own"
    membership: MembershipRef | None = None
    memberships: tuple[MembershipRef, ...] = ()
    organisation: OrganisationRef | None = None
    scope: Scope | None = None
    scope_title: str = ""
    language: str = "ru"
    must_change_password: bool = False
    preferences: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_authenticated: bool = True
    is_anonymous: bool = False
    is_active: bool = True

    def may(self, permission: object) -> bool:
        """Whether he holds a permission, given itself or by its code."""
        found = ALL.get(permission) if isinstance(permission, str) else permission
        return found in self.permissions

    @property
    def pk(self) -> int | None:
        """DRF's throttles and logs name the user by it."""
        return self.account_id


ANONYMOUS = Actor(account_id=None, name="anonymous", is_authenticated=False, is_anonymous=True)
