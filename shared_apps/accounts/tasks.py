"""Celery tasks of accounts."""

import logging

from celery import shared_task

from shared_apps.organisations.crossing import By

from . import services

log = logging.getLogger("svod.accounts")


@shared_task(name="accounts.forget_sessions")
def forget_sessions() -> None:
    """Nightly: sessions long over."""
    log.info("%s old sessions are gone.", services.forget_old_sessions(by=By.system("schedule")))


@shared_task(name="accounts.count_visits")
def count_visits() -> None:
    """Nightly: how many accounts of each role every organisation has, and how many of them come."""
    log.info("%s counts of visits are written.", services.count_visits(by=By.system("schedule")))
