"""Reversal: what is taken back, and what a reversal leaves."""

import pytest

from shared_apps.organisations.models import Organisation
from tenant_apps.history.models import Reversal
from tenant_apps.history.reversal import (
    Confirmation,
    abandon,
    by_source,
    confirm,
)
from tenant_apps.history.services import written_as

from .conftest import ANNA, BORIS, EVERY_TYPE, act, insert, lines, outbox, run
from .reversing import planned, state, undone

pytestmark = pytest.mark.django_db


# --- taking back ----------------------------------------------------------------------------------------------------


def test_an_insertion_is_taken_back(inside_trial: Organisation) -> None:
    insert("trial_parent", **EVERY_TYPE)
    assert undone() == Confirmation(True, reversed_lines=1)
    assert state() == []


def test_an_update_is_taken_back_in_every_type_to_the_last_digit(inside_trial: Organisation) -> None:
    act(BORIS)
    insert("trial_parent", **EVERY_TYPE)
    before = state()
    act(ANNA)
    run(
        "UPDATE trial_parent SET name = '', note = '', code = NULL, amount = 0.5, precise = 0.1, ratio = 0.1,"
        " born = NULL, moment = now(), clock = '00:00', span = '1 day', days = 'empty', uid = NULL, blob = '', tags = '{}',"
        " plain = '[]', words = '{}', ok = false"
    )
    undone()
    assert state() == before
    assert run("SELECT scale(precise), precise::text FROM trial_parent") == [(40, str(EVERY_TYPE["precise"]))]


def test_a_deletion_is_taken_back_with_its_number(inside_trial: Organisation) -> None:
    act(BORIS)
    insert("trial_parent", **EVERY_TYPE)
    before = state()
    act(ANNA)
    run("DELETE FROM trial_parent")
    undone()
    assert state() == before


def test_a_session_of_other_habits_reverses_alike(inside_trial: Organisation) -> None:
    act(BORIS)
    insert("trial_parent", **EVERY_TYPE)
    before = state()
    act(ANNA)
    run("UPDATE trial_parent SET moment = now(), days = 'empty', span = '1 day', blob = '', ratio = 3")
    run("SET LOCAL timezone = 'Asia/Bishkek'; SET LOCAL intervalstyle = 'iso_8601'; SET LOCAL bytea_output = 'escape'")
    undone()
    run("RESET timezone; RESET intervalstyle; RESET bytea_output")
    assert state() == before


def test_several_changes_of_a_row_are_taken_back_to_the_first(inside_trial: Organisation) -> None:
    act(BORIS)
    insert("trial_parent", name="до", code=1)
    act(ANNA)
    for number in range(5):
        run("UPDATE trial_parent SET name = %s, code = %s", f"имя {number}", number + 10)
    assert undone().reversed_lines == 5
    assert run("SELECT name, code FROM trial_parent") == [("до", 1)]


def test_a_row_made_changed_and_deleted_by_the_same_leaves_nothing(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    run("UPDATE trial_parent SET name = 'b'")
    run("DELETE FROM trial_parent")
    assert undone() == Confirmation(True, reversed_lines=3)
    assert state() == []


def test_rows_of_several_tables_go_in_the_order_of_their_references(inside_trial: Organisation) -> None:
    parent = insert("trial_parent", name="a")
    child = insert("trial_child", parent_id=parent)
    insert("trial_child", parent_id=parent, twin_id=child)
    undone()
    assert state() == state("trial_child") == []


def test_a_circle_of_references_comes_back(inside_trial: Organisation) -> None:
    act(BORIS)
    run("INSERT INTO trial_child (id, twin_id) VALUES (1, 2), (2, 1)")
    before = state("trial_child")
    act(ANNA)
    run("DELETE FROM trial_child")
    undone()
    assert state("trial_child") == before


def test_generated_columns_are_left_to_the_database(inside_trial: Organisation) -> None:
    act(BORIS)
    insert("trial_parent", amount=2)
    act(ANNA)
    run("UPDATE trial_parent SET amount = 5")
    run("DELETE FROM trial_parent")
    undone()
    assert run("SELECT amount, doubled FROM trial_parent") == [(2, 4)]


def test_a_bulk_update_is_taken_back(inside_trial: Organisation) -> None:
    act(BORIS)
    run("INSERT INTO trial_parent (name, code) SELECT 'n' || i, i FROM generate_series(1, 3500) i")
    before = state()
    act(ANNA)
    run("UPDATE trial_parent SET code = code + 10000, note = 'x'")
    assert undone().reversed_lines == 3500
    assert state() == before


def test_unique_values_that_moved_along_come_back(inside_trial: Organisation) -> None:
    """Each row took the value the next one had: rows are written back in the reverse order of their lines."""
    act(BORIS)
    run("INSERT INTO trial_parent (id, code) VALUES (1, 1), (2, 2), (3, 3)")
    act(ANNA)
    for row, code in ((3, 4), (2, 3), (1, 2)):
        run("UPDATE trial_parent SET code = %s WHERE id = %s", code, row)
    undone()
    assert run("SELECT id, code FROM trial_parent ORDER BY id") == [(1, 1), (2, 2), (3, 3)]


# --- what a reversal leaves -----------------------------------------------------------------------------------------


def test_nothing_is_written_before_it_is_confirmed(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    before, logged, keys = state(), len(lines()), outbox()
    reversal = planned()
    assert (state(), len(lines()), outbox()) == (before, logged, keys)
    assert (reversal.state, reversal.lines_count, reversal.conflicts_count) == ("planned", 1, 0)


def test_what_a_reversal_writes_is_logged_as_its_own(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    reversal = planned()
    act(BORIS)
    confirm(reversal.number, by=BORIS)
    line = lines()[-1]
    assert (line.operation, line.source, line.actor_name) == ("D", f"reversal:{reversal.number}", "Борис Второй")


def test_later_lines_are_not_logged_as_the_reversals(inside_trial: Organisation) -> None:
    run("SET LOCAL svod.source = 'job:5'")
    insert("trial_parent", name="a")
    with written_as("job:5"):
        undone()
        insert("trial_parent", name="b")
    assert lines()[-1].source == "job:5"


def test_the_region_hears_of_a_reversal(inside_trial: Organisation) -> None:
    row = insert("trial_parent", name="a")
    already = outbox()
    undone()
    assert outbox() == [*already, ("parent", row)]


def test_reversing_the_reversal_restores(inside_trial: Organisation) -> None:
    parent = insert("trial_parent", **EVERY_TYPE)
    insert("trial_child", parent_id=parent, name="x")
    before = state(), state("trial_child")
    reversal = planned()
    confirm(reversal.number, by=BORIS)
    assert undone(by_source(f"reversal:{reversal.number}")).is_done
    assert (state(), state("trial_child")) == before


def test_protocols_are_numbered_without_gaps(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    first = planned()
    abandon(first.number, by=ANNA)
    second = planned()
    assert (second.number - first.number, Reversal.objects.get(pk=first.number).state) == (1, "abandoned")
