"""Celery tasks of the fleet: births are jobs; here are the nightly checks."""

import logging

from celery import shared_task
from django.utils.timezone import localdate

from . import fleet, orphans, services
from .crossing import By, shared
from .importing.running import IMPORTS

log = logging.getLogger("svod.fleet")


@shared_task(name="organisations.check_fleet")
def check_fleet() -> None:
    """Nightly: each schema's catalogue against the recorded one; what differs is logged and stands on the page."""
    found = fleet.check_and_note()
    for slug, lines in found.items():
        log.error("The schema of %s differs from what was recorded: %s", slug, "; ".join(lines[:5]))


@shared_task(name="organisations.check_orphans")
def check_orphans() -> None:
    """Nightly: codes in organisations that point to no handbook item or shared row."""
    for orphan in orphans.find():
        log.error("%s", orphan)


@shared_task(name="organisations.close_due")
def close_due() -> None:
    """Daily: organisations whose day of closing has come."""
    by = By.system("schedule")
    with shared(by=by):
        services.close_those_due(by=by, today=localdate())


@shared_task(name="organisations.forget_imports")
def forget_imports() -> None:
    """Daily: files of imports of organisations whose days are over."""
    by = By.system("schedule")
    with shared(by=by):
        IMPORTS.forget_old_files(by=by)
