"""Policies of shared tables: only what differs is changed, and a table in use is not waited for until pages queue."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from region.feed import policies
from shared_apps.envelopes import policies as envelopes
from shared_apps.organisations import row_security
from tests import servers

TABLE = "contingent_counter"
pytestmark = pytest.mark.usefixtures("three_logins")


@pytest.fixture
def owner(three_logins: None) -> Any:
    return connections["owner"]


@pytest.fixture
def prefix(owner: Any) -> str:
    return str(owner.settings_dict["NAME"])


@pytest.fixture
def rules(prefix: str) -> list[row_security.Rule]:
    return [*envelopes.rules(prefix), *policies.rules(prefix)]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_security, "LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr(row_security, "PAUSE_SECONDS", 0.2)


@contextmanager
def held(prefix: str, table: str = TABLE) -> Iterator[Any]:
    """Somebody reads the table in a long transaction."""
    with psycopg.connect(servers.admin_url(prefix)) as reader:
        reader.execute(f"SELECT count(*) FROM public.{table}")
        yield reader


def standing(owner: Any) -> list[tuple[Any, ...]]:
    with owner.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, policyname, cmd, permissive, roles::text, qual, with_check FROM pg_policies"
            " WHERE schemaname = 'public' ORDER BY 1, 2"
        )
        return list(cursor.fetchall())


def test_every_rule_stands_and_nothing_else(owner: Any, rules: list[row_security.Rule]) -> None:
    assert {(rule.table, rule.name) for rule in rules} == {row[:2] for row in standing(owner)}
    assert len(rules) > 100


def test_what_stands_as_it_should_is_not_touched(owner: Any, rules: list[row_security.Rule]) -> None:
    with CaptureQueriesContext(owner) as asked:
        assert row_security.bring(owner, rules) == []
        assert policies.vacuum_often(owner) == []
    assert not [one["sql"] for one in asked if "ALTER TABLE" in one["sql"] or "DROP POLICY" in one["sql"]]


def test_a_deploy_with_nothing_new_waits_for_nobody(prefix: str) -> None:
    with held(prefix), held(prefix, "envelopes_envelope"):
        call_command("prepare_database", for_tests=True)


@pytest.mark.parametrize(
    "damage",
    [
        "DROP POLICY feed_does_anything ON contingent_counter",
        "ALTER POLICY region_municipality_reads ON contingent_counter USING (true)",
        "CREATE POLICY a_stray_one ON contingent_counter FOR SELECT TO PUBLIC USING (true)",
        "ALTER POLICY region_ministry_reads ON contingent_counter TO PUBLIC",
        "ALTER TABLE contingent_counter NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE contingent_counter DISABLE ROW LEVEL SECURITY",
    ],
)
def test_what_differs_is_put_right(owner: Any, rules: list[row_security.Rule], damage: str) -> None:
    before = standing(owner)
    with owner.cursor() as cursor:
        cursor.execute(damage)
    assert row_security.bring(owner, rules) == [TABLE]
    assert standing(owner) == before
    assert row_security.bring(owner, rules) == []
    with owner.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [TABLE])
        assert cursor.fetchall() == [(True, True)]


def test_a_counter_is_vacuumed_as_often_as_it_should_be(owner: Any) -> None:
    with owner.cursor() as cursor:
        cursor.execute("ALTER TABLE contingent_counter RESET (autovacuum_analyze_scale_factor)")
    assert policies.vacuum_often(owner) == [TABLE]
    assert policies.vacuum_often(owner) == []


@pytest.mark.usefixtures("hurried")
def test_a_table_in_use_is_let_alone_with_words(owner: Any, rules: list[row_security.Rule], prefix: str) -> None:
    with owner.cursor() as cursor:
        cursor.execute("DROP POLICY feed_does_anything ON contingent_counter")
    with held(prefix) as reader, pytest.raises(CommandError) as refusal:
        pid = reader.info.backend_pid
        call_command("prepare_database", for_tests=True)
    assert TABLE in str(refusal.value)
    assert f"pid {pid} " in str(refusal.value)
    assert row_security.bring(owner, rules) == [TABLE]


@pytest.mark.usefixtures("hurried")
def test_a_table_that_is_let_go_meanwhile_is_changed(owner: Any, rules: list[row_security.Rule], prefix: str) -> None:
    with owner.cursor() as cursor:
        cursor.execute("DROP POLICY feed_does_anything ON contingent_counter")
    with held(prefix) as reader:
        threading.Timer(0.3, reader.close).start()
        assert row_security.bring(owner, rules) == [TABLE]


def test_rights_may_be_given_again(owner: Any, prefix: str) -> None:
    for _ in range(2):
        with owner.cursor() as cursor:
            for statement in (*envelopes.statements(prefix), *policies.statements(prefix)):
                cursor.execute(statement)
