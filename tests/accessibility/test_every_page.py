"""axe-core on every address of the platform that shows a page, on marked data: the page itself, each tab of a card, and
the form with its mistakes shown after it was sent empty. Made from the URLconfs, so that no page can be forgotten.

Each page is looked at in two of the four looks (desk and telephone, light and dark), its form with mistakes in the other
two.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from shared_apps.accounts.roles import ROLES
from tests.accessibility.axe import looks_of, serious_in
from tests.accessibility.stage import Stage, is_document
from tests.isolation import scene as scenes
from tests.isolation.addresses import Address, organisation_addresses, region_addresses
from tests.isolation.scene import ABOVE, FAMILY, IN_ORGANISATION, Scene
from tests.isolation.test_addresses import NOBODY_OPENS, may_open

PAGES = [("inside", one) for one in organisation_addresses() if not one.is_api]
PAGES += [("outside", one) for one in region_addresses() if not one.is_api]
ASKERS = {"inside": IN_ORGANISATION, "outside": [*ABOVE, *FAMILY, "director"]}
OPENED = (200, 302, 405, 422)
TAB = re.compile(r'href="(?:[^"?]*)(\?tab=\w+)"')


def opened(side: str, address: Address, scene: Scene) -> tuple[Client, str, Any]:
    """The browser of the first role that opens the page, the path, the answer."""
    path = scene.inside(address) if side == "inside" else scene.outside(address)
    answers = {}
    for role in ASKERS[side]:
        if may_open(ROLES[role], address):
            client = scene.browser(role)
            response = client.get(path)
            if response.status_code in OPENED:
                return client, path, response
            answers[role] = response.status_code
    raise AssertionError(f"nobody opens {path}: {answers}")


def shown(client: Client, path: str, first: Any) -> Iterator[tuple[str, Any]]:
    """The page, and each of its tabs."""
    yield path, first
    for tab in sorted(set(TAB.findall(first.content.decode()))):
        yield path + tab, client.get(path + tab)


OFTEN, OF_TEMPLATE = ("students:card", "enrolment:order"), 5
"""Beginnings of names of pages that the long run looks at, and how many that one template draws; all the others wait for
the nightly one."""


def looked_at_often() -> set[str]:
    """Names of the pages of the long run."""
    drawn: dict[str, list[str]] = {}
    for _side, one in PAGES:
        if one.name.startswith(OFTEN):
            drawn.setdefault(str(getattr(one.view, "template_name", "")), []).append(one.name)
    return {name for names in drawn.values() for name in names[:: max(1, len(names) // OF_TEMPLATE)]}


LONG_RUN = looked_at_often()


@pytest.mark.parametrize(
    ("number", "side", "address"),
    [
        pytest.param(number, side, one, marks=pytest.mark.more if one.name in LONG_RUN else pytest.mark.nightly)
        for number, (side, one) in enumerate(PAGES)
        if one.name not in NOBODY_OPENS
    ],
    ids=[one.name for _side, one in PAGES if one.name not in NOBODY_OPENS],
)
def test_page_has_nothing_serious(
    number: int, side: str, address: Address, scene: Scene, stage: Stage, window: Page
) -> None:
    looks, others = looks_of(number)
    client, path, response = opened(side, address, scene)
    found: list[str] = []
    if is_document(response):
        for where, answer in shown(client, path, response):
            window.goto(stage.put(answer))
            found += serious_in(window, where, looks)
    if hasattr(address.view, "post"):
        with scenes.untouched():
            sent = client.post(path, {})
        if sent.status_code == 422 and is_document(sent):
            window.goto(stage.put(sent))
            found += serious_in(window, f"{path} with mistakes", others)
    assert found == []
