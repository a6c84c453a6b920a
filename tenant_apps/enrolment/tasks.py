"""Daily work of enrolment: orders that take effect today, files of imports whose time is over."""

import logging

from celery import shared_task

from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.rounds import go_round, working

from .services import take_effect_of_due_orders
from .services.imports import forget_old_files

log = logging.getLogger("svod.enrolment")
SCHEDULE = By.system("schedule")


@shared_task(name="enrolment.take_effect")
def take_effect() -> None:
    """In every organisation, one after another; one that fails doesn't stop the others."""
    go_round(working(by=SCHEDULE), _take_effect_in, what="Orders that take effect")


@shared_task(name="enrolment.forget_imports")
def forget_imports() -> None:
    """Delete files of imports and the verdicts on their rows when their days are over."""
    go_round(working(by=SCHEDULE), _forget_in, what="Deleting old files of imports")


def _take_effect_in(organisation: Organisation) -> None:
    with inside(organisation, by=SCHEDULE):
        refused = take_effect_of_due_orders(by=SCHEDULE)
    for order_id, why in refused:
        log.warning("Order %s of %s could not take effect: %s", order_id, organisation.slug, why)


def _forget_in(organisation: Organisation) -> None:
    with inside(organisation, by=SCHEDULE):
        forget_old_files(by=SCHEDULE)
