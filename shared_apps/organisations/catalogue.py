"""What a schema holds according to PostgreSQL's catalogue: for the drift check and for tests of birth."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from .crossing import role_name

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


_RIGHTS = """
    WITH held AS (
        SELECT n.nspname, 'the schema' AS what, a.*
          FROM pg_namespace n, aclexplode(n.nspacl) a
         WHERE n.nspname = ANY(%(schemas)s) AND a.grantee <> n.nspowner
        UNION ALL
        SELECT n.nspname, c.relname, a.*
          FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid, aclexplode(c.relacl) a
         WHERE n.nspname = ANY(%(schemas)s) AND c.relname <> 'django_migrations' AND a.grantee <> c.relowner
        UNION ALL
        SELECT n.nspname, c.relname || '.' || t.attname, a.*
          FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
          JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL, aclexplode(t.attacl) a
         WHERE n.nspname = ANY(%(schemas)s) AND a.grantee <> c.relowner
        UNION ALL
        SELECT n.nspname, 'what will be made (' || d.defaclobjtype::text || ')', a.*
          FROM pg_namespace n JOIN pg_default_acl d ON d.defaclnamespace = n.oid, aclexplode(d.defaclacl) a
         WHERE n.nspname = ANY(%(schemas)s) AND a.grantee <> d.defaclrole)
    SELECT nspname, what, CASE grantee WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(grantee) END AS holder,
           string_agg(privilege_type || CASE WHEN is_grantable THEN ' (may pass it on)' ELSE '' END, ', '
                      ORDER BY privilege_type)
      FROM held GROUP BY nspname, what, grantee
"""
_THE_ORGANISATION = "the organisation"
ADMITTED = {f"right of {_THE_ORGANISATION} on the schema": "USAGE"}
"""What an organisation's own role is given when it is admitted: a recording has no such role."""


def schema_rights(connection: BaseDatabaseWrapper, schemas: Sequence[str]) -> dict[str, dict[str, str]]:
    """For each schema: whose right on what → which, as granted on the schema, its tables, columns and what is to come.

    Roles stand without the database's name, and the schema's own role as such, so that schemas can be compared. The
    owner is left out: he may do anything.
    """
    prefix = role_name(connection, "")
    found: dict[str, dict[str, str]] = {schema: {} for schema in schemas}
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS, {"schemas": list(schemas)})
        for schema, what, holder, rights in cursor.fetchall():
            role = holder.removeprefix(prefix)
            found[schema][f"right of {_THE_ORGANISATION if role == schema else role} on {what}"] = rights
    return found


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


def tables_of(found: dict[str, str]) -> set[str]:
    """The tables of a catalogue."""
    return set(by_table(found))


def by_table(found: dict[str, str]) -> dict[str, list[str]]:
    """The catalogue's columns grouped by table."""
    tables: dict[str, list[str]] = defaultdict(list)
    for name in found:
        if name.startswith("column "):
            table, column = name.removeprefix("column ").split(".", 1)
            tables[table].append(column)
    return dict(tables)
