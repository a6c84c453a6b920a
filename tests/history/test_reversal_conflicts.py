"""Reversal: what is a conflict, why, and who stands in the way."""

import pytest

from shared_apps.organisations.models import Organisation
from tenant_apps.history.models import ChangeLog, ReversalLine
from tenant_apps.history.reversal import (
    Confirmation,
    by_source,
    confirm,
)
from tenant_apps.history.services import Subject, erase

from .conftest import ANNA, BORIS, act, insert, run
from .reversing import findings, obstacles, planned, state, undone

pytestmark = pytest.mark.django_db


# --- conflicts ------------------------------------------------------------------------------------------------------


def test_a_row_changed_later_by_another_is_a_conflict_that_says_who_and_what(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a", note="a")
    act(BORIS)
    run("UPDATE trial_parent SET name = 'b'")
    reversal = planned()
    (finding,) = ReversalLine.objects.filter(reversal=reversal)
    assert (finding.verdict, finding.obstacle, finding.detail) == ("conflict", "changed_later", {"columns": ["name"]})
    assert finding.later is not None
    later = ChangeLog.objects.get(pk=finding.later)
    assert (later.actor_name, later.before, later.after) == ("Борис Второй", {"name": "a"}, {"name": "b"})


def test_an_update_of_other_columns_is_no_conflict(inside_trial: Organisation) -> None:
    act(BORIS)
    insert("trial_parent", name="a", note="a")
    act(ANNA)
    run("UPDATE trial_parent SET name = 'b'")
    act(BORIS)
    run("UPDATE trial_parent SET note = 'b'")
    assert undone().is_done
    assert run("SELECT name, note FROM trial_parent") == [("a", "b")]


def test_newer_changes_are_taken_back_though_older_ones_are_in_conflict(inside_trial: Organisation) -> None:
    act(BORIS)
    insert("trial_parent", name="0")
    for actor, name in ((ANNA, "a1"), (BORIS, "b"), (ANNA, "a2")):
        act(actor)
        run("UPDATE trial_parent SET name = %s", name)
    reversal = planned()
    assert [verdict for verdict, _obstacle in findings(reversal).values()] == ["reverse", "conflict"]
    confirm(reversal.number, by=BORIS, partial=True)
    assert run("SELECT name FROM trial_parent") == [("b",)]


def test_a_row_deleted_later_is_a_conflict(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    act(BORIS)
    run("DELETE FROM trial_parent")
    reversal = planned()
    (finding,) = ReversalLine.objects.filter(reversal=reversal)
    assert finding.obstacle == "deleted_later"
    assert ChangeLog.objects.get(pk=finding.later).operation == "D"


def test_a_row_brought_back_and_deleted_by_another_stays_deleted(inside_trial: Organisation) -> None:
    act(BORIS)
    insert("trial_parent", name="a")
    act(ANNA)
    run("DELETE FROM trial_parent")
    act(BORIS)
    undone()
    run("DELETE FROM trial_parent")
    reversal = planned()
    (finding,) = ReversalLine.objects.filter(reversal=reversal)
    assert finding.obstacle == "deleted_later"
    assert ChangeLog.objects.get(pk=finding.later).actor_name == "Борис Второй"


def test_what_was_reversed_and_restored_can_be_reversed_again(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    reversal = planned()
    confirm(reversal.number, by=BORIS)
    undone(by_source(f"reversal:{reversal.number}"))
    assert undone().is_done
    assert state() == []


def test_a_row_created_again_is_a_conflict(inside_trial: Organisation) -> None:
    act(BORIS)
    row = insert("trial_parent", name="a")
    act(ANNA)
    run("DELETE FROM trial_parent")
    act(BORIS)
    insert("trial_parent", id=row, name="другой")
    assert obstacles(planned()) == ["created_again"]


def test_a_row_that_others_refer_to_stays(inside_trial: Organisation) -> None:
    parent = insert("trial_parent", name="a")
    act(BORIS)
    child = insert("trial_child", parent_id=parent)
    reversal = planned()
    (finding,) = ReversalLine.objects.filter(reversal=reversal)
    assert (finding.obstacle, finding.detail) == ("referred_to", {"rows": [["trial_child", child]]})


def test_what_a_staying_row_refers_to_stays_too(inside_trial: Organisation) -> None:
    """Anna made parent, child and grandchild; Boris changed the grandchild: all three stay."""
    parent = insert("trial_parent", name="a")
    child = insert("trial_child", parent_id=parent)
    grandchild = insert("trial_child", twin_id=child)
    act(BORIS)
    run("UPDATE trial_child SET name = 'b' WHERE id = %s", grandchild)
    assert obstacles(planned()) == ["referred_to", "referred_to", "changed_later"]


def test_a_row_referred_to_only_by_what_is_reversed_goes(inside_trial: Organisation) -> None:
    act(BORIS)
    first, child = insert("trial_parent", name="b"), insert("trial_child", name="b")
    act(ANNA)
    second = insert("trial_parent", name="a")
    run("UPDATE trial_child SET parent_id = %s", second)
    assert undone().is_done
    assert run("SELECT id FROM trial_parent") == [(first,)]
    assert run("SELECT id, parent_id FROM trial_child") == [(child, None)]


@pytest.mark.parametrize("statement", ["UPDATE trial_child SET parent_id = NULL", "DELETE FROM trial_child"])
def test_a_reference_to_what_is_no_more_is_a_conflict(inside_trial: Organisation, statement: str) -> None:
    act(BORIS)
    parent = insert("trial_parent", name="b")
    insert("trial_child", parent_id=parent)
    act(ANNA)
    run(statement)
    act(BORIS)
    run("DELETE FROM trial_parent")
    reversal = planned()
    (finding,) = ReversalLine.objects.filter(reversal=reversal)
    assert finding.obstacle == "refers_to_deleted"
    assert finding.detail == {"columns": ["parent_id"], "rows": [["trial_parent", parent]]}


def test_a_value_that_another_row_took_is_a_conflict_that_names_the_rule(inside_trial: Organisation) -> None:
    act(BORIS)
    row = insert("trial_parent", name="b", code=1)
    act(ANNA)
    run("UPDATE trial_parent SET name = 'a'")
    run("UPDATE trial_parent SET code = 2")
    act(BORIS)
    insert("trial_parent", name="другой", code=1)
    reversal = planned()
    conflict = ReversalLine.objects.get(reversal=reversal, verdict="conflict")
    assert (conflict.obstacle, conflict.detail["note"]) == ("forbidden", "trial_code_is_unique")
    assert conflict.detail["columns"] == ["code"]
    confirm(reversal.number, by=BORIS, partial=True)
    assert run("SELECT name, code FROM trial_parent WHERE id = %s", row) == [("b", 2)]


def test_a_period_that_would_overlap_is_a_conflict(inside_trial: Organisation) -> None:
    act(BORIS)
    parent = insert("trial_parent", name="b")
    insert("trial_child", parent_id=parent, name="dated")
    act(ANNA)
    run("UPDATE trial_child SET valid_to = '2027-01-01'")
    act(BORIS)
    insert("trial_child", parent_id=parent, name="dated", valid_from="2027-01-01")
    conflict = ReversalLine.objects.get(reversal=planned())
    assert (conflict.obstacle, conflict.detail["note"]) == ("forbidden", "trial_children_never_overlap")


def test_a_few_refused_rows_of_many_are_found(inside_trial: Organisation) -> None:
    act(BORIS)
    run("INSERT INTO trial_parent (id, code) SELECT i, i FROM generate_series(1, 1500) i")
    act(ANNA)
    run("DELETE FROM trial_parent")
    act(BORIS)
    run("INSERT INTO trial_parent (id, code) VALUES (9001, 7), (9002, 700), (9003, 1499)")
    outcome = undone(partial=True)
    assert outcome == Confirmation(True, reversed_lines=1497)
    assert run("SELECT count(*) FROM trial_parent") == [(1500,)]


def test_an_erased_line_is_a_conflict(inside_trial: Organisation) -> None:
    row = insert("trial_parent", name="a")
    erase(Subject(name="parent", rows={"trial_parent": [row]}), ground="152-ФЗ", by=BORIS)
    assert obstacles(planned()) == ["erased"]
