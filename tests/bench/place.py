"""Where measurements take place: a fresh database, organisations born in it, the stock library's own database."""

import json
import os
import subprocess
import sys
from datetime import date
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg.sql import SQL, Identifier

from shared_apps.organisations import birth
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Municipality, Organisation

BY = By.system("measurement")


def prepare() -> None:
    """A fresh database of measurements."""
    drop(str(connections["owner"].settings_dict["NAME"]))
    call_command("prepare_database", admin_url=os.environ["SVOD_ADMIN_URL"], verbosity=0)


def drop(name: str) -> None:
    for alias in connections:
        connections[alias].close()
    with psycopg.connect(os.environ["SVOD_ADMIN_URL"], autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        roles = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"{name}\\_o%"]).fetchall()
        for (role,) in roles:
            if role != f"{name}_owner":
                connection.execute(SQL("DROP ROLE {}").format(Identifier(role)))


def settle() -> None:
    """After a large load: written out, so that the server does not do it while something is measured."""
    with psycopg.connect(os.environ["SVOD_ADMIN_URL"], autocommit=True) as connection:
        connection.execute("CHECKPOINT")


def requested(number: int) -> list[int]:
    """Register so many organisations more; their ids. None is born yet."""
    with shared(by=BY):
        municipality, _new = Municipality.objects.get_or_create(
            name="Measured", defaults={"oktmo": "", "kind": "urban", "valid_from": date(2000, 1, 1)}
        )
        start = Organisation.objects.count()
        return [
            birth.request_organisation(
                slug=f"measured-{start + i}",
                code=f"measured-{start + i}",
                full_name=f"Measured {start + i}",
                short_name=f"Measured {start + i}",
                kind="school",
                locality="urban",
                municipality=municipality,
                authority=None,
                opened_on=date(2020, 9, 1),
                by=BY,
            ).pk
            for i in range(number)
        ]


def born(number: int) -> list[Organisation]:
    """So many organisations more, ready."""
    return [birth.prepare(pk, by=BY) for pk in requested(number)]


def at_least_born(number: int) -> list[Organisation]:
    """At least so many ready organisations in all."""
    with shared(by=BY):
        ready = Organisation.objects.filter(state="ready").count()
    if ready < number:
        born(number - ready)
    with shared(by=BY):
        return list(Organisation.objects.filter(state="ready").order_by("id"))


def stock(action: str, *arguments: str, given: object = None) -> dict[str, Any]:
    """Run `tests.bench.stock ACTION` in a process of its own, where django-tenants is used as it comes."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.bench.stock_settings"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.stock", action, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        input=json.dumps(given),
    )
    if run.returncode:
        raise RuntimeError(f"The baseline {action} failed:\n{run.stderr[-3000:]}")
    result: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    return result
