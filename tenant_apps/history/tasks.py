"""Nightly sealing of every organisation's history."""

from functools import partial

from celery import shared_task

from shared_apps.organisations.crossing import By, HasSchema, inside
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.rounds import go_round, working

from . import services


@shared_task(name="history.seal_all")
def seal_all() -> None:
    """Seal and send the roots out, one organisation after another; one that fails doesn't stop the others."""
    by = By.system("seal")
    go_round(standing(by=by), partial(seal_one, by=by), what="Sealing the history")


def standing(*, by: By) -> list[Organisation]:
    """Organisations whose schemas stand, closed ones too."""
    return working(by=by, closed_too=True)


def seal_one(organisation: HasSchema, *, by: By, everything: bool = False) -> tuple[int, int]:
    """Lines sealed and roots sent of one organisation. Two doors: a root leaves only after its seal is committed.

    Doors that only read, for the region has nothing to look at again, and closed organisations are sealed too.
    """
    with inside(organisation, by=by, only_reads=True):
        lines = services.seal(by=by, everything=everything)
    with inside(organisation, by=by, only_reads=True):
        roots = services.send_roots(schema=str(organisation.schema_name))
    return lines, roots
