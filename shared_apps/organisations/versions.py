"""Which schemas this code can serve: those at its own version, and those that have gone one recorded step ahead.

Schema first, code second (docs/architecture.md): while the fleet is brought from N to N+1, code N goes on serving
both, for a step only adds what code N doesn't know and takes away what it doesn't read any more. A schema that lags
behind the code lacks what the code reads. So does one that has gone two steps ahead: the second may drop what code N
still reads.
"""

import hashlib
import inspect
import json
import time
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

LOOK_AGAIN_SECONDS = 10.0
AHEAD = "SELECT version FROM public.organisations_schemarecording WHERE kind = 'step' AND previous = %s"
"""Versions that the recorded steps bring a schema of a version to."""


def tenant_labels() -> list[str]:
    """Labels of the apps that every organisation has in its own schema."""
    return [config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS]


@cache
def code_version() -> str:
    """The version of an organisation's schema that this code needs, 16 hex digits.

    A hash over its migrations and over the rights that its apps declare: a change of either is a step of the fleet.
    """
    loader = MigrationLoader(None, ignore_no_migrations=True)
    labels = set(tenant_labels())
    digest = hashlib.sha256()
    for label, name in sorted(key for key in loader.disk_migrations if key[0] in labels):
        module = inspect.getmodule(type(loader.disk_migrations[label, name]))
        assert module is not None
        digest.update(f"{label}.{name}\n{inspect.getsource(module)}\n".encode())
    digest.update(json.dumps(declared_grants(), sort_keys=True).encode())
    return digest.hexdigest()[:16]


def declared_grants() -> dict[str, dict[str, str]]:
    """Tables with rights of their own: each tenant app may declare GRANTS in its grants.py (table → role → rights)."""
    declared: dict[str, dict[str, str]] = {}
    for app in settings.TENANT_APPS:
        if find_spec(f"{app}.grants"):
            declared |= import_module(f"{app}.grants").GRANTS
    return declared


class Versions:
    """What this process knows of versions ahead of its code. A step stays for ever; what is unknown is asked again."""

    def __init__(self, ask: Callable[[str], set[str]]) -> None:
        self._ask = ask
        self._ahead: set[str] = set()
        self._unknown: dict[str, float] = {}

    def serve(self, version: str) -> bool:
        """Whether the code serves a schema of this version. No query for its own and for those seen before."""
        return version == code_version() or version in self._ahead or self._look(version)

    def forget(self) -> None:
        """As a process that has just begun."""
        self._ahead, self._unknown = set(), {}

    def _look(self, version: str) -> bool:
        if not version or time.monotonic() < self._unknown.get(version, 0.0):
            return False
        self._ahead = self._ask(code_version())
        if version in self._ahead:
            self._unknown.pop(version, None)
            return True
        self._unknown[version] = time.monotonic() + LOOK_AGAIN_SECONDS
        return False
