"""The roles of PostgreSQL and what each may, as data (docs/architecture.md, doors). Names carry the database's name.

| role | may |
|---|---|
| owner | DDL, CREATEROLE; login of birth, fleet and commands |
| app | owns nothing, inherits nothing; becomes shared, oNNNN or region_* through a door |
| shared | reads and writes shared tables |
| tenant | the common table rights of all oNNNN; SELECT on organisations, handbooks and settings |
| region_* | SELECT on the region's tables under row-level security |
| feed | login of the projector |
| eraser | empties lines of the change log |
"""

from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

LOGINS = ("owner", "app", "feed")
REGION = ("region_ministry", "region_authority", "region_municipality")
GROUPS = ("shared", "tenant", "eraser", *REGION)

NEVER_READ_BY_TENANTS = {
    "organisations_sharedchange", "organisations_schemarecording", "organisations_reopeningrequest",
    "organisations_organisationimport", "organisations_organisationimportrow", "organisations_orphanvalue",
    "organisations_sharedreversal", "organisations_sharedreversalline",
}  # fmt: skip
APPEND_ONLY = {"organisations_sharedchange", "accounts_securityevent", "registry_reading"}
READ_ONLY = {"accounts_demodatabase"}  # the owner alone marks a database as the demo's
DELETABLE = {
    "accounts_session", "accounts_visitcount", "jobs_job", "organisations_organisationimportrow",
    "organisations_orphanvalue", "organisations_sharedreversalline",
    "envelopes_reorganisationemployee", "exports_export", "saved_views_savedview",
}  # fmt: skip
PUBLISHED = ("organisations", "handbooks", "rules")  # shared apps that organisations and the region may read
SHARED_WRITES_IN_REGION = {"registry_reading"}
WITH_POLICIES = {
    "envelopes_envelope", "envelopes_contents", "envelopes_doubledstudent", "envelopes_doubledanswer",
}  # fmt: skip
"""Their rights stand in shared_apps/envelopes/policies.py."""


def create_logins(prefix: str, passwords: dict[str, str]) -> list[Composed]:
    """Run by an administrator: the owner, and nothing else that needs more than CREATEROLE."""
    owner = Identifier(f"{prefix}_owner")
    options = SQL("LOGIN CREATEROLE NOSUPERUSER NOCREATEDB PASSWORD {}").format(Literal(passwords["owner"]))
    return [
        _unless_exists(f"{prefix}_owner", SQL("CREATE ROLE {} LOGIN CREATEROLE").format(owner)),
        SQL("ALTER ROLE {} WITH {}").format(owner, options),
    ]


def create_roles(prefix: str, passwords: dict[str, str]) -> list[Composable]:
    """Run by the owner: the other logins and the groups, with settings and memberships. Safe to repeat."""
    database = Identifier(prefix)
    statements: list[Composable] = []
    for group in GROUPS:
        name = f"{prefix}_{group}"
        statements.append(_unless_exists(name, SQL("CREATE ROLE {} NOLOGIN").format(Identifier(name))))
    for login, inherit in (("app", "NOINHERIT"), ("feed", "INHERIT")):
        name = f"{prefix}_{login}"
        role = Identifier(name)
        statements += [
            _unless_exists(name, SQL("CREATE ROLE {} LOGIN").format(role)),
            SQL("ALTER ROLE {} WITH LOGIN {} PASSWORD {}").format(role, SQL(inherit), Literal(passwords[login])),
            SQL("ALTER ROLE {} IN DATABASE {} SET search_path = ''").format(role, database),
        ]
    app = Identifier(f"{prefix}_app")
    for group in ("shared", "eraser", *REGION):
        role = Identifier(f"{prefix}_{group}")
        statements.append(SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(role, app))
    statements += [
        SQL("ALTER ROLE {} IN DATABASE {} SET search_path = public").format(Identifier(f"{prefix}_owner"), database),
        SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC"),
        SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(database, app, Identifier(f"{prefix}_feed")),
        SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(database, Identifier(f"{prefix}_feed")),
    ]
    everyone = SQL(", ").join(Identifier(f"{prefix}_{role}") for role in (*GROUPS, "feed"))
    statements.append(SQL("GRANT USAGE ON SCHEMA public TO {}").format(everyone))
    return statements


def allow_tests(prefix: str) -> list[Composed]:
    """In a test database one connection plays all parts: app may also become feed."""
    app, feed = Identifier(f"{prefix}_app"), Identifier(f"{prefix}_feed")
    return [SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(feed, app)]


def grant_tables(prefix: str) -> list[Composed]:
    """Rights on the tables of `public`, by app; run by the owner after each migration of shared tables."""
    role = {name: Identifier(f"{prefix}_{name}") for name in (*GROUPS, "feed")}
    everyone = SQL(", ").join(role.values())
    statements: list[Composed] = []
    for label, table in _tables():
        target = Identifier("public", table)
        statements.append(SQL("REVOKE ALL ON {} FROM {}").format(target, everyone))
        if label in _region_labels():
            statements += _region_grants(table, target, role)
            continue
        if table in WITH_POLICIES:
            continue
        statements.append(SQL("GRANT {} ON {} TO {}").format(SQL(_shared_rights(table)), target, role["shared"]))
        if label in PUBLISHED and table not in NEVER_READ_BY_TENANTS:
            readers = SQL(", ").join(role[name] for name in ("tenant", "feed", *REGION))
            statements.append(SQL("GRANT SELECT ON {} TO {}").format(target, readers))
    return statements


def _region_grants(table: str, target: Identifier, role: dict[str, Identifier]) -> list[Composed]:
    if table in SHARED_WRITES_IN_REGION:
        return [SQL("GRANT SELECT, INSERT ON {} TO {}").format(target, role["shared"])]
    readers = SQL(", ").join(role[name] for name in REGION)
    return [
        SQL("GRANT SELECT ON {} TO {}").format(target, readers),
        SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(target, role["feed"]),
    ]


def _shared_rights(table: str) -> str:
    if table in READ_ONLY:
        return "SELECT"
    if table in APPEND_ONLY:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE" if table in DELETABLE else "SELECT, INSERT, UPDATE"


def _region_labels() -> set[str]:
    return {config.label for config in apps.get_app_configs() if config.name.startswith("region.")}


def _tables() -> Iterable[tuple[str, str]]:
    """(app label, table) of every managed table of ours in `public`."""
    for config in apps.get_app_configs():
        ours = config.name.startswith(("shared_apps.", "region.", "reports."))
        if not ours or config.name not in settings.SHARED_APPS:
            continue
        for model in config.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                yield config.label, model._meta.db_table


def _unless_exists(name: str, statement: Composed) -> Composed:
    return SQL(
        "DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {}) THEN {}; END IF; END $do$"
    ).format(Literal(name), statement)
