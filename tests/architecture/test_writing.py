"""Whoever writes is asked for a permission that says it writes: so a read-only role (an inspector) can reach no change."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared_apps.accounts import permissions
from shared_apps.accounts.api import needed
from shared_apps.accounts.permissions import Permission
from tests.isolation.addresses import Address, organisation_addresses, region_addresses

WRITING = ("post", "put", "patch", "delete")
WITHOUT = {
    "accounts:sign_in": "nobody is known yet; what is written is the session",
    "accounts:sign_out": "ends one's own session",
    "accounts:code": "whoever holds the code of a sheet is known by it alone",
    "accounts:invitation": "likewise",
    "accounts:switch": "one's own session works in another role",
    "registry:purpose": "a purpose of reading is stated; it stands in the session",
    "ui:look": "how the interface looks to one browser",
}
"""Addresses that are written to and change no record of anybody, each with its reason."""
OF_ONES_OWN = {
    "own.files": "whoever may read a list may have its file prepared for himself",
    "own.views": "how lists look to oneself, under a name",
}
"""Permissions of read-only roles too, under which only one's own belongings are written, each with its reason."""


def written_to() -> Iterator[tuple[Address, str]]:
    for address in (*organisation_addresses(), *region_addresses()):
        for method in WRITING:
            if method in address.actions or (not address.actions and _takes(address.view, method)):
                yield address, method


def _takes(view: Any, method: str) -> bool:
    return hasattr(view, method) and method in getattr(view, "http_method_names", ())


def permission_of(address: Address, method: str) -> Any:
    if address.is_api:
        return needed(address.view, method.upper())
    return getattr(address.view, "writes_with", None) or address.permission


FOUND = list(written_to())


@pytest.mark.parametrize(
    ("address", "method"),
    [pytest.param(*one, id=f"{one[0].name}-{one[1]}") for one in FOUND if one[0].name not in WITHOUT],
)
def test_what_writes_asks_for_a_permission_that_writes(address: Address, method: str) -> None:
    permission = permission_of(address, method)
    assert isinstance(permission, Permission)
    assert permission.writes or permission.code in OF_ONES_OWN, (
        f"{address.template}: “{permission}” only reads (shared_apps/accounts/permissions.py)"
    )


def test_exceptions_are_written_to_without_such_a_permission() -> None:
    silent = [
        (address.name, permission)
        for address, method in FOUND
        if not getattr(permission := permission_of(address, method), "writes", False)
    ]
    assert {name for name, one in silent if getattr(one, "code", "") not in OF_ONES_OWN} == set(WITHOUT)
    assert {one.code for _name, one in silent if getattr(one, "code", "") in OF_ONES_OWN} == set(OF_ONES_OWN)


def test_an_address_that_writes_under_a_reading_permission_is_found() -> None:
    class Page:
        permission = permissions.FAMILY_CARDS
        http_method_names = ("get", "post")

        def post(self) -> None: ...

    address = Address("family:planted", "/me/planted/", Page)
    assert _takes(address.view, "post")
    assert not permission_of(address, "post").writes
