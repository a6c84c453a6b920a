"""Files of restricted lists hold names that an organisation may not disclose any more, or has erased.

They go with the withdrawal itself, and once more when the region's tables have followed: until then a list that
somebody asks for still has the name.
"""

from region.feed import projector
from shared_apps.exports.services import forget_above
from shared_apps.jobs.services import Running, enqueue
from shared_apps.organisations.crossing import By
from shared_apps.organisations.here import organisation_here
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.copies import Lost
from tenant_apps.people.grounds import CLASSES, NAMES_ABOVE

WORK = "registry.forget_copies"
ABOVE = frozenset({NAMES_ABOVE, CLASSES[Privacy.IDENTITY]})
"""Groups of fields that restricted lists show: they go up under NAMES_ABOVE."""


class StillProjecting(RuntimeError):
    """Another worker brings the region's tables up to this organisation: the job is tried again after it."""


def forget_files_above(lost: Lost, by: By) -> None:
    """Stands inside the organisation, in the transaction that closes or erases the name."""
    if lost.is_later or not lost.groups & ABOVE:
        return
    here = organisation_here()
    forget_above(here, by=by)
    enqueue(WORK, by=by, organisation_id=here)


def forget_when_projected(job: Running) -> int:
    """What the job does, in doors of its own; how many files. :raises StillProjecting:"""
    assert job.organisation_id is not None
    if projector.drain(job.organisation_id).is_taken:
        raise StillProjecting(f"Organisation {job.organisation_id} is in another worker's hands.")
    return forget_above(job.organisation_id, by=job.by)
