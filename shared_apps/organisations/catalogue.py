"""What a schema holds according to PostgreSQL's catalogue: for the drift check and for tests of birth."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

_OBJECTS = """
    SELECT n.nspname, 'column ' || c.relname || '.' || a.attname,
           format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
           || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
           || CASE a.attidentity WHEN '' THEN '' ELSE ' identity' END
      FROM pg_namespace n
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v')
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE n.nspname = ANY(%(schemas)s) AND c.relname <> 'django_migrations'
    UNION ALL
    SELECT n.nspname, 'constraint ' || r.relname || '.' || c.conname, pg_get_constraintdef(c.oid)
      FROM pg_namespace n
      JOIN pg_constraint c ON c.connamespace = n.oid AND c.contype <> 'n'
      JOIN pg_class r ON r.oid = c.conrelid
     WHERE n.nspname = ANY(%(schemas)s) AND r.relname <> 'django_migrations'
    UNION ALL
    SELECT n.nspname, 'index ' || c.relname, pg_get_indexdef(c.oid)
      FROM pg_namespace n
      JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'i'
      JOIN pg_index i ON i.indexrelid = c.oid
      JOIN pg_class t ON t.oid = i.indrelid
     WHERE n.nspname = ANY(%(schemas)s) AND t.relname <> 'django_migrations'
    UNION ALL
    SELECT n.nspname, 'trigger ' || c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid)
      FROM pg_namespace n
      JOIN pg_class c ON c.relnamespace = n.oid
      JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
     WHERE n.nspname = ANY(%(schemas)s)
"""


def schema_catalogue(connection: BaseDatabaseWrapper, schemas: Sequence[str]) -> dict[str, dict[str, str]]:
    """For each schema: name of each column, constraint, index and trigger → its definition, schema names taken out."""
    found: dict[str, dict[str, str]] = {schema: {} for schema in schemas}
    with connection.cursor() as cursor:
        cursor.execute(_OBJECTS, {"schemas": list(schemas)})
        for schema, name, definition in cursor.fetchall():
            found[schema][name] = definition.replace(f'"{schema}".', "").replace(f"{schema}.", "")
    return found


def differences(expected: dict[str, str], found: dict[str, str]) -> list[str]:
    """Sentences that say what a schema lacks, has too much or has otherwise than recorded."""
    lines: list[str] = []
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            lines.append(f"lacks {name}")
        elif name not in expected:
            lines.append(f"has {name}, which is not recorded")
        elif expected[name] != found[name]:
            lines.append(f"{name}: recorded {expected[name]!r}, found {found[name]!r}")
    return lines


def relations(connection: BaseDatabaseWrapper, schema: str) -> dict[str, int]:
    """How many tables and indexes a schema has and how many bytes they take on disk."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE c.relkind IN ('r', 'p')), count(*) FILTER (WHERE c.relkind = 'i'),
                   coalesce(sum(pg_total_relation_size(c.oid)) FILTER (WHERE c.relkind = 'r'), 0)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s
            """,
            [schema],
        )
        tables, indexes, size = cursor.fetchone()
    return {"tables": int(tables), "indexes": int(indexes), "bytes": int(size)}


def by_table(found: dict[str, str]) -> dict[str, list[str]]:
    """The catalogue's columns grouped by table."""
    tables: dict[str, list[str]] = defaultdict(list)
    for name in found:
        if name.startswith("column "):
            table, column = name.removeprefix("column ").split(".", 1)
            tables[table].append(column)
    return dict(tables)
