"""Backups of other schema versions."""

from typing import Any

import pytest
from django.db import connections, transaction

from deploy.backup.errors import CannotRestore
from deploy.backup.targets import targets
from shared_apps.organisations.models import Organisation, SchemaRecording
from shared_apps.organisations.recording import birth_recording, code_version

from .conftest import back_up, content, live_on
from .restorations import plan, restored

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
    school.schema_version = code_version()
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


@pytest.mark.more
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
