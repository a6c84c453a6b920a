"""Celery tasks of the feed, all in the queue `feed`. A message is a hint: what is lost, the sweep finds."""

import logging

from celery import shared_task

from shared_apps.organisations.crossing import OrganisationNotReady

from . import projector, recount, sweep

log = logging.getLogger("svod.feed")


@shared_task(name="feed.project")
def project(organisation_id: int) -> None:
    """Project one batch of an organisation's outbox."""
    projector.project(organisation_id)


@shared_task(name="feed.sweep")
def sweep_outboxes() -> None:
    """Look into all outboxes; every minute."""
    sweep.sweep()


@shared_task(name="feed.recount")
def recount_organisation(organisation_id: int) -> None:
    """Rebuild one organisation and report differences; one whose schema lags behind the code waits for the next."""
    try:
        recount.recount(organisation_id)
    except OrganisationNotReady as refusal:
        log.warning("The recount of organisation %s waits: %s", organisation_id, refusal)
