"""One row and the lines about it, newest first: which of them can be taken back, and what the row becomes.

A line is taken back when the row still is what the line made of it: an update when its columns hold its `after`, an
insertion when the whole row does, a deletion when there is no such row and nobody made and deleted it since. What is
taken back shows what was before, and so uncovers the next older line. Plain values, no database: the history of an
organisation (`tenant_apps.history.reversal`) and the log of shared changes are undone by the same rule.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

State = Mapping[str, Any] | None


class Verdict(models.TextChoices):
    """What becomes of a line."""

    REVERSE = "reverse", _("is reversed")
    CANCEL = "cancel", _("is cancelled by a document")
    KEEP = "keep", _("stays: a cancelled record needs it")
    CONFLICT = "conflict", pgettext_lazy("reversal", "conflict")


class Obstacle(models.TextChoices):
    """Why a line stays."""

    CHANGED_LATER = "changed_later", _("the record was changed later")
    DELETED_LATER = "deleted_later", _("the record was deleted later")
    CREATED_AGAIN = "created_again", _("a record with the same number was created again")
    REFERRED_TO = "referred_to", _("other records refer to it")
    REFERS_TO_DELETED = "refers_to_deleted", _("it refers to a record that is no more")
    PART_OF_WHOLE = "part_of_whole", _("it is a part of a record that stays")
    FORBIDDEN = "forbidden", _("a rule of the database forbids it")
    ERASED = "erased", _("its content was erased")
    DECLINED = "declined", _("the document can't be cancelled")


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
