"""Long work of enrolment: files of more than `imports.AT_ONCE` rows are checked, confirmed and undone here;
daily, orders take effect and the files of imports whose time is over go.

A step of an import is one transaction inside the organisation, and its completion commits with it; so a worker that
dies leaves nothing, and the step is simply done again.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shared_apps.importing.jobs import check_step, confirm_step, final
from shared_apps.jobs import rounds
from shared_apps.jobs.services import Running, work
from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.rounds import working

from .services import import_undoing, imports, take_effect_of_due_orders

log = logging.getLogger("svod.enrolment")


@work(imports.WORK, queue="reports", title=_("Import of students"), inside=True)
def import_students(job: Running) -> dict[str, Any]:
    """One step of the run `arguments["run"]`, in the language of whoever asked for it."""
    with override(job.arguments["language"]):
        try:
            return STEPS[job.arguments["step"]](job, int(job.arguments["run"]))
        except Refused as refusal:
            final(refusal)
            raise


def _plan_undoing(job: Running, run_id: int) -> dict[str, Any]:
    planned = import_undoing.plan_undoing(run_id=run_id, reason=job.arguments["reason"], by=job.by)
    return {"reversal": planned.number}


def _undo(job: Running, run_id: int) -> dict[str, Any]:
    outcome = import_undoing.undo(
        run_id=run_id, number=job.arguments.get("number"), by=job.by, partial=bool(job.arguments["partial"])
    )
    return {"is_done": outcome.is_done}


STEPS: dict[str, Callable[[Running, int], dict[str, Any]]] = {
    "check": partial(check_step, imports.IMPORTS),
    "confirm": partial(confirm_step, imports.IMPORTS),
    "plan_undoing": _plan_undoing,
    "undo": _undo,
}


@work(
    "enrolment.take_effect", queue="reports", title=_("Orders that take effect"), inside=False, attempts=rounds.ATTEMPTS
)
def take_effect(job: Running) -> dict[str, Any]:
    """Daily, in every organisation, one after another; one that fails doesn't stop the others."""
    here = partial(_take_effect_in, by=job.by)
    return rounds.go_round_as(job, working(by=job.by), here, what="Orders that take effect")


@work(
    "enrolment.forget_imports", queue="reports", title=_("Old files of imports"), inside=False, attempts=rounds.ATTEMPTS
)
def forget_imports(job: Running) -> dict[str, Any]:
    """Daily: files of imports and the verdicts on their rows go when their days are over."""
    here = partial(_forget_in, by=job.by)
    return rounds.go_round_as(job, working(by=job.by), here, what="Deleting old files of imports")


class OrdersMetErrors(RuntimeError):
    """The other orders of the day took effect; these are tried again with the round's next attempt."""


def _take_effect_in(organisation: Organisation, *, by: By) -> None:
    """:raises OrdersMetErrors: after all that could take effect has been committed."""
    with inside(organisation, by=by):
        left = take_effect_of_due_orders(by=by)
    for one in left:
        log.warning("Order %s of %s could not take effect: %s", one.order_id, organisation.slug, one.why)
    if faults := [str(one.order_id) for one in left if one.is_fault]:
        raise OrdersMetErrors(", ".join(faults))


def _forget_in(organisation: Organisation, *, by: By) -> None:
    with inside(organisation, by=by):
        imports.forget_old_files(by=by)
