"""Addresses: the query string as the only state of a page, and links between doors.

Inside an organisation the script prefix is ``/o/<slug>/`` and the URLconf is the organisation's, so a
plain ``reverse()`` cannot name a page of another door. ``address()`` can.
"""

from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse, set_script_prefix

PLACEHOLDER = 987654321
"""Stands where the number of a row comes in an address that is worked out once for all rows."""


class Door(StrEnum):
    """Where a page lives: decides the URLconf and the prefix of its address."""

    SHARED = "shared"
    REGION = "region"
    ME = "me"
    ORGANISATION = "organisation"


def address(door: Door | str, name: str, *args: object, slug: str = "") -> str:
    """The address of page ``name`` behind ``door``, from wherever the caller is.

    :param slug: the organisation's, needed for ``Door.ORGANISATION`` alone.
    :raises NoReverseMatch: there is no such page.
    """
    base = base_path()
    urlconf = settings.ROOT_URLCONF
    if door == Door.ORGANISATION:
        base, urlconf = f"{base}o/{slug}/", settings.ORGANISATION_URLCONF
    before = get_script_prefix()
    set_script_prefix(base)
    try:
        return reverse(name, urlconf=urlconf, args=args)
    finally:
        set_script_prefix(before)


def base_path() -> str:
    """What every address of the platform begins with: "/", or the path that a proxy put before it."""
    base = settings.FORCE_SCRIPT_NAME or "/"
    return base if base.endswith("/") else base + "/"


def optional_address(name: str) -> str:
    """The address of a shared page that another app may not have; "" then."""
    try:
        return address(Door.SHARED, name)
    except NoReverseMatch:
        return ""


def numbered(name: str, number: int) -> str:
    """`reverse(name, args=[number])`, worked out once for each page: rows of lists ask for hundreds."""
    before, after = _cut(name, get_urlconf())
    return f"{get_script_prefix()}{before}{number}{after}"


@lru_cache(maxsize=1000)
def _cut(name: str, urlconf: str | None) -> tuple[str, str]:
    """What stands before the number, without the prefix, and after it."""
    whole = reverse(name, urlconf=urlconf, args=[PLACEHOLDER])
    before, _number, after = whole.removeprefix(get_script_prefix()).partition(str(PLACEHOLDER))
    return before, after


def with_query(request: HttpRequest, **changes: object) -> str:
    """The current address's query string with ``changes``: None or "" drops a name, a list repeats it.

    ``with_query(request, page=2)`` → ``"?status=open&page=2"``
    """
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, list | tuple):
            query.setlist(name, [str(each) for each in value])
        else:
            query[name] = str(value)
    return query_string(query)


def query_string(query: QueryDict) -> str:
    """``"?a=1&b=2"``; a lone ``"?"`` when empty, so that the link still drops what was there."""
    return "?" + query.urlencode()


def number_of(text: str) -> int | None:
    """The whole number that an address or a combobox names: plain digits, no more of them than a column holds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
