"""Daily work: each day of the schedule is made into a job once, whenever the platform comes to it.

A row for each kind keeps the last day that was asked for. So a day whose minute was missed (no broker, no beat, a
server that was off) is made up for by the next sweep; of several missed days only the last, for daily work always does
all that is due.
"""

from datetime import timedelta

from django.utils import timezone

from shared_apps.organisations.crossing import shared

from .models import DailyWork, Job
from .schedule import BY_SCHEDULE, DAILY
from .services import enqueue

KEPT = timedelta(days=90)
"""How long the jobs of daily work stand in the list when they are done."""


def ask_for_what_is_due() -> list[str]:
    """Enqueue the daily work whose time has come and that was not asked for yet. Returns the kinds asked for."""
    now = timezone.localtime()
    asked: list[str] = []
    with shared(by=BY_SCHEDULE):
        known = {row.kind: row for row in DailyWork.objects.select_for_update().order_by("pk")}
        for entry in DAILY:
            day, row = entry.last_due(now), known.get(entry.kind)
            if row is None or row.asked_for >= day:
                continue
            enqueue(entry.kind, by=BY_SCHEDULE, key=entry.kind)
            row.asked_for = day
            row.save(update_fields=["asked_for"])
            _forget_old(entry.kind)
            asked.append(entry.kind)
        new = [DailyWork(kind=one.kind, asked_for=one.last_due(now)) for one in DAILY if one.kind not in known]
        DailyWork.objects.bulk_create(new, ignore_conflicts=True)  # seen for the first time: no day was missed
    return asked


def _forget_old(kind: str) -> None:
    long_ago = timezone.now() - KEPT
    Job.objects.filter(kind=kind, actor_id=None, state=Job.State.DONE, finished_at__lt=long_ago).delete()
