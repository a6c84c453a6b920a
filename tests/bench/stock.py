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
    if action == "migrations":  # one schema by running migrations, one by clone, each several times
        number, others = int(arguments[0]), int(arguments[1])
        create("base0")
        migrate(shared=False, schema="base0")
        cloner = CloneSchema()
        for i in range(others):
            cloner.clone_schema("base0", f"filler{i}")
        seconds, cloned = [], []
        for i in range(number):
            create(f"m{i}")
            seconds.append(migrate(shared=False, schema=f"m{i}"))
            began = time.perf_counter()
            cloner.clone_schema("base0", f"c{i}")
            cloned.append(time.perf_counter() - began)
        return {"migrate": seconds, "clone": cloned}
    if action == "noop":  # migrate_schemas with nothing to do, per schema, over the schemas that stand
        return {"seconds": [migrate(shared=False, schema=f"m{i}") for i in range(int(arguments[0]))]}
    raise SystemExit(f"unknown baseline {action}")


if __name__ == "__main__":
    quiet = io.StringIO()
    with redirect_stdout(quiet):
        outcome = main(sys.argv[1], sys.argv[2:])
    print(json.dumps(outcome))
