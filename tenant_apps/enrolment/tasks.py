"""Daily work of enrolment: orders that take effect today, files of imports whose time is over."""

import logging

from celery import shared_task

from shared_apps.organisations.crossing import By, inside, shared
from shared_apps.organisations.models import Organisation

from .services import take_effect_of_due_orders
from .services.imports import forget_old_files

log = logging.getLogger("svod.enrolment")


@shared_task(name="enrolment.take_effect")
def take_effect() -> None:
    """In every organisation, one after another; one that fails doesn't stop the others."""
    by = By.system("schedule")
    with shared(by=by):
        working = list(Organisation.objects.filter(state=Organisation.State.READY).order_by("pk"))
    for organisation in working:
        try:
            with inside(organisation, by=by):
                refused = take_effect_of_due_orders(by=by)
        except Exception:
            log.exception("Orders of %s could not take effect", organisation.slug)
            continue
        for order_id, why in refused:
            log.warning("Order %s of %s could not take effect: %s", order_id, organisation.slug, why)


@shared_task(name="enrolment.forget_imports")
def forget_imports() -> None:
    """Delete files of imports and the verdicts on their rows when their days are over."""
    by = By.system("schedule")
    with shared(by=by):
        working = list(Organisation.objects.filter(state=Organisation.State.READY).order_by("pk"))
    for organisation in working:
        try:
            with inside(organisation, by=by):
                forget_old_files(by=by)
        except Exception:
            log.exception("Old files of imports of %s could not be deleted", organisation.slug)
