"""Taking back the chosen lines of rows: each row judged by `fold` and its table's rule, written, and logged.

Rows go in the order of their newest lines, the newest first, so that a row is judged after what was done later is taken
back. A rehearsal does the same in a savepoint that is rolled back: what the database refuses is known before anybody
confirms.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from psycopg import errors

from ..crossing import By
from ..models import SharedChange
from ..refusal import Refused
from ..shared_log import as_logged, record, values
from .folding import Finding, Line, Obstacle, Verdict, fold
from .rules import ACTED, Doing, Fate, Logged, Rule, Step, rule_of

Key = tuple[str, int]
KEPT = Finding(Verdict.KEEP)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row and its chosen lines, the newest first."""

    label: str
    row: int
    lines: tuple[Logged, ...]


def chosen(lines: Iterable[SharedChange]) -> list[Chosen]:
    """Lines (the newest first) by row, rows by their newest lines."""
    found: dict[Key, list[Logged]] = {}
    for line in lines:
        logged = Logged(line.pk, line.at, line.actor_id, line.action, line.before, line.after)
        found.setdefault((line.model, line.object_id), []).append(logged)
    return [Chosen(label, row, tuple(of_row)) for (label, row), of_row in found.items()]


def doing(number: int, rows: Sequence[Chosen], *, reason: str, by: By) -> Doing:
    """How these rows, all that were chosen, are taken back."""
    added, former = set(), {}
    for one in rows:
        key = (one.label, one.row)
        if any(line.is_addition for line in one.lines):
            added.add(key)
        former[key] = {name: value for line in one.lines for name, value in line.before.items()}
    return Doing(
        number, reason, by.as_source(f"reversal:{number}"), timezone.localdate(), timezone.now(),
        frozenset(added), former,
    )  # fmt: skip


def rehearsed(rows: Sequence[Chosen], how: Doing) -> dict[int, Step]:
    """The fate of each line, found by doing it all; nothing of it stays. Within shared()."""
    found: dict[int, Step] = {}
    with transaction.atomic():
        for one in rows:
            found |= take_back(one, how)
        transaction.set_rollback(True)
    return found


def foreseen(rows: Sequence[Chosen]) -> dict[int, Step]:
    """The same without writing: what the database would refuse, and what follows from other rows, is not known."""
    found: dict[int, Step] = {}
    present = _present(rows)
    for one in rows:
        rule = rule_of(one.label)
        row = present.get((one.label, one.row))
        found |= judged(rule, one.lines, row) if rule is not None else _without_a_rule(one.lines)
    return found


def take_back(one: Chosen, how: Doing, *, only: frozenset[int] | None = None) -> dict[int, Step]:
    """Take back what can be of one row, and say what became of each of its lines.

    :param only: lines that were confirmed; the others stay whatever could be done about them.
    """
    rule = rule_of(one.label)
    if rule is None:
        return _without_a_rule(one.lines)
    row = rule.locked([one.row]).get(one.row)
    steps = judged(rule, one.lines, row, only=only)
    acted = [line for line in one.lines if steps[line.id].fate in ACTED and (only is None or line.id in only)]
    if row is None or not acted:
        return steps
    try:
        with transaction.atomic():
            _write(rule, row, acted, steps, how)
    except (IntegrityError, DataError) as error:
        refused = Step(Fate.CONFLICT, params={"rule": _broken(error)}, obstacle=Obstacle.FORBIDDEN)
        return steps | {line.id: refused for line in acted}
    except Refused as refusal:
        refused = Step(Fate.CONFLICT, "said", {"said": str(refusal)}, Obstacle.DECLINED)
        return steps | {line.id: refused for line in acted}
    return steps


def judged(rule: Rule, lines: Sequence[Logged], row: Any, *, only: frozenset[int] | None = None) -> dict[int, Step]:
    """The fate of each line about a row as it stands now (None: it is gone).

    Columns of a line that a rule decided otherwise stay: older lines are neither compared nor written there.
    """
    looked = {line.id: step for line in lines if row is not None and (step := rule.look(line, row)) is not None}
    columns = {f.attname for f in rule.model._meta.concrete_fields if f.name not in rule.ignored} - rule.ignored
    plain: list[Line] = []
    left = set(columns)
    for line in lines:
        before, after = (_comparable(rule.model, said, left) for said in (line.before, line.after))
        plain.append(Line(line.id, "I" if line.is_addition else "U", before, after))
        if line.id in looked and not line.is_addition:
            left -= line.after.keys()
    empty = {line.id for line in plain if line.operation == "U" and not line.before and not line.after}
    stays = looked.keys() | empty
    if only is not None:
        stays |= {line.id for line in lines if line.id not in only}
    state = _comparable(rule.model, as_logged(values(row)), columns) if row is not None else None
    folded = fold(state, plain, columns=columns, decided=dict.fromkeys(stays, KEPT))
    written = {line.id: tuple(line.before or ()) for line in plain}
    return {
        line.id: looked.get(line.id)
        or (Step(Fate.GONE, "by_itself") if line.id in empty else None)
        or _step(rule, line, row, folded.findings[line.id], written[line.id])
        for line in lines
    }


def _step(rule: Rule, line: Logged, row: Any, finding: Finding, columns: tuple[str, ...]) -> Step:
    if finding.verdict == Verdict.CONFLICT:
        return Step(Fate.CONFLICT, obstacle=finding.obstacle, columns=finding.columns)
    if finding.verdict == Verdict.KEEP:
        return Step(Fate.GONE)  # it was not confirmed, and nobody asks
    return rule.ends(line, row) if line.is_addition else Step(Fate.RESTORED, columns=columns)


def _without_a_rule(lines: Sequence[Logged]) -> dict[int, Step]:
    return {line.id: Step(Fate.BY_HAND, "no_rule") for line in lines}


def _present(rows: Sequence[Chosen]) -> dict[Key, Any]:
    wanted: dict[str, list[int]] = {}
    for one in rows:
        wanted.setdefault(one.label, []).append(one.row)
    return {
        (label, pk): row
        for label, ids in wanted.items()
        for pk, row in apps.get_model(label)._default_manager.in_bulk(ids).items()
    }


# --- comparing --------------------------------------------------------------------------------------------------------


def _comparable(model: type[models.Model], said: Mapping[str, Any], columns: set[str]) -> dict[str, Any]:
    """Values of columns that count. Lines from before exact instants hold milliseconds only, so all are cut to them."""
    instants = {f.attname for f in model._meta.concrete_fields if isinstance(f, models.DateTimeField)}
    return {
        name: _to_milliseconds(value) if name in instants else value for name, value in said.items() if name in columns
    }


def _to_milliseconds(said: Any) -> Any:
    instant = parse_datetime(said) if isinstance(said, str) else None
    return said if instant is None else int(instant.timestamp() * 1000)


# --- writing ----------------------------------------------------------------------------------------------------------


def _write(rule: Rule, row: Any, acted: Sequence[Logged], steps: Mapping[int, Step], how: Doing) -> None:
    former: dict[str, Any] = {}
    for line in acted:
        if steps[line.id].fate == Fate.RESTORED:
            former |= {name: line.before[name] for name in steps[line.id].columns}
    if former:
        fields = {f.attname: f for f in rule.model._meta.concrete_fields}
        before = values(row)
        for name, value in former.items():
            setattr(row, name, fields[name].to_python(value))
        row.save(update_fields=[fields[name].name for name in former])
        record(by=how.by, row=row, action="take_back", before=before, reason=how.reason)
    for line in acted:
        if steps[line.id].fate == Fate.ENDED:
            rule.end(line, row, how)
    rule.written(row, how)


def _broken(error: Exception) -> str:
    cause = error.__cause__
    if isinstance(cause, errors.Error):
        return cause.diag.constraint_name or cause.diag.column_name or (cause.diag.message_primary or "").strip()
    return str(error)
