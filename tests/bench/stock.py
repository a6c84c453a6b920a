"""Baselines by django-tenants as it comes; run in a process of its own by place.stock()."""

import io
import json
import os
import sys
import time
from contextlib import redirect_stdout

import django
import psycopg


def main(action: str, arguments: list[str]) -> dict[str, object]:
    if action == "prepare":
        with psycopg.connect(os.environ["SVOD_ADMIN_URL"], autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS svod_bench_stock WITH (FORCE)")
            connection.execute("CREATE DATABASE svod_bench_stock")
    django.setup()
    from django.core.management import call_command
    from django.db import connection as database
    from django_tenants.clone import CloneSchema
    from django_tenants.management.commands.migrate_schemas import MigrateSchemasCommand

    def migrate(*, shared: bool, schema: str | None = None) -> float:
        began = time.perf_counter()
        options = {"schema_name": schema} if schema else {}
        call_command(
            MigrateSchemasCommand(), shared=shared, tenant=not shared, verbosity=0, interactive=False, **options
        )
        return time.perf_counter() - began

    def create(schema: str) -> None:
        with database.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{schema}"')

    if action == "prepare":
        migrate(shared=True)
        return {}

    def filled(prefix: str, number: int) -> None:
        """So many schemas to stand beside; by our own recording, for making them the stock way takes a quarter hour."""
        statements = ";\n".join(json.loads(sys.stdin.read()))
        with database.cursor() as cursor:
            for i in range(number):
                cursor.execute(f'CREATE SCHEMA "{prefix}{i}"; SET search_path = "{prefix}{i}", public')
                cursor.execute(statements)

    if action == "migrations":  # one schema by running migrations, one by clone, each several times
        number, others = int(arguments[0]), int(arguments[1])
        create("base0")
        migrate(shared=False, schema="base0")
        filled("filler", others)
        cloner = CloneSchema()
        seconds, cloned = [], []
        for i in range(number):
            create(f"m{i}")
            seconds.append(migrate(shared=False, schema=f"m{i}"))
            began = time.perf_counter()
            cloner.clone_schema("base0", f"c{i}")
            cloned.append(time.perf_counter() - began)
        return {"migrate": seconds, "clone": cloned}
    if action == "add_column":  # migrate_schemas with one column to add, per schema, among so many schemas
        among, number = int(arguments[0]), int(arguments[1])
        filled("a", among)
        for i in range(number):
            call_command(
                MigrateSchemasCommand(),
                shared=False,
                tenant=True,
                verbosity=0,
                interactive=False,
                schema_name=f"a{i}",
                fake=True,
            )
        _declare_one_more_migration()
        return {"seconds": [migrate(shared=False, schema=f"a{i}") for i in range(number)]}
    raise SystemExit(f"unknown baseline {action}")


def _declare_one_more_migration() -> None:
    """A migration that adds a column, as if its file stood in the app."""
    from django.db import models
    from django.db.migrations import AddField, Migration
    from django.db.migrations.loader import MigrationLoader

    load = MigrationLoader.load_disk

    def with_one_more(loader: MigrationLoader) -> None:
        load(loader)
        last = max(name for app, name in loader.disk_migrations if app == "people")
        more = Migration("9999_measured", "people")
        more.dependencies = [("people", last)]
        more.operations = [AddField("person", "measured", models.IntegerField(null=True))]
        loader.disk_migrations["people", "9999_measured"] = more

    MigrationLoader.load_disk = with_one_more  # type: ignore[method-assign]


if __name__ == "__main__":
    quiet = io.StringIO()
    with redirect_stdout(quiet):
        outcome = main(sys.argv[1], sys.argv[2:])
    print(json.dumps(outcome))
