"""Every form of every page, filled with nonsense: refused with words, kept as typed, never an error, and nothing lost."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from shared_apps.accounts.roles import ROLES
from tests.fuzz.nonsense import value
from tests.isolation.addresses import Address, organisation_addresses, region_addresses
from tests.isolation.scene import ABOVE, FAMILY, IN_ORGANISATION, Scene

TURNS = pytest.mark.parametrize(
    ("roles", "turns"), [pytest.param(1, 3, marks=pytest.mark.more), pytest.param(2, 12, marks=pytest.mark.nightly)]
)
"""How many roles fill each form, and how often; always the same nonsense."""
ANSWERS = (200, 302, 303, 400, 403, 404, 405, 409, 413, 415, 422, 429)
FORMS = [
    ("inside", address) for address in organisation_addresses() if "post" in address.methods and not address.is_api
]
FORMS += [("outside", address) for address in region_addresses() if "post" in address.methods and not address.is_api]


@dataclass
class Field:
    """One control of a form."""

    name: str
    kind: str
    present: str
    choices: list[str]


class Fields(HTMLParser):
    """The controls of every form of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, Field] = {}
        self._select: Field | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: text or "" for name, text in attrs}
        name = given.get("name", "")
        if tag == "option" and self._select is not None:
            self._select.choices.append(given.get("value", ""))
        elif tag in ("input", "select", "textarea") and name:
            kind = given.get("type", "text") if tag == "input" else tag
            field = self.found.setdefault(name, Field(name, kind, given.get("value", ""), []))
            if kind in ("radio", "checkbox"):
                field.choices.append(given.get("value", "on"))
            self._select = field if tag == "select" else None


def able(scene: Scene, side: str, address: Address) -> Iterator[Client]:
    """A browser of each role that may open the page."""
    for role in IN_ORGANISATION if side == "inside" else [*ABOVE, *FAMILY, "director"]:
        permission: Any = address.permission
        if not hasattr(permission, "code") or ROLES[role].may(permission):
            yield scene.browser(role)


@TURNS
@pytest.mark.parametrize(("side", "address"), FORMS, ids=[f"{side} {address.name}" for side, address in FORMS])
def test_nonsense_in_a_form_is_no_error(side: str, address: Address, roles: int, turns: int, scene: Scene) -> None:
    path = scene.inside(address) if side == "inside" else scene.outside(address)
    chance = random.Random(address.name)
    browsers = list(able(scene, side, address))[:roles]
    assert browsers, "no role may open it"
    wrong = []
    for client in browsers:
        page = client.get(path)
        fields = Fields(page.content.decode("utf-8", "replace")).found if page.status_code == 200 else {}
        for _turn in range(turns):
            typed = {
                field.name: value(chance, kind=field.kind, choices=field.choices, present=field.present)
                for field in fields.values()
                if chance.random() < 0.9 and field.name != "csrfmiddlewaretoken"
            }
            status = client.post(path, typed).status_code
            if status not in ANSWERS:
                wrong.append((status, typed))
    assert wrong == []


def test_the_controls_of_a_form_are_seen() -> None:
    text = '<form><input name="a" type="date" value="1"><select name="b"><option value="x"><option value="y"></select>'
    found = Fields(text + '<textarea name="c"></textarea></form>').found
    assert {name: (field.kind, field.choices) for name, field in found.items()} == {
        "a": ("date", []),
        "b": ("select", ["x", "y"]),
        "c": ("textarea", []),
    }
