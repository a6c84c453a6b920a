"""Reversal after tables changed, and together with others who write: real commits, several connections."""

import threading

from django.db import IntegrityError, connection

from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.history.reversal import AlreadyFinished, Confirmation, by_lines, confirm
from tests.factories.threads import somebody_waits, until

from .conftest import ANNA, BORIS, as_owner, insert, lines, run
from .reversing import obstacles, planned, undone

# --- tables that changed since --------------------------------------------------------------------------------------


def test_a_column_added_since_gets_its_default(own_trial_school: Organisation) -> None:
    with inside(own_trial_school, by=ANNA):
        insert("trial_parent", name="a")
        run("DELETE FROM trial_parent")
    as_owner(own_trial_school, "ALTER TABLE trial_parent ADD COLUMN added text NOT NULL DEFAULT 'по умолчанию'")
    with inside(own_trial_school, by=BORIS):
        undone(by_lines([lines()[-1].pk]))
        assert run("SELECT name, added FROM trial_parent") == [("a", "по умолчанию")]


def test_a_column_dropped_since_is_left_aside(own_trial_school: Organisation) -> None:
    with inside(own_trial_school, by=BORIS):
        insert("trial_parent", name="a", note="n")
    with inside(own_trial_school, by=ANNA):
        run("UPDATE trial_parent SET name = 'b', note = 'm'")
    as_owner(own_trial_school, "ALTER TABLE trial_parent DROP COLUMN note")
    with inside(own_trial_school, by=BORIS):
        assert undone().is_done
        assert run("SELECT name FROM trial_parent") == [("a",)]


def test_a_deleted_row_of_more_columns_comes_back_with_those_there_are(own_trial_school: Organisation) -> None:
    with inside(own_trial_school, by=ANNA):
        insert("trial_parent", name="a", note="n")
        run("DELETE FROM trial_parent")
    as_owner(own_trial_school, "ALTER TABLE trial_parent DROP COLUMN note")
    with inside(own_trial_school, by=BORIS):
        assert undone(by_lines([lines()[-1].pk])).is_done
        assert run("SELECT name FROM trial_parent") == [("a",)]


def test_lines_of_a_table_that_is_no_more_are_conflicts(own_trial_school: Organisation) -> None:
    with inside(own_trial_school, by=ANNA):
        insert("trial_child", name="a")
    as_owner(own_trial_school, "DROP TABLE trial_child")
    with inside(own_trial_school, by=BORIS):
        assert obstacles(planned()) == ["forbidden"]


# --- together with others -------------------------------------------------------------------------------------------


def test_who_writes_a_row_that_is_being_reversed_waits_and_then_finds_it_reversed(
    own_trial_school: Organisation,
) -> None:
    with inside(own_trial_school, by=ANNA):
        row = insert("trial_parent", name="a")
    with inside(own_trial_school, by=BORIS):
        number = planned().number
    started, found = threading.Event(), []

    def write_later() -> None:
        try:
            started.wait()
            with inside(own_trial_school, by=BORIS):
                found.append(run("UPDATE trial_parent SET name = 'b' WHERE id = %s RETURNING id", row))
        finally:
            connection.close()

    writer = threading.Thread(target=write_later)
    writer.start()
    with inside(own_trial_school, by=BORIS):
        assert confirm(number, by=BORIS).is_done
        started.set()
        until(somebody_waits)
        assert found == []
    writer.join()
    assert found == [[]]


def test_a_reference_made_while_its_row_is_being_reversed_is_refused(own_trial_school: Organisation) -> None:
    with inside(own_trial_school, by=ANNA):
        row = insert("trial_parent", name="a")
    with inside(own_trial_school, by=BORIS):
        number = planned().number
    started, errors = threading.Event(), []

    def refer_later() -> None:
        try:
            started.wait()
            with inside(own_trial_school, by=BORIS):
                insert("trial_child", parent_id=row)
        except IntegrityError as error:
            errors.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=refer_later)
    writer.start()
    with inside(own_trial_school, by=BORIS):
        assert confirm(number, by=BORIS).is_done
        started.set()
        until(somebody_waits)
    writer.join()
    assert len(errors) == 1


def test_a_change_committed_before_the_lock_is_seen_by_the_confirmation(own_trial_school: Organisation) -> None:
    """Another transaction holds the row when the confirmation begins: it waits, then shows the conflict."""
    with inside(own_trial_school, by=ANNA):
        insert("trial_parent", name="a")
    with inside(own_trial_school, by=BORIS):
        number = planned().number
    holding, outcomes = threading.Event(), []

    def confirm_meanwhile() -> None:
        try:
            holding.wait()
            with inside(own_trial_school, by=BORIS):
                outcomes.append(confirm(number, by=BORIS, partial=True))
        finally:
            connection.close()

    other = threading.Thread(target=confirm_meanwhile)
    other.start()
    with inside(own_trial_school, by=BORIS):
        run("UPDATE trial_parent SET name = 'b'")
        holding.set()
        until(somebody_waits)
        assert outcomes == []
    other.join()
    assert outcomes == [Confirmation(False, new_conflicts=1)]


def test_a_protocol_confirmed_twice_at_once_is_carried_out_once(own_trial_school: Organisation) -> None:
    with inside(own_trial_school, by=ANNA):
        insert("trial_parent", name="a")
    with inside(own_trial_school, by=BORIS):
        number = planned().number
    outcomes: list[object] = []

    def confirm_it() -> None:
        try:
            with inside(own_trial_school, by=BORIS):
                outcomes.append(confirm(number, by=BORIS).is_done)
        except AlreadyFinished as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    both = [threading.Thread(target=confirm_it) for _number in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes, key=str) == [AlreadyFinished, True]
