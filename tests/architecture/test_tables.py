"""What stands in the database, read from PostgreSQL's catalogue: keys, constraints, schemas, numbers."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import UniqueConstraint
from pytest_django import DjangoDbBlocker

from shared_apps.organisations.catalogue import relations
from shared_apps.organisations.models import Organisation
from tenant_apps.history.triggers import EXEMPT
from tests.architecture.ours import models_of_ours

NULL_MEANS_NOTHING = {
    "enrolment_order.cancels_id": "most orders cancel nothing; two orders never cancel the same one",
}
"""Unique indexes over one nullable column, where any number of rows may have nothing there. Each with its reason."""

WITHOUT_ORGANISATION = {
    "contingent_cell": "what is counted by, common to all organisations",
    "contingent_classcell": "what classes are told apart by, common to all organisations",
    "contingent_circumstancecell": "what circumstances are counted by, common to all organisations",
    "registry_sameperson": "two persons who may be one, wherever they are; its sides name organisations",
    "registry_reading": "who read: written in the shared context, names an account",
}
"""Tables of the region whose key does not begin with organisation_id, each with its reason."""

Row = tuple[Any, ...]


class Catalogue:
    """Queries of the catalogue by the owner's login."""

    def __init__(self, schema: str) -> None:
        self.schema = schema

    def rows(self, sql: str, **parameters: object) -> list[Row]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(sql, {"schema": self.schema, "both": [self.schema, "public"]} | parameters)
            return cursor.fetchall()


@pytest.fixture(scope="module")
def catalogue(
    two_schools: tuple[Organisation, Organisation], django_db_blocker: DjangoDbBlocker
) -> Iterator[Catalogue]:
    with django_db_blocker.unblock():
        yield Catalogue(str(two_schools[0].schema_name))
        connections["owner"].close()


def test_every_table_has_a_primary_key(catalogue: Catalogue) -> None:
    found = catalogue.rows(
        "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = ANY(%(both)s) AND c.relkind IN ('r', 'p')"
        " AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')"
    )
    assert found == []


def test_no_constraint_crosses_schemas(catalogue: Catalogue) -> None:
    found = catalogue.rows(
        "SELECT k.conname, c.relnamespace::regnamespace::text, f.relnamespace::regnamespace::text FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid"
        " WHERE k.contype = 'f' AND c.relnamespace <> f.relnamespace"
    )
    assert found == []


def test_nulls_are_never_distinct_in_a_unique_index(catalogue: Catalogue) -> None:
    """A nullable column in UNIQUE lets rows through that look alike: NULLS NOT DISTINCT, or a condition about it."""
    indexes: dict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    rows = catalogue.rows(
        "SELECT c.relname, i.relname, a.attname, a.attnotnull, coalesce(pg_get_expr(x.indpred, x.indrelid), '')"
        "  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid"
        "  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (x.indkey::smallint[])"
        " WHERE c.relnamespace::regnamespace::text = ANY(%(both)s) AND x.indisunique AND NOT x.indnullsnotdistinct"
    )
    for table, index, column, not_null, condition in rows:
        indexes[table, index].append((column, not_null or f"({column} IS NOT NULL)" in condition))
    found = []
    for (table, index), columns in indexes.items():
        nullable = [column for column, safe in columns if not safe]
        alone = len(columns) == 1 and f"{table}.{nullable[0] if nullable else ''}" in NULL_MEANS_NOTHING
        if nullable and not alone:
            found.append(f"{table}.{index}: {', '.join(nullable)}")
    assert found == []


def test_models_say_so_too() -> None:
    """The same in the models, so that a constraint over expressions is not overlooked."""
    found = []
    for model in models_of_ours():
        for constraint in model._meta.constraints:
            if not isinstance(constraint, UniqueConstraint) or constraint.nulls_distinct is False:
                continue
            nullable = [name for name in constraint.fields if model._meta.get_field(name).null]
            found += [f"{constraint.name}: {n}" for n in nullable if f"{n}__isnull" not in str(constraint.condition)]
        assert not model._meta.unique_together, f"{model._meta.label}: a named UniqueConstraint instead"
    assert found == []


def test_what_never_overlaps_has_no_nullable_column(catalogue: Catalogue) -> None:
    found = catalogue.rows(
        "SELECT k.conname, a.attname FROM pg_constraint k JOIN pg_depend d ON d.objid = k.conindid AND d.refobjsubid > 0"
        "  JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = d.refobjsubid AND d.refobjid = k.conrelid"
        " WHERE k.contype = 'x' AND k.connamespace::regnamespace::text = ANY(%(both)s)"
        "   AND NOT a.attnotnull AND a.attname <> 'voided_by' AND a.attname <> 'voided_by_id'"
    )
    assert found == []


def test_an_organisation_has_tables_indexes_and_identity_sequences_alone(catalogue: Catalogue) -> None:
    relations_ = catalogue.rows(
        "SELECT c.relkind, c.relname FROM pg_class c WHERE c.relnamespace = %(schema)s::regnamespace"
        " AND c.relkind NOT IN ('r', 'i') AND NOT (c.relkind = 'S' AND EXISTS ("
        "  SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i'))"
    )
    functions = catalogue.rows("SELECT proname FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace")
    types = catalogue.rows(
        "SELECT t.typname FROM pg_type t WHERE t.typnamespace = %(schema)s::regnamespace AND t.typrelid = 0"
        " AND t.typelem = 0"
    )
    policies = catalogue.rows("SELECT polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
                              " WHERE c.relnamespace = %(schema)s::regnamespace")  # fmt: skip
    assert (relations_, functions, types, policies) == ([], [], [], [])


def test_an_empty_organisation_is_small(new_school: Organisation) -> None:
    found = relations(connections["owner"], str(new_school.schema_name))
    assert found["tables"] <= 100
    assert found["indexes"] <= 400
    assert found["bytes"] <= 7_000_000


def test_no_table_stands_both_in_an_organisation_and_in_public(catalogue: Catalogue) -> None:
    """A table missing in the organisation but present in public would silently be used."""
    found = catalogue.rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v') AND relnamespace::regnamespace::text = ANY(%(both)s)"
        " GROUP BY 1 HAVING count(*) > 1"
    )
    assert {name for (name,) in found} <= {"django_migrations"}


def test_text_has_no_second_index(catalogue: Catalogue) -> None:
    found = catalogue.rows(
        "SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
        " CROSS JOIN unnest(x.indclass::oid[]) o(class) JOIN pg_opclass c ON c.oid = o.class"
        " WHERE i.relnamespace = %(schema)s::regnamespace AND c.opcname LIKE '%%pattern_ops'"
    )
    assert found == []


def test_keys_are_wide_enough(catalogue: Catalogue) -> None:
    """Keys are bigint or UUID, so that rows can move between machines."""
    found = catalogue.rows(
        "SELECT c.relname, a.attname, format_type(a.atttypid, -1) FROM pg_constraint k"
        "  JOIN pg_class c ON c.oid = k.conrelid"
        "  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey)"
        " WHERE k.contype = 'p' AND c.relnamespace = %(schema)s::regnamespace AND c.relname <> 'django_migrations'"
        "   AND a.atttypid NOT IN ('bigint'::regtype, 'uuid'::regtype)"
    )
    assert found == []


def test_keys_of_the_region_begin_with_the_organisation(catalogue: Catalogue) -> None:
    tables = [model._meta.db_table for model in models_of_ours("region.")]
    rows = catalogue.rows(
        "SELECT c.relname, (SELECT attname FROM pg_attribute WHERE attrelid = c.oid AND attnum = k.conkey[1])"
        "  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'p' AND c.relname = ANY(%(tables)s)",
        tables=tables,
    )
    assert {table for table, first in rows if first != "organisation_id"} == set(WITHOUT_ORGANISATION)


def test_every_table_of_an_organisation_is_watched(catalogue: Catalogue) -> None:
    """Its changes are written down, it can't be truncated; or it is exempt, and EXEMPT says why."""
    rows = catalogue.rows(
        "SELECT c.relname, coalesce(array_agg(t.tgname::text ORDER BY t.tgname) FILTER (WHERE t.oid IS NOT NULL), '{}')"
        "  FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal"
        " WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind = 'r' AND c.relname <> 'django_migrations'"
        " GROUP BY 1"
    )
    watched = ["history_delete", "history_insert", "history_truncate", "history_update"]
    assert {table for table, triggers in rows if list(triggers) != watched} == set(EXEMPT)


def test_tables_of_an_organisation_are_those_of_its_apps(catalogue: Catalogue) -> None:
    prefixes = tuple(app.rpartition(".")[2] + "_" for app in settings.TENANT_APPS)
    tables = catalogue.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %(schema)s::regnamespace"
    )
    assert [name for (name,) in tables if not name.startswith(prefixes) and name != "django_migrations"] == []


def test_nobody_but_its_own_role_and_the_workers_uses_a_schema(catalogue: Catalogue) -> None:
    rows = catalogue.rows(
        "SELECT grantee::regrole::text, privilege_type FROM pg_namespace n, aclexplode(n.nspacl)"
        " WHERE n.nspname = %(schema)s"
    )
    database = str(connections["owner"].settings_dict["NAME"])
    found = {(role.strip('"').removeprefix(f"{database}_"), right) for role, right in rows}
    expected = {(role, "USAGE") for role in (catalogue.schema, "feed", "eraser")}
    assert found - {("owner", "USAGE"), ("owner", "CREATE")} == expected


def test_nobody_may_create_in_public(catalogue: Catalogue) -> None:
    rows = catalogue.rows(
        "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %(database)s || '_') AND NOT rolsuper"
        " AND has_schema_privilege(oid, 'public', 'CREATE')",
        database=str(connections["owner"].settings_dict["NAME"]),
    )
    assert {name.rpartition("_")[2] for (name,) in rows} <= {"owner"}


def test_functions_fix_their_path(catalogue: Catalogue) -> None:
    """A function that runs as another fixes the path; ours run as the caller, so there is none of the first kind."""
    rows = catalogue.rows(
        "SELECT proname, prosecdef, coalesce(array_to_string(proconfig, ','), '') FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace"
        "   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_proc.oid AND d.deptype = 'e')"
    )
    assert [name for name, definer, config in rows if definer and "search_path" not in config] == []
