"""Long work of organisations: birth, in the fleet worker (it has the owner's login)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shared_apps.importing.jobs import check_step, confirm_step, final
from shared_apps.jobs.services import Running, enqueue, work

from . import birth
from .crossing import By, shared
from .refusal import Refused


@work("birth", queue="fleet", title=_("Preparing an organisation"), inside=False)
def prepare_organisation(job: Running) -> dict[str, Any]:
    """Make the schema of `arguments["organisation_id"]`; safe to repeat."""
    organisation = birth.prepare(int(job.arguments["organisation_id"]), by=job.by)
    if card := job.arguments.get("card"):
        with shared(by=job.by):
            ask_for_card(organisation.pk, card, by=job.by)
    return {"slug": organisation.slug, "version": organisation.schema_version}


def ask_for_birth(organisation_id: int, *, by: By, card: dict[str, Any] | None = None) -> int:
    """Enqueue the birth, at most once at a time. Stands within shared(). The job's id.

    :param card: what a file says of the organisation's own card, written when it is born (`ask_for_card`).
    """
    arguments: dict[str, Any] = {"organisation_id": organisation_id} | ({"card": card} if card else {})
    job = enqueue("birth", by=by, arguments=arguments, key=f"birth:{organisation_id}")
    return int(job.pk)


CARD = "organisation_card"
"""The work that writes the organisation's own card; an app of organisations declares it (passport)."""


def ask_for_card(organisation_id: int, card: dict[str, Any], *, by: By) -> int:
    """Enqueue what a file says of an organisation's own card: {"since": ISO day, "values": {column: value}}.

    Stands within shared(): the card lies in the organisation's schema, behind another door. The job's id.
    """
    return int(enqueue(CARD, by=by, organisation_id=organisation_id, arguments=card).pk)


@work("import_organisations", queue="reports", title=_("Import of organisations"), inside=False)
def import_organisations(job: Running) -> dict[str, Any]:
    """One step of the run `arguments["run"]`: a transaction of its own, so a step that died is simply done again."""
    from .importing.running import IMPORTS  # the kinds write through this module

    steps = {"check": check_step, "confirm": confirm_step}
    with override(job.arguments["language"]), shared(by=job.by):
        try:
            return steps[job.arguments["step"]](IMPORTS, job, int(job.arguments["run"]))
        except Refused as refusal:
            final(refusal)
            raise
