"""What tests of restorations share: the plan, the restoration with what follows, schemas that stand."""

from django.db import connections

from deploy.backup import planning, restoring
from deploy.backup.targets import targets
from shared_apps.jobs import services as jobs
from shared_apps.organisations.models import Organisation

from .conftest import BY

SEALS = {"history_seal", "history_sealline"}
"""Tables that a restoration writes to: the line that says so."""


def plan(school: Organisation, name: str = "last", *only: str) -> planning.Plan:
    return planning.plan(school.slug, backup=name, among=targets(only))


def restored(school: Organisation, name: str = "last") -> restoring.Restored:
    """Put back, and what follows done."""
    done = restoring.restore(plan(school, name), by=BY, wait=5)
    assert jobs.run(done.job_id) == "done"
    return done


def schemas(school: Organisation) -> set[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [school.schema_name])
        return {row[0] for row in cursor.fetchall()}
