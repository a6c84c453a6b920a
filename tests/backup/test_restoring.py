"""The drill: one school back to the moment of a backup, beside its neighbour, with real commits."""

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from deploy.backup import restoring
from deploy.backup.errors import CannotRestore
from deploy.backup.targets import new_name
from region.feed import recount
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.history import reversal
from tenant_apps.history.models import ChangeLog, Seal
from tenant_apps.history.sealing import seal_one
from tenant_apps.history.verification import verify
from tenant_apps.people.models import Person, StoredFile
from tenant_apps.people.services.files import content_of, discard_file
from tests.feed.life import random_days
from tests.truth.compare import differences

from .conftest import BY, USER, add_file, back_up, content, live_on
from .restorations import plan, restored, schemas

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


@pytest.mark.more
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


@pytest.mark.more
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
