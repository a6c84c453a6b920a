"""Every address of the platform, read from the URLconfs: nothing can be forgotten here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from tests.factories.marked import FIRST


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name, its path with sample values filled in, its view."""

    name: str
    path: str
    view: Any

    @property
    def permission(self) -> Any:
        return getattr(self.view, "permission", None)

    @property
    def methods(self) -> tuple[str, ...]:
        names = getattr(self.view, "http_method_names", ("get", "post"))
        return tuple(name for name in ("get", "post", "put", "patch", "delete") if name in names)


def organisation_addresses() -> list[Address]:
    """Addresses within an organisation, without its prefix."""
    return list(_walk(get_resolver(settings.ORGANISATION_URLCONF).url_patterns))


def region_addresses() -> list[Address]:
    """All the others."""
    return list(_walk(get_resolver(settings.ROOT_URLCONF).url_patterns))


def _walk(patterns: list[Any], prefix: str = "/", namespace: str = "") -> Iterator[Address]:
    for pattern in patterns:
        here = prefix + _filled(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
            yield Address(f"{namespace}{pattern.name or pattern.pattern}", here, view)


def _filled(pattern: Any) -> str:
    route = getattr(pattern.pattern, "_route", None)
    if route is None:
        text = str(pattern.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
        for group, value in (("(?P<pk>[^/.]+)", str(FIRST)), ("(?P<format>[a-z0-9]+)/?", "json"), ("/?", "/")):
            text = text.replace(group, value)
        return text
    text = str(route)
    for name, converter in pattern.pattern.converters.items():
        value = {
            IntConverter: str(FIRST),
            UUIDConverter: "00000000-0000-4000-8000-000000000001",
            SlugConverter: _STRINGS.get(name, "level"),
            StringConverter: _STRINGS.get(name, "level"),
        }.get(type(converter), str(FIRST))
        label = next(key for key, kind in _LABELS.items() if isinstance(converter, kind))
        text = text.replace(f"<{label}:{name}>", value).replace(f"<{name}>", value)
    return text


_STRINGS = {"code": "shift", "handbook": "shift", "item": "1", "item_code": "1"}
_LABELS: dict[str, type] = {
    "int": IntConverter,
    "uuid": UUIDConverter,
    "slug": SlugConverter,
    "str": StringConverter,
}
