"""How a tenant app declares what it publishes to the region. The declarations stand in each app's `facts.py`.

A fact is a SELECT over the organisation's own tables, written as if one organisation existed, whose rows are intervals:
`valid_from`, `valid_to` (half-open). The projector (region/feed) runs it for the keys that the outbox names and keeps
the region's table equal to it; the recount runs it for all keys. A tenant app never imports the region.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

EVERY = ""
"""In `touched_by`: a change of this entity touches every row of the fact in this organisation."""

SAME_KEY = "SELECT unnest(%(keys)s::bigint[])"
"""In `touched_by`: the entity's key is the fact's key."""


class Sensitivity(StrEnum):
    """Who above the organisation may read a column."""

    OPEN = "open"  # whoever sees the organisation
    RESTRICTED = "restricted"  # with a stated purpose; each reading is logged; empty without a ground to disclose
    CLOSED = "closed"  # nobody: goes up as counts per organisation only


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a fact. `source` is the field it is read from, "people.Person.birth_date"; empty: derived."""

    name: str
    source: str = ""
    sensitivity: Sensitivity = Sensitivity.OPEN
    empty: str = "''"  # what a restricted column says where it may not be disclosed, in SQL


@dataclass(frozen=True, slots=True)
class Fact:
    """What an organisation publishes about one kind of thing.

    `key` is the column by which rows are recomputed together; `identity` names a row within the organisation.
    `select` yields the declared columns; if some are restricted, also a boolean `disclosed`. Where it says `{only}`,
    the condition on the keys is put in; the condition is made over `key_expression`.
    `touched_by`: which changes make which keys be computed again. For each entity of the outbox the SQL that turns its
    keys %(keys)s into keys of this fact, or EVERY: all keys of the organisation.
    """

    name: str
    title: str | Promise
    grain: str
    key: str
    identity: tuple[str, ...]
    columns: tuple[Column, ...]
    select: str
    key_expression: str
    touched_by: Mapping[str, str]
    about_a_person: bool = True
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(column.name for column in self.columns))
        if len(set(self.names)) != len(self.names):
            raise ValueError(f"Fact {self.name}: a column stands twice.")
        missing = {self.key, *self.identity} - set(self.names)
        if missing:
            raise ValueError(f"Fact {self.name}: key or identity {sorted(missing)} is no column of it.")
        if "{only}" not in self.select:
            raise ValueError(f"Fact {self.name}: its SELECT has no {{only}}, so it can't be recomputed by keys.")
        closed = [column.name for column in self.columns if column.sensitivity is Sensitivity.CLOSED]
        if closed and self.about_a_person:
            raise ValueError(
                f"Fact {self.name}: closed columns {closed} never leave an organisation in a person's row."
            )
        if self.restricted and not re.search(r"\bAS disclosed\b", self.select):
            raise ValueError(f"Fact {self.name}: restricted columns need a condition AS disclosed in its SELECT.")

    @property
    def restricted(self) -> tuple[str, ...]:
        """Names of the columns that need a purpose to be read."""
        return tuple(column.name for column in self.columns if column.sensitivity is Sensitivity.RESTRICTED)

    def statement(self, *, every: bool) -> str:
        """Returns the SELECT of the declared columns: for all keys, or for those in the parameter %(keys)s
        (bigints)."""
        only = "true" if every else f"{self.key_expression} = ANY(%(keys)s::bigint[])"
        shown = ", ".join(_shown(column) for column in self.columns)
        return f"SELECT {shown} FROM ({self.select.replace('{only}', only)}) AS fact"


def _shown(column: Column) -> str:
    if column.sensitivity is Sensitivity.OPEN:
        return column.name
    return f"CASE WHEN disclosed THEN {column.name} ELSE {column.empty} END AS {column.name}"
