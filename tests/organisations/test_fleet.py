"""The fleet: what lags is brought up, a canary first; a locked organisation waits its turn; drift is seen."""

import threading
from collections.abc import Iterator
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from shared_apps.organisations import fleet, recording
from shared_apps.organisations.models import Organisation, SchemaRecording
from tests.factories import organisations

NEXT = "0123456789abcdef"
STEP = 'ALTER TABLE "people_person" ADD COLUMN "shoe_size" integer NULL'

pytestmark = pytest.mark.usefixtures("three_logins")


@pytest.fixture
def three(three_logins: None) -> Iterator[list[Organisation]]:
    """Three born schools, alone in the fleet."""
    Organisation.objects.using("owner").filter(state="ready").update(state="failed")
    found = [organisations.born() for _ in range(3)]
    yield found
    for one in found:
        organisations.drop(one)
    Organisation.objects.using("owner").filter(state="failed").exclude(schema_version="").update(state="ready")


@pytest.fixture
def step() -> Iterator[SchemaRecording]:
    """The code needs the next version, one column away."""
    row = SchemaRecording(kind="step", version=NEXT, previous=recording.code_version(), statements=[STEP])
    with (
        mock.patch.object(fleet, "code_version", lambda: NEXT),
        mock.patch.object(fleet, "step_recording", lambda previous: row),
    ):
        yield row


def has_column(organisation: Organisation) -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM information_schema.columns WHERE table_schema = %s AND column_name = 'shoe_size'",
            [organisation.schema_name],
        )
        return cursor.fetchone() is not None


def test_with_nothing_to_do_a_migration_is_one_query(three: list[Organisation]) -> None:
    with CaptureQueriesContext(connections["owner"]) as queries:
        report = fleet.migrate()
    assert (len(queries), report.migrated, report.failed) == (1, [], [])


def test_migrate_brings_all_up(three: list[Organisation], step: SchemaRecording) -> None:
    report = fleet.migrate(workers=2)
    assert sorted(report.migrated) == sorted(one.slug for one in three)
    assert [has_column(one) for one in three] == [True, True, True]
    assert {row[1] for row in fleet.status() if row[0] == "ready"} == {NEXT}


def test_progress_is_told_while_the_rest_is_still_being_done(
    three: list[Organisation], step: SchemaRecording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "PROGRESS_SECONDS", 0.0)
    told = threading.Event()
    lines: list[str] = []
    migrate_one = fleet._migrate_one

    def last_waits(organisation: fleet.Lagging, statements: SchemaRecording) -> str:
        if organisation.slug == three[2].slug:
            assert told.wait(20), "nothing was told before the last one was done"
        return migrate_one(organisation, statements)

    def report(line: str) -> None:
        lines.append(line)
        if line.startswith("2 of 3, 0 failed"):
            told.set()

    monkeypatch.setattr(fleet, "_migrate_one", last_waits)
    assert fleet.migrate(workers=2, report=report).failed == []
    assert [line.split(",")[0] for line in lines[1:]] == ["2 of 3", "3 of 3"]


def test_migrate_is_resumable(three: list[Organisation], step: SchemaRecording) -> None:
    Organisation.objects.using("owner").filter(pk=three[0].pk).update(schema_version=NEXT)
    report = fleet.migrate()
    assert sorted(report.migrated) == sorted(one.slug for one in three[1:])


def test_a_failing_canary_stops_everything(three: list[Organisation], step: SchemaRecording) -> None:
    step.statements = ['ALTER TABLE "no_such_table" ADD COLUMN x integer']
    report = fleet.migrate()
    assert report.stopped_at_canary
    assert (len(report.failed), report.migrated) == (1, [])
    three[0].refresh_from_db(using="owner")
    assert "no_such_table" in three[0].schema_problem


def test_one_that_fails_stays_where_it_was_and_the_rest_goes_on(
    three: list[Organisation], step: SchemaRecording
) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{three[1].schema_name}"."people_person" ADD COLUMN "shoe_size" integer')
    report = fleet.migrate()
    assert [slug for slug, _problem in report.failed] == [three[1].slug]
    assert len(report.migrated) == 2


def test_a_locked_organisation_is_waited_for(three: list[Organisation], step: SchemaRecording) -> None:
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f'BEGIN; LOCK TABLE "{three[2].schema_name}"."people_person" IN ACCESS EXCLUSIVE MODE')
            held.set()
            let_go.wait(10)
            cursor.execute("ROLLBACK")
        connections["owner"].close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    threading.Timer(0.5, let_go.set).start()
    report = fleet.migrate(workers=1)
    thread.join()
    assert (len(report.migrated), report.failed) == (3, [])


def test_check_finds_no_drift_in_sound_schemas(three: list[Organisation]) -> None:
    assert fleet.check() == {}


def test_check_names_what_drifted(three: list[Organisation]) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'DROP INDEX "{three[0].schema_name}"."person_name_search"')
    assert fleet.check() == {three[0].slug: ["lacks index person_name_search"]}


def test_the_command_says_which_failed(three: list[Organisation], step: SchemaRecording) -> None:
    step.statements = ["SELECT 1/0"]
    with pytest.raises(CommandError, match="canary failed"):
        call_command("fleet", "migrate")


def test_migrations_keep_the_rules_of_the_fleet() -> None:
    from shared_apps.organisations.migration_rules import problems

    assert problems() == []
