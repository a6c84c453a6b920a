"""The protocol of a reversal: plan it, look at it, confirm or abandon it. Within the organisation's door."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.organisations.crossing import By
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.undoing.folding import Finding, Obstacle, Verdict

from ..models import Reversal, ReversalLine
from .planning import Plan, Work
from .selection import Selection

REVERSAL_LOCK = 0x5EA2
AT_ONCE = 10_000


class NothingToReverse(Refused):
    """The selection holds no changes, or none that can be reversed."""

    message = _("There is nothing here that could be reversed.")
    code = "nothing_to_reverse"


class ReasonMissing(Refused):
    """A protocol without a reason."""

    message = _("Write the reason: it stands in the protocol.")
    code = "reversal_reason_missing"
    field = "reason"


class AlreadyFinished(Refused):
    """The protocol was carried out or abandoned meanwhile."""

    message = _("This protocol is finished already.")
    code = "already_finished"


class KeptElsewhere(Refused):
    """The protocol belongs to a matter with rules of its own, and is confirmed or put away there."""

    message = _("This protocol belongs to a report of a compromised account: it is confirmed or put away there.")
    code = "kept_elsewhere"


class ConflictsStand(Refused):
    """All or nothing was asked for, and something can't be reversed."""

    message = _("%(count)s changes can't be reversed. Reverse the others without them, or nothing.")
    code = "conflicts_stand"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What confirming did.

    If it was not done, the records had changed since the plan; the protocol now shows how they are.
    """

    is_done: bool
    reversed_lines: int = 0
    cancelled_lines: int = 0
    new_conflicts: int = 0


def plan(selection: Selection, *, title: str, reason: str, keeper: str = "", by: By) -> Reversal:
    """Work out what reversing would do, and keep it as a protocol to be looked at. Records stay as they are.

    :param keeper: the matter that the protocol belongs to ("case:5"). It must be named again to confirm or abandon it.
    :raises ReasonMissing: the reason is empty.
    :raises NothingToReverse: the selection holds no changes.
    """
    if not reason.strip():
        raise ReasonMissing
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [REVERSAL_LOCK])
    number = (Reversal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    found = Work(selection, reversal=number, reason=reason.strip(), by=by).work_out(keep=lambda plan: False)
    if not found.findings:
        raise NothingToReverse
    reversal = Reversal.objects.create(
        number=number,
        title=title,
        reason=reason.strip(),
        selection=selection.as_json() | ({"keeper": keeper} if keeper else {}),
        plan=found.digest,
        lines_count=len(found.findings),
        conflicts_count=len(found.of(Verdict.CONFLICT)),
        planned_at=timezone.now(),
        planned_by=by.account_id,
        planned_name=by.name,
    )
    _keep_findings(reversal, found)
    return reversal


def confirm(number: int, *, by: By, partial: bool = False, keeper: str = "") -> Confirmation:
    """Carry a protocol out: under lock, and only if what it showed is still true.

    If it is not, nothing is done: the protocol is brought up to date and the confirmation says how many conflicts are
    new.
    :param partial: reverse what can be reversed and leave the conflicts; without it any conflict refuses all.
    :raises AlreadyFinished: it is not a plan any more.
    :raises KeptElsewhere: it belongs to a matter that was not named.
    :raises ConflictsStand: there are conflicts and `partial` was not said.
    :raises NothingToReverse: every line is in conflict.
    """
    reversal = _locked_plan(number, keeper)
    shown = bytes(reversal.plan)
    work = Work(Selection.from_json(reversal.selection), reversal=number, reason=reversal.reason, by=by)
    work.lock()
    found = work.work_out(keep=lambda plan: plan.digest == shown and (partial or not plan.of(Verdict.CONFLICT)))
    conflicts = found.of(Verdict.CONFLICT)
    if found.digest != shown:
        new = _new_conflicts(reversal, found)
        _keep_findings(reversal, found)
        reversal.plan, reversal.lines_count = found.digest, len(found.findings)
        reversal.conflicts_count = len(conflicts)
        reversal.save(update_fields=["plan", "lines_count", "conflicts_count"])
        return Confirmation(False, new_conflicts=new)
    if len(conflicts) == len(found.findings):
        raise NothingToReverse
    if conflicts and not partial:
        raise ConflictsStand(params={"count": len(conflicts)})
    _finish(reversal, Reversal.State.DONE, by, partial=partial and bool(conflicts))
    return Confirmation(True, len(found.of(Verdict.REVERSE)), len(found.of(Verdict.CANCEL)))


def abandon(number: int, *, by: By, keeper: str = "") -> Reversal:
    """Put a plan away; it stays in the list.

    :raises AlreadyFinished: it is not a plan any more.
    :raises KeptElsewhere: it belongs to a matter that was not named.
    """
    return _finish(_locked_plan(number, keeper), Reversal.State.ABANDONED, by, partial=False)


def _locked_plan(number: int, keeper: str) -> Reversal:
    reversal = Reversal.objects.select_for_update().get(pk=number)
    if reversal.state != Reversal.State.PLANNED:
        raise AlreadyFinished
    if reversal.selection.get("keeper", "") != keeper:
        raise KeptElsewhere
    return reversal


def _finish(reversal: Reversal, state: Reversal.State, by: By, *, partial: bool) -> Reversal:
    reversal.state, reversal.is_partial = state, partial
    reversal.finished_at, reversal.finished_by, reversal.finished_name = timezone.now(), by.account_id, by.name
    reversal.save(update_fields=["state", "is_partial", "finished_at", "finished_by", "finished_name"])
    return reversal


def _new_conflicts(reversal: Reversal, found: Plan) -> int:
    known = ReversalLine.objects.filter(reversal=reversal, verdict=Verdict.CONFLICT).values_list("change", flat=True)
    return len(set(found.of(Verdict.CONFLICT)) - set(known))


# --- what was found, kept -------------------------------------------------------------------------------------------


def _keep_findings(reversal: Reversal, plan: Plan) -> None:
    later = _later_lines(plan.findings)
    ReversalLine.objects.filter(reversal=reversal).delete()
    rows = [
        (line, f.verdict.value, f.obstacle.value if f.obstacle else "", later.get(line), _detail(f))
        for line, f in plan.findings.items()
    ]
    for start in range(0, len(rows), AT_ONCE):
        columns = [list(column) for column in zip(*rows[start : start + AT_ONCE], strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO history_reversalline (reversal_id, change, verdict, obstacle, later, detail)"
                " SELECT %s, one.* FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::jsonb[]) one",
                [reversal.pk, *columns],
            )


def _detail(finding: Finding) -> str:
    detail = {"columns": finding.columns, "rows": finding.rows, "note": finding.note}
    return json.dumps({name: value for name, value in detail.items() if value}, ensure_ascii=False)


_LATER = """
    SELECT DISTINCT ON (own.id) own.id, later.id
      FROM unnest(%s::bigint[], %s::text[], %s::text[]) asked(id, obstacle, columns)
      JOIN history_changelog own ON own.id = asked.id
      JOIN history_changelog later
           ON later.table_name = own.table_name AND later.row_id = own.row_id AND later.id > own.id
     WHERE CASE asked.obstacle
           WHEN 'changed_later' THEN later.operation <> 'U' OR later.after ?| string_to_array(asked.columns, ',')
           WHEN 'deleted_later' THEN later.operation = 'D'
           ELSE later.operation = 'I' END
     ORDER BY own.id, later.id DESC
"""


def _later_lines(findings: Mapping[int, Finding]) -> dict[int, int]:
    """Returns for each conflict about a row the latest line that stands in the way, if the log knows one."""
    about_rows = {Obstacle.CHANGED_LATER, Obstacle.DELETED_LATER, Obstacle.CREATED_AGAIN}
    asked = [(line, f.obstacle, ",".join(f.columns)) for line, f in findings.items() if f.obstacle in about_rows]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [list(column) for column in zip(*asked, strict=True)])
        return dict(cursor.fetchall())
