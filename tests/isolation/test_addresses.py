"""Every address × {own, foreign organisation, foreign municipality, anonymous}; page × role. Made from the URLconfs."""

import random
from contextlib import nullcontext
from unittest import mock

import pytest
from django.template.response import SimpleTemplateResponse
from django.test import Client

from shared_apps.accounts.roles import ROLES, Role
from tests.fuzz.addresses import FOUND, able, declares_settings, path_of, queries_of, state_purpose
from tests.isolation.addresses import Address, organisation_addresses, region_addresses
from tests.isolation.scene import ABOVE, FAMILY, IN_ORGANISATION, Scene
from tests.isolation.writing import may_ask, nothing_written

INSIDE = organisation_addresses()
OUTSIDE = region_addresses()
NARROWED = [(side, address) for side, address in FOUND if declares_settings(address)]
DRAWN = pytest.mark.parametrize("drawn", ["once", pytest.param("always", marks=pytest.mark.more)])
"""In the long run each page is drawn for each role; else for the first that opens it, and of the other roles some ask."""
SOME = 2
OPENED = (200, 204, 302, 405, 422)
NOBODY_OPENS = {
    "accounts:first_password": "for those with a temporary password alone: tests/accounts",
    "family_upkeep:withdraw": "for the account that sent the correction alone: tests/upkeep",
}
"""Addresses that no role opens in marked data, each with its reason."""


def ask(client: Client, method: str, path: str) -> int:
    return int(getattr(client, method)(path, {} if method == "get" else None).status_code)


def who_asks(address: Address, roles: list[str], drawn: str) -> list[str]:
    """Every role; or, in the short run, some of those that may open the page and some of those that may not."""
    if drawn == "always":
        return roles
    chance = random.Random(address.name)
    may = [role for role in roles if may_open(ROLES[role], address)]
    may_not = [role for role in roles if role not in may]
    return [*chance.sample(may, min(len(may), SOME)), *chance.sample(may_not, min(len(may_not), SOME))]


def asked_by_each(address: Address, roles: list[str], scene: Scene, path: str, drawn: str) -> dict[str, int]:
    """The answer to each role that asks, and to further ones until the page opens for somebody.

    `drawn` "once": the page is drawn for the first that opens it, and only looked up for the others.
    """
    found: dict[str, int] = {}
    some = who_asks(address, roles, drawn)
    for role in [*some, *(one for one in roles if one not in some)]:
        if role not in some and set(found.values()) & set(OPENED):
            break
        is_drawn = drawn == "always" or not set(found.values()) & {200, 422}
        with nullcontext() if is_drawn else mock.patch.object(SimpleTemplateResponse, "rendered_content", ""):
            found[role] = ask(scene.browser(role), "get", path)
    return found


def names(addresses: list[Address]) -> list[str]:
    return [address.name for address in addresses]


def may_open(role: Role, address: Address) -> bool:
    return may_ask(role, address, "get")


@pytest.mark.parametrize(
    "strangers",
    [("director", "ministry", "guardian"), pytest.param((*IN_ORGANISATION, *ABOVE, *FAMILY), marks=pytest.mark.more)],
    ids=["three", "each"],
)
@pytest.mark.parametrize("address", INSIDE, ids=names(INSIDE))
def test_a_stranger_gets_404_at_every_address_of_an_organisation(
    address: Address, strangers: tuple[str, ...], scene: Scene
) -> None:
    path = scene.inside(address, scene.there)
    with nothing_written():
        found = {
            (role, method): ask(scene.browser(role), method, path) for role in strangers for method in address.methods
        }
    assert set(found.values()) == {404}, found


@pytest.mark.parametrize("address", INSIDE, ids=names(INSIDE))
def test_the_anonymous_are_sent_to_sign_in_from_an_organisation(address: Address, scene: Scene) -> None:
    found = {method: ask(Client(), method, scene.inside(address)) for method in address.methods}
    assert set(found.values()) == {401 if address.is_api else 302}, found


@DRAWN
@pytest.mark.parametrize("address", INSIDE, ids=names(INSIDE))
def test_each_role_opens_what_its_page_says(address: Address, drawn: str, scene: Scene) -> None:
    assert address.view is not None, "a view without a class declares no permission"
    found = asked_by_each(address, IN_ORGANISATION, scene, scene.inside(address), drawn)
    wrong = {}
    for role, status in found.items():
        expected = OPENED if may_open(ROLES[role], address) else (403,)
        if status not in (*expected, 404):
            wrong[role] = status
    assert wrong == {}
    if "get" in address.methods and address.name not in NOBODY_OPENS:
        assert set(found.values()) & set(OPENED), f"nobody opens {scene.inside(address)}: {found}"


@pytest.mark.parametrize("address", OUTSIDE, ids=names(OUTSIDE))
def test_the_anonymous_open_only_what_is_public(address: Address, scene: Scene) -> None:
    with nothing_written():
        found = {method: ask(Client(), method, scene.outside(address)) for method in address.methods}
    if address.is_public:
        assert max(found.values()) < 500, found
    else:
        assert set(found.values()) == {401 if address.is_api else 302}, found


@DRAWN
@pytest.mark.parametrize("address", OUTSIDE, ids=names(OUTSIDE))
def test_each_role_above_opens_what_its_page_says(address: Address, drawn: str, scene: Scene) -> None:
    wrong = {}
    found = asked_by_each(address, [*ABOVE, "director", *FAMILY], scene, scene.outside(address), drawn)
    for role, status in found.items():
        expected = OPENED if may_open(ROLES[role], address) else (302, 403)
        if status not in (*expected, 404):
            wrong[role] = status
    assert wrong == {}
    if "get" in address.methods and address.name not in NOBODY_OPENS:
        assert set(found.values()) & set(OPENED), f"nobody opens {scene.outside(address)}: {found}"


@pytest.mark.parametrize("address", [*INSIDE, *OUTSIDE], ids=names([*INSIDE, *OUTSIDE]))
def test_every_address_declares_who_may(address: Address) -> None:
    declared = address.permission or getattr(address.view, "permissions_by_method", None)
    assert declared is not None or address.is_public, f"{address.name} declares no permission"


@pytest.mark.parametrize(("side", "address"), NARROWED, ids=[f"{side} {address.name}" for side, address in NARROWED])
def test_nonsense_in_an_address_is_no_error(side: str, address: Address, scene: Scene) -> None:
    """A sample; each page with much more of it: tests/fuzz/test_addresses.py."""
    client = next(able(scene, side, address), Client())
    state_purpose(client, address)
    for query in queries_of(address, random.Random(address.name), 1):
        status = client.generic("GET", path_of(scene, side, address), QUERY_STRING=query).status_code
        assert status < 500, query
