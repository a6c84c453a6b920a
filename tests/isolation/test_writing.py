"""Address × role × method that writes: whom the declaration lets in, and that nobody else writes a row anywhere.

Made from the URLconfs and the table of roles. In the short run one role of those without the permission asks; in the
long one each of them, and each of those with it.
"""

import random

import pytest

from shared_apps.accounts.roles import ROLES
from shared_apps.ui.viewer import Access
from tests.isolation import scene as scenes
from tests.isolation.addresses import Address, organisation_addresses, region_addresses
from tests.isolation.scene import ABOVE, FAMILY, IN_ORGANISATION, Scene
from tests.isolation.test_addresses import NOBODY_OPENS, ask
from tests.isolation.writing import answers, may_ask, nothing_written, permission_of, touched, writing_methods

INSIDE = [("inside", address) for address in organisation_addresses() if writing_methods(address)]
OUTSIDE = [("outside", address) for address in region_addresses() if writing_methods(address)]
ALL = [*INSIDE, *OUTSIDE]
EVERY_ADDRESS = pytest.mark.parametrize(("side", "address"), ALL, ids=[address.name for _side, address in ALL])
ASKERS = {"inside": IN_ORGANISATION, "outside": [*ABOVE, "director", *FAMILY]}
FOR_EVERYBODY = (Access.PUBLIC, Access.SIGNED_IN)
ONES_OWN = {
    f"accounts:{name}"
    for name in (
        "profile", "password", "first_password", "own_report", "end_other_sessions", "end_session", "new_token",
        "revoke_token",
    )
}  # fmt: skip
"""Everybody's, about himself."""


CHOSEN = ("accounts:create", "accounts:give_known", "accounts:give", "access:issue_staff")
"""Forms that come after a role is chosen: it stands in the query."""
NOBODY_REACHES = {
    **NOBODY_OPENS,
    "family_upkeep_api:withdraw": "for the account that sent the correction alone: tests/upkeep",
    "enrolment:class_next_year": "the present day lies in no year of the marked data: tests/enrolment/refused_years.py",
    "exports:again": "for the account that asked for the file alone: tests/exports",
    "accounts_api:undo": "of a case that was carried out: tests/accounts/refused_above.py",
}


def path_of(side: str, address: Address, scene: Scene) -> str:
    role = "teacher" if side == "inside" else "director"
    asked = f"?role={role}" if address.name in CHOSEN else ""
    return (scene.inside(address) if side == "inside" else scene.outside(address)) + asked


def without(side: str, address: Address, method: str) -> list[str]:
    """Roles that the address must refuse by this method."""
    return [role for role in ASKERS[side] if not may_ask(ROLES[role], address, method)]


def refusal_of(role: str, address: Address) -> int:
    """403; and 404 to those who work nowhere above, at what lies behind the door of the region."""
    return 404 if address.template.startswith("/region/") and role not in ABOVE else 403


def refusals(side: str, address: Address, scene: Scene, *, at_most: int) -> dict[tuple[str, str], int]:
    """The answers to roles without the permission, of each method so many."""
    found = {}
    for method in writing_methods(address):
        roles = without(side, address, method)
        for role in random.Random(address.name + method).sample(roles, min(len(roles), at_most)):
            found[role, method] = ask(scene.browser(role), method, path_of(side, address, scene))
    return found


@pytest.mark.parametrize("at_most", [1, pytest.param(99, marks=pytest.mark.more)], ids=["one", "each"])
@EVERY_ADDRESS
def test_a_role_without_the_permission_is_refused_and_writes_nothing(
    side: str, address: Address, at_most: int, scene: Scene
) -> None:
    with nothing_written():
        found = refusals(side, address, scene, at_most=at_most)
    assert {who: status for who, status in found.items() if status != refusal_of(who[0], address)} == {}


@pytest.mark.more
@EVERY_ADDRESS
def test_a_role_with_the_permission_is_let_in(side: str, address: Address, scene: Scene) -> None:
    found = {}
    for method in writing_methods(address):
        refused = without(side, address, method)
        for role in ASKERS[side]:
            if role not in refused:
                with scenes.untouched():
                    found[role, method] = ask(scene.browser(role), method, path_of(side, address, scene))
    assert {who: status for who, status in found.items() if status == 403 or status >= 500} == {}
    if address.name not in NOBODY_REACHES:
        assert set(found.values()) - {404}, "nobody reaches it"


def test_every_method_that_writes_is_refused_to_somebody() -> None:
    open_to_all = {
        (address.name, method)
        for side, address in ALL
        for method in writing_methods(address)
        if answers(address, method)
        and permission_of(address, method) not in FOR_EVERYBODY
        and not without(side, address, method)
    }
    assert {name for name, _method in open_to_all} == ONES_OWN
    assert sum(answers(address, method) for _side, address in ALL for method in writing_methods(address)) > 250


def test_what_is_written_is_seen(scene: Scene) -> None:
    address = next(one for _side, one in INSIDE if one.name == "accounts:block")
    before = touched()
    assert scene.browser("director").post(scene.inside(address), {"reason": "Проверка"}).status_code == 302
    assert "public.accounts_account" in {table for table, rows in touched().items() if rows != before.get(table, 0)}
