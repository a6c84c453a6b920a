"""Daily work on files of organisations; copies of data that were closed or erased, forgotten after the commit."""

import logging
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.backups.queries import with_old_schemas_since
from shared_apps.jobs import rounds
from shared_apps.jobs.services import Running, work
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.rounds import working

from .services import copies
from .services.file_sweep import sweep_files

log = logging.getLogger("svod.people")


@work(
    "people.sweep_files",
    queue="reports",
    title=_("Contents of files that nobody names"),
    inside=False,
    attempts=rounds.ATTEMPTS,
)
def sweep_all_files(job: Running) -> dict[str, Any]:
    """Contents of files that no row names, in every organisation; closed ones too.

    Not where a restoration's predecessor is kept: its rows name contents too, and it may be put back.
    """
    keep = {one.pk for one in with_old_schemas_since(0, by=job.by)}
    swept = [one for one in working(by=job.by, closed_too=True) if one.pk not in keep]
    return rounds.go_round_as(job, swept, partial(_sweep, by=job.by), what="Sweeping files")


def _sweep(organisation: Organisation, *, by: By) -> None:
    swept = sweep_files(organisation, by=by)
    if swept.is_busy:
        log.warning("Files of %s wait for the next sweep: somebody is storing some", organisation.slug)
    elif swept.files:
        log.info("Files of %s: %s orphans taken away, %s bytes", organisation.slug, swept.files, swept.size)


@work(copies.WORK, queue="notify", title=_("Copies of data that were closed or erased"), inside=True, attempts=8)
def forget_copies(job: Running) -> None:
    """In files of lists and imports, and wherever else apps say that they keep some; safe to repeat."""
    copies.forget_later(job)
