"""The navigation of Svod itself: each item leads to a page that is there and asks for the permission it names."""

from itertools import chain
from typing import Any

import pytest
from django.urls import get_resolver, resolve

from shared_apps.accounts import permissions
from shared_apps.ui.address import Door, address
from shared_apps.ui.navigation import ACCOUNT, SEARCHES, SECTIONS

LEVELS = {Door.ORGANISATION: "organisation", Door.REGION: "region", Door.SHARED: "shared", Door.ME: "self"}
ITEMS = [
    *((section.door, item.name, item.permission) for section in SECTIONS for item in section.items),
    *((Door.SHARED, item.name, item.permission) for item in ACCOUNT),
    *((search.door, search.name, search.permission) for search in SEARCHES),
]


@pytest.fixture(autouse=True)
def real_pages(sample_pages: None, settings: Any) -> None:
    settings.ROOT_URLCONF = "deploy.urls_region"
    settings.ORGANISATION_URLCONF = "deploy.urls_organisation"


@pytest.mark.parametrize(("door", "name", "permission"), ITEMS)
def test_item_leads_to_its_page(door: Door, name: str, permission: str) -> None:
    path = address(door, name, slug="x")

    if door == Door.ORGANISATION:
        match = resolve(path.removeprefix("/o/x"), urlconf="deploy.urls_organisation")
    else:
        match = resolve(path, urlconf="deploy.urls_region")
    assert match.func.view_class.permission.code == permission  # type: ignore[attr-defined]


@pytest.mark.parametrize(("door", "name", "permission"), ITEMS)
def test_permission_of_the_item_works_behind_its_door(door: Door, name: str, permission: str) -> None:
    level = permissions.ALL[permission].level

    assert level == LEVELS[door] or level == "self"


def test_go_keys_differ_behind_one_door() -> None:
    for door in Door:
        keys = [item.key for section in SECTIONS if section.door == door for item in section.items if item.key]
        assert len(keys) == len(set(keys))


def test_icons_are_there() -> None:
    from shared_apps.ui.templatetags.ui import icon

    for item in chain(ACCOUNT, *(section.items for section in SECTIONS)):
        assert "<svg" in icon(item.icon)


def test_both_urlconfs_load() -> None:
    assert get_resolver("deploy.urls_region").url_patterns
    assert get_resolver("deploy.urls_organisation").url_patterns
