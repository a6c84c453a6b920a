"""Celery tasks of transfers."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.rounds import go_round, working

from .services import remind as remind_one

SYSTEM = By.system("transfers")


@shared_task(name="transfers.remind")
def remind() -> None:
    """Requests that nobody answered in two terms expire; daily, one organisation after the other."""
    remind_today = partial(remind_one, today=timezone.localdate(), by=SYSTEM)
    go_round(working(by=SYSTEM), remind_today, what="Reminders of transfers")
