"""Nightly sealing of every organisation's history."""

import logging

from celery import shared_task

from shared_apps.organisations.crossing import By, HasSchema, inside, shared
from shared_apps.organisations.models import Organisation

from . import services

log = logging.getLogger("svod.history")


@shared_task(name="history.seal_all")
def seal_all() -> None:
    """Seal and send the roots out, one organisation after another; one that fails doesn't stop the others."""
    by = By.system("seal")
    for organisation in standing(by=by):
        try:
            seal_one(organisation, by=by)
        except Exception:
            log.exception("Sealing the history of %s failed", organisation.schema_name)


def standing(*, by: By) -> list[Organisation]:
    """Organisations whose schemas stand, closed ones too."""
    with shared(by=by):
        states = [Organisation.State.READY, Organisation.State.CLOSED]
        return list(Organisation.objects.filter(state__in=states).order_by("pk"))


def seal_one(organisation: HasSchema, *, by: By, everything: bool = False) -> tuple[int, int]:
    """Lines sealed and roots sent of one organisation. Two doors: a root leaves only after its seal is committed.

    Doors that only read, for the region has nothing to look at again, and closed organisations are sealed too.
    """
    with inside(organisation, by=by, only_reads=True):
        lines = services.seal(by=by, everything=everything)
    with inside(organisation, by=by, only_reads=True):
        roots = services.send_roots(schema=str(organisation.schema_name))
    return lines, roots
