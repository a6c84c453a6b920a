"""Every list is taken as XLSX and CSV; what is in the file is what the role may see. Made from the URLconfs."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping

import pytest
from django.apps import apps

from shared_apps.accounts.roles import ROLES
from shared_apps.organisations.privacy import Privacy
from shared_apps.ui.page import ListPage
from shared_apps.ui.viewer import Access
from tests.isolation.addresses import Address, organisation_addresses, region_addresses
from tests.isolation.scene import ABOVE, FAMILY, IN_ORGANISATION, Scene

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def lists(addresses: list[Address]) -> list[Address]:
    return [one for one in addresses if isinstance(one.view, type) and issubclass(one.view, ListPage)]


INSIDE, OUTSIDE = lists(organisation_addresses()), lists(region_addresses())
SHOWN_BY_THE_PAGE = {"accounts:security_log": "network addresses of sign-ins are what the log is read for"}
"""Lists whose permission alone shows a column of a closed class, each with its reason."""
CLOSED = (Privacy.CONTACT, Privacy.DOCUMENT, Privacy.HEALTH, Privacy.SOCIAL, Privacy.SECRET)


def names(addresses: list[Address]) -> list[str]:
    return [address.name for address in addresses]


def classes_of_names() -> Mapping[str, frozenset[Privacy]]:
    """Name of a field → the closed classes it has, where no field of this name is of another class."""
    found: dict[str, set[Privacy]] = defaultdict(set)
    for model in apps.get_models():
        for name, privacy in getattr(model, "privacy", {}).items():
            found[name].add(privacy)
    return {name: frozenset(classes) for name, classes in found.items() if classes <= set(CLOSED)}


CLASSES = classes_of_names()


def may_take(role: str, page: type[ListPage]) -> bool:
    """Whether the role opens the page and takes it as a file."""
    needed = [page.permission, page.exports_with]
    return all(each in (Access.PUBLIC, Access.SIGNED_IN) or ROLES[role].may(each) for each in needed)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", [*INSIDE, *OUTSIDE], ids=names([*INSIDE, *OUTSIDE]))
def test_every_list_is_exported_or_says_why_not(address: Address) -> None:
    page: type[ListPage] = address.view

    assert (page.exports_with is not None) != bool(page.not_exported), (
        "declare exports_with, or say why in not_exported"
    )
    if page.exports_with is not None:
        everybody = [*IN_ORGANISATION, *ABOVE, *FAMILY]
        assert any(may_take(role, page) for role in everybody), "no role may take it"


@pytest.mark.parametrize("address", INSIDE, ids=names(INSIDE))
def test_file_of_an_organisations_list_holds_what_the_role_sees(address: Address, scene: Scene) -> None:
    for role in IN_ORGANISATION:
        if may_take(role, address.view):
            _check(scene, role, address, scene.inside(address))


@pytest.mark.parametrize("address", OUTSIDE, ids=names(OUTSIDE))
def test_file_of_a_list_above_holds_what_the_role_sees(address: Address, scene: Scene) -> None:
    for role in ABOVE:
        if may_take(role, address.view):
            _check(scene, role, address, scene.outside(address))


def _check(scene: Scene, role: str, address: Address, path: str) -> None:
    client = scene.browser(role)
    if client.get(path).status_code != 200:
        return  # the page waits for something first: a purpose, a day that is counted
    file = client.get(path, {"export": "csv"})
    assert file.status_code == 200, (role, path)
    assert client.get(path, {"export": "xlsx"}).headers["Content-Type"] == XLSX
    table = address.view.table_class if isinstance(getattr(address.view, "table_class", None), type) else None
    columns = dict(table.base_columns) if table is not None else {}
    titles = {str(column.verbose_name or name): _classes(name, column) for name, column in columns.items()}
    header = [cell for row in csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";") for cell in row]
    foreign = [
        title for title, classes in titles.items() if classes and not classes & ROLES[role].holds and title in header
    ]
    assert foreign == [] or address.name in SHOWN_BY_THE_PAGE, f"{role} takes columns of classes that it does not hold"


def _classes(name: str, column: object) -> frozenset[Privacy]:
    """The closed classes of the field that a column shows, by its own name or the last part of its accessor."""
    accessor = str(getattr(column, "accessor", None) or name).replace(".", "__").rsplit("__", maxsplit=1)[-1]
    return CLASSES.get(name) or CLASSES.get(accessor) or frozenset()
