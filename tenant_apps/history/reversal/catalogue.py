"""What PostgreSQL knows of the organisation's tables: keys, columns, references. Read anew for each reversal."""

from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from django.apps import apps
from django.db import connection, models


@dataclass(slots=True)
class Table:
    """A table with a bigint key. `columns` are those that may be written (no generated ones), the key among them."""

    name: str
    key: str
    columns: tuple[str, ...]
    references: dict[str, str] = field(default_factory=dict)
    """Column → table it refers to by that table's key."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`child.column` refers to the key of `parent`."""

    child: str
    column: str
    parent: str


@dataclass(slots=True)
class Catalogue:
    """`parts` are the columns (table, column) by which a row belongs to another as its part: a name to its person."""

    tables: dict[str, Table]
    references: list[Reference]
    parts: frozenset[tuple[str, str]]

    def parents_first(self) -> list[str]:
        """Tables in the order of their references. In a circle any order does: constraints are deferred."""
        graph = {name: {p for p in table.references.values() if p != name} for name, table in self.tables.items()}
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError:
            return sorted(self.tables)

    def referring_to(self, parent: str) -> list[Reference]:
        return [reference for reference in self.references if reference.parent == parent]


_COLUMNS = """
    SELECT c.relname, array_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attgenerated = ''),
           min(a.attname) FILTER (WHERE a.attnum = i.indkey[0] AND i.indnkeyatts = 1)
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
     GROUP BY c.relname
"""
_REFERENCES = """
    SELECT child.relname, a.attname, parent.relname
      FROM pg_constraint f
      JOIN pg_class child ON child.oid = f.conrelid
      JOIN pg_class parent ON parent.oid = f.confrelid AND parent.relnamespace = f.connamespace
      JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
     WHERE f.contype = 'f' AND f.connamespace = current_schema()::regnamespace AND cardinality(f.conkey) = 1
"""


def catalogue() -> Catalogue:
    """The tables of the organisation whose door is open."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        tables = {name: Table(name, key, tuple(columns)) for name, columns, key in cursor.fetchall() if key}
        cursor.execute(_REFERENCES)
        references = [Reference(*row) for row in cursor.fetchall() if row[0] in tables and row[2] in tables]
    for reference in references:
        tables[reference.child].references[reference.column] = reference.parent
    return Catalogue(tables, references, _parts())


def _parts() -> frozenset[tuple[str, str]]:
    """References that models declare with CASCADE: such a row has no life without the one it refers to."""
    return frozenset(
        (model._meta.db_table, str(one.column))
        for model in apps.get_models()
        for one in model._meta.concrete_fields
        if one.remote_field is not None and getattr(one.remote_field, "on_delete", None) is models.CASCADE
    )
