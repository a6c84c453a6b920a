"""What searches find, everywhere. Whoever may not see a СНИЛС is not told whose it is: no search finds by it.
A name is found however it was typed: all of them read it alike.
"""

from typing import Any

import pytest
from django.test import Client

from shared_apps.accounts.roles import ROLES, Role
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.page import PickPage
from tests.factories.marked import snils
from tests.isolation.addresses import Address, organisation_addresses, region_addresses
from tests.isolation.scene import ABOVE, IN_ORGANISATION, OWN, Scene

STUDENT, GUARDIAN, EMPLOYEE, NOBODY = (snils(OWN, number) for number in (0, 2, 3, 77))
"""Numbers of three people of the school here; and one that stands in no card."""
PURPOSE = "сверка контингента с отчётом"
TWINS = "  \u0444\u0061\u043c\u0438\u043b\u0438\u043d "
"""«фамилин» with a Latin a, between spaces."""

FIND_BY_NUMBER = {
    "students:list", "students:options", "people:employee_list", "people:employee_options", "people:guardian_list",
    "people:guardian_options", "people:person_options", "consents:register", "api:students",
}  # fmt: skip
"""Where those who see numbers find by them."""


def is_searched(address: Address) -> bool:
    """A list with a search, a combobox's options, a form or an endpoint with the parameter `q`."""
    view: Any = address.view
    parameters = getattr(view, "parameters_class", None)
    fields = getattr(parameters, "base_fields", None) or getattr(parameters, "_declared_fields", {})
    is_pick = isinstance(view, type) and issubclass(view, PickPage)
    takes_text = "q" in fields and not (address.is_api and address.parameters)  # views of one row inherit the list's
    return "get" in address.methods and (bool(getattr(view, "search_hint", "")) or is_pick or takes_text)


INSIDE = [address for address in organisation_addresses() if is_searched(address)]
OUTSIDE = [address for address in region_addresses() if is_searched(address)]


def kept_from(codes: list[str]) -> list[str]:
    return [code for code in codes if Privacy.DOCUMENT not in ROLES[code].holds]


def may(role: Role, address: Address) -> bool:
    """Whether the role may open it by its permissions."""
    wanted = {getattr(address.view, "permission", None)}
    wanted |= set(getattr(address.view, "permissions_by_method", {}).values())
    return bool(wanted & role.permissions)


def found_by(client: Client, path: str, number: str) -> int:
    """How much of the school's own data the answer shows."""
    answer = client.get(path, {"q": number})
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.content.decode().count(OWN)


def name_found_by(client: Client, path: str, text: str) -> int:
    """How often the answer shows a name of the school here."""
    return client.get(path, {"q": text}).content.decode().count(f"Фамилин{OWN}")


def finds(client: Client, path: str) -> bool:
    nothing = found_by(client, path, NOBODY)
    return any(found_by(client, path, number) != nothing for number in (STUDENT, GUARDIAN, EMPLOYEE))


@pytest.mark.parametrize("role", ["classteacher", "secretary"])
def test_the_box_names_the_number_to_those_who_find_by_it(role: str, scene: Scene) -> None:
    address = next(address for address in INSIDE if address.name == "students:list")
    page = scene.browser(role).get(scene.inside(address)).content.decode()
    assert ("личное дело, СНИЛС" in page) == (Privacy.DOCUMENT in ROLES[role].holds)
    assert "Любая часть имени, личное дело" in page


@pytest.mark.parametrize("role", kept_from(IN_ORGANISATION))
def test_no_search_finds_by_a_number_that_the_reader_may_not_see(role: str, scene: Scene) -> None:
    client = scene.browser(role)
    doors = [address for address in INSIDE if may(ROLES[role], address)]
    assert [address.name for address in doors if finds(client, scene.inside(address))] == []


@pytest.mark.parametrize(
    "role", [pytest.param(code, marks=[] if code == "authority" else pytest.mark.more) for code in kept_from(ABOVE)]
)
def test_no_search_above_finds_by_a_number(role: str, scene: Scene) -> None:
    client = scene.browser(role)
    client.post("/region/registry/purpose/", {"purpose": PURPOSE})
    doors = [address for address in OUTSIDE if may(ROLES[role], address)]
    assert doors
    assert [address.name for address in doors if finds(client, scene.outside(address))] == []


def test_whoever_sees_numbers_finds_by_them(scene: Scene) -> None:
    client = scene.browser("director")
    assert {address.name for address in INSIDE if finds(client, scene.inside(address))} == FIND_BY_NUMBER


@pytest.mark.parametrize(("role", "doors"), [("director", INSIDE), ("ministry", OUTSIDE)])
def test_a_name_typed_with_latin_twins_is_found_everywhere(role: str, doors: list[Address], scene: Scene) -> None:
    client = scene.browser(role)
    client.post("/region/registry/purpose/", {"purpose": PURPOSE})
    found, differing = set(), []
    for address in doors:
        if not may(ROLES[role], address):
            continue
        path = scene.inside(address) if role == "director" else scene.outside(address)
        shown, nothing, twins = (name_found_by(client, path, text) for text in ("фамилин", "фамилкин", TWINS))
        if shown != twins:
            differing.append(address.name)
        if shown > nothing:
            found.add(address.name)
    assert differing == []
    assert len(found) >= (20 if role == "director" else 2), found
