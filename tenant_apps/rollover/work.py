"""Long work of rollovers: trying a plan, carrying it out, and undoing it.

Carrying out takes each step in a transaction of its own, so a worker that dies leaves whole steps behind, and the next
attempt goes on. Undoing is one transaction.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shared_apps.jobs.services import Running, enqueue, kinds, work
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.here import organisation_here
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tenant_apps.history import reversal

from . import refusals, services
from .models import RolloverPlan
from .queries.running import key_of

APPLY, TRY, UNDO, DECIDE = "rollover_apply", "rollover_try", "rollover_undo", "year_reopening"


@work(APPLY, queue="reports", title=_("Year rollover"), inside=False)
def apply_rollover(job: Running) -> dict[str, Any]:
    """Take the steps of the plan `arguments["plan"]` that are not taken yet."""
    plan_id = int(job.arguments["plan"])
    with shared(by=job.by):
        organisation = Organisation.objects.get(pk=job.organisation_id)
    with override(job.arguments["language"]):
        try:
            while True:
                with inside(organisation, by=job.by):
                    progress = services.apply_next(plan_id=plan_id, by=job.by)
                job.step(done=progress.done, total=progress.total, message=progress.what)
                if progress.is_finished:
                    return {"plan": plan_id}
        except Refused as refusal:
            refusal.is_final = True  # type: ignore[attr-defined]  # another try would be refused likewise
            raise


@work(TRY, queue="reports", title=_("Trial of a year rollover"), inside=True)
def try_rollover(job: Running) -> dict[str, Any]:
    """A dry run of the plan `arguments["plan"]`: which orders it would issue, or why it would stop. Writes nothing."""
    with override(job.arguments["language"]):
        tried = services.rehearse(plan_id=int(job.arguments["plan"]), by=job.by)
        return {
            "orders": [list(one) for one in tried.orders], "refusal": tried.refusal, "code": tried.code,
            "version": job.arguments["version"],
        }  # fmt: skip


@work(UNDO, queue="reports", title=_("Undoing of a year rollover"), inside=True)
def undo_rollover(job: Running) -> dict[str, Any]:
    """Plan the undoing (`arguments["reason"]`) or carry out what was looked at."""
    plan_id = int(job.arguments["plan"])
    with override(job.arguments["language"]):
        try:
            if "reason" in job.arguments:
                planned = services.plan_undoing(plan_id=plan_id, reason=job.arguments["reason"], by=job.by)
                return {"reversal": planned.number}
            outcome = services.undo(
                plan_id=plan_id, number=job.arguments.get("number"), partial=bool(job.arguments["partial"]), by=job.by
            )
        except Refused as refusal:
            refusal.is_final = True  # type: ignore[attr-defined]
            raise
    return {"is_done": outcome.is_done}


def ask_to_apply(plan: RolloverPlan, *, language: str, by: By) -> int:
    """Enqueue the steps; the job's id. Within the organisation's door, after `start_applying`. :raises PlanAtWork:"""
    return _ask(APPLY, plan, {"language": language}, by)


def ask_to_try(plan: RolloverPlan, *, language: str, by: By) -> int:
    """Enqueue a dry run; the job's id. :raises PlanNotEditable, PlanAtWork:"""
    if plan.state not in (RolloverPlan.State.DRAFT, RolloverPlan.State.APPLYING):
        raise refusals.PlanNotEditable(params={"state": plan.get_state_display()})
    return _ask(TRY, plan, {"language": language, "version": plan.version}, by)


def ask_to_plan_undoing(plan: RolloverPlan, *, reason: str, language: str, by: By) -> int:
    """Enqueue looking at what undoing would do. :raises: as `refuse_undoing`. :raises ReasonMissing, PlanAtWork:"""
    services.refuse_undoing(plan)
    if not reason.strip():
        raise reversal.ReasonMissing
    return _ask(UNDO, plan, {"language": language, "reason": reason}, by)


def ask_to_undo(plan: RolloverPlan, *, number: int, partial: bool, language: str, by: By) -> int:
    """Enqueue undoing what was looked at. :raises: as `refuse_undoing`. :raises UndoingNotLookedAt, PlanAtWork:"""
    services.refuse_undoing(plan)
    services.looked_at(plan, number)
    return _ask(UNDO, plan, {"language": language, "number": number, "partial": partial}, by)


def _ask(kind: str, plan: RolloverPlan, arguments: dict[str, Any], by: By) -> int:
    here = organisation_here()
    job = enqueue(
        kind, by=by, organisation_id=here, arguments={"plan": plan.pk, **arguments},
        key=key_of(plan.pk, here),
    )  # fmt: skip
    if (job.kind, _said(job.arguments)) != (kind, _said(arguments)):  # other work has the plan in hand
        raise refusals.PlanAtWork(params={"work": kinds()[job.kind].title})
    return int(job.pk)


def _said(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, in whatever language."""
    return {name: value for name, value in arguments.items() if name not in ("language", "plan")}


@work(DECIDE, queue="reports", title=_("Opening of a closed year"), inside=True)
def carry_decision(job: Running) -> dict[str, Any]:
    """Carry what the region's administrator decided into the organisation."""
    arguments = job.arguments
    try:
        sealing = services.decide_reopening(
            sealing_id=int(arguments["proposal"]), granted=bool(arguments["granted"]), words=str(arguments["words"]),
            by=job.by,
        )  # fmt: skip
    except Refused as refusal:
        refusal.is_final = True  # type: ignore[attr-defined]
        raise
    return {"state": sealing.state}
