"""The shortest way to a schema makes the same schema; where it would not, the migrations are replayed as they are."""

from unittest import mock

import pytest

from shared_apps.organisations import recording
from shared_apps.organisations.compacting import compact
from shared_apps.organisations.models import SchemaRecording

TABLE = 'CREATE TABLE "a_pupil" ("id" bigint NOT NULL PRIMARY KEY, "name" text DEFAULT \'x, (y\' NOT NULL)'
CLASS = 'CREATE TABLE "a_class" ("id" bigint NOT NULL PRIMARY KEY, CONSTRAINT "id_is_small" CHECK ("id" < 9))'
TO_CLASS = 'REFERENCES "a_class"("id") DEFERRABLE INITIALLY DEFERRED'
TO_PUPIL = 'REFERENCES "a_pupil" ("id") DEFERRABLE INITIALLY DEFERRED'
TRIGGER = "CREATE TRIGGER t AFTER INSERT ON a_pupil FOR EACH STATEMENT EXECUTE FUNCTION public.f('id')"
INDEX = 'CREATE INDEX "i" ON "a_pupil" ("name")'


def test_columns_and_keys_come_with_their_table_and_what_is_pointed_to_comes_first() -> None:
    found = compact([
        TABLE, TRIGGER, INDEX, CLASS,
        f'ALTER TABLE "a_pupil" ADD COLUMN "class_id" bigint NULL CONSTRAINT "fk" {TO_CLASS}; '
        'SET CONSTRAINTS "fk" IMMEDIATE',
        'ALTER TABLE "a_pupil" ADD COLUMN "since" date NULL',
        'ALTER TABLE "a_pupil" ADD CONSTRAINT "once" UNIQUE ("class_id", "since")',
        'ALTER TABLE "a_class" DROP CONSTRAINT "id_is_small"',
    ])  # fmt: skip
    assert found == [
        'CREATE TABLE "a_class" ("id" bigint NOT NULL PRIMARY KEY)',
        f'{TABLE[:-1]}, "class_id" bigint NULL, "since" date NULL, '
        f'CONSTRAINT "fk" FOREIGN KEY ("class_id") {TO_CLASS}, CONSTRAINT "once" UNIQUE ("class_id", "since"))',
        TRIGGER,
        INDEX,
    ]


def test_of_two_tables_that_point_to_each_other_one_key_comes_later() -> None:
    pupil = f'ALTER TABLE "a_pupil" ADD CONSTRAINT "p" FOREIGN KEY ("id") {TO_CLASS}'
    group = f'ALTER TABLE "a_class" ADD CONSTRAINT "c" FOREIGN KEY ("id") {TO_PUPIL}'
    found = compact([TABLE, CLASS, pupil, group])
    assert found is not None
    assert (len(found), found[-1]) == (3, pupil)
    assert 'CONSTRAINT "c" FOREIGN KEY' in found[1]


def test_a_trigger_that_was_dropped_is_not_made() -> None:
    assert compact([TABLE, TRIGGER, "DROP TRIGGER t ON a_pupil"]) == [TABLE]
    assert compact([TABLE, TRIGGER, "DROP TRIGGER t ON a_pupil", TRIGGER]) == [TABLE, TRIGGER]


@pytest.mark.parametrize(
    "strange",
    [
        'ALTER TABLE "a_pupil" RENAME COLUMN "name" TO "title"',
        'ALTER TABLE "a_pupil" ALTER COLUMN "name" DROP NOT NULL',
        'ALTER TABLE "a_pupil" DROP CONSTRAINT "not_there"',
        'ALTER TABLE "unknown" ADD COLUMN "a" date NULL',
        'DROP TABLE "a_pupil"',
        'INSERT INTO "a_pupil" VALUES (1)',
        TABLE,
        INDEX.replace("a_pupil", "unknown"),
    ],
)
def test_what_is_not_understood_is_left_as_it_is(strange: str) -> None:
    assert compact([TABLE, strange]) is None


@pytest.mark.usefixtures("three_logins")
def test_the_recorded_birth_is_the_short_one() -> None:
    """That it makes what the migrations make is compared when it is recorded, and with a born schema in test_birth."""
    statements = recording.birth_recording().statements
    raw, _catalogue = recording._as_migrated()
    assert len(statements) < len(raw) * 0.75
    assert not [text for text in statements if text.startswith("ALTER TABLE") and "ADD COLUMN" in text]


@pytest.mark.usefixtures("three_logins")
@pytest.mark.parametrize("shorter", [None, ['CREATE TABLE "too_little" ("id" bigint)']])
def test_migrations_are_replayed_where_nothing_shorter_makes_the_same(
    shorter: list[str] | None, caplog: pytest.LogCaptureFixture
) -> None:
    kept = recording.birth_recording()
    raw, catalogue = recording._as_migrated()
    kept.delete(using="owner")
    try:
        with mock.patch.object(recording, "compact", lambda statements: shorter):
            found = recording.birth_recording()
        assert found.statements == raw
        assert found.catalogue["objects"] == catalogue["objects"] == kept.catalogue["objects"]
        assert "one by one" in caplog.text
    finally:
        SchemaRecording.objects.using("owner").filter(kind="birth", version=recording.code_version()).delete()
        recording.birth_recording()
