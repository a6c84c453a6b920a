"""Long work of accounts: daily work, and voiding what was done above organisations under a compromised account."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.jobs.services import Running, work
from shared_apps.organisations.models import SharedReversal
from shared_apps.organisations.undoing import protocol

from . import services
from .services.compromise import locked_case
from .services.voiding import VOIDING, carried_out


@work("accounts.forget_sessions", queue="notify", title=_("Sessions that ended long ago"), inside=False)
def forget_sessions(job: Running) -> dict[str, Any]:
    """Daily: sessions long over leave the table."""
    return {"forgotten": services.forget_old_sessions(by=job.by)}


@work("accounts.count_visits", queue="notify", title=_("Count of visits"), inside=False)
def count_visits(job: Running) -> dict[str, Any]:
    """Daily: how many accounts of each role every organisation has, and how many of them come."""
    return {"counted": services.count_visits(by=job.by)}


@work(VOIDING, queue="reports", title=_("Voiding operations of a compromised account"), inside=False)
def void_above(job: Running) -> dict[str, Any]:
    """Carry out the protocol of `arguments["case"]`; safe to repeat from wherever it stopped."""
    case_id = int(job.arguments["case"])
    last = protocol.CarriedOut(0, 0, 0)

    def report(far: protocol.CarriedOut) -> None:
        nonlocal last
        last = far
        if far.left:
            job.step(done=far.done, total=far.done + far.left)

    def finish(done: SharedReversal) -> None:
        carried_out(locked_case(case_id, None), done.pk, by=job.by)

    protocol.carry_out(int(job.arguments["protocol"]), by=job.by, finish=finish, report=report)
    return {"done": last.done, "late_conflicts": last.late_conflicts}
