"""Daily work that goes round the organisations (:mod:`shared_apps.organisations.rounds`), as a job."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from shared_apps.organisations.models import Organisation
from shared_apps.organisations.rounds import go_round

from .services import Running

ATTEMPTS = 8
"""Some twenty minutes: an organisation may be at its migration, or its tables locked."""


class LeftOut(RuntimeError):
    """In some organisations the work could not be done; the log says why. The next attempt goes to these alone."""

    trouble = "left_out"


def go_round_as(
    job: Running, organisations: Iterable[Organisation], work: Callable[[Organisation], object], *, what: str
) -> dict[str, Any]:
    """Call `work(organisation)` for each, or for those that the attempt before has left out. Returns the job's result.

    :param what: the work in a few words, for the log.
    :raises LeftOut: it was not done everywhere.
    """
    left_before = job.checkpoint.get("left")
    chosen = [one for one in organisations if left_before is None or one.pk in left_before]
    found = go_round(chosen, work, what=what, told=partial(_tell, job, len(chosen)))
    if found.left:
        job.step(done=found.done, total=len(chosen), checkpoint={"left": [one.pk for one in found.left]})
        raise LeftOut(", ".join(one.slug for one in found.left))
    return {"organisations": found.done}


def _tell(job: Running, total: int, gone: int) -> None:
    if gone % 20 == 0 or gone == total:
        job.step(done=gone, total=total)
