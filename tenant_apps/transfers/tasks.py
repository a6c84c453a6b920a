"""Celery tasks of transfers."""

from celery import shared_task
from django.utils import timezone

from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation

from .services import remind as remind_one

SYSTEM = By.system("transfers")


@shared_task(name="transfers.remind")
def remind() -> None:
    """Requests that nobody answered in two terms expire; daily, one organisation after the other."""
    with shared(by=SYSTEM):
        organisations = list(Organisation.objects.filter(state=Organisation.State.READY).order_by("pk"))
    for organisation in organisations:
        remind_one(organisation, today=timezone.localdate(), by=SYSTEM)
