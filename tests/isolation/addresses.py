"""Every address of the platform, read from the URLconfs: nothing can be forgotten here.

An address with parameters takes their values from the scene (`scene.py`). A parameter that the scene does not know
fails the tests that meet it, and says where to add it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from shared_apps.ui.viewer import Access

_ROUTE_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_REGEX_PARAMETER = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
METHODS = ("get", "post", "put", "patch", "delete")


class UnknownParameter(LookupError):
    """An address has a parameter that the scene gives no value for."""


@dataclass(frozen=True)
class Address:
    """One URL pattern: its name, its path with `{parameters}`, its view."""

    name: str
    template: str
    view: Any
    actions: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(\w+)}", self.template))

    @property
    def permission(self) -> Any:
        return getattr(self.view, "permission", None)

    @property
    def is_api(self) -> bool:
        return "/api/" in self.template

    @property
    def is_public(self) -> bool:
        return self.permission is Access.PUBLIC or self.name in settings.OPEN_ADDRESSES

    @property
    def methods(self) -> tuple[str, ...]:
        names = self.actions or getattr(self.view, "http_method_names", ("get", "post"))
        return tuple(name for name in (METHODS if self.is_api else METHODS[:2]) if name in names)

    def path(self, values: Mapping[str, object]) -> str:
        """The path with the values of this address ("name parameter") or of any ("parameter") filled in.

        :raises UnknownParameter: there is no value.
        """
        found = self.template
        for parameter in self.parameters:
            value = values.get(f"{self.name} {parameter}", values.get(parameter))
            if value is None:
                raise UnknownParameter(
                    f"The address {self.name} ({self.template}) has the parameter {parameter!r}: give it a value that"
                    " exists in marked data, in tests/isolation/scene.py."
                )
            found = found.replace(f"{{{parameter}}}", str(value))
        return found


def organisation_addresses() -> list[Address]:
    """Addresses within an organisation, without its prefix."""
    return list(_walk(get_resolver(settings.ORGANISATION_URLCONF).url_patterns))


def region_addresses() -> list[Address]:
    """All the others."""
    return list(_walk(get_resolver(settings.ROOT_URLCONF).url_patterns))


def _walk(patterns: list[Any], prefix: str = "/", namespace: str = "") -> Iterator[Address]:
    for pattern in patterns:
        here = prefix + _template(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
            actions = tuple(getattr(pattern.callback, "actions", None) or ())
            yield Address(f"{namespace}{pattern.name or pattern.pattern}", here, view, actions)


def _template(pattern: Any) -> str:
    route = getattr(pattern.pattern, "_route", None)
    if route is not None:
        return _ROUTE_PARAMETER.sub(r"{\1}", str(route))
    text = _REGEX_PARAMETER.sub(r"{\1}", str(pattern.pattern))
    return text.removeprefix("^").removesuffix("$").removesuffix("\\Z").replace("\\.", ".").replace("/?", "/")
