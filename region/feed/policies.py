"""Who may touch which of the region's tables, as data, and the SQL of grants and row-level security made from it.

`prepare_database` runs `statements(...)` after the migrations, as the owner, as often as it likes.

Each audience has one policy per table. Scoped audiences read `svod.scope` without missing_ok and cast it to an array:
a scope that was never set, or was emptied, is an error, never a false zero. The owner's policy lets migrations, tests
and the bench fill tables; FORCE makes even the owner need one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps

SCOPED_AUDIENCES = ("region_municipality", "region_authority")
AUDIENCES = ("region_ministry", *SCOPED_AUDIENCES)
IN_SCOPE = "organisation_id = ANY ((SELECT current_setting('svod.scope'))::bigint[])"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the region. `scoped`: each row belongs to an organisation and is seen by whoever sees that one."""

    model: str
    read_by_region: bool = True
    scoped: bool = True
    shared: str = ""  # rights of the role `shared`
    autovacuum_often: bool = False  # index-only scans need a fresh visibility map

    @property
    def name(self) -> str:
        return apps.get_model(self.model)._meta.db_table


TABLES = (
    Table("contingent.RegionStudent"),
    Table("contingent.RegionClass"),
    Table("contingent.Movement"),
    Table("contingent.Cell", scoped=False),
    Table("contingent.Counter", autovacuum_often=True),
    Table("contingent.ClassCounter", autovacuum_often=True),
    Table("staffing.RegionEmployee"),
    Table("staffing.PostCounter", autovacuum_often=True),
    Table("feed.RegionOrganisation"),
    Table("feed.FeedState", shared="SELECT"),
    Table("feed.Freshness", shared="SELECT"),
    Table("feed.RecountDifference", shared="SELECT"),
    Table("registry.Reading", read_by_region=False, scoped=False, shared="SELECT, INSERT"),
)
"""Every table of the apps in region/ (a test compares)."""


def statements(prefix: str) -> list[str]:
    """The SQL, each statement idempotent. `prefix` is what roles' names begin with: the database's name.

    Works on any state: rights that a table should not have are taken away first.
    """
    return [sql for table in TABLES for sql in _of_table(table, prefix)]


def _of_table(table: Table, prefix: str) -> Iterator[str]:
    name = f"public.{table.name}"
    roles = {role: f'"{prefix}_{role}"' for role in ("owner", "feed", "shared", *AUDIENCES)}
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    if table.autovacuum_often:
        yield (
            f"ALTER TABLE {name} SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.02,"
            " autovacuum_analyze_scale_factor = 0.05)"
        )
    others = ", ".join(role for key, role in roles.items() if key != "owner")
    yield f"REVOKE ALL ON {name} FROM PUBLIC, {others}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {roles['feed']}"
    yield from _policy(name, "owner_does_anything", roles["owner"], "ALL", "true")
    yield from _policy(name, "feed_does_anything", roles["feed"], "ALL", "true")
    for audience in AUDIENCES if table.read_by_region else ():
        seen = IN_SCOPE if table.scoped and audience in SCOPED_AUDIENCES else "true"
        yield f"GRANT SELECT ON {name} TO {roles[audience]}"
        yield from _policy(name, f"{audience}_reads", roles[audience], "SELECT", seen)
    if table.shared:
        yield f"GRANT {table.shared} ON {name} TO {roles['shared']}"
        yield from _policy(name, "shared_works", roles["shared"], "ALL", "true")
    for sequence in _sequences(table):
        yield f"GRANT USAGE ON SEQUENCE {sequence} TO {roles['feed']}"
        if "INSERT" in table.shared:
            yield f"GRANT USAGE ON SEQUENCE {sequence} TO {roles['shared']}"


def _policy(table: str, name: str, role: str, command: str, condition: str) -> Iterator[str]:
    check = f" WITH CHECK ({condition})" if command == "ALL" else ""
    yield f"DROP POLICY IF EXISTS {name} ON {table}"
    yield f"CREATE POLICY {name} ON {table} FOR {command} TO {role} USING ({condition}){check}"


def _sequences(table: Table) -> Iterator[str]:
    """The sequence behind an identity column, where the table has one."""
    field = apps.get_model(table.model)._meta.pk
    if field is not None and field.get_internal_type() in ("AutoField", "BigAutoField"):
        yield f"public.{table.name}_{field.column}_seq"
