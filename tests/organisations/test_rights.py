"""Rights in organisations' schemas: recorded with the schema, compared by the drift check, given anew by the fleet."""

from collections.abc import Iterator
from unittest import mock

import pytest
from django.apps import apps
from django.db import connections, transaction

from shared_apps.organisations import birth, fleet, recording, versions
from shared_apps.organisations.catalogue import schema_rights
from shared_apps.organisations.crossing import role_name
from shared_apps.organisations.models import Organisation, SchemaRecording
from tests.factories import organisations

OWNER = "owner"
LOG = "history_changelog"

pytestmark = pytest.mark.usefixtures("three_logins")


@pytest.fixture
def school(three_logins: None) -> Iterator[Organisation]:
    """A school alone in the fleet."""
    Organisation.objects.using(OWNER).filter(state="ready").update(state="failed")
    found = organisations.born()
    yield found
    organisations.drop(found)
    Organisation.objects.using(OWNER).filter(state="failed").exclude(schema_version="").update(state="ready")


def grant(statement: str, school: Organisation, *roles: str) -> None:
    """`statement` with {s} for the schema, and {0}, {1} for the names of roles."""
    names = [f'"{role_name(connections[OWNER], role)}"' for role in roles]
    with connections[OWNER].cursor() as cursor:
        cursor.execute(statement.format(*names, s=school.schema_name))


def rights(school: Organisation) -> dict[str, str]:
    return schema_rights(connections[OWNER], [str(school.schema_name)])[str(school.schema_name)]


def test_a_born_schema_has_the_rights_that_are_recorded(school: Organisation) -> None:
    recorded = SchemaRecording.objects.using(OWNER).get(kind="birth", version=recording.code_version())
    assert rights(school) == recorded.catalogue["rights"]
    assert rights(school)[f"right of tenant on {LOG}"] == "INSERT, SELECT"
    assert rights(school)[f"right of eraser on {LOG}.before"] == "UPDATE"
    assert rights(school)["right of the organisation on the schema"] == "USAGE"
    assert not [name for name in rights(school) if str(school.schema_name) in name]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            f"GRANT DELETE ON {{s}}.{LOG} TO {{0}}",
            f"right of tenant on {LOG}: recorded 'INSERT, SELECT', found 'DELETE, INSERT, SELECT'",
        ),
        (
            f"GRANT UPDATE (before) ON {{s}}.{LOG} TO {{0}}",
            f"has right of tenant on {LOG}.before, which is not recorded",
        ),
        ("GRANT SELECT ON {s}.people_person TO PUBLIC", "has right of everybody on people_person, which is not recorded"),
        ("GRANT SELECT ON {s}.people_person TO {1}", "has right of app on people_person, which is not recorded"),
        ("GRANT USAGE ON SCHEMA {s} TO {1}", "has right of app on the schema, which is not recorded"),
        ("REVOKE USAGE ON SCHEMA {s} FROM {2}", "lacks right of feed on the schema"),
        (
            "ALTER DEFAULT PRIVILEGES IN SCHEMA {s} GRANT SELECT ON TABLES TO {1}",
            "has right of app on what will be made (r), which is not recorded",
        ),
    ],
)  # fmt: skip
def test_a_stray_right_is_drift(school: Organisation, statement: str, said: str) -> None:
    assert fleet.check() == {}
    grant(statement, school, "tenant", "app", "feed")
    assert fleet.check() == {school.slug: [said]}


def test_a_recording_of_before_says_nothing_of_rights(school: Organisation) -> None:
    grant(f"GRANT DELETE ON {{s}}.{LOG} TO {{0}}", school, "tenant")
    rows = SchemaRecording.objects.using(OWNER).filter(kind="birth", version=recording.code_version())
    whole = rows.get().catalogue
    rows.update(catalogue={name: whole[name] for name in ("applied", "objects")})
    try:
        assert fleet.check() == {}
    finally:
        rows.update(catalogue=whole)


def test_what_apps_declare_is_part_of_the_version() -> None:
    before = versions.code_version()
    declared = versions.declared_grants()
    versions.code_version.cache_clear()
    try:
        with mock.patch.object(
            versions, "declared_grants", lambda: {**declared, "people_person": {"tenant": "SELECT"}}
        ):
            assert versions.code_version() != before
        versions.code_version.cache_clear()
        assert versions.code_version() == before
    finally:
        versions.code_version.cache_clear()


def test_rights_are_declared_for_tables_that_there_are() -> None:
    labels = versions.tenant_labels()
    tables = {model._meta.db_table for label in labels for model in apps.get_app_config(label).get_models(True)}
    assert set(versions.declared_grants()) <= tables


def test_a_schema_of_an_older_recording_gets_the_rights_on_a_table_with_the_step_that_makes_it() -> None:
    """So an old backup is restored: `special_grants` once named a table that was not there yet, and all was refused."""
    connection = connections[OWNER]
    newer = "people_cardreading"
    with transaction.atomic(using=OWNER):
        birth.build(connection, "older", [*recording.birth_recording().statements, f'DROP TABLE "{newer}"'])
        birth.bring(connection, "older", [f'CREATE TABLE "{newer}" (id bigint PRIMARY KEY)'])
        found = schema_rights(connection, ["older"])["older"]
        transaction.set_rollback(True, using=OWNER)
    assert found[f"right of tenant on {newer}"] == "INSERT, SELECT"
    assert found[f"right of tenant on {LOG}"] == "INSERT, SELECT"


def test_a_step_gives_the_declared_rights_anew(school: Organisation) -> None:
    """Of a table that is declared no more, too: it has the usual ones again. Nothing else needs to have changed."""
    grant(f"GRANT DELETE ON {{s}}.{LOG} TO {{0}}; GRANT DELETE ON {{s}}.{LOG} TO {{1}}", school, "tenant", "eraser")
    grant("REVOKE ALL ON {s}.people_person FROM {0}", school, "tenant")
    now = recording.code_version()
    start = SchemaRecording.objects.using(OWNER).get(kind="birth", version=now)
    old = SchemaRecording.objects.using(OWNER).create(
        kind="birth", version="00000000000000aa", statements=start.statements,
        catalogue={**start.catalogue, "granted": ["people_person", "no_longer_there"]},
    )  # fmt: skip
    Organisation.objects.using(OWNER).filter(pk=school.pk).update(schema_version=old.version)
    try:
        report = fleet.migrate()
        assert (report.migrated, report.failed) == ([school.slug], [])
        assert fleet.check() == {}
        school.refresh_from_db(using=OWNER)
        assert school.schema_version == now
        assert SchemaRecording.objects.using(OWNER).get(kind="step", previous=old.version).statements == []
    finally:
        SchemaRecording.objects.using(OWNER).filter(previous=old.version).delete()
        old.delete(using=OWNER)
