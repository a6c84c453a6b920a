"""Reversal: what is taken back, what is a conflict and why, documents cancelled by policy, reversal of a reversal."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.history.models import ChangeLog, Reversal, ReversalLine
from tenant_apps.history.reversal import (
    AlreadyFinished,
    Claim,
    Confirmation,
    ConflictsStand,
    NothingToReverse,
    ReasonMissing,
    abandon,
    by_actor,
    by_lines,
    by_request,
    by_source,
    confirm,
    plan,
    policies,
    register_policy,
)
from tenant_apps.history.services import Subject, erase, written_as
from tenant_apps.people.models import Person

from .conftest import ANNA, BORIS, EVERY_TYPE, act, insert, lines, outbox, run
from .reversing import BEGINNING, OF_ANNA, findings, obstacles, planned, state, undone

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


# --- confirming -----------------------------------------------------------------------------------------------------


def test_all_or_nothing_unless_said_otherwise(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    insert("trial_parent", name="a")
    act(BORIS)
    run("UPDATE trial_parent SET name = 'b' WHERE id = (SELECT min(id) FROM trial_parent)")
    reversal, before = planned(), state()
    with pytest.raises(ConflictsStand, match="1"):
        confirm(reversal.number, by=BORIS)
    assert state() == before
    assert confirm(reversal.number, by=BORIS, partial=True) == Confirmation(True, reversed_lines=1)
    assert Reversal.objects.get(pk=reversal.number).is_partial


def test_what_changed_since_the_plan_is_shown_instead_of_done(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    reversal = planned()
    act(BORIS)
    run("UPDATE trial_parent SET name = 'b'")
    before = state()
    assert confirm(reversal.number, by=BORIS, partial=True) == Confirmation(False, new_conflicts=1)
    shown = Reversal.objects.get(pk=reversal.number)
    assert (shown.state, shown.conflicts_count, obstacles(shown)) == ("planned", 1, ["changed_later"])
    assert state() == before


def test_a_confirmation_after_the_conflict_was_seen_goes_through(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    kept = insert("trial_parent", name="a")
    reversal = planned()
    act(BORIS)
    run("UPDATE trial_parent SET name = 'b' WHERE id = %s", kept)
    assert not confirm(reversal.number, by=BORIS, partial=True).is_done
    assert confirm(reversal.number, by=BORIS, partial=True).is_done
    assert run("SELECT id FROM trial_parent") == [(kept,)]


def test_a_finished_protocol_is_finished(inside_trial: Organisation) -> None:
    insert("trial_parent", name="a")
    reversal = planned()
    confirm(reversal.number, by=BORIS)
    for again in (confirm, abandon):
        with pytest.raises(AlreadyFinished):
            again(reversal.number, by=BORIS)


def test_a_protocol_needs_a_reason_and_something_to_reverse(inside_trial: Organisation) -> None:
    with pytest.raises(ReasonMissing):
        plan(OF_ANNA, title="x", reason="  ", by=BORIS)
    with pytest.raises(NothingToReverse):
        plan(by_source("import:404"), title="x", reason="r", by=BORIS)
    insert("trial_parent", name="a")
    act(BORIS)
    run("DELETE FROM trial_parent")
    with pytest.raises(NothingToReverse):
        confirm(planned().number, by=BORIS, partial=True)


# --- selections -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (lambda: by_source("import:17"), ["a"]),
        (lambda: by_request("r-boris"), ["b", "c"]),
        (lambda: by_actor(22, since=BEGINNING), ["b", "c"]),
        (lambda: by_actor(22, since=BEGINNING, until=datetime(2001, 1, 1, tzinfo=UTC)), []),
        (lambda: by_lines([line.pk for line in lines()][2:]), ["c"]),
    ],
    ids=["source", "request", "actor", "actor until", "list"],
)
def test_lines_are_selected(inside_trial: Organisation, selection: Callable[[], Any], expected: list[str]) -> None:
    with written_as("import:17"):
        insert("trial_parent", name="a")
    act(BORIS)
    insert("trial_parent", name="b")
    insert("trial_parent", name="c")
    found = selection().lines().order_by("pk")
    assert [line.after["name"] for line in found] == expected
    assert type(selection()).from_json(selection().as_json()) == selection()


def test_protocols_themselves_are_never_reversed(inside_trial: Organisation) -> None:
    act(BORIS)
    insert("trial_parent", name="b")
    plan(by_actor(22, since=BEGINNING), title="x", reason="r", by=BORIS)
    found = by_actor(22, since=BEGINNING).lines()
    assert ChangeLog.objects.filter(table_name="history_reversal").exists()
    assert set(found.values_list("table_name", flat=True)) == {"trial_parent"}


@pytest.mark.parametrize("source", ["", "import"])
def test_an_operation_without_a_name_is_no_selection(source: str) -> None:
    with pytest.raises(ValueError, match="import:17"):
        by_source(source)
    with pytest.raises(ValueError, match="no request"):
        by_request("")


# --- policies -------------------------------------------------------------------------------------------------------


@dataclass
class SignedPapers:
    """A policy of the trial: parents whose note is "signed" are cancelled, with their children."""

    declined: str = ""
    refuses: bool = False
    cancelled: list[tuple[int, str, int]] = field(default_factory=list)

    def claim(self, rows: Collection[int]) -> Mapping[int, Claim]:
        signed = [
            row for (row,) in run("SELECT id FROM trial_parent WHERE note = 'signed' AND id = ANY(%s)", list(rows))
        ]
        return {row: Claim(f"paper № {row}", also=self._with(row), declined=self.declined) for row in signed}

    def _with(self, row: int) -> list[tuple[str, int]]:
        return [("trial_child", child) for (child,) in run("SELECT id FROM trial_child WHERE parent_id = %s", row)]

    def carry_out(self, row: int, *, reason: str, reversal: int, by: By) -> None:
        if self.refuses:
            raise Refused("подписан директором")
        run("UPDATE trial_parent SET note = 'cancelled' WHERE id = %s", row)
        self.cancelled.append((row, reason, reversal))


@pytest.fixture
def papers() -> Iterator[SignedPapers]:
    policy = SignedPapers()
    register_policy("trial_parent", policy)
    yield policy
    policies._POLICIES.pop("trial_parent")


def test_a_signed_document_is_cancelled_and_not_reversed(inside_trial: Organisation, papers: SignedPapers) -> None:
    signed, draft = insert("trial_parent", note="signed"), insert("trial_parent", note="draft")
    insert("trial_child", parent_id=signed)
    reversal = planned()
    assert sorted(verdict for verdict, _o in findings(reversal).values()) == ["cancel", "cancel", "reverse"]
    papers.cancelled.clear()  # the plan tried it
    assert confirm(reversal.number, by=BORIS) == Confirmation(True, reversed_lines=1, cancelled_lines=2)
    assert papers.cancelled == [(signed, "ошибка", reversal.number)]
    assert run("SELECT id, note FROM trial_parent") == [(signed, "cancelled")]
    assert run("SELECT count(*) FROM trial_child") == [(1,)]
    assert draft != signed
    assert lines()[-1].source == f"reversal:{reversal.number}"


def test_what_a_cancelled_document_needs_stays_without_conflict(
    inside_trial: Organisation, papers: SignedPapers
) -> None:
    needed = insert("trial_child", name="needed")
    signed = insert("trial_parent", note="signed")
    insert("trial_child", parent_id=signed, twin_id=needed)
    reversal = planned()
    assert sorted(verdict for verdict, _o in findings(reversal).values()) == ["cancel", "cancel", "keep"]
    assert confirm(reversal.number, by=BORIS).is_done


def test_a_policy_may_decline(inside_trial: Organisation, papers: SignedPapers) -> None:
    papers.declined = "отменён приказом № 9"
    insert("trial_parent", note="signed")
    conflict = ReversalLine.objects.get(reversal=planned())
    assert (conflict.obstacle, conflict.detail["note"].endswith("отменён приказом № 9")) == ("declined", True)


def test_a_cancellation_that_is_refused_is_a_conflict_of_the_plan(
    inside_trial: Organisation, papers: SignedPapers
) -> None:
    papers.refuses = True
    insert("trial_parent", note="signed")
    insert("trial_child", name="other")
    reversal = planned()
    assert obstacles(reversal) == ["declined"]
    assert confirm(reversal.number, by=BORIS, partial=True) == Confirmation(True, reversed_lines=1)
    assert state("trial_child") == []


def test_a_table_has_one_policy(papers: SignedPapers) -> None:
    register_policy("trial_parent", papers)
    with pytest.raises(ValueError, match="already"):
        register_policy("trial_parent", SignedPapers())


# --- real models ----------------------------------------------------------------------------------------------------


def test_a_card_made_by_services_is_taken_back(school: Organisation) -> None:
    with inside(school, by=ANNA.as_source("import:1")):
        person = Person.objects.create(sex="male")
        person.names.create(surname="Ёлкин", given_name="Пётр", search_key="елкин петр", valid_from="2020-01-01")
        assert undone(by_source("import:1")) == Confirmation(True, reversed_lines=2)
        assert not Person.objects.exists()


def test_a_card_that_stays_keeps_its_parts(school: Organisation) -> None:
    """Boris mended the birth date: the card stays, and so does its name, though nobody touched that."""
    with inside(school, by=ANNA.as_source("import:1")):
        person = Person.objects.create(sex="male")
        person.names.create(surname="Ёлкин", given_name="Пётр", search_key="елкин петр", valid_from="2020-01-01")
        other = Person.objects.create(sex="male")
        other.names.create(surname="Белов", given_name="Иван", search_key="белов иван", valid_from="2020-01-01")
    with inside(school, by=BORIS):
        Person.objects.filter(pk=person.pk).update(birth_date="2014-01-05")
        reversal = planned(by_source("import:1"))
        assert sorted(obstacles(reversal)) == ["changed_later", "part_of_whole"]
        assert confirm(reversal.number, by=BORIS, partial=True) == Confirmation(True, reversed_lines=2)
        assert list(Person.objects.values_list("pk", "names__surname")) == [(person.pk, "Ёлкин")]
