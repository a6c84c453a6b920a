"""What triggers write: one line per changed row, changed columns only, keys for the region."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, transaction

from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.history.triggers import EXEMPT, watch
from tenant_apps.history.verification import DIGEST

from .conftest import ANNA, EVERY_TYPE, insert, lines, outbox, run

pytestmark = pytest.mark.django_db


def test_an_insertion_is_logged_whole(inside_trial: Organisation) -> None:
    row = insert("trial_parent", **EVERY_TYPE)
    (line,) = lines()
    whole = run(
        "SELECT to_jsonb(trial_parent) = (SELECT after FROM history_changelog WHERE id = %s) FROM trial_parent", line.pk
    )
    assert (line.operation, line.row_id, line.before) == ("I", row, None)
    assert whole == [(True,)]


def test_a_line_says_who_when_and_in_which_operation(inside_trial: Organisation) -> None:
    run("SET LOCAL svod.source = 'import:17'")
    insert("trial_child", name="x")
    (line,) = lines()
    assert (line.actor_id, line.actor_name, line.request_id, line.source) == (11, "Анна Первая", "r-anna", "import:17")
    assert run("SELECT at = statement_timestamp() OR at <= now() + interval '1 minute' FROM history_changelog") == [
        (True,)
    ]


def test_the_platform_itself_has_a_name_and_no_account(inside_trial: Organisation) -> None:
    run("SET LOCAL svod.actor = 'system'; SET LOCAL svod.actor_name = 'feed'")
    insert("trial_child", name="x")
    assert [(line.actor_id, line.actor_name) for line in lines()] == [(None, "feed")]


@pytest.mark.parametrize("rows", [1, 3])
def test_an_update_is_logged_by_its_changed_columns(inside_trial: Organisation, rows: int) -> None:
    for number in range(rows):
        insert("trial_parent", name="a", code=number)
    run("UPDATE trial_parent SET note = 'b', name = 'a', code = code + 10")
    changed = [(line.operation, line.before, line.after) for line in lines() if line.operation != "I"]
    assert sorted(changed, key=str) == [
        ("U", {"note": "", "code": number}, {"note": "b", "code": number + 10}) for number in range(rows)
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_an_update_that_changes_nothing_writes_nothing(inside_trial: Organisation, rows: int) -> None:
    for number in range(rows):
        insert("trial_parent", **EVERY_TYPE | {"code": number})
    before, keys = len(lines()), len(outbox())
    run("UPDATE trial_parent SET name = name, amount = amount + 0, plain = plain, tags = tags, words = words")
    assert (len(lines()), len(outbox())) == (before, keys)


@pytest.mark.parametrize("rows", [1, 3])
def test_of_several_rows_only_the_changed_ones_are_logged(inside_trial: Organisation, rows: int) -> None:
    for number in range(4):
        insert("trial_parent", name="a", code=number)
    run("UPDATE trial_parent SET name = CASE WHEN code < %s THEN 'b' ELSE name END", rows)
    assert len([line for line in lines() if line.operation == "U"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_deletion_is_logged_whole(inside_trial: Organisation, rows: int) -> None:
    for number in range(rows):
        insert("trial_parent", **EVERY_TYPE | {"code": number})
    run("DELETE FROM trial_parent")
    created = {line.row_id: line.after for line in lines() if line.operation == "I"}
    deleted = {line.row_id: line.before for line in lines() if line.operation == "D"}
    assert created == deleted
    assert len(deleted) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_changed_key_is_logged_as_deleted_and_inserted(inside_trial: Organisation, rows: int) -> None:
    for number in range(rows):
        insert("trial_child", id=number + 1, name="a")
    run("UPDATE trial_child SET id = id + 100")
    found = {(line.operation, line.row_id) for line in lines()}
    assert found == {(op, n + 1 + shift) for n in range(rows) for op, shift in (("I", 0), ("D", 0), ("I", 100))}


def test_one_row_and_several_rows_are_logged_alike(inside_trial: Organisation) -> None:
    """The short way of a single row and the way of many give the same lines for every type."""
    for number in range(3):
        insert("trial_parent", id=number + 1, **EVERY_TYPE | {"code": number})
    change = (
        "note = 'n', amount = 0.1, precise = 1.10, ratio = 1e-7, born = '1999-12-31', moment = '2026-01-01 00:00+03',"
        " clock = '01:02', span = '1 day', days = 'empty', uid = NULL, blob = '\\x00', tags = '[1.0, {\"a\": null}]',"
        " plain = '[]', words = '{}', ok = NULL"
    )
    run(f"UPDATE trial_parent SET {change} WHERE id = 1")
    run(f"UPDATE trial_parent SET {change} WHERE id > 1")
    one, *others = [(line.before, line.after) for line in lines() if line.operation == "U"]
    assert set(one[0]) == {*EVERY_TYPE, "doubled"} - {"name", "code"}
    assert others == [one, one]


def test_the_spelling_in_the_log_does_not_depend_on_who_writes(inside_trial: Organisation) -> None:
    insert("trial_parent", **EVERY_TYPE)
    run("SET LOCAL timezone = 'Asia/Bishkek'; SET LOCAL datestyle = 'German'; SET LOCAL intervalstyle = 'iso_8601'")
    run("SET LOCAL bytea_output = 'escape'; SET LOCAL extra_float_digits = 0")
    insert("trial_parent", **EVERY_TYPE | {"code": 6})
    run("RESET timezone; RESET datestyle")
    first, second = (line.after for line in lines())
    assert first is not None
    assert second is not None
    assert first | {"id": 0, "code": 0} == second | {"id": 0, "code": 0}


def test_every_line_has_the_digest_of_its_columns_and_a_salt_of_its_own(inside_trial: Organisation) -> None:
    insert("trial_parent", **EVERY_TYPE)
    insert("trial_parent", name="второй")
    run("UPDATE trial_parent SET note = 'x'")
    run("DELETE FROM trial_parent")
    assert run(f"SELECT count(*), count(DISTINCT salt), bool_and(digest = {DIGEST}) FROM history_changelog") == [
        (6, 6, True)
    ]


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize(
    "name", ['О\'Коннор \\\\ "%s" %I $1 $fn$', "строка\nдругая", "%", "\\'; DROP TABLE trial_child; --"]
)
def test_whatever_an_actor_is_called_is_only_text(inside_trial: Organisation, name: str, rows: int) -> None:
    run("SELECT set_config('svod.actor_name', %s, true), set_config('svod.source', %s, true)", name, name)
    run("INSERT INTO trial_child (name) SELECT 'x' FROM generate_series(1, %s)", rows)
    assert {(line.actor_name, line.source) for line in lines()} == {(name, name)}
    assert run(f"SELECT bool_and(digest = {DIGEST}) FROM history_changelog") == [(True,)]


# --- the outbox -----------------------------------------------------------------------------------------------------


def test_keys_come_from_old_and_new_rows_once_each(inside_trial: Organisation) -> None:
    parents = [insert("trial_parent", name=str(n)) for n in range(3)]
    children = [insert("trial_child", parent_id=parents[0], name=str(n)) for n in range(2)]
    run("DELETE FROM trial_child WHERE false")
    already = outbox()
    run("UPDATE trial_child SET parent_id = %s", parents[1])
    expected = [("parent", parents[0]), ("parent", parents[1]), *(("child", child) for child in children)]
    assert sorted(outbox()) == sorted([*already, *expected])


def test_an_empty_reference_publishes_no_key(inside_trial: Organisation) -> None:
    child = insert("trial_child", name="x")
    run("UPDATE trial_child SET name = 'y'")
    run("INSERT INTO trial_child (id, name) VALUES (901, 'a'), (902, 'b')")
    assert outbox() == [("child", child), ("child", child), ("child", 901), ("child", 902)]


def test_only_changed_rows_of_an_update_publish(inside_trial: Organisation) -> None:
    first, second = insert("trial_child", name="x"), insert("trial_child", name="y")
    run("UPDATE trial_child SET name = 'y'")
    assert outbox() == sorted([("child", first), ("child", first), ("child", second)])


# --- refusals -------------------------------------------------------------------------------------------------------


def test_nobody_writes_without_saying_who(inside_trial: Organisation) -> None:
    run("SET LOCAL svod.actor = ''")
    with pytest.raises(ProgrammingError, match="written by nobody"), transaction.atomic():
        insert("trial_child", name="x")
    with pytest.raises(ProgrammingError, match="written by nobody"), transaction.atomic():
        run("INSERT INTO trial_child (name) VALUES ('a'), ('b')")


def test_statements_that_touch_no_row_need_nobody(inside_trial: Organisation) -> None:
    run("SET LOCAL svod.actor = ''")
    run("UPDATE trial_child SET name = 'x'")
    run("DELETE FROM trial_child")
    run("INSERT INTO trial_child (name) SELECT 'x' WHERE false")
    assert lines() == []


def test_truncate_is_refused(inside_trial: Organisation) -> None:
    with pytest.raises(ProgrammingError, match="TRUNCATE"), transaction.atomic():
        run("TRUNCATE trial_child")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history_changelog SET actor_name = 'другой'",
        "UPDATE history_changelog SET erased_by = 1",
        "DELETE FROM history_changelog",
        "TRUNCATE history_changelog",
        "DELETE FROM history_sealline",
        "UPDATE history_seal SET root = ''",
        "INSERT INTO history_erasure (subject, ground, document, lines, erased_at, actor_name)"
        " VALUES ('', '', '', 1, now(), '')",
        "UPDATE history_erasure SET ground = ''",
        "DELETE FROM history_outbox",
        "DELETE FROM history_reversal",
    ],
)
def test_an_organisation_may_not_touch_its_own_history(inside_trial: Organisation, statement: str) -> None:
    insert("trial_child", name="x")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run(statement)


# --- which tables are watched ---------------------------------------------------------------------------------------


def test_every_table_of_an_organisation_is_watched_or_exempt(school: Organisation) -> None:
    with inside(school, by=ANNA):
        found = run(
            "SELECT c.relname, array_agg(t.tgname::text ORDER BY t.tgname) FILTER (WHERE t.tgname LIKE 'history\\_%')"
            " FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgenabled = 'O'"
            " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') GROUP BY c.relname"
        )
    every = ["history_delete", "history_insert", "history_truncate", "history_update"]
    unwatched = {name for name, triggers in found if triggers != every}
    assert unwatched == set(EXEMPT), (
        "Add watch(table, …) to the table's migration, or name it in EXEMPT (history/triggers.py) with a reason."
    )
    assert all(reason.strip() for reason in EXEMPT.values())


def test_triggers_name_columns_that_are_there(school: Organisation) -> None:
    """The key is the table's primary key, published columns exist and are numbers."""
    with inside(school, by=ANNA):
        found = run(
            "SELECT c.relname, string_to_array(encode(t.tgargs, 'escape'), '\\000'),"
            " (SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
            "   WHERE i.indrelid = c.oid AND i.indisprimary),"
            " (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0"
            "   AND a.atttypid IN ('bigint'::regtype, 'integer'::regtype, 'smallint'::regtype))"
            " FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'history_insert'"
            " WHERE c.relnamespace = current_schema()::regnamespace"
        )
    wrong = [
        (table, arguments)
        for table, arguments, key, numbers in found
        if arguments[0] != key or any(one.split(":")[1] not in numbers for one in arguments[1:] if one)
    ]
    assert found
    assert wrong == []


def test_every_model_of_an_organisation_has_a_table_that_was_looked_at(school: Organisation) -> None:
    with inside(school, by=ANNA):
        tables = {
            name for (name,) in run("SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace")
        }
    models = [
        m
        for c in apps.get_app_configs()
        if c.name in settings.TENANT_APPS
        for m in c.get_models(include_auto_created=True)
    ]
    assert {model._meta.db_table for model in models} <= tables


@pytest.mark.parametrize("wrong", ["student", "student:", "Student:id", "student:id; DROP", "student:id'"])
def test_watch_refuses_what_is_no_key(wrong: str) -> None:
    with pytest.raises(ValueError, match="should look like"):
        watch("people_student", wrong)


@pytest.mark.parametrize("table", ["people student", "People", "x;y", 'a"b'])
def test_watch_refuses_what_is_no_name(table: str) -> None:
    with pytest.raises(ValueError, match="plain names"):
        watch(table)
