"""Which door an address leads through, and links across doors.

Inside an organisation the script prefix is `/o/<slug>/` and the URLconf is the organisation's, so a plain `reverse()`
names its own pages only. `organisation_url` and `region_url` name any page from anywhere.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.urls import get_script_prefix, reverse, set_script_prefix

Side = Literal["organisation", "region", "me", "shared", "open"]

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""What an address of an organisation can be."""

_ORGANISATION = re.compile(rf"/o/(?P<slug>{SLUG.pattern})(?P<rest>/.*)?", re.DOTALL)
_NO_ORGANISATION = re.compile(r"/o/[^/]*/api/")
_OPEN = ("/static/", "/health/", "/favicon.ico", "/robots.txt")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads. `rest` is the path within the organisation; `is_api` wants JSON errors, not pages."""

    side: Side
    slug: str = ""
    rest: str = ""
    is_api: bool = False


def place_of(path: str) -> Place:
    """The place of a path: what door stands around its view.

    What can't be an organisation's address is asked of nobody: it is a shared page that does not exist.
    """
    if found := _ORGANISATION.fullmatch(path):
        rest = found["rest"] or ""
        return Place("organisation", found["slug"], rest, rest.startswith("/api/"))
    if path.startswith(_OPEN):
        return Place("open")
    if path.startswith("/region/"):
        return Place("region", is_api=path.startswith("/region/api/"))
    if path.startswith("/me/"):
        return Place("me", is_api=path.startswith("/me/api/"))
    is_api = path.startswith(("/api/", "/admin/api/")) or _NO_ORGANISATION.match(path) is not None
    return Place("shared", is_api=is_api)


def organisation_url(slug: str, viewname: str, *args: object, **kwargs: object) -> str:
    """The address of a page of an organisation, from wherever the caller is."""
    with script_prefix(f"{_base()}o/{slug}/"):
        return reverse(viewname, urlconf=settings.ORGANISATION_URLCONF, args=args, kwargs=kwargs)


def region_url(viewname: str, *args: object, **kwargs: object) -> str:
    """The address of a page outside organisations (region, administration, one's own), from wherever the caller is."""
    with script_prefix(_base()):
        return reverse(viewname, urlconf=settings.ROOT_URLCONF, args=args, kwargs=kwargs)


@contextmanager
def script_prefix(prefix: str) -> Iterator[None]:
    """Links made within begin with `prefix`; what stood before is put back."""
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


def organisation_prefix(slug: str) -> str:
    """The script prefix of an organisation's pages."""
    return f"{_base()}o/{slug}/"


def _base() -> str:
    base = settings.FORCE_SCRIPT_NAME or "/"
    return base if base.endswith("/") else base + "/"
