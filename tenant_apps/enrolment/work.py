"""Long work of enrolment: files of more than `imports.AT_ONCE` rows are checked, confirmed and undone here.

The whole step is one transaction inside the organisation, and its completion commits with it; so a worker that dies
leaves nothing, and the step is simply done again.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shared_apps.importing.jobs import check_step, confirm_step, final
from shared_apps.jobs.services import Running, work
from shared_apps.organisations.refusal import Refused

from .services import import_undoing, imports


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
    outcome = import_undoing.undo(run_id=run_id, by=job.by, partial=bool(job.arguments["partial"]))
    return {"is_done": outcome.is_done}


STEPS: dict[str, Callable[[Running, int], dict[str, Any]]] = {
    "check": partial(check_step, imports.IMPORTS),
    "confirm": partial(confirm_step, imports.IMPORTS),
    "plan_undoing": _plan_undoing,
    "undo": _undo,
}
