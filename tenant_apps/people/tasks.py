"""Nightly work on files of organisations."""

import logging

from celery import shared_task

from shared_apps.backups.queries import with_old_schemas_since
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.rounds import go_round, working

from .services.file_sweep import sweep_files

log = logging.getLogger("svod.people")
SCHEDULE = By.system("schedule")


@shared_task(name="people.sweep_files")
def sweep_all_files() -> None:
    """Contents of files that no row names, in every organisation; closed ones too.

    Not where a restoration's predecessor is kept: its rows name contents too, and it may be put back.
    """
    keep = {one.pk for one in with_old_schemas_since(0, by=SCHEDULE)}
    go_round(
        [one for one in working(by=SCHEDULE, closed_too=True) if one.pk not in keep], _sweep, what="Sweeping files"
    )


def _sweep(organisation: Organisation) -> None:
    swept = sweep_files(organisation, by=SCHEDULE)
    if swept.is_busy:
        log.warning("Files of %s wait for the next sweep: somebody is storing some", organisation.slug)
    elif swept.files:
        log.info("Files of %s: %s orphans taken away, %s bytes", organisation.slug, swept.files, swept.size)
