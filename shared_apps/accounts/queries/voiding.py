"""What was done above organisations under a reported account, by subject, with what voiding does to each operation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import SharedChange, SharedReversal, SharedReversalLine
from shared_apps.organisations.refusal import Text
from shared_apps.organisations.undoing.folding import Obstacle
from shared_apps.organisations.undoing.rules import Fate, Step, explained, group_of, position_of
from shared_apps.organisations.undoing.taking_back import chosen, foreseen

from ..compromise_models import CompromiseCase, stopped_by
from ..doorway import shared_tables
from ..services.voiding import is_at_work, selection_of
from .compromise import StoppedRow
from .done_above import changed_later, told

FATE_TONES = {
    Fate.RESTORED.value: "ok", Fate.ENDED.value: "ok", Fate.GONE.value: "", Fate.BY_HAND.value: "warn",
    Fate.CONFLICT.value: "err",
}  # fmt: skip
SHOWN = 100
"""Operations of one subject on the report's page; the protocol has them all."""


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation and its fate. `later`: who stands in the way, since when. `done_at`: when it was carried out."""

    line: int
    at: datetime
    group: str
    what: str
    which: str
    fields: str
    fate: str
    note: str
    later: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Protocol:
    """The paper: who proposed, who confirmed. `is_at_work`: a job waits or runs for it."""

    number: int
    title: str
    reason: str
    state: str
    state_title: str
    planned_at: datetime
    planned_by: int | None
    planned_name: str
    confirmed_at: datetime | None
    confirmed_name: str
    finished_at: datetime | None
    is_at_work: bool


@dataclass(frozen=True, slots=True)
class Unvoidable:
    """Something that was done and leaves nothing to take back: a list of persons that was read."""

    at: datetime
    what: str
    detail: str


Source = Callable[[int, datetime], Iterable[Unvoidable]]
_READINGS: list[tuple[Text, Source]] = []


def register_unvoidable(title: Text, source: Source) -> None:
    """Let reports show what an app keeps of an account (its id, the moment) that can't be voided, under a heading.

    Called within shared().
    """
    if all(known is not source for _title, known in _READINGS):
        _READINGS.append((title, source))


def operations_above(case_id: int, by: By) -> list[OperationRow]:
    """Operations of a report above organisations: by the protocol where there is one, else as foreseen now.

    By subject, the latest first within each.
    """
    with shared_tables(by):
        case = _case(case_id)
        if case is None:
            return []
        if case.reversal is None:
            lines = list(selection_of(case).lines())
            later = changed_later(lines, case.report.account_id)
            steps = {pk: _Kept.of_step(one, later.get(pk, "")) for pk, one in foreseen(chosen(lines)).items()}
        else:
            number = case.undoing or case.reversal
            kept = SharedReversalLine.objects.filter(reversal=number).select_related("change", "later")
            rows = sorted(kept, key=lambda row: -row.change_id)
            lines, steps = [row.change for row in rows], {row.change_id: _Kept.of_line(row) for row in rows}
        made = [_row(line, operation, steps[line.pk]) for line, operation in zip(lines, told(lines), strict=True)]
        order = {line.pk: position_of(line.model) for line in lines}
        first: dict[str, tuple[int, str]] = {}
        for row in made:
            first[row.group] = min(first.get(row.group, order[row.line]), order[row.line])
        return sorted(made, key=lambda row: (first[row.group], -row.line))


def counts_of(rows: Sequence[OperationRow]) -> dict[str, int]:
    """Fate → how many operations, in the order in which fates are told."""
    found = {fate.value: 0 for fate in Fate}
    for row in rows:
        found[row.fate] += 1
    return {fate: number for fate, number in found.items() if number}


def by_subject(rows: Sequence[OperationRow]) -> list[tuple[str, list[OperationRow]]]:
    """Subject → its operations, in the order of the rows."""
    found: dict[str, list[OperationRow]] = {}
    for row in rows:
        found.setdefault(row.group, []).append(row)
    return list(found.items())


def protocol_above(case_id: int, by: By) -> Protocol | None:
    """The protocol of a report, if voiding was proposed; while that is taken back, the protocol of taking it back."""
    with shared_tables(by):
        case = _case(case_id)
        number = (case.undoing or case.reversal or 0) if case is not None else 0
        found = SharedReversal.objects.filter(pk=number).first()
        if found is None:
            return None
        return Protocol(
            found.pk, found.title, found.reason, found.state, str(found.get_state_display()), found.planned_at,
            found.planned_by, found.planned_name, found.confirmed_at, found.confirmed_name, found.finished_at,
            is_at_work(case_id),
        )  # fmt: skip


def unvoidable_above(case_id: int, by: By) -> list[tuple[str, list[Unvoidable]]]:
    """What was done and can only be told: heading → rows, the latest first. Headings without rows are left out."""
    with shared_tables(by):
        case = _case(case_id)
        if case is None:
            return []
        found = [(str(title), list(source(case.report.account_id, case.since))) for title, source in _READINGS]
        return [(title, rows) for title, rows in found if rows]


def stopped_above(report_id: int, by: By) -> list[StoppedRow]:
    """Long work of no organisation that waited or ran for the account when it was frozen."""
    declared = jobs.kinds()
    with shared_tables(by):
        rows = Job.objects.filter(
            organisation_id__isnull=True, state=Job.State.CANCELLED, result__contains=stopped_by(report_id)
        ).order_by("pk")
        return [
            StoppedRow(
                one.pk, str(declared[one.kind].title) if one.kind in declared else one.kind, one.created_at,
                one.started_at is not None,
            )
            for one in rows
        ]  # fmt: skip


def work_asked(account_id: int, since: datetime) -> list[Unvoidable]:
    """Long work that an account asked for and that was done."""
    declared = jobs.kinds()
    rows = Job.objects.filter(actor_id=account_id, created_at__gte=since, state=Job.State.DONE).order_by("-pk")
    return [
        Unvoidable(one.created_at, str(declared[one.kind].title) if one.kind in declared else one.kind, f"№ {one.pk}")
        for one in rows[:SHOWN]
    ]


WORK_ASKED = _("Long work that was done: what it wrote stands in its own lines, what it sent is not called back")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A fate as it is foreseen or kept."""

    fate: str
    note: str
    params: Mapping[str, str]
    obstacle: str
    columns: Sequence[str]
    later: str = ""
    done_at: datetime | None = None

    @classmethod
    def of_step(cls, step: Step, later: str) -> "_Kept":
        standing = later if step.fate == Fate.CONFLICT else ""
        return cls(step.fate.value, step.note, step.params, step.obstacle or "", step.columns, standing)

    @classmethod
    def of_line(cls, row: SharedReversalLine) -> "_Kept":
        later = f"{row.later.actor_name}, {row.later.at:%d.%m.%Y}" if row.later is not None else ""
        detail: Mapping[str, Any] = row.detail
        return cls(
            row.fate, row.note, detail.get("params", {}), row.obstacle, detail.get("columns", ()), later,
            row.carried_out_at,
        )  # fmt: skip


def _case(case_id: int) -> CompromiseCase | None:
    return CompromiseCase.objects.select_related("report").filter(pk=case_id, organisation__isnull=True).first()


def _row(line: SharedChange, operation: Any, kept: _Kept) -> OperationRow:
    return OperationRow(
        line.pk, line.at, group_of(line.model), operation.what, operation.which, operation.fields, kept.fate,
        _explanation(line.model, kept), kept.later, kept.done_at,
    )  # fmt: skip


def _explanation(label: str, kept: _Kept) -> str:
    """Why: the obstacle with the columns or the rule it is about, and the rule's own note."""
    said = []
    if kept.obstacle:
        about = _columns(label, kept.columns) or kept.params.get("rule", "")
        said.append(f"{Obstacle(kept.obstacle).label}: {about}" if about else str(Obstacle(kept.obstacle).label))
    if kept.note:
        said.append(explained(label, kept.note, kept.params))
    return capfirst(". ".join(said))


def _columns(label: str, columns: Sequence[str]) -> str:
    """Those that mean something to a reader, by their names."""
    model: Any = apps.get_model(label)
    named = {one.attname: str(one.verbose_name) for one in model._meta.concrete_fields if one.editable}
    return ", ".join(named[one] for one in columns if one in named)
