"""What the interface knows of the one who looks: a protocol, so that ui imports no other app.

``request.user`` is an ``Actor`` of accounts; it fits ``Viewer`` by shape. ``Access`` is for the few
pages that no permission guards.
"""

from collections.abc import Collection, Sequence
from enum import Enum
from typing import Any, Protocol, cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Access(Enum):
    """Pages that need no permission: anyone's, and any signed-in account's."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"


PUBLIC = Access.PUBLIC
SIGNED_IN = Access.SIGNED_IN


class PermissionLike(Protocol):
    """A permission of accounts/permissions.py, by shape."""

    @property
    def code(self) -> str: ...


Needed = PermissionLike | Access


class PlaceLike(Protocol):
    """An organisation, by shape."""

    @property
    def slug(self) -> str: ...

    @property
    def short_name(self) -> str: ...


class WorkplaceLike(Protocol):
    """A membership, by shape: a role in a scope."""

    @property
    def id(self) -> int: ...

    @property
    def role_title(self) -> str: ...

    @property
    def scope_kind(self) -> str: ...

    @property
    def scope_title(self) -> str: ...

    @property
    def organisation_slug(self) -> str: ...


class Viewer(Protocol):
    """The part of ``Actor`` that the interface uses."""

    @property
    def is_authenticated(self) -> bool: ...

    @property
    def name(self) -> str: ...

    @property
    def permissions(self) -> Collection[PermissionLike]: ...

    @property
    def membership(self) -> WorkplaceLike | None: ...

    @property
    def memberships(self) -> Sequence[WorkplaceLike]: ...

    def may(self, permission: Any) -> bool: ...


class PageRequest(HttpRequest):
    """The request as a page sees it after the middleware."""

    htmx: HtmxDetails
    user: Any  # accounts.actor.Actor; ui imports no other app


class Nobody:
    """Stands where there is no user yet: an error before sign-in was read."""

    is_authenticated = False
    name = ""
    permissions: Collection[PermissionLike] = ()
    membership: WorkplaceLike | None = None
    memberships: Sequence[WorkplaceLike] = ()

    def may(self, permission: Any) -> bool:
        return False


def viewer(request: HttpRequest) -> Viewer:
    """The one who looks, or nobody."""
    return cast(Viewer, getattr(request, "user", None) or Nobody())


def organisation(request: HttpRequest) -> PlaceLike | None:
    """The organisation whose pages these are, or None outside of one."""
    return cast("PlaceLike | None", getattr(request, "organisation", None))


def may(request: HttpRequest, needed: Needed | str) -> bool:
    """Whether the one who looks may open what asks for ``needed``: a permission, its code, or an Access."""
    who = viewer(request)
    if needed is Access.PUBLIC:
        return True
    if needed is Access.SIGNED_IN:
        return who.is_authenticated
    if isinstance(needed, str):
        return any(permission.code == needed for permission in who.permissions)
    return who.may(needed)
