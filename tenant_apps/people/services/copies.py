"""Forgetting copies of a person's data: one way for withdrawing a consent, striking it out, and erasing by law."""

from collections.abc import Collection

from django.db import transaction

from shared_apps.exports.services import forget_of_organisation
from shared_apps.jobs.services import Running, enqueue
from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here

from .. import copies
from ..copies import Lost
from ..holdings import classes_of

WORK = "people.forget_copies"


@transaction.atomic
def forget_copies(*, person_id: int, groups: Collection[str], is_erased: bool, by: By) -> None:
    """Forget them now, and have a job do it once more.

    A list that is being read now and a file that a job works on still have what this transaction takes away; after its
    commit nobody reads it any more. Call it before data are erased: copies that know no card are found by the name.
    """
    lost = Lost(
        person_id=person_id, groups=frozenset(groups), classes=frozenset(classes_of(groups)), is_erased=is_erased
    )
    organisation_id = organisation_here()
    _forget(lost, organisation_id, by)
    if lost.classes:
        arguments = {"person": person_id, "groups": sorted(lost.groups), "is_erased": is_erased}
        enqueue(WORK, by=by, organisation_id=organisation_id, arguments=arguments)


def forget_later(job: Running) -> None:
    """What the job does, inside the organisation."""
    groups = job.arguments["groups"]
    lost = Lost(
        person_id=int(job.arguments["person"]),
        groups=frozenset(groups),
        classes=frozenset(classes_of(groups)),
        is_erased=bool(job.arguments["is_erased"]),
        is_later=True,
    )
    _forget(lost, organisation_here(), job.by)


def _forget(lost: Lost, organisation_id: int, by: By) -> None:
    if lost.classes:
        forget_of_organisation(organisation_id, by=by)
    copies.forget_all(lost, by)
