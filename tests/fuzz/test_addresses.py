"""Whatever an address says, a page answers with rows, a refusal or "not found", never with an error.

Pages and endpoints come from the URLconfs, their settings from what they declare: nothing is listed here.
"""

import random
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tests.fuzz.addresses import FOUND, able, described, path_of, paths_of, queries_of, settings_of, state_purpose
from tests.isolation.addresses import Address
from tests.isolation.scene import Scene

ANSWERS = (200, 302, 303, 400, 403, 404, 405, 409, 410, 422, 429)
Ask = Callable[[Client, str, str], None]


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Ask a path with a query; what broke is listed at the end."""
    wrong: list[tuple[int, str, str]] = []

    def one(client: Client, path: str, query: str = "") -> None:
        status = client.generic("GET", path, QUERY_STRING=query).status_code
        if status not in ANSWERS:
            wrong.append((status, path[:200], query[:200]))

    yield one
    assert wrong == []


@pytest.mark.parametrize(
    ("roles", "turns"), [pytest.param(1, 6, marks=pytest.mark.more), pytest.param(3, 40, marks=pytest.mark.nightly)]
)
@pytest.mark.parametrize(("side", "address"), FOUND, ids=[f"{side} {address.name}" for side, address in FOUND])
def test_no_nonsense_breaks_a_page(side: str, address: Address, roles: int, turns: int, scene: Scene, ask: Ask) -> None:
    path, values = path_of(scene, side, address), scene.values_of("here" if side == "inside" else "outside")
    for number, client in enumerate(list(able(scene, side, address))[:roles]):
        state_purpose(client, address)
        for query in queries_of(address, random.Random(f"{address.name} {number}"), turns):
            ask(client, path, query)
        for strange in paths_of(address, path, values):
            ask(client, strange, "")


def test_settings_are_read_from_what_pages_declare() -> None:
    said = {address.name: settings_of(address) for _side, address in FOUND}
    assert {"first", "last", "who", "source", "export"} <= set(said["history:list"])
    assert {"kind", "since", "until"} <= set(said["accounts:security_log"])
    assert {"purpose", "frequent", "name", "grade"} <= set(described()["/region/api/v1/students"])
    assert sum(map(bool, said.values())) > 100
