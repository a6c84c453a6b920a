"""Long work of transfers."""

from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shared_apps.envelopes.services import remind_here
from shared_apps.jobs import rounds
from shared_apps.jobs.services import Running, enqueue, work
from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.rounds import working

from . import reorganising
from .services import remind
from .services.again import KIND as AGAIN
from .services.again import send_again
from .services.confirming import KIND, carry_confirmations

REORGANISATION = "reorganisation"
REMINDER = "transfer_reminder"


@work(KIND, queue="notify", title=_("Confirmation that students have arrived"), inside=False)
def confirm_arrivals(job: Running) -> dict[str, Any]:
    """`arguments["envelopes"]`: uids. A sender that was closed meanwhile is not written any more."""
    with shared(by=job.by):
        organisation = Organisation.objects.get(pk=job.organisation_id)
    if organisation.state != Organisation.State.READY:
        return {"confirmed": 0}
    with inside(organisation, by=job.by):
        return {"confirmed": carry_confirmations(uids=[UUID(one) for one in job.arguments["envelopes"]], by=job.by)}


@work(AGAIN, queue="notify", title=_("Personal files that are sent once more"), inside=False)
def send_files_again(job: Running) -> dict[str, Any]:
    """`arguments["envelopes"]`: uids. A sender that was closed meanwhile sends nothing any more."""
    with shared(by=job.by):
        organisation = Organisation.objects.get(pk=job.organisation_id)
    if organisation.state != Organisation.State.READY:
        return {"sent": 0}
    with inside(organisation, by=job.by):
        return {"sent": send_again(uids=[UUID(one) for one in job.arguments["envelopes"]], by=job.by)}


@work(REMINDER, queue="notify", title=_("Reminder of overdue transfers"), inside=True)
def remind_of_transfers(job: Running) -> dict[str, Any]:
    """The municipality or the region reminds an organisation of the answers it owes."""
    return {"reminded": remind_here(today=timezone.localdate(), by=job.by)}


@work(
    "transfers.remind",
    queue="reports",
    title=_("Requests of transfers that nobody answered"),
    inside=False,
    attempts=rounds.ATTEMPTS,
)
def remind_everywhere(job: Running) -> dict[str, Any]:
    """Daily: requests that nobody answered in two terms expire, in one organisation after the other."""
    remind_today = partial(remind, today=timezone.localdate(), by=job.by)
    return rounds.go_round_as(job, working(by=job.by), remind_today, what="Reminders of transfers")


@work(REORGANISATION, queue="fleet", title=_("Reorganisation of organisations"), inside=False)
def reorganise(job: Running) -> dict[str, Any]:
    """`arguments["what"]` of the plan `arguments["plan"]`: look, carry out, confirm, undo.

    Each step is a transaction of its own, so a worker that dies leaves whole steps behind and the next one goes on.
    """
    plan_id, what = int(job.arguments["plan"]), str(job.arguments["what"])

    def report(done: int, total: int, words: str) -> None:
        job.step(done=done, total=max(done, total), message=words)

    with override(job.arguments["language"]):
        try:
            match what:
                case "look":
                    return as_result(reorganising.look(plan_id, job.by))
                case "carry_out":
                    reorganising.carry_out(plan_id, job.by, report)
                case "confirm":
                    reorganising.confirm(plan_id, job.by)
                case "undo":
                    reorganising.undo(plan_id, job.by, report)
        except Refused as refusal:
            refusal.is_final = True  # type: ignore[attr-defined]  # another try would be refused likewise
            raise
    return {}


def as_result(look: reorganising.Look) -> dict[str, Any]:
    """A look as the job keeps it."""
    return {
        "remarks": [[one.where, one.words, one.blocks] for one in look.remarks],
        "students": look.students,
        "classes": look.classes,
        "without_class": look.without_class,
        "employees": look.employees,
    }


def ask(plan_id: int, what: str, *, language: str, by: By) -> int:
    """Enqueue it; the job's id. Within shared()."""
    arguments = {"plan": plan_id, "what": what, "language": language}
    return int(enqueue(REORGANISATION, by=by, arguments=arguments, key=key_of(plan_id)).pk)


def key_of(plan_id: int) -> str:
    """At most one job works on a plan."""
    return f"reorganisation:{plan_id}"
