"""The drill: one school back to the moment of a backup, beside its neighbour, with real commits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from deploy.backup import loading, planning, restoring
from deploy.backup.errors import CannotRestore, Damaged, NoSuchBackup, OrganisationBusy
from deploy.backup.targets import new_name, targets
from region.feed import recount
from shared_apps.envelopes.models import Envelope
from shared_apps.jobs import services as jobs
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation, SchemaRecording
from shared_apps.organisations.recording import birth_recording, code_version
from tenant_apps.history import reversal
from tenant_apps.history.models import ChangeLog, Seal
from tenant_apps.history.services import Subject, erase
from tenant_apps.history.tasks import seal_one
from tenant_apps.history.verification import verify
from tenant_apps.people.models import Person, StoredFile
from tenant_apps.people.services.files import content_of, discard_file
from tests.feed.life import random_days
from tests.truth.compare import differences

from .conftest import BY, USER, add_file, back_up, content, live_on, target

SEALS = {"history_seal", "history_sealline"}
"""Tables that a restoration writes to: the line that says so."""


def plan(school: Organisation, name: str = "last", *only: str) -> planning.Plan:
    return planning.plan(school.slug, backup=name, among=targets(only))


def restored(school: Organisation, name: str = "last") -> restoring.Restored:
    """Put back, and what follows done."""
    done = restoring.restore(plan(school, name), by=BY, wait=5)
    assert jobs.run(done.job_id) == "done"
    return done


def schemas(school: Organisation) -> set[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [school.schema_name])
        return {row[0] for row in cursor.fetchall()}


# --- the drill ------------------------------------------------------------------------------------------------------


def test_the_school_is_byte_for_byte_what_it_was(school: Organisation) -> None:
    then = content(school)
    back_up(school)
    live_on(school, 5)
    assert content(school) != then

    restoring.restore(plan(school), by=BY)

    now = content(school)
    assert {name for name in now if now[name] != then[name]} == {"history_seal"}
    assert now["history_seal"].startswith(then["history_seal"])
    assert now["history_seal"].count(b"\n") == then["history_seal"].count(b"\n") + 1


def test_the_neighbour_is_untouched(school: Organisation, neighbour: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    live_on(neighbour, 6)
    before = content(neighbour)

    restored(school)

    assert content(neighbour) == before


def test_the_region_is_right_after_it(school: Organisation, neighbour: Organisation) -> None:
    back_up(school)
    live_on(school, 5)

    restored(school)

    assert recount.recount(school.pk).differences == ()
    assert differences(connections["owner"], [school, neighbour], random_days(3, 12)) == []


def test_expected_differences_of_the_recount_are_no_faults(school: Organisation) -> None:
    """What the region knew of the lost changes is put right, and not reported as an error of the projector."""
    from region.feed.models import FeedState

    recount.recount(school.pk)
    back_up(school)
    live_on(school, 5, 20)

    restored(school)

    assert FeedState.objects.using("owner").get(pk=school.pk).differences == 0


def test_history_says_cut_by_restoration_and_not_tampered_with(school: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    seal_one(school, by=BY)

    restored(school)

    with inside(school, by=BY):
        report = verify(schema=str(school.schema_name))
        last = Seal.objects.get(kind=Seal.Kind.RESTORED)
    assert report.problems == []
    assert "were lost" in report.restored[0]
    assert report.unsealed_lines == 0
    assert last.sent_at is not None


@pytest.mark.nightly
def test_history_of_a_school_restored_twice_holds(school: Organisation) -> None:
    """Back, on, back further, and then forward to a copy made between."""
    first = back_up(school, name=new_name(timezone.now() - timedelta(days=2), "some")).name
    live_on(school, 5)
    seal_one(school, by=BY)
    second = back_up(school, name=new_name(timezone.now() - timedelta(days=1), "some")).name
    live_on(school, 6)
    seal_one(school, by=BY)
    for name in (second, first, second):
        restored(school, name)
        restoring.drop_old(school, by=BY)
        live_on(school, 7)
        seal_one(school, by=BY)

    with inside(school, by=BY):
        report = verify(schema=str(school.schema_name))
    assert report.problems == []
    assert len(report.restored) == 1


def test_seals_deleted_by_hand_are_tampering_after_a_restoration_too(school: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    seal_one(school, by=BY)
    restored(school)
    live_on(school, 6)
    seal_one(school, by=BY)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'SELECT max(number) FROM "{school.schema_name}".history_seal')
        number = cursor.fetchone()[0]
        cursor.execute(f'DELETE FROM "{school.schema_name}".history_sealline WHERE seal_id = {number}')
        cursor.execute(f'DELETE FROM "{school.schema_name}".history_seal WHERE number = {number}')

    with inside(school, by=BY):
        problems = verify(schema=str(school.schema_name)).problems

    assert [one.what.startswith("sent to") for one in problems] == [True]


def test_people_work_on_and_no_number_is_given_twice(school: Organisation) -> None:
    back_up(school)
    with inside(school, by=USER):
        lost = Person.objects.create(sex="male").pk
        line = ChangeLog.objects.latest("pk").pk

    restored(school)

    with inside(school, by=USER):
        person = Person.objects.create(sex="female")
        written = ChangeLog.objects.latest("pk")
    assert person.pk > lost
    assert written.pk > line
    assert (written.table_name, written.row_id) == ("people_person", person.pk)


def test_undo_works_afterwards(school: Organisation) -> None:
    """Of what was done before the backup, and of what was done after the restoration."""
    with inside(school, by=USER.as_source("import:71")):
        early = Person.objects.create(sex="male").pk
    back_up(school)
    live_on(school, 5)
    restored(school)
    with inside(school, by=USER.as_source("import:72")):
        late = Person.objects.create(sex="male").pk

    for source in ("import:71", "import:72"):
        with inside(school, by=USER):
            protocol = reversal.plan(reversal.by_source(source), title="x", reason="ошибка", by=USER)
            assert reversal.confirm(protocol.number, by=USER, partial=False).is_done

    with inside(school, by=USER):
        assert not Person.objects.filter(pk__in=[early, late]).exists()


def test_files_are_put_back(school: Organisation) -> None:
    back_up(school)
    with inside(school, by=USER):
        discard_file(file_id=StoredFile.objects.get().pk, by=USER)
    add_file(school, "Новое".encode())

    done = restored(school)

    with inside(school, by=USER):
        assert content_of(StoredFile.objects.get()) == "Содержание 1".encode()
    assert done.files == 1


@pytest.mark.nightly
def test_a_closed_school_is_put_back_too(school: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    Organisation.objects.using("owner").filter(pk=school.pk).update(state="closed")
    assert restored(school).rows > 0


# --- rights and what was there before -------------------------------------------------------------------------------


def test_what_was_before_is_kept_where_nobody_looks(school: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    before = content(school)

    restored(school)

    old = f"{school.schema_name}_old"
    assert content(school, old) == before
    with connections["owner"].cursor() as cursor:
        database = connections["owner"].settings_dict["NAME"]
        cursor.execute(
            "SELECT r FROM unnest(%s::text[]) r WHERE has_schema_privilege(r, %s, 'USAGE')",
            [[f"{database}_{role}" for role in (school.schema_name, "feed", "eraser", "tenant", "app")], old],
        )
        assert cursor.fetchall() == []


def test_a_second_restoration_waits_until_the_old_schema_is_dropped(school: Organisation) -> None:
    back_up(school)
    restored(school)
    with pytest.raises(CannotRestore, match="--drop-old"):
        restored(school)
    assert restoring.drop_old(school, by=BY) == f"{school.schema_name}_old"
    assert restoring.drop_old(school, by=BY) == ""
    restored(school)
    assert schemas(school) == {school.schema_name, f"{school.schema_name}_old"}


# --- what is looked at before ---------------------------------------------------------------------------------------


def test_the_plan_says_what_changes_and_changes_nothing(school: Organisation) -> None:
    back_up(school)
    with inside(school, by=USER):
        Person.objects.create(sex="male")
        Person.objects.create(sex="male")
    before = content(school)

    found = plan(school)

    assert [(one.who, one.lines) for one in found.changed] == [(USER.name, 2)]
    people = {name: (now, then) for name, now, then in found.tables}["people_person"]
    assert people[0] is not None
    assert people[1] is not None
    assert people[0] - people[1] == 2
    assert content(school) == before
    assert schemas(school) == {school.schema_name}


def test_the_plan_names_erasures_by_law_that_would_come_back(school: Organisation) -> None:
    with inside(school, by=USER):
        person = Person.objects.create(sex="male").pk
    back_up(school)
    with inside(school, by=USER):
        subject = Subject(name=f"person {person}", rows={"people_person": [person]})
        erase(subject, ground="152-ФЗ, статья 21", document="заявление № 5", by=USER)

    assert plan(school).erasures == [f"person {person}, 152-ФЗ, статья 21, заявление № 5"]


def test_the_plan_names_envelopes_that_moved_since(school: Organisation, neighbour: Organisation) -> None:
    back_up(school)
    envelope = Envelope.objects.using("owner").create(
        sender=school, receiver=neighbour, state="sent", who="Иванов Иван", on=timezone.localdate(),
        sent_at=timezone.now(), due_on=timezone.localdate(),
    )  # fmt: skip
    try:
        assert plan(school).envelopes == [f"No. {envelope.pk} from {school.slug} to {neighbour.slug}: sent"]
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM envelopes_envelope WHERE id = %s", [envelope.pk])


def test_a_damaged_archive_is_refused_and_the_other_target_taken(school: Organisation) -> None:
    name = back_up(school).name
    path = target().at(name) / f"organisations/{school.schema_name}.zip"
    spoilt = bytearray(path.read_bytes())
    spoilt[len(spoilt) // 2] ^= 255
    path.write_bytes(bytes(spoilt))

    with pytest.raises(Damaged, match="Take the other target"):
        plan(school, "last", "main")

    assert plan(school, "last", "second").target.name == "second"


def test_an_unknown_backup_is_named(school: Organisation) -> None:
    with pytest.raises(NoSuchBackup):
        plan(school, "2020-01-01T000000Z")


# --- somebody works -------------------------------------------------------------------------------------------------


def test_it_refuses_while_somebody_writes_and_changes_nothing(school: Organisation) -> None:
    back_up(school)
    live_on(school, 5)
    before = content(school)
    with inside(school, by=USER):
        Person.objects.create(sex="male")
        with pytest.raises(OrganisationBusy, match="1 transactions work in"):
            restoring.restore(plan(school), by=BY, wait=0.5)
    with inside(school, by=USER):
        Person.objects.latest("pk").delete()
    assert schemas(school) == {school.schema_name}
    now = content(school)
    assert {name for name in now if now[name] != before[name]} <= {"history_changelog", "history_outbox"}


def test_it_waits_for_a_writer_and_the_next_one_works_in_the_restored_school(school: Organisation) -> None:
    import threading
    import time

    back_up(school)
    begun, done = threading.Event(), []

    def write() -> None:
        try:
            with inside(school, by=USER):
                Person.objects.create(sex="male")
                begun.set()
                time.sleep(1.0)
            with inside(school, by=USER):
                done.append(Person.objects.create(sex="female").pk)
        finally:
            connections["default"].close()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(10)
    result = restoring.restore(plan(school), by=BY, wait=20)
    writer.join()

    assert result.restoration.lost_lines >= 1
    with inside(school, by=USER):
        assert Person.objects.filter(pk__in=done).count() <= 1


# --- it dies in the middle ------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process was killed here."""


def dying(original: Callable[..., Any]) -> Callable[..., Any]:
    """The step done, and the process dead after it."""

    def step(*args: Any, **kwargs: Any) -> Any:
        original(*args, **kwargs)
        raise Killed

    return step


STEPS: dict[str, tuple[Any, str]] = {
    "files": (restoring, "put_files_back"),
    "tables made": (loading.birth, "build"),
    "rows": (loading, "fill"),
    "loaded": (loading, "load"),
    "alone": (restoring, "_have_alone"),
    "seal": (restoring.history, "write_restored"),
    "exchanged": (restoring, "exchange"),
    "told": (restoring, "_say"),
    "job": (restoring, "ask_for_what_follows"),
}


ALWAYS = {"exchanged"}
"""Steps of every run; the others belong to `make test-more`."""


@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=[] if step in ALWAYS else pytest.mark.nightly) for step in STEPS]
)
def test_killed_at_a_step_it_leaves_everything_as_it_was(
    step: str, school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(school)
    live_on(school, 5)
    before = content(school)
    module, name = STEPS[step]
    with monkeypatch.context() as patch:
        patch.setattr(module, name, dying(getattr(module, name)))
        with pytest.raises(Killed):
            restoring.restore(plan(school), by=BY)

    assert content(school) == before
    assert schemas(school) == {school.schema_name}
    restored(school)


def test_a_lost_connection_before_the_commit_leaves_everything_as_it_was(
    school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    from tests import servers

    back_up(school)
    live_on(school, 5)
    before = content(school)

    def cut(original: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            found = original(*args, **kwargs)
            with connections["owner"].cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid = cursor.fetchone()[0]
            with psycopg.connect(servers.admin_url(), autocommit=True) as admin:
                admin.execute("SELECT pg_terminate_backend(%s)", [pid])
            return found

        return step

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_say", cut(restoring._say))
        with pytest.raises(Exception, match=r"terminat|closed|lost"):
            restoring.restore(plan(school), by=BY)
    connections["owner"].close()

    assert content(school) == before
    assert schemas(school) == {school.schema_name}


# --- older versions -------------------------------------------------------------------------------------------------

OLD = "0ldversion000000"


@pytest.fixture
def older(school: Organisation) -> Organisation:
    """A backup made when the table of persons still had a column that this code has not."""
    birth = birth_recording()
    rows = SchemaRecording.objects.using("owner")
    more = 'ALTER TABLE "people_person" ADD COLUMN "older" integer'
    less = 'ALTER TABLE "people_person" DROP COLUMN "older"'
    rows.create(kind="birth", version=OLD, statements=[*birth.statements, more], catalogue=birth.catalogue)
    schema = school.schema_name
    organisations = Organisation.objects.using("owner").filter(pk=school.pk)
    with connections["owner"].cursor() as cursor:
        cursor.execute(more.replace('"people_person"', f'"{schema}"."people_person"'))
    organisations.update(schema_version=OLD)
    school.schema_version = OLD
    back_up(school)
    with connections["owner"].cursor() as cursor:
        cursor.execute(less.replace('"people_person"', f'"{schema}"."people_person"'))
    organisations.update(schema_version=code_version())
    rows.create(kind="step", version=code_version(), previous=OLD, statements=[less], catalogue=birth.catalogue)
    return school


@pytest.fixture(autouse=True)
def forget_versions(places: Any) -> Any:
    yield
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM organisations_schemarecording WHERE %s IN (version, previous)", [OLD])


def test_an_older_backup_is_brought_to_the_code_s_version(older: Organisation) -> None:
    then = content(older)
    live_on(older, 5)
    assert plan(older).steps

    restored(older)

    assert content(older)["people_person"] == then["people_person"]
    from shared_apps.organisations import fleet

    assert fleet.check(organisations=[older.slug]) == {}


@pytest.mark.nightly
def test_the_recording_of_an_older_version_is_taken_from_the_backup(older: Organisation) -> None:
    SchemaRecording.objects.using("owner").filter(kind="birth", version=OLD).delete()
    assert restored(older).rows > 0


def test_a_version_that_nobody_recorded_is_refused_with_the_cure(older: Organisation) -> None:
    SchemaRecording.objects.using("owner").filter(kind="birth", version=OLD).delete()
    for one in targets():
        (one.at(one.names()[0]) / f"schemas/{OLD}.json").unlink()
    with pytest.raises(CannotRestore, match="whose recording neither this database nor the backup has"):
        plan(older)


def test_a_backup_of_later_code_is_refused(older: Organisation) -> None:
    recording = SchemaRecording.objects.using("owner").get(kind="birth", version=OLD)
    recording.catalogue["applied"].append(["people", "9999_from_the_future"])
    recording.save(using="owner")
    with pytest.raises(CannotRestore, match="later release"):
        plan(older)
