"""A list page as an account names it: by its address, for files and saved views."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, ResolverMatch, resolve

from shared_apps.organisations.routing import Place, place_of
from shared_apps.ui.page import ListPage
from shared_apps.ui.viewer import Access

from .actor import Actor, MembershipRef
from .loading import choose
from .permissions import EVERYONE
from .roles import ROLES

OF_A_PAGE = ("export", "page", "per")
"""Names in an address that say which piece of the list is shown."""


@dataclass(frozen=True, slots=True)
class ListAddress:
    """A list, and the workplace in which the account opens it. `path` stands behind the door, as URLconfs have it,
    `address` is the path that a browser shows.
    """

    place: Place
    path: str
    query: str
    address: str
    page: type[ListPage]
    membership: MembershipRef
    arguments: Mapping[str, Any]
    actor: Actor

    @property
    def full_address(self) -> str:
        """With its query."""
        return f"{self.address}?{self.query}" if self.query else self.address

    @property
    def organisation_id(self) -> int | None:
        return self.membership.organisation_id if self.place.side == "organisation" else None

    @property
    def title(self) -> str:
        """What the list is called before anything of it is read."""
        table: Any = getattr(self.page, "table_class", None)  # a property, where the table depends on the reader
        return str(self.page.title or getattr(table, "caption", ""))

    @property
    def is_opened(self) -> bool:
        """Whether the role opens the page."""
        return _holds(self.membership, self.page.permission, self.actor)

    @property
    def is_exported(self) -> bool:
        """Whether the role takes the list as a file."""
        return self.is_opened and _holds(self.membership, self.page.exports_with, self.actor)


def list_at(address: str, actor: Actor, *, within: MembershipRef | None = None) -> ListAddress | None:
    """The list of an address (a path and its query), if the account has a workplace there; None: there is none.

    :param within: the workplace, where it is known; by default the one that the page would take.
    """
    parts = urlsplit(address)
    base = (settings.FORCE_SCRIPT_NAME or "").rstrip("/")
    path = parts.path.removeprefix(base) if base else parts.path
    if parts.scheme or parts.netloc or not path.startswith("/"):
        return None
    place = place_of(path)
    found = None if place.is_api else _page_at(place, place.rest if place.side == "organisation" else path)
    if found is None:
        return None
    chosen = actor.membership.id if actor.membership is not None else None
    membership = choose(actor.memberships if within is None else (within,), place, chosen)
    if membership is None:
        return None
    query = QueryDict(parts.query, mutable=True)
    for name in OF_A_PAGE:
        query.pop(name, None)
    page, arguments = found
    return ListAddress(
        place=place,
        path=place.rest if place.side == "organisation" else path,
        query=query.urlencode(),
        address=parts.path,
        page=page,
        membership=membership,
        arguments=arguments,
        actor=actor,
    )


def may_take(membership: MembershipRef, *, side: str, path: str, actor: Actor) -> bool:
    """Whether a workplace of the account still takes the list behind a door as a file."""
    place = Place("organisation", membership.organisation_slug, path) if side == "organisation" else place_of(path)
    found = _page_at(place, path)
    if found is None or choose((membership,), place, None) is None or not actor.is_authenticated:
        return False
    return all(_holds(membership, needed, actor) for needed in (found[0].permission, found[0].exports_with))


def match_of(place: Place, path: str) -> ResolverMatch | None:
    """How the URLconf of a place leads to the list at a path behind its door; None: to no list."""
    if place.side not in ("organisation", "region", "shared"):
        return None
    try:
        match = resolve(path, settings.ORGANISATION_URLCONF if place.side == "organisation" else settings.ROOT_URLCONF)
    except Resolver404:
        return None
    view = getattr(match.func, "view_class", None)
    return match if isinstance(view, type) and issubclass(view, ListPage) else None


def _page_at(place: Place, path: str) -> tuple[type[ListPage], Mapping[str, Any]] | None:
    match = match_of(place, path)
    return None if match is None else (cast(Any, match.func).view_class, match.kwargs)


def _holds(membership: MembershipRef, needed: Any, actor: Actor) -> bool:
    """Whether the role of a workplace holds a permission; a program (it has no session) must have been given it too."""
    if needed is None:
        return False
    if isinstance(needed, Access):
        return True
    held = ROLES[membership.role].permissions | EVERYONE
    return needed in held and (actor.session_id is not None or needed in actor.permissions)
