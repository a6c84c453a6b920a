"""Birth: requested → preparing → ready | failed, resumable; and what a born schema is like."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.db import ProgrammingError, connections, transaction

from shared_apps.organisations import birth, recording, refusals
from shared_apps.organisations.catalogue import relations, schema_catalogue
from shared_apps.organisations.crossing import By, inside, role_name, shared
from shared_apps.organisations.models import Municipality, Organisation, SchemaRecording
from tests.factories import organisations
from tests.factories.threads import somebody_waits, until

BY = By(account_id=1, name="Администратор")

pytestmark = pytest.mark.usefixtures("three_logins")


@pytest.fixture
def coming(three_logins: None) -> Iterator[Organisation]:
    """An organisation that is registered, not born."""
    organisation = organisations.requested()
    yield organisation
    organisations.drop(organisation)


def schema_exists(organisation: Organisation) -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [organisation.schema_name])
        return cursor.fetchone() is not None


def test_request_makes_a_row_and_no_schema() -> None:
    place = organisations.municipality()
    with shared(by=BY) as door:
        found = birth.request_organisation(
            slug="asked", code="asked", full_name="Школа", short_name="Школа", kind="school", locality="urban",
            municipality=Municipality.objects.get(pk=place.pk), authority=None, opened_on=date(2020, 9, 1), by=BY,
        )  # fmt: skip
        assert (found.state, found.schema_name) == ("requested", f"o{found.pk:04d}")
        door.roll_back()
    assert not schema_exists(found)


@pytest.mark.parametrize("taken", ["slug", "code"])
def test_request_refuses_a_taken_address_or_code(new_school: Organisation, taken: str) -> None:
    names = {"slug": "free-one", "code": "free-one"} | {taken: new_school.slug}
    place = organisations.municipality()
    with shared(by=BY), pytest.raises(refusals.AddressTaken if taken == "slug" else refusals.CodeTaken) as refusal:
        birth.request_organisation(
            **names, full_name="Школа", short_name="Школа", kind="school", locality="urban",
            municipality=Municipality.objects.get(pk=place.pk), authority=None, opened_on=date(2020, 9, 1), by=BY,
        )  # fmt: skip
    assert refusal.value.field == taken


def test_prepare_makes_the_organisation_ready_and_logs_it(coming: Organisation) -> None:
    birth.prepare(coming.pk, by=BY)
    with shared(by=BY):
        found = Organisation.objects.get(pk=coming.pk)
        changes = list(
            found._meta.apps.get_model("organisations.SharedChange").objects.filter(object_id=found.pk, action="born")
        )
    assert (found.state, found.schema_version) == ("ready", birth.code_version())
    assert [(line.actor_name, line.after["state"]) for line in changes] == [("Администратор", "ready")]


def test_prepare_again_changes_nothing(new_school: Organisation) -> None:
    again = birth.prepare(new_school.pk, by=BY)
    assert again.state == "ready"


def test_a_birth_that_fails_leaves_nothing_and_says_why(coming: Organisation) -> None:
    with (
        mock.patch.object(birth, "special_grants", side_effect=ProgrammingError("no space")),
        pytest.raises(ProgrammingError),
    ):
        birth.prepare(coming.pk, by=BY)
    coming.refresh_from_db(using="owner")
    assert (coming.state, coming.state_detail) == ("failed", "ProgrammingError: no space")
    assert not schema_exists(coming)


def test_a_birth_that_failed_is_taken_up_again(coming: Organisation) -> None:
    with mock.patch.object(birth, "new_role", side_effect=ProgrammingError("lost")), pytest.raises(ProgrammingError):
        birth.prepare(coming.pk, by=BY)
    assert birth.prepare(coming.pk, by=BY).state == "ready"


def test_a_birth_whose_worker_died_is_taken_up_again(coming: Organisation) -> None:
    Organisation.objects.using("owner").filter(pk=coming.pk).update(state="preparing")
    assert birth.prepare(coming.pk, by=BY).state == "ready"


def test_two_workers_on_one_birth_leave_it_ready(coming: Organisation) -> None:
    """The first worker lives, though its heartbeat is stale: the job was given to another one."""
    real, begun, go_on = birth.admit, Event(), Event()

    def slow(*arguments: Any) -> None:
        begun.set()
        assert go_on.wait(30)
        real(*arguments)

    def prepared() -> str:
        try:
            return str(birth.prepare(coming.pk, by=BY).state)
        finally:
            connections.close_all()

    with mock.patch.object(birth, "admit", side_effect=slow) as admitted, ThreadPoolExecutor(2) as workers:
        first = workers.submit(prepared)
        assert begun.wait(30)
        second = workers.submit(prepared)
        until(somebody_waits)
        go_on.set()
        outcomes = (first.result(30), second.result(30))

    coming.refresh_from_db(using="owner")
    assert outcomes == ("ready", "ready")
    assert (coming.state, coming.schema_version, admitted.call_count) == ("ready", birth.code_version(), 1)


def test_a_birth_that_fails_late_leaves_what_stands_by_then(coming: Organisation) -> None:
    """It fails before it holds the row, and meanwhile another worker has made the organisation ready."""
    real = recording.birth_recording

    def born_meanwhile() -> SchemaRecording:
        with mock.patch.object(recording, "birth_recording", real):
            birth.prepare(coming.pk, by=BY)
        raise ProgrammingError("no connection")

    with mock.patch.object(recording, "birth_recording", born_meanwhile), pytest.raises(ProgrammingError):
        birth.prepare(coming.pk, by=BY)
    coming.refresh_from_db(using="owner")
    assert (coming.state, coming.schema_version) == ("ready", birth.code_version())


def test_a_born_schema_is_what_was_recorded(new_school: Organisation) -> None:
    schema = str(new_school.schema_name)
    recorded = SchemaRecording.objects.using("owner").get(kind="birth", version=recording.code_version())
    assert schema_catalogue(connections["owner"], [schema])[schema] == recorded.catalogue["objects"]


def test_a_birth_changes_no_row_that_is_not_there() -> None:
    """It would fire a trigger, whose plans the session of births keeps for each schema: births would grow slower."""
    statements = recording.birth_recording().statements
    assert [text for text in statements if text.startswith(("INSERT", "UPDATE", "DELETE"))] == []


@pytest.mark.parametrize("keeps_idle", [True, False])
def test_a_step_keeps_a_statement_that_found_no_row_where_it_was_recorded(keeps_idle: bool) -> None:
    recorder = recording._Recorder(keeps_idle=keeps_idle)
    owner = connections["owner"]
    with transaction.atomic(using="owner"), owner.execute_wrapper(recorder), owner.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE measured (a int) ON COMMIT DROP")
        cursor.execute("UPDATE measured SET a = %s", [1])
        cursor.execute("INSERT INTO measured VALUES (%s)", [2])
    idle = ["UPDATE measured SET a = 1"] if keeps_idle else []
    assert recorder.statements[1:] == [*idle, "INSERT INTO measured VALUES (2)"]


def test_recording_leaves_no_scratch_schema() -> None:
    SchemaRecording.objects.using("owner").filter(version=recording.code_version()).delete()
    recording.birth_recording()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'scratch'")
        assert cursor.fetchone() == (0,)


def test_an_empty_organisation_keeps_its_budget(new_school: Organisation) -> None:
    found = relations(connections["owner"], str(new_school.schema_name))
    assert found["tables"] <= 100
    assert found["indexes"] <= 400
    assert found["bytes"] <= 7_000_000


def test_no_constraint_crosses_schemas(new_school: Organisation) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """
            SELECT c.conname FROM pg_constraint c
              JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
             WHERE c.contype = 'f' AND a.relnamespace <> b.relnamespace
            """
        )
        assert cursor.fetchall() == []


def test_tables_of_organisations_and_shared_tables_have_different_names(new_school: Organisation) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace
            INTERSECT SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = %s::regnamespace
            """,
            [new_school.schema_name],
        )
        assert cursor.fetchall() == []


def test_every_table_has_a_primary_key_of_bigint_or_uuid() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
               AND c.relname NOT LIKE 'django\\_%'
               AND NOT EXISTS (
                   SELECT FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
                    WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.atttypid IN ('bigint'::regtype, 'uuid'::regtype,
                                           'integer'::regtype))
            """
        )
        assert cursor.fetchall() == []


def test_a_new_organisations_role_owns_nothing(new_school: Organisation) -> None:
    role = role_name(connections["owner"], str(new_school.schema_name))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [role])
        assert cursor.fetchone() == (0,)


MEMBERSHIPS = """
    SELECT member.rolname, role.rolname, found.admin_option, found.inherit_option, found.set_option
      FROM pg_auth_members found JOIN pg_roles role ON role.oid = found.roleid
      JOIN pg_roles member ON member.oid = found.member
     WHERE %(role)s IN (role.rolname, member.rolname) ORDER BY 1, 2
"""


def test_a_new_role_has_the_memberships_that_an_old_one_is_given(new_school: Organisation) -> None:
    owner = connections["owner"]
    app, login, role, tenant = (role_name(owner, name) for name in ("app", "owner", new_school.schema_name, "tenant"))
    with owner.cursor() as cursor:
        cursor.execute(MEMBERSHIPS, {"role": role})
        found = cursor.fetchall()
        cursor.execute(birth.memberships(owner, str(new_school.schema_name)))
        cursor.execute(MEMBERSHIPS, {"role": role})
        assert found == cursor.fetchall()
    assert found == sorted(
        [(app, role, False, False, True), (login, role, True, False, False), (role, tenant, False, True, True)]
    )


def test_the_change_log_takes_no_update_and_no_delete(new_school: Organisation) -> None:
    for statement in ("UPDATE history_changelog SET actor_name = 'x'", "DELETE FROM history_changelog"):
        denied = pytest.raises(ProgrammingError, match="permission denied")
        with denied, inside(new_school, by=BY), connections["default"].cursor() as cursor:
            cursor.execute(statement)


def test_tenant_apps_come_after_what_they_stand_on() -> None:
    assert settings.TENANT_APPS[0] == "tenant_apps.history"
