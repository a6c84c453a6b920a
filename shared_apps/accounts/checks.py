"""manage.py check: every address declares a permission, and one that means something behind its door."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.urls import URLPattern, get_resolver

from shared_apps.organisations.routing import Side, place_of
from shared_apps.ui.viewer import Access

from .permissions import ALL, EVERYONE, Level, Permission
from .roles import ROLES

LEVELS: dict[Side, frozenset[Level]] = {
    "organisation": frozenset({"organisation"}),
    "region": frozenset({"region"}),
    "me": frozenset({"self"}),
    "shared": frozenset({"shared", "self"}),
}


@register(Tags.security)
def every_permission_is_dealt(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """A permission that no role holds closes its pages for everybody: a mistake on one of the two pages."""
    dealt = EVERYONE.union(*(role.permissions for role in ROLES.values()))
    return [
        Error(
            f'No role holds the permission "{code}".', "Give it to a role in roles.py or delete it.", id="accounts.E001"
        )
        for code, permission in ALL.items()
        if permission not in dealt
    ]


@register(Tags.security)
def every_address_declares_its_permission(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[Error]:
    """Walks both URLconfs; /static/ and /health/ are open."""
    found: list[Error] = []
    for path, view in addresses():
        side = place_of(path).side
        if side == "open":
            continue
        declared = _declared(view)
        if not declared:
            hint = "Make it a Page with `permission`, or an endpoint with accounts.api.Endpoint."
            found.append(Error(f"{path} declares no permission.", hint, obj=view, id="accounts.E002"))
        for permission in declared:
            if isinstance(permission, Permission) and permission.level not in LEVELS[side]:
                hint = f"Behind this door permissions of level {' or '.join(sorted(LEVELS[side]))} are held."
                text = f'{path} asks for "{permission}" of level "{permission.level}".'
                found.append(Error(text, hint, obj=view, id="accounts.E003"))
    return found


def addresses() -> Iterator[tuple[str, Any]]:
    """Every path (with its parameters as written) and the class of its view, or the function."""
    yield from _walk(get_resolver(settings.ROOT_URLCONF).url_patterns, "/")
    yield from _walk(get_resolver(settings.ORGANISATION_URLCONF).url_patterns, "/o/slug/")


def _walk(patterns: Sequence[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            view = pattern.callback
            yield path, getattr(view, "view_class", None) or getattr(view, "cls", None) or view
        else:
            yield from _walk(pattern.url_patterns, path)


def _declared(view: Any) -> list[Any]:
    by_method = getattr(view, "permissions_by_method", None) or {}
    single = getattr(view, "permission", None)
    return [one for one in (single, *by_method.values()) if isinstance(one, Permission | Access)]
