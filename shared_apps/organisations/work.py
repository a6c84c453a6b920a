"""Long work of organisations: birth, in the fleet worker (it has the owner's login)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shared_apps.jobs.services import Running, enqueue, work

from . import birth
from .crossing import By


@work("birth", queue="fleet", title=_("Preparing an organisation"), inside=False)
def prepare_organisation(job: Running) -> dict[str, Any]:
    """Make the schema of `arguments["organisation_id"]`; safe to repeat."""
    organisation = birth.prepare(int(job.arguments["organisation_id"]), by=job.by)
    return {"slug": organisation.slug, "version": organisation.schema_version}


def ask_for_birth(organisation_id: int, *, by: By) -> int:
    """Enqueue the birth, at most once at a time. Stands within shared(). The job's id."""
    job = enqueue("birth", by=by, arguments={"organisation_id": organisation_id}, key=f"birth:{organisation_id}")
    return int(job.pk)
