"""What the interface knows of the one who looks: a protocol, so that ui imports no other app.

``request.user`` is an ``Actor`` of accounts; it fits ``Viewer`` by shape. ``Access`` is for the few
pages that no permission guards.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol, cast

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


class RoleLike(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def title(self) -> object: ...


class PlaceLike(Protocol):
    """An organisation, by shape."""

    @property
    def slug(self) -> str: ...

    @property
    def name(self) -> str: ...


class Viewer(Protocol):
    """The part of ``Actor`` that the interface uses."""

    @property
    def is_authenticated(self) -> bool: ...

    @property
    def name(self) -> str: ...

    @property
    def role(self) -> RoleLike | None: ...

    @property
    def memberships(self) -> Sequence[object]: ...

    def may(self, permission: object) -> bool: ...


class PageRequest(HttpRequest):
    """The request as a page sees it after the middleware."""

    htmx: HtmxDetails


class Nobody:
    """Stands where there is no user yet: an error before sign-in was read."""

    is_authenticated = False
    name = ""
    role: RoleLike | None = None
    memberships: Sequence[object] = ()

    def may(self, permission: object) -> bool:
        return False


def viewer(request: HttpRequest) -> Viewer:
    """The one who looks, or nobody."""
    return cast(Viewer, getattr(request, "user", None) or Nobody())


def organisation(request: HttpRequest) -> PlaceLike | None:
    """The organisation whose pages these are, or None outside of one."""
    return cast("PlaceLike | None", getattr(request, "organisation", None))


def may(request: HttpRequest, needed: Needed | str) -> bool:
    """Whether the one who looks may open what asks for ``needed``."""
    who = viewer(request)
    if needed is Access.PUBLIC:
        return True
    if needed is Access.SIGNED_IN:
        return who.is_authenticated
    return who.is_authenticated and who.may(needed)
