"""What this process keeps between requests: Django's caches, memos of functions, module globals, what hangs on connections.

Walked from the modules themselves, so that no cache has to be listed here.
"""

import gc
import pickle
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from functools import _lru_cache_wrapper
from types import FunctionType, MappingProxyType, ModuleType
from typing import Any

from django.core.cache import cache
from django.db import connections

OURS = ("deploy", "shared_apps", "tenant_apps", "region", "reports")


def kept_everywhere(text: str) -> list[str]:
    """Where the process keeps this text, whatever organisation was asked last."""
    return [*_with(text, _cached()), *_with(text, _modules())]


def kept_on_connections(text: str) -> list[str]:
    """Where a connection keeps it: what the last door read, until the next one is opened."""
    return _with(text, ((f"connection {one}", vars(connections[one]).get("svod_handbooks")) for one in connections))


def _with(text: str, roots: Iterator[tuple[str, Any]]) -> list[str]:
    seen: set[int] = set()
    return [where for where, root in roots if any(text in found for found in _texts(root, seen))]


def _cached() -> Iterator[tuple[str, Any]]:
    """What stands in Django's cache: the values themselves, not the bytes they are kept as."""
    kept: Mapping[str, bytes] = cache._cache  # type: ignore[attr-defined]
    for key, value in list(kept.items()):
        yield f"cache {key}", (key, pickle.loads(value))


def _modules() -> Iterator[tuple[str, Any]]:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in OURS:
            for title, value in list(vars(module).items()):
                yield f"{name}.{title}", value


def _texts(root: Any, seen: set[int]) -> Iterator[str]:
    """Every text reachable from an object through containers, memos and objects of our own classes."""
    waiting = deque([root])
    while waiting:
        one = waiting.popleft()
        if isinstance(one, str):
            yield one
        elif isinstance(one, bytes | bytearray | memoryview):
            yield bytes(one).decode("utf-8", "replace")
        elif id(one) not in seen and not isinstance(one, ModuleType):
            seen.add(id(one))
            waiting.extend(_parts(one))


def _parts(one: Any) -> Iterator[Any]:
    if isinstance(one, _lru_cache_wrapper):
        yield from gc.get_referents(one)
    elif isinstance(one, FunctionType):
        yield from (cell.cell_contents for cell in one.__closure__ or () if not _is_empty(cell))
    elif isinstance(one, Mapping | MappingProxyType):
        yield from one.keys()
        yield from one.values()
    elif isinstance(one, list | tuple | set | frozenset | deque):
        yield from list(one)
    if _is_ours(one if isinstance(one, type) else type(one)):
        names = [slot for base in type(one).__mro__ for slot in getattr(base, "__slots__", ()) if hasattr(one, slot)]
        yield from (getattr(one, name) for name in names)
        yield from getattr(one, "__dict__", {}).values()


def _is_ours(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in OURS


def _is_empty(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018  asks whether there is anything
    except ValueError:
        return True
    return False
