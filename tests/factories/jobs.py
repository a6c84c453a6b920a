"""Long work done at once, as a worker would."""

from shared_apps.jobs import services
from shared_apps.jobs.models import Job
from shared_apps.jobs.schedule import BY_SCHEDULE
from shared_apps.organisations.crossing import shared


def done(kind: str) -> Job:
    """Daily work of this kind, as the schedule asks for it, done; the job's row, which is gone by then."""
    with shared(by=BY_SCHEDULE):
        pk = services.enqueue(kind, by=BY_SCHEDULE).pk
    state = services.run(pk)
    with shared(by=BY_SCHEDULE):
        row = Job.objects.get(pk=pk)
        row.delete()
    assert state == Job.State.DONE, row.result
    return row
