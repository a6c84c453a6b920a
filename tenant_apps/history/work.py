"""Reversals of more lines than a page waits for: planned and carried out by a worker, each in one transaction.

Daily, every organisation's history is sealed.
"""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.jobs import rounds
from shared_apps.jobs.models import Job
from shared_apps.jobs.services import Running, enqueue, work
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.rounds import working

from .reversal import Selection, confirm, plan
from .sealing import seal_one

AT_ONCE = 15_000
"""Lines that a page plans or carries out itself: some two seconds."""

PLAN, CARRY_OUT = "history.plan", "history.carry_out"
UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)


@work(PLAN, queue="reports", title=_("Working out a reversal"), inside=True)
def _plan(job: Running) -> dict[str, Any]:
    arguments = job.arguments
    selection = Selection.from_json(arguments["selection"])
    reversal = plan(selection, title=arguments["title"], reason=arguments["reason"], by=job.by)
    return {"reversal": reversal.number}


@work(CARRY_OUT, queue="reports", title=_("Carrying out a reversal"), inside=True)
def _carry_out(job: Running) -> dict[str, Any]:
    outcome = confirm(job.arguments["reversal"], by=job.by, partial=job.arguments["partial"])
    return {"is_done": outcome.is_done, "new_conflicts": outcome.new_conflicts}


@work("history.seal_all", queue="reports", title=_("Sealing of histories"), inside=False, attempts=rounds.ATTEMPTS)
def _seal_all(job: Running) -> dict[str, Any]:
    """Closed organisations too."""
    seal = partial(seal_one, by=job.by)
    return rounds.go_round_as(job, working(by=job.by, closed_too=True), seal, what="Sealing the history")


def plan_later(selection: Selection, *, title: str, reason: str, organisation_id: int, by: By) -> None:
    """Have a worker plan it; the protocol appears in the list."""
    arguments = {"selection": selection.as_json(), "title": title, "reason": reason}
    enqueue(PLAN, by=by, organisation_id=organisation_id, arguments=arguments)


def carry_out_later(number: int, *, partial: bool, organisation_id: int, by: By) -> None:
    """Have a worker carry a protocol out."""
    arguments = {"reversal": number, "partial": partial}
    enqueue(CARRY_OUT, by=by, organisation_id=organisation_id, arguments=arguments, key=_key(number, organisation_id))


def is_at_work(number: int, *, organisation_id: int, by: By) -> bool:
    """Whether a worker has the protocol in hand or is about to."""
    with shared(by=by):
        return Job.objects.filter(key=_key(number, organisation_id), state__in=UNFINISHED).exists()


def _key(number: int, organisation_id: int) -> str:
    return f"reversal:{organisation_id}:{number}"
