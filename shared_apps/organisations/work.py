"""Long work of organisations: birth and the nightly checks, in the fleet worker (it has the owner's login)."""

import logging
from functools import partial
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shared_apps.importing.jobs import check_step, confirm_step, final
from shared_apps.jobs.services import Running, enqueue, work

from . import birth, fleet, orphans, services, territory
from .crossing import By, shared
from .refusal import Refused

log = logging.getLogger("svod.fleet")


@work("birth", queue="fleet", title=_("Preparing an organisation"), inside=False)
def prepare_organisation(job: Running) -> dict[str, Any]:
    """Make the schema of `arguments["organisation_id"]`; safe to repeat."""
    organisation = birth.prepare(int(job.arguments["organisation_id"]), by=job.by)
    if card := job.arguments.get("card"):
        with shared(by=job.by):
            ask_for_card(organisation.pk, card, by=job.by)
    return {"slug": organisation.slug, "version": organisation.schema_version}


def ask_for_birth(organisation_id: int, *, by: By, card: dict[str, Any] | None = None) -> int:
    """Enqueue the birth, at most once at a time. Call inside shared(). The job's id.

    :param card: what a file says of the organisation's own card, written when it is born (`ask_for_card`).
    """
    arguments: dict[str, Any] = {"organisation_id": organisation_id} | ({"card": card} if card else {})
    job = enqueue("birth", by=by, arguments=arguments, key=f"birth:{organisation_id}")
    return int(job.pk)


CARD, CARD_BACK = "organisation_card", "organisation_card_back"
"""The work that writes the organisation's own card, and that puts it back; an app of organisations declares both."""


def ask_for_card(organisation_id: int, card: dict[str, Any], *, by: By) -> int:
    """Enqueue what a file says of an organisation's own card. The job's id.

    Call inside shared(): the card lies in the organisation's schema, behind another door.

    :param card: {"since": ISO day, "values": {column: value}, "run", "row"}: the last two say where it stands.
    """
    return int(enqueue(CARD, by=by, organisation_id=organisation_id, arguments=card).pk)


def ask_for_card_back(organisation_id: int, row: dict[str, Any], *, by: By) -> int:
    """Enqueue putting back what a row of a file wrote into an own card. Within shared(). The job's id."""
    return int(enqueue(CARD_BACK, by=by, organisation_id=organisation_id, arguments=row).pk)


@work("import_organisations", queue="reports", title=_("Import of organisations"), inside=False)
def import_organisations(job: Running) -> dict[str, Any]:
    """One step of the run `arguments["run"]`: a transaction of its own, so a step that died is simply done again."""
    from .importing import own_cards
    from .importing.running import IMPORTS  # the kinds write through this module

    steps, run_id = {"check": check_step, "confirm": confirm_step}, int(job.arguments["run"])
    before = own_cards.read_before(partial(IMPORTS.reading_if_kept, run_id), by=job.by)
    with override(job.arguments["language"]), before, shared(by=job.by):
        try:
            return steps[job.arguments["step"]](IMPORTS, job, run_id)
        except Refused as refusal:
            final(refusal)
            raise


# --- daily ------------------------------------------------------------------------------------------------------------


@work("organisations.close_due", queue="fleet", title=_("Organisations that close"), inside=False)
def close_due(job: Running) -> dict[str, Any]:
    """Organisations whose day of closing has come; municipalities and authorities are called as of today."""
    with shared(by=job.by):
        closed = services.close_those_due(by=job.by, today=localdate())
        territory.settle_all(by=job.by, today=localdate())
    return {"closed": closed}


@work("organisations.forget_imports", queue="fleet", title=_("Old files of organisations"), inside=False)
def forget_imports(job: Running) -> dict[str, Any]:
    """Files of imports of organisations whose days are over."""
    from .importing.running import IMPORTS  # the kinds write through this module

    with shared(by=job.by):
        IMPORTS.forget_old_files(by=job.by)
    return {}


@work("organisations.check_fleet", queue="fleet", title=_("Check of schemas"), inside=False)
def check_fleet(job: Running) -> dict[str, Any]:
    """Each schema's catalogue against the recorded one; what differs is logged and stands on the page of schemas."""
    found = fleet.check_and_note()
    for slug, lines in found.items():
        log.error("The schema of %s differs from what was recorded: %s", slug, "; ".join(lines[:5]))
    return {"differ": sorted(found)}


@work("organisations.check_orphans", queue="fleet", title=_("Search for values that name nothing"), inside=False)
def check_orphans(job: Running) -> dict[str, Any]:
    """Codes in organisations that point to no handbook item or shared row; they stand on the page of schemas."""
    found = orphans.find()
    with shared(by=job.by):
        orphans.note(found, by=job.by)
    for orphan in found:
        log.error("%s", orphan)
    return {"orphans": len(found)}
