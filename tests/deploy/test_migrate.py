"""Migrations of shared tables wait shortly for whoever works with a table, and say so when he does not end."""

import threading
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as django_migrate
from django.db import connections, transaction

from shared_apps.organisations import row_security
from tests import servers

TABLE = "contingent_counter"
pytestmark = pytest.mark.usefixtures("three_logins")


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A migration that needs a table for itself, each try of it, and whether it got the table; short waits."""
    found: list[bool] = []

    def needs_the_table(self: Any, *args: Any, **options: Any) -> None:
        found.append(False)
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(f"LOCK TABLE public.{TABLE} IN ACCESS EXCLUSIVE MODE")
        found[-1] = True

    monkeypatch.setattr(django_migrate.Command, "handle", needs_the_table)
    monkeypatch.setattr(row_security, "LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr(row_security, "PAUSE_SECONDS", 0.2)
    return found


@pytest.fixture
def reader(three_logins: None) -> Any:
    """Somebody reads the table in a long transaction."""
    with psycopg.connect(servers.admin_url(servers.database())) as connection:
        connection.execute(f"SELECT count(*) FROM public.{TABLE}")
        yield connection


def migrate() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)


def waits() -> str:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


def test_whoever_does_not_end_is_not_waited_for(tried: list[bool], reader: Any) -> None:
    usual = waits()

    with pytest.raises(CommandError, match=f"was in use through {row_security.TRIES} tries"):
        migrate()

    assert tried == [False] * row_security.TRIES
    assert waits() == usual


def test_whoever_ends_between_two_tries_holds_nothing_up(tried: list[bool], reader: Any) -> None:
    ends = threading.Timer(0.35, reader.rollback)
    ends.start()
    migrate()
    ends.join()

    assert tried[-1] is True
    assert len(tried) > 1


def test_another_fault_is_not_tried_again(tried: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(self: Any, *args: Any, **options: Any) -> None:
        tried.append(False)
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    monkeypatch.setattr(django_migrate.Command, "handle", breaks)
    with pytest.raises(Exception, match="division by zero"):
        migrate()
    assert tried == [False]
