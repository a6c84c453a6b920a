"""The database backend: that of django-tenants, without its own handling of the search path.

Doors set role and path with SET LOCAL (shared_apps/organisations/crossing.py); the stock backend would overwrite the
path on each cursor. What is taken from django-tenants and what is not: docs/decisions/0001.
"""

from typing import Any

from django.db.backends.base.introspection import TableInfo
from django_tenants.postgresql_backend import base as stock
from django_tenants.postgresql_backend.introspection import DatabaseSchemaIntrospection as StockIntrospection

_TABLES = """
    SELECT c.relname, CASE WHEN c.relispartition THEN 'p' WHEN c.relkind IN ('m', 'v') THEN 'v' ELSE 't' END,
           obj_description(c.oid, 'pg_class')
      FROM pg_namespace n
      JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid
                      AND d.classid = 'pg_class'::regclass
      JOIN pg_class c ON c.oid = d.objid
     WHERE n.nspname = %s AND c.relkind IN ('f', 'm', 'p', 'r', 'v')
"""


class Introspection(StockIntrospection):  # type: ignore[misc]
    """The list of tables by namespace: the stock query reads the whole catalogue, four times per organisation."""

    def get_table_list(self, cursor: Any) -> list[TableInfo]:
        cursor.execute(_TABLES, [self.connection.schema_name])
        rows = cursor.fetchall()
        return [TableInfo(*row[:2]) for row in rows if row[0] not in self.ignored_tables]


class DatabaseWrapper(stock.DatabaseWrapper):  # type: ignore[misc]
    """`schema_name` serves introspection and the migration router only; it never sets the path."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.introspection = Introspection(self)
        self.svod_doors: list[Any] = []

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Does nothing: the doors do."""

    def close(self) -> None:
        if not self.in_atomic_block:
            self.svod_doors = []
        super().close()
