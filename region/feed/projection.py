"""How a region app takes a fact of the organisations: into which table, and what is counted from it.

Each region app lists its own in `projections.py` (a tuple PROJECTIONS); `projections()` finds them all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import models
from django.db.backends.utils import CursorWrapper

from tenant_apps.history.facts import EVERY, Fact

from . import upkeep
from .handover import Handover

Rebuild = Callable[[CursorWrapper, int, int], int]
Touched = Mapping[str, list[int]]
"""Entity of the outbox → keys of its lines."""
Keys = Mapping[str, list[int] | None]
"""Fact → the keys whose rows are computed again; None: all of them."""


@dataclass(frozen=True, slots=True)
class Projection:
    """A fact, its table in the region, and the counters that are rebuilt when its rows changed.

    `unless`: an SQL condition over a row `f` of the fact; rows that fulfil it are left out of the region's table.
    `handover`: for facts whose rows depend on another organisation's rows (handover.py).
    `counters`: name → the function that rebuilds them. Those that read several facts are named at each of these facts;
    a run rebuilds them once (`counters_of`).
    """

    fact: Fact
    model: type[models.Model]
    counters: Mapping[str, Rebuild] = field(default_factory=dict)
    unless: str = "false"
    handover: Handover | None = None
    by_keys: str = field(init=False)
    whole: str = field(init=False)
    differs: str = field(init=False)
    differences: str = field(init=False)

    def __post_init__(self) -> None:
        stated, kept = set(self.fact.names) | {"organisation_id"}, set(upkeep.columns(self.model))
        if stated != kept:
            raise ValueError(
                f"Fact {self.fact.name} and {self.model.__name__} differ in columns {sorted(stated ^ kept)}."
            )
        if upkeep.identity(self.model) != ["organisation_id", *self.fact.identity]:
            raise ValueError(
                f"{self.model.__name__} must have the primary key (organisation_id, {self.fact.identity})."
            )
        mine = "organisation_id = %(organisation)s"
        touched = f"{mine} AND {self.fact.key} = ANY(%(keys)s::bigint[])"
        some, all_rows = self._select(every=False), self._select(every=True)
        for name, text in {
            "by_keys": upkeep.statement(self.model, some, within=touched),
            "whole": upkeep.statement(self.model, all_rows, within=mine),
            "differs": upkeep.differs(self.model, all_rows, within=mine),
            "differences": upkeep.statement(self.model, all_rows, within=mine, report="differences", key=self.fact.key),
        }.items():
            object.__setattr__(self, name, text)

    def _select(self, *, every: bool) -> str:
        rows = self.fact.statement(every=every)
        return f"SELECT %(organisation)s::bigint AS organisation_id, f.* FROM ({rows}) AS f WHERE NOT ({self.unless})"

    def keys(self, cursor: CursorWrapper, touched: Touched) -> list[int] | None:
        """The fact's keys that the outbox's entities touch; None: all of them."""
        expansions: list[str] = []
        parameters: dict[str, list[int]] = {}
        for entity, keys in touched.items():
            if entity not in self.fact.touched_by:
                continue
            expansion = self.fact.touched_by[entity]
            if expansion == EVERY:
                return None
            expansions.append(f"({expansion.replace('%(keys)s', f'%({entity})s')})")
            parameters[entity] = keys
        if not expansions:
            return []
        cursor.execute(" UNION ".join(expansions), parameters)
        return [int(key) for (key,) in cursor.fetchall() if key is not None]


def keys_of(cursor: CursorWrapper, touched: Touched) -> Keys:
    """Returns the keys of each fact, each asked for once.

    Whoever joins a touched class a moment later is not among them: lines of his own in the outbox will bring him.
    """
    found: dict[str, list[int] | None] = {}
    asked: dict[int, list[int] | None] = {}
    for one in projections():
        rule = id(one.fact.touched_by)
        if rule not in asked:
            asked[rule] = one.keys(cursor, touched)
        found[one.fact.name] = asked[rule]
    return found


def counters_of(found: Iterable[Projection]) -> dict[Rebuild, str]:
    """Returns the functions that rebuild the counters of these projections, each with its name.

    Each stands once, at the place of the last projection that names it.
    """
    due: dict[Rebuild, str] = {}
    for one in found:
        for name, rebuild in one.counters.items():
            due.pop(rebuild, None)
            due[rebuild] = name
    return due


@cache
def projections() -> tuple[Projection, ...]:
    """All projections of the region, in the order of the apps.

    :raises ValueError: two of them take the same fact.
    """
    modules = [f"{config.name}.projections" for config in apps.get_app_configs() if config.name.startswith("region.")]
    found = tuple(one for module in modules if find_spec(module) for one in import_module(module).PROJECTIONS)
    if len({one.fact.name for one in found}) != len(found):
        raise ValueError("A fact is projected twice: " + ", ".join(one.fact.name for one in found))
    return found
