"""The protocol of undoing shared changes: plan it, look at it, confirm or abandon it, carry it out. Within shared()."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..crossing import By, shared
from ..models import SharedChange, SharedReversal, SharedReversalLine
from ..refusal import Refused
from .folding import Obstacle
from .rules import ACTED, Doing, Fate, Step
from .selection import Selection
from .taking_back import Chosen, chosen, doing, rehearsed, take_back

LOCK = 0x5EA3
BATCH = 20
"""Rows of one transaction: what an interruption may cost."""
State = SharedReversal.State


class NothingChosen(Refused):
    """The selection holds no changes."""

    message = _("Nothing was done in the shared records since that moment.")
    code = "nothing_was_done"


class NothingToTakeBack(Refused):
    """Everything is in conflict, gone, or to be done by hand."""

    message = _(
        "Nothing of this can be taken back here: others have changed the records since, or it is to be done by hand. "
        "Do that, and decide that there is nothing to void."
    )
    code = "nothing_to_take_back"


class ProtocolFinished(Refused):
    """It is not a plan any more."""

    message = _("This protocol was confirmed or put away already.")
    code = "protocol_finished"


class AnotherPersonConfirms(Refused):
    """Whoever planned it, or the platform twice, wants to confirm it."""

    message = _("You proposed it yourself: another person confirms.")
    code = "undoing_needs_another_person"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Whether it is being carried out. If not, what is true differs from what was shown, and is shown now."""

    is_running: bool
    changed: int = 0


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """How far it is: lines taken back, lines that others changed since the confirmation, rows left."""

    done: int
    late_conflicts: int
    left: int


def plan(selection: Selection, *, title: str, reason: str, keeper: str, by: By) -> int:
    """Work out what taking back would do, and keep it as a protocol. Records stay as they are. Its number.

    :param keeper: the matter that it belongs to: "case:5".
    :raises NothingChosen, NothingToTakeBack:
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        number = (SharedReversal.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        rows = chosen(selection.lines())
        steps = rehearsed(rows, doing(number, rows, reason=reason, by=by))
        refuse_nothing(steps)
        protocol = SharedReversal.objects.create(
            number=number, title=title, reason=reason, selection=selection.as_json() | {"keeper": keeper},
            plan=digest_of(steps), planned_at=timezone.now(), planned_by=by.account_id, planned_name=by.name,
        )  # fmt: skip
        _keep(protocol, rows, steps)
    return number


def confirm(number: int, *, keeper: str, by: By) -> Confirmation:
    """Let a plan be carried out, if what it showed is still true; otherwise it shows what is true now.

    :raises ProtocolFinished: it is not a plan any more, or belongs to another matter.
    :raises AnotherPersonConfirms: by whom it was planned.
    :raises NothingToTakeBack: nothing is left to do.
    """
    with transaction.atomic():
        protocol = _locked(number, keeper, State.PLANNED)
        if protocol.planned_by == by.account_id:
            raise AnotherPersonConfirms
        rows = chosen(Selection.from_json(protocol.selection).lines())
        steps = rehearsed(rows, doing(number, rows, reason=protocol.reason, by=by))
        refuse_nothing(steps)
        digest = digest_of(steps)
        if digest != bytes(protocol.plan):
            changed = _changed(protocol, steps)
            _keep(protocol, rows, steps)
            protocol.plan = digest
            protocol.save(update_fields=["plan"])
            return Confirmation(False, changed)
        protocol.state = State.RUNNING
        protocol.confirmed_at, protocol.confirmed_by, protocol.confirmed_name = timezone.now(), by.account_id, by.name
        protocol.save(update_fields=["state", "confirmed_at", "confirmed_by", "confirmed_name"])
    return Confirmation(True)


def abandon(number: int, *, keeper: str) -> None:
    """Put a plan away; it stays in the list. :raises ProtocolFinished:"""
    with transaction.atomic():
        protocol = _locked(number, keeper, State.PLANNED)
        protocol.state, protocol.finished_at = State.ABANDONED, timezone.now()
        protocol.save(update_fields=["state", "finished_at"])


def carry_out(
    number: int,
    *,
    by: By,
    finish: Callable[[SharedReversal], None],
    report: Callable[[CarriedOut], None] | None = None,
) -> None:
    """Carry a confirmed protocol out, a batch of rows at a time. Opens shared() itself; safe to repeat from anywhere.

    :param finish: called in the transaction that says "done". :param report: called after each batch.
    """
    while True:
        with shared(by=by):
            protocol = SharedReversal.objects.select_for_update().filter(pk=number, state=State.RUNNING).first()
            if protocol is None:
                return
            every = chosen(SharedChange.objects.filter(pk__in=protocol.lines.values("change")).order_by("-pk"))
            rows, how = _waiting(protocol, every), doing(number, every, reason=protocol.reason, by=by)
            for one in rows[:BATCH]:
                _carry_out_one(protocol, one, how)
            if not rows[BATCH:]:
                protocol.state, protocol.finished_at = State.DONE, timezone.now()
                protocol.save(update_fields=["state", "finished_at"])
                finish(protocol)
            far = _how_far(protocol, len(rows[BATCH:]))
        if report is not None:
            report(far)
        if not far.left:
            return


def refuse_nothing(steps: Mapping[int, Step]) -> None:
    """:raises NothingChosen, NothingToTakeBack:"""
    if not steps:
        raise NothingChosen
    if not any(step.fate in ACTED for step in steps.values()):
        raise NothingToTakeBack


def digest_of(steps: Mapping[int, Step]) -> bytes:
    """What a reader confirms: the fate of each line, and why."""
    said = sorted((line, step.fate.value, step.obstacle or "", step.note) for line, step in steps.items())
    return sha256(json.dumps(said).encode()).digest()


def _locked(number: int, keeper: str, state: str) -> SharedReversal:
    protocol = SharedReversal.objects.select_for_update().filter(pk=number, state=state).first()
    if protocol is None or protocol.selection["keeper"] != keeper:
        raise ProtocolFinished
    return protocol


def _waiting(protocol: SharedReversal, every: list[Chosen]) -> list[Chosen]:
    """Rows whose confirmed lines are not carried out, with all their chosen lines: those decide what a row was."""
    waiting = set(
        SharedReversalLine.objects.filter(reversal=protocol, fate__in=ACTED, carried_out_at__isnull=True).values_list(
            "change__model", "change__object_id"
        )
    )
    return [one for one in every if (one.label, one.row) in waiting]


def _carry_out_one(protocol: SharedReversal, one: Chosen, how: Doing) -> None:
    ids = [line.id for line in one.lines]
    planned = {line.change_id: line for line in protocol.lines.filter(change__in=ids)}
    confirmed = frozenset(
        change for change, line in planned.items() if line.fate in ACTED and line.carried_out_at is None
    )
    steps = take_back(one, how, only=confirmed)
    for change in sorted(confirmed):
        line, step = planned[change], steps[change]
        if step.fate in ACTED:
            line.carried_out_at = how.now
            line.save(update_fields=["carried_out_at"])
        else:
            later = _later(protocol, {change: step}).get(change)
            _fill(line, step, later)
            line.save(update_fields=["fate", "obstacle", "note", "detail", "later"])


def _how_far(protocol: SharedReversal, left: int) -> CarriedOut:
    done = protocol.lines.filter(carried_out_at__isnull=False).count()
    return CarriedOut(done, protocol.lines.filter(fate=Fate.CONFLICT, detail__late=True).count(), left)


# --- what was found, kept ---------------------------------------------------------------------------------------------


def _changed(protocol: SharedReversal, steps: Mapping[int, Step]) -> int:
    shown = {line.change_id: (line.fate, line.obstacle, line.note) for line in protocol.lines.all()}
    return sum(shown.get(line) != (step.fate, step.obstacle or "", step.note) for line, step in steps.items())


def _keep(protocol: SharedReversal, rows: list[Chosen], steps: Mapping[int, Step]) -> None:
    protocol.lines.all().delete()
    later = _later(protocol, steps)
    made = []
    for one in rows:
        for line in one.lines:
            found = SharedReversalLine(reversal=protocol, change_id=line.id)
            _fill(found, steps[line.id], later.get(line.id))
            made.append(found)
    SharedReversalLine.objects.bulk_create(made)


def _fill(line: SharedReversalLine, step: Step, later: int | None) -> None:
    line.detail = {name: value for name, value in (("columns", step.columns), ("params", step.params)) if value}
    if line.pk is not None:
        line.detail["late"] = True
    line.fate, line.obstacle, line.note, line.later_id = step.fate, step.obstacle or "", step.note, later


def _later(protocol: SharedReversal, steps: Mapping[int, Step]) -> dict[int, int]:
    """Conflict → the latest line about the same columns of the row that is not among the chosen."""
    wanted = [line for line, step in steps.items() if step.obstacle == Obstacle.CHANGED_LATER]
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT own.id, max(later.id) FROM organisations_sharedchange own JOIN organisations_sharedchange later"
            " ON later.model = own.model AND later.object_id = own.object_id AND later.id > own.id"
            " WHERE own.id = ANY(%s) AND later.id <> ALL(%s) AND (later.source <> %s)"
            " AND later.after ?| ARRAY(SELECT jsonb_object_keys(own.after)) GROUP BY own.id",
            [wanted, [*steps, *protocol.lines.values_list("change", flat=True)], f"reversal:{protocol.pk}"],
        )
        return dict(cursor.fetchall())
