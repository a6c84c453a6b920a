"""Reversal: confirming, choosing lines, documents cancelled by policy, real models."""

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
from tenant_apps.history.services import written_as
from tenant_apps.people.models import Person

from .conftest import ANNA, BORIS, act, insert, lines, run
from .reversing import BEGINNING, OF_ANNA, findings, obstacles, planned, state, undone

pytestmark = pytest.mark.django_db


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
