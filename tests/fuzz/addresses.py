"""What may stand in an address: the settings that pages and endpoints read from it, and nonsense for each of them."""

import inspect
import random
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import quote

from django.conf import settings
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from shared_apps.accounts.roles import ROLES
from tests.isolation.addresses import Address, organisation_addresses, region_addresses
from tests.isolation.scene import ABOVE, FAMILY, IN_ORGANISATION, Scene

PURPOSE = "сверка чисел со списками"
FOUND = [("inside", one) for one in organisation_addresses() if "get" in one.methods]
FOUND += [("outside", one) for one in region_addresses() if "get" in one.methods]
"""Side and address of every page and endpoint that is read."""

OF_LISTS = ("q", "sort", "page", "per", "columns", "export", "tab")
LONE_SURROGATE = "%ED%A0%80"
"""As a client would escape half a pair, which no encoding of text holds."""
NONSENSE = [
    quote(word)
    for word in (
        "\x00", "а\x00б", "\U0010ffff", "x\ud7ff", "ё" * 1500, "'; --", "%_'\\", "²", ".", ":", ",", "[]", "{", "x", "-1", "0", "1",
        "9" * 12, "2147483648", "9223372036854775808", "9" * 40, "9" * 5000, "1e9", "NaN", "٣", "0000-01-01", "0001-01-01", "1899-12-31",
        "2026-13-45", "2100-01-02", "9999-12-31", "31.12.9999", "10000-01-01", "2026-03-01", "1.2.3", "true", " ", "\n", "\u202e",
    )
] + [LONE_SURROGATE]  # fmt: skip
IN_A_PATH = {
    "int": ("0", "2147483648", "9223372036854775808", "9" * 40),
    "slug": ("x", "x" * 3000, "-"),
    "str": ("x", "%00", LONE_SURROGATE, "%F4%8F%BF%BF", "x" * 3000),
}
MEANT: Mapping[str, tuple[str, ...]] = {
    "as_of": ("2026-03-01",), "first": ("2025-01-10",), "last": ("2026-03-01",), "level": ("primary",), "grade": ("5",),
    "reason": ("out:moved", "in:not_stated"), "destination": ("college",), "result": ("finished:basic",), "kind": ("school",),
    "by": ("authority",), "sort": ("name", "-birth_date"), "rows-sort": ("-mean_size",), "page": ("2",), "per": ("25",),
    "export": ("csv",), "table": ("by_level",), "columns": ("municipality",), "measure": ("enrolments",), "page_size": ("5",),
    "presence": ("left",), "state": ("confirmed",), "sex": ("male",), "subject": ("employee",), "direction": ("in",),
    "purpose": (PURPOSE,), "role": ("teacher",), "account": ("7",), "source": ("import:1",),
}  # fmt: skip
"""What means something, so that other settings are read beside it."""

_READ = re.compile(r"""(?:GET|given|query_params|typed|asked)(?:\.get(?:list)?\(|\[)\s*"([\w-]+)\"""")


def settings_of(address: Address) -> tuple[str, ...]:
    """Names that the page or endpoint reads from its address: declared, described, or read in its source."""
    view, found = address.view, set()
    if (parameters := getattr(view, "parameters_class", None)) is not None:
        found |= set(getattr(parameters, "base_fields", None) or getattr(parameters, "_declared_fields", {}))
    if (filters := getattr(view, "filterset_class", None)) is not None:
        found |= set(filters.base_filters)
    found |= set(getattr(view, "further_parameters", ()))
    if hasattr(view, "table_class") or hasattr(view, "tabs"):
        found |= set(OF_LISTS)
    for one in getattr(view, "__mro__", ()):
        if one.__module__.startswith(("shared_apps.", "tenant_apps.", "region.")):
            found |= read_in(one.__module__)
    return tuple(sorted(found | set(described().get(address.template.rstrip("/"), ()))))


@cache
def read_in(module: str) -> frozenset[str]:
    """Names that a module reads from addresses by hand."""
    return frozenset(_READ.findall(inspect.getsource(sys.modules[module])))


@cache
def described() -> Mapping[str, tuple[str, ...]]:
    """Path → names of the settings that the description of the interface gives it."""
    found: dict[str, tuple[str, ...]] = {}
    for urlconf in (settings.ORGANISATION_URLCONF, settings.ROOT_URLCONF):
        paths = SchemaGenerator(urlconf=urlconf).get_schema(request=None, public=True)["paths"]
        for path, said in paths.items():
            names = [one["name"] for one in said.get("get", {}).get("parameters", ()) if one["in"] == "query"]
            found[path.replace("{id}", "{pk}").rstrip("/")] = tuple(names)
    return found


def queries_of(address: Address, chance: random.Random, turns: int) -> Iterator[str]:
    """Queries of the address: nonsense in one of its settings, or in a few."""
    names = settings_of(address)
    for _turn in range(turns if names else 0):
        wrong = chance.sample(names, min(len(names), chance.choice((1, 1, 2, 4))))
        said = [(name, chance.choice(NONSENSE)) for name in wrong for _times in range(chance.choice((1, 1, 1, 3)))]
        said += [(name, quote(chance.choice(MEANT[name]))) for name in names if name in MEANT and chance.random() < 0.3]
        yield "&".join(f"{name}={word}" for name, word in said)


def paths_of(address: Address, path: str, values: Mapping[str, object]) -> Iterator[str]:
    """The path with nonsense in place of what names a record: `path` is the one that leads to it."""
    for parameter in address.parameters:
        value = values.get(f"{address.name} {parameter}", values.get(parameter))
        kind = "int" if isinstance(value, int) else "slug" if address.name != "accounts:invitation" else "str"
        head, _value, tail = path.rpartition(f"/{value}/")
        if head:
            yield from (f"{head}/{word}/{tail}" for word in IN_A_PATH[kind])


def able(scene: Scene, side: str, address: Address) -> Iterator[Client]:
    """A browser of each role that may open the page."""
    for role in IN_ORGANISATION if side == "inside" else [*ABOVE, *FAMILY, "director"]:
        permission = address.permission
        if not hasattr(permission, "code") or ROLES[role].may(permission):
            yield scene.browser(role)


def state_purpose(client: Client, address: Address) -> None:
    """Restricted lists open for a purpose alone."""
    if address.template.startswith("/region/registry/"):
        client.post("/region/registry/purpose/", {"purpose": PURPOSE})


def path_of(scene: Scene, side: str, address: Address) -> str:
    return scene.inside(address) if side == "inside" else scene.outside(address)


def declares_settings(address: Address) -> bool:
    """Whether it is a list or a page of numbers, or an endpoint: what is read with settings day by day."""
    names = ("parameters_class", "filterset_class", "table_class")
    return address.is_api or any(getattr(address.view, name, None) is not None for name in names)
