"""After any request the pooled connection has no role, no path, no setting of ours and no transaction."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.urls import get_script_prefix, get_urlconf
from psycopg.pq import TransactionStatus

from tests.isolation.probes import ENDINGS, WITHOUT_A_DOOR
from tests.isolation.scene import Scene

URLS = "tests.isolation.probes"
OURS = ("svod.actor", "svod.actor_name", "svod.request", "svod.source", "svod.organisation", "svod.scope")
PLACES = {
    "organisation": ("director", "/o/{slug}/probe/"),
    "region": ("municipality", "/region/probe/"),
    "shared": ("regadmin", "/probe/"),
    "me": ("guardian", "/me/probe/"),
}
WAYS = [
    (place, end, method)
    for place in PLACES
    for end in ENDINGS
    for method in ("get", "post")
    if place != "me" or end in WITHOUT_A_DOOR
]


@pytest.fixture(autouse=True)
def probes() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=URLS, ORGANISATION_URLCONF=URLS):
        yield


def state_of(alias: str) -> dict[str, Any]:
    """What somebody who takes this connection from the pool finds in it."""
    connection = connections[alias]
    if connection.connection is None or connection.connection.closed:
        connection.close()
        return CLEAN
    status = connection.connection.info.transaction_status
    if status != TransactionStatus.IDLE:
        return {"transaction": status.name}
    with connection.connection.cursor() as cursor:
        names = ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in OURS)
        cursor.execute(f"SELECT current_setting('role'), current_setting('search_path'), {names}")
        role, path, *settings = cursor.fetchone()
    return {
        "transaction": "IDLE",
        "role": role,
        "path": path.strip('"'),
        "settings": {name: value for name, value in zip(OURS, settings, strict=True) if value},
        "doors": len(connection.svod_doors),
        "in Django's transaction": connection.in_atomic_block,
    }


CLEAN = {
    "transaction": "IDLE", "role": "none", "path": "", "settings": {}, "doors": 0, "in Django's transaction": False,
}  # fmt: skip


@pytest.mark.parametrize(("place", "end", "method"), WAYS, ids=[" ".join(way) for way in WAYS])
def test_a_request_leaves_nothing_in_its_connection(place: str, end: str, method: str, committed_scene: Scene) -> None:
    role, template = PLACES[place]
    client = committed_scene.browser(role)
    path = template.format(slug=committed_scene.here.organisation.slug)
    _answer, expected = ENDINGS[end]
    status = None
    try:
        status = getattr(client, method)(f"{path}?end={end}").status_code
    except SystemExit:
        assert end == "process that is told to leave"

    assert {alias: state_of(alias) for alias in ("default", "aside")} == {"default": CLEAN, "aside": CLEAN}
    assert get_script_prefix() == "/"
    assert get_urlconf() in (None, URLS)
    if expected is not None:
        assert status == expected
    assert client.get(f"{path}?end=200").status_code == 200, "the next request works"


def test_a_page_that_reads_nothing_has_no_role_either(committed_scene: Scene) -> None:
    assert Client().get("/health/").status_code == 200
    assert state_of("default") == CLEAN


def test_the_state_of_a_connection_is_seen(committed_scene: Scene) -> None:
    """What the tests above would find if a door set its settings for the session."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SET svod.scope = '{1}'")
    assert state_of("default")["settings"] == {"svod.scope": "{1}"}
    with connections["default"].cursor() as cursor:
        cursor.execute("RESET svod.scope")
