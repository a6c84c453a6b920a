"""One row and the lines about it, newest first: which of them can be taken back, and what the row becomes.

A line is taken back when the row still is what the line made of it: an update when its columns hold its `after`, an
insertion when the whole row does, a deletion when there is no such row and nobody made and deleted it since. What is
taken back shows what was before, and so uncovers the next older line. Plain values, no database.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..models import ReversalLine

Obstacle = ReversalLine.Obstacle
Verdict = ReversalLine.Verdict
State = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log with its payload as Python values, numbers exact. An erased one has no payload."""

    id: int
    operation: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What is decided of a line, and why: columns that differ, rows in the way, the name of a rule or document."""

    verdict: Verdict = Verdict.REVERSE
    obstacle: Obstacle | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, int], ...] = ()
    note: str = ""


REVERSED = Finding()
SHOWN_ROWS = 20
"""At most so many rows in the way are kept in a finding."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The row after taking back what can be, and the finding for each line."""

    state: State
    findings: Mapping[int, Finding]


def fold(
    state: State,
    lines: Sequence[Line],
    *,
    columns: Collection[str],
    decided: Mapping[int, Finding],
    remade: int = 0,
) -> Folded:
    """Take back lines (newest first) from a row's present state.

    :param columns: the table's columns; what the log says of others, dropped since, is left aside.
    :param decided: findings made for other reasons; their lines stay.
    :param remade: the newest line by others that made or deleted the row, 0 if there is none.
    """
    findings: dict[int, Finding] = {}
    for line in lines:
        finding = decided.get(line.id) or _judge(state, line, columns, remade)
        findings[line.id] = finding
        if finding.verdict == Verdict.REVERSE:
            state = _taken_back(state, line, columns)
        elif line.operation != "U":
            remade = max(remade, line.id)
    return Folded(state, findings)


def _judge(state: State, line: Line, columns: Collection[str], remade: int) -> Finding:
    if line.is_erased:
        return Finding(Verdict.CONFLICT, Obstacle.ERASED)
    if line.operation == "D":
        if state is not None:
            return Finding(Verdict.CONFLICT, Obstacle.CREATED_AGAIN)
        return REVERSED if remade < line.id else Finding(Verdict.CONFLICT, Obstacle.DELETED_LATER)
    if state is None:
        return Finding(Verdict.CONFLICT, Obstacle.DELETED_LATER)
    differing = tuple(c for c, value in (line.after or {}).items() if c in columns and state.get(c) != value)
    return Finding(Verdict.CONFLICT, Obstacle.CHANGED_LATER, columns=differing) if differing else REVERSED


def _taken_back(state: State, line: Line, columns: Collection[str]) -> State:
    if line.operation == "I":
        return None
    before = {column: value for column, value in (line.before or {}).items() if column in columns}
    return before if line.operation == "D" else {**(state or {}), **before}
