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
