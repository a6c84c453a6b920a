"""Who may touch which of the region's tables, as data, and the grants and row-level security made from it.

`prepare_database` brings tables to `rules(...)` and runs `statements(...)` after the migrations, as the owner, as often
as it likes.

Each audience has one policy per table. Scoped audiences read `svod.scope` without missing_ok and cast it to an array:
a scope that was never set, or was emptied, is an error, never a false zero. The owner's policy lets migrations, tests
and the bench fill tables; FORCE makes even the owner need one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Composed, Identifier

from shared_apps.organisations.row_security import Rule, change

SCOPED_AUDIENCES = ("region_municipality", "region_authority")
AUDIENCES = ("region_ministry", *SCOPED_AUDIENCES)
ROLES = ("feed", "shared", "tenant", *AUDIENCES)

ALL = SQL("true")
IN_SCOPE = SQL("organisation_id = ANY ((SELECT current_setting('svod.scope'))::bigint[])")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the region. `scoped`: each row belongs to an organisation and is seen by whoever sees that one."""

    model: str
    read_by_region: bool = True
    scoped: bool = True
    shared: tuple[str, ...] = ()  # rights of the role `shared`
    is_counter: bool = False  # read by index alone, so its visibility map has to be fresh

    @property
    def table(self) -> str:
        return str(apps.get_model(self.model)._meta.db_table)

    @property
    def name(self) -> Identifier:
        return Identifier("public", self.table)

    @property
    def sequence(self) -> Identifier | None:
        """The sequence behind an identity column, where the table has one."""
        meta = apps.get_model(self.model)._meta
        if meta.pk is None or meta.pk.get_internal_type() not in ("AutoField", "BigAutoField"):
            return None
        return Identifier("public", f"{meta.db_table}_{meta.pk.column}_seq")


TABLES = (
    Table("contingent.RegionStudent"),
    Table("contingent.RegionClass"),
    Table("contingent.Movement"),
    Table("contingent.MovementCounter", is_counter=True),
    Table("contingent.YearResult"),
    Table("contingent.ResultCounter", is_counter=True),
    Table("contingent.RegionArrangement"),
    Table("contingent.RegionCompletion"),
    Table("contingent.RegionCircumstance"),
    Table("contingent.CircumstanceCell", scoped=False),
    Table("contingent.CircumstanceCounter", is_counter=True),
    Table("contingent.Cell", scoped=False),
    Table("contingent.Counter", is_counter=True),
    Table("contingent.StageCounter", is_counter=True),
    Table("contingent.ClassCounter", is_counter=True),
    Table("contingent.ClassSize", is_counter=True),
    Table("contingent.ClassCell", scoped=False),
    Table("contingent.ClassDetailCounter", is_counter=True),
    Table("contingent.CountedTwice"),
    Table("staffing.RegionEmployee"),
    Table("staffing.PostCounter", is_counter=True),
    Table("staffing.StaffCounter", is_counter=True),
    Table("staffing.StaffMovement", is_counter=True),
    Table("staffing.RegionStaffLeave"),
    Table("feed.RegionOrganisation"),
    Table("feed.FeedState", shared=("SELECT",)),
    Table("feed.Freshness", shared=("SELECT",)),
    Table("feed.RecountDifference", shared=("SELECT",)),
    Table("registry.RegionGuardian"),
    Table("registry.SamePerson", read_by_region=False, scoped=False, shared=("SELECT", "UPDATE")),
    Table("registry.SamePersonSide", shared=("SELECT", "UPDATE")),
    Table("registry.Reading", read_by_region=False, scoped=False, shared=("SELECT", "INSERT")),
)
"""Every table of the apps in region/ (a test compares)."""

VACUUM_OFTEN = {
    "autovacuum_vacuum_scale_factor": "0.01",
    "autovacuum_vacuum_insert_scale_factor": "0.02",
    "autovacuum_analyze_scale_factor": "0.05",
}


def statements(prefix: str) -> list[Composed]:
    """The SQL of rights, each statement safe to repeat. `prefix`: what roles' names begin with, the database's name.

    Works on any state: rights are taken away first, then given. None of it locks a table.
    """
    return [sql for table in TABLES for sql in _of_table(table, prefix)]


def rules(prefix: str) -> list[Rule]:
    """The policies."""
    return [rule for table in TABLES for rule in _rules_of(table, prefix)]


def vacuum_often(connection: BaseDatabaseWrapper) -> list[str]:
    """Have counters vacuumed as often as VACUUM_OFTEN says; which had not been. :raises TableIsHeld:"""
    counters = [one.table for one in TABLES if one.is_counter]
    return [table for table in counters if change(connection, table, partial(_settings, connection, table))]


def _settings(connection: BaseDatabaseWrapper, table: str) -> list[Composed]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(reloptions, '{}') FROM pg_class WHERE oid = %s::regclass", [f"public.{table}"])
        set_so = set(cursor.fetchone()[0])
    wanted = [SQL(f"{name} = {value}") for name, value in VACUUM_OFTEN.items()]
    if {f"{name}={value}" for name, value in VACUUM_OFTEN.items()} <= set_so:
        return []
    return [SQL("ALTER TABLE {} SET ({})").format(Identifier("public", table), SQL(", ").join(wanted))]


def _of_table(table: Table, prefix: str) -> Iterator[Composed]:
    name, feed, shared = table.name, _role(prefix, "feed"), _role(prefix, "shared")
    everyone = SQL(", ").join(_role(prefix, role) for role in ROLES)
    yield SQL("REVOKE ALL ON {} FROM PUBLIC, {}").format(name, everyone)
    yield SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(name, feed)
    for audience in AUDIENCES if table.read_by_region else ():
        yield SQL("GRANT SELECT ON {} TO {}").format(name, _role(prefix, audience))
    if table.shared:
        rights = SQL(", ").join(SQL(right) for right in table.shared)
        yield SQL("GRANT {} ON {} TO {}").format(rights, name, shared)
    if table.sequence is not None:
        users = SQL(", ").join([feed, shared] if "INSERT" in table.shared else [feed])
        yield SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(table.sequence, users)


def _rules_of(table: Table, prefix: str) -> Iterator[Rule]:
    yield Rule(table.table, "owner_does_anything", "ALL", f"{prefix}_owner", ALL)
    yield Rule(table.table, "feed_does_anything", "ALL", f"{prefix}_feed", ALL)
    for audience in AUDIENCES if table.read_by_region else ():
        seen = IN_SCOPE if table.scoped and audience in SCOPED_AUDIENCES else ALL
        yield Rule(table.table, f"{audience}_reads", "SELECT", f"{prefix}_{audience}", seen)
    if table.shared:
        yield Rule(table.table, "shared_works", "ALL", f"{prefix}_shared", ALL)


def _role(prefix: str, role: str) -> Identifier:
    return Identifier(f"{prefix}_{role}")
