"""manage.py prepare_database: roles, logins, shared tables, rights and policies. Safe to repeat; run at each deploy."""

import os
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction
from psycopg.sql import SQL, Composable, Identifier

from deploy.management.commands.migrate import Command as Migrate
from region.feed import policies
from shared_apps.envelopes import policies as envelopes
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import database_roles, row_security
from shared_apps.organisations.crossing import By, shared

LOCK = 7_305_001  # an advisory lock of this command


class Command(BaseCommand):
    help = (
        "Makes roles and logins, brings shared tables to this code, grants rights, writes policies, loads handbooks. "
        "The first run needs --admin-url (a superuser, or one with CREATEROLE and CREATEDB); later runs only "
        "DATABASE_URL_OWNER."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--admin-url", help="postgresql://admin:password@host:port/postgres: makes database and owner"
        )
        parser.add_argument("--for-tests", action="store_true", help="app may also become feed: never in production")

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in settings.DATABASES:
            raise CommandError("DATABASE_URL_OWNER is not set: prepare_database works with the owner's login.")
        prefix = str(connections["owner"].settings_dict["NAME"])
        if options["admin_url"]:
            self._as_administrator(options["admin_url"], prefix)
        with transaction.atomic(using="owner"):
            self._run([SQL("SELECT pg_advisory_xact_lock({})").format(LOCK)])
            self._run(database_roles.create_roles(prefix, self._passwords()))
            if options["for_tests"]:
                self._run(database_roles.allow_tests(prefix))
        call_command(Migrate(), database="owner", verbosity=0, interactive=False, skip_checks=True)
        self._secure_rows(prefix)  # before rights: nobody may read a new table until its policies stand
        with transaction.atomic(using="owner"):
            self._run(database_roles.grant_tables(prefix))
            self._run(envelopes.statements(prefix))
            self._run(policies.statements(prefix))
            self._check_collation()
        system = By.system("prepare_database")
        with shared(by=system):
            load_catalogue(by=system)
        self.stdout.write("The database is ready.")

    def _secure_rows(self, prefix: str) -> None:
        owner = connections["owner"]
        try:
            row_security.bring(owner, [*envelopes.rules(prefix), *policies.rules(prefix)])
            policies.vacuum_often(owner)
        except row_security.TableIsHeld as error:
            raise CommandError(str(error)) from error

    def _as_administrator(self, url: str, prefix: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in database_roles.create_logins(prefix, self._passwords()):
                connection.execute(statement)
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [prefix]).fetchone()
            owner = Identifier(f"{prefix}_owner")
            if known is None:
                make = SQL(
                    "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin "
                    "BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"
                )
                connection.execute(make.format(Identifier(prefix), owner))
        parts = urlsplit(url)
        inside = urlunsplit(parts._replace(path=f"/{prefix}"))
        with psycopg.connect(inside, autocommit=True) as connection:
            connection.execute(SQL("ALTER SCHEMA public OWNER TO {}").format(owner))

    def _run(self, statements: Sequence[Composable]) -> None:
        with connections["owner"].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _check_collation(self) -> None:
        """Names sort and search by a stored key; still, a database where lower('ЯЁ') fails breaks searches by hand."""
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT lower('ЯЁ') = 'яё'")
            if not cursor.fetchone()[0]:
                raise CommandError(
                    "lower('ЯЁ') does not give 'яё' in this database. Create it with "
                    "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' ENCODING 'UTF8'."
                )

    def _passwords(self) -> dict[str, str]:
        """Passwords of the logins: SVOD_*_PASSWORD, or those in the addresses of the databases."""
        aliases = {"owner": "owner", "app": "default", "feed": "feed"}
        found: dict[str, str] = {}
        for login, alias in aliases.items():
            given = os.environ.get(f"SVOD_{login.upper()}_PASSWORD", "")
            stated = str(settings.DATABASES.get(alias, {}).get("PASSWORD", ""))
            if not given and not stated:
                raise CommandError(
                    f"No password for {login}: set SVOD_{login.upper()}_PASSWORD or the address with it."
                )
            found[login] = given or stated
        return found
