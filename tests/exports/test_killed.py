"""A worker that is killed in the middle of a file: the next one writes it whole, once, with one line of readings."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shared_apps.exports import services, storage
from shared_apps.exports.models import Export
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import inside, shared
from tenant_apps.people.models import CardReading
from tests.isolation import scene as scenes
from tests.isolation.scene import Scene

from .conftest import BY, job_of, written

pytestmark = pytest.mark.more
SLOW = """
import sys, time
import django
django.setup()
from shared_apps.exports import writing
from shared_apps.jobs import services
def crawl(self):
    for row in self.rows:
        self.number += 1
        yield row
        print("row", flush=True)
        time.sleep(60)
writing._Counted.__iter__ = crawl
services.run(int(sys.argv[1]))
"""


@pytest.fixture
def scene(three_logins: None) -> Iterator[Scene]:
    """Two schools with real commits."""
    with scenes.committed() as found:
        yield found


def test_a_killed_worker_costs_time_and_nothing_else(scene: Scene, settings: Any) -> None:
    organisation = scene.here.organisation
    client = scene.browser("director")
    address = f"/o/{organisation.slug}/upkeep/health/"
    assert client.post("/files/ask/", {"address": address, "export": "csv"}).status_code == 302
    with shared(by=BY):
        row = Export.objects.latest("pk")

    names = dict(os.environ) | {"SVOD_MEDIA": str(settings.MEDIA_ROOT)}
    worker = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(row.job_id)], env=names, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "row\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()

    assert job_of(row).state == Job.State.RUNNING
    with shared(by=BY):
        Job.objects.filter(pk=row.job_id).update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    jobs.sweep()
    assert written(row) == Job.State.DONE
    with shared(by=BY):
        found = Export.objects.get(pk=row.pk)
    assert (found.is_ready, found.rows > 0, job_of(row).attempt) == (True, True, 2)
    with inside(organisation, by=BY):
        readings = CardReading.objects.filter(via="export", what="health").count()
    assert readings == found.rows, "the killed attempt left none"

    left = [path for path in storage._all() if path.name != found.sha256]
    assert len(left) == 1, "the draft of the killed attempt"
    long_ago = time.time() - storage.ORPHAN_AGE.total_seconds() - 1
    os.utime(left[0], (long_ago, long_ago))
    services.forget_over(by=BY)
    assert [path.name for path in storage._all()] == [found.sha256]
