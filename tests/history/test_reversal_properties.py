"""Random work of two people on the same rows; then all of Anna's is reversed.

What she alone touched is as if she had never been; what Boris wrote last stays as he wrote it; everything else of hers
is a listed conflict; and reversing the reversal restores every row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared_apps.organisations.models import Organisation
from tenant_apps.history.models import ReversalLine
from tenant_apps.history.reversal import by_source, confirm

from .conftest import ANNA, BORIS, act, lines, run
from .reversing import planned, state, undone

pytestmark = pytest.mark.django_db
ROWS = 4
COLUMNS = ("name", "note", "amount")

Step = tuple[str, str, int, tuple[str, ...], int]
steps = st.lists(
    st.tuples(
        st.sampled_from(["anna", "boris"]),
        st.sampled_from(["insert", "update", "update", "delete"]),
        st.integers(1, ROWS),
        st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3, unique=True).map(tuple),
        st.integers(0, ROWS),
    ),
    max_size=18,
)
random_work = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
Rows = dict[int, dict[str, Any]]


@contextmanager
def one_example() -> Iterator[None]:
    with transaction.atomic():
        yield
        run("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def do(step: Step, number: int) -> None:
    """Carry one step out, as its actor; every value written is new, so nobody writes back what was there."""
    who, what, row, columns, _parent = step
    act(ANNA if who == "anna" else BORIS)
    if what == "insert":
        run(
            "INSERT INTO trial_parent (id, name, note, amount) SELECT %s, %s, %s, %s"
            " WHERE NOT EXISTS (SELECT FROM trial_parent WHERE id = %s)",
            row, f"n{number}", f"m{number}", number, row,
        )  # fmt: skip
    elif what == "update":
        values = [number if column == "amount" else f"{column} {number}" for column in columns]
        run(f"UPDATE trial_parent SET {', '.join(f'{c} = %s' for c in columns)} WHERE id = %s", *values, row)
    else:
        run("DELETE FROM trial_parent WHERE id = %s", row)


def present() -> Rows:
    names = ("id", *COLUMNS)
    return {
        row[0]: dict(zip(names, row, strict=True)) for row in run("SELECT id, name, note, amount FROM trial_parent")
    }


def without_anna() -> Rows:
    """The log replayed with Boris's lines alone."""
    rows: Rows = {}
    for line in lines("trial_parent"):
        if line.actor_id != BORIS.account_id:
            continue
        if line.operation == "D":
            rows.pop(line.row_id, None)
        elif line.operation == "I" or line.row_id in rows:
            values = {column: value for column, value in (line.after or {}).items() if column in ("id", *COLUMNS)}
            rows[line.row_id] = rows.get(line.row_id, {}) | values
    return rows


def last_of_boris() -> dict[tuple[int, str], Any]:
    """(row, column) → what Boris wrote there, where nobody wrote after him, and he did not delete the row."""
    found: dict[tuple[int, str], Any] = {}
    for line in lines("trial_parent"):
        is_his = line.actor_id == BORIS.account_id
        if line.operation == "I" or (line.operation == "D" and is_his):
            found = {key: value for key, value in found.items() if key[0] != line.row_id}
        if line.operation != "D":
            written = {(line.row_id, c): v for c, v in (line.after or {}).items() if c in COLUMNS}
            found = found | written if is_his else {key: v for key, v in found.items() if key not in written}
    return found


@random_work
@given(work=steps)
def test_reversing_restores_what_the_other_did_not_touch(inside_trial: Organisation, work: list[Step]) -> None:
    with one_example():
        for number, step in enumerate(work):
            do(step, number)
        of_anna = {line.pk: line.row_id for line in lines("trial_parent") if line.actor_id == ANNA.account_id}
        of_boris = {line.row_id for line in lines("trial_parent") if line.actor_id == BORIS.account_id}
        if not of_anna:
            return
        as_if, kept, before = without_anna(), last_of_boris(), present()
        reversal = planned()
        verdicts = {line.change: line.verdict for line in ReversalLine.objects.filter(reversal=reversal)}
        assert verdicts.keys() == of_anna.keys()
        if set(verdicts.values()) == {"conflict"}:
            return
        assert confirm(reversal.number, by=BORIS, partial=True).is_done
        after = present()

        conflicting = {of_anna[line] for line, verdict in verdicts.items() if verdict == "conflict"}
        for row in range(1, ROWS + 1):
            if row not in conflicting:
                assert after.get(row) == as_if.get(row)
        assert conflicting <= of_boris, "what she alone touched is never in conflict"
        for (row, column), value in kept.items():
            assert after[row][column] == value, "what he wrote stays as he wrote it"

        act(ANNA)
        if by_source(f"reversal:{reversal.number}").lines().exists():
            assert undone(by_source(f"reversal:{reversal.number}")).is_done
        assert present() == before


@random_work
@given(work=steps)
def test_references_hold_whatever_is_reversed(inside_trial: Organisation, work: list[Step]) -> None:
    """Rows that refer to each other, in both tables and within one: the database's own check is the judge."""
    with one_example():
        for number, step in enumerate(work):
            refer(step, number)
        if not any(line.actor_id == ANNA.account_id for line in lines()):
            return
        before = state("trial_parent"), state("trial_child")
        touched = {(line.table_name, line.row_id) for line in lines() if line.actor_id == BORIS.account_id}
        reversal = planned()
        found = ReversalLine.objects.filter(reversal=reversal)
        if not found.exclude(verdict="conflict").exists():
            return
        assert confirm(reversal.number, by=BORIS, partial=True).is_done
        run("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")

        for one in found.filter(verdict="conflict", obstacle__in=["changed_later", "deleted_later", "created_again"]):
            line = next(line for line in lines() if line.pk == one.change)
            assert one.later is not None, "a conflict of the row itself says who changed it"
            assert (line.table_name, line.row_id) in touched or conflicts_before(found, line.table_name, line.row_id)
        for one in found.filter(verdict="conflict", obstacle="referred_to"):
            assert one.detail["rows"]

        if by_source(f"reversal:{reversal.number}").lines().exists():
            assert undone(by_source(f"reversal:{reversal.number}")).is_done
        assert (state("trial_parent"), state("trial_child")) == before


def conflicts_before(found: Any, table: str, row: int) -> bool:
    """Whether another line of the same row stays, for the sake of references."""
    others = [line.pk for line in lines(table) if line.row_id == row]
    return bool(found.filter(change__in=others, obstacle__in=["referred_to", "refers_to_deleted"]).exists())


def refer(step: Step, number: int) -> None:
    """As `do`, with a child that refers to a parent and to another child; what would break a reference is not done."""
    who, what, row, columns, parent = step
    act(ANNA if who == "anna" else BORIS)
    try:
        with transaction.atomic():
            if "name" in columns:
                if what == "insert":
                    run("INSERT INTO trial_parent (id, name) VALUES (%s, %s)", row, f"n{number}")
                elif what == "update":
                    run("UPDATE trial_parent SET name = %s WHERE id = %s", f"n{number}", row)
                else:
                    run("DELETE FROM trial_parent WHERE id = %s", row)
            else:
                twin = parent if "note" in columns and parent else None
                if what == "insert":
                    run(
                        "INSERT INTO trial_child (id, parent_id, twin_id, name) VALUES (%s, %s, %s, %s)",
                        row, parent or None, twin, f"c{number}",
                    )  # fmt: skip
                elif what == "update":
                    run(
                        "UPDATE trial_child SET parent_id = %s, twin_id = %s, name = %s WHERE id = %s",
                        parent or None, twin, f"c{number}", row,
                    )  # fmt: skip
                else:
                    run("DELETE FROM trial_child WHERE id = %s", row)
            run("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except Exception:  # noqa: BLE001 (a broken rule: the step was not done)
        pass
