"""A real worker of the feed, beside what is measured."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from region.feed import projector
from shared_apps.organisations.models import Organisation

COMMAND = [
    sys.executable, "-m", "celery", "-A", "deploy.celery", "worker", "--queues", "feed", "--concurrency", "1",
    "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "error",
]  # fmt: skip
START_SECONDS = 60


@contextmanager
def feed_worker(waited_for: Organisation) -> Iterator[None]:
    """It works within the block, and has emptied the outbox of this organisation before it begins.

    :raises RuntimeError: it ended at once, or did not work in a minute; or the outbox was empty, and nothing would tell.
    """
    if projector.is_empty(waited_for):
        raise RuntimeError(f"The outbox of {waited_for.slug} is empty: the worker would not be seen to work.")
    worker = subprocess.Popen(COMMAND, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        projector.hint(waited_for.pk)
        while not projector.is_empty(waited_for):
            if worker.poll() is not None:
                raise RuntimeError(f"The feed's worker ended at once (status {worker.returncode}).")
            if time.monotonic() > deadline:
                raise RuntimeError("The feed's worker emptied no outbox in a minute.")
            time.sleep(0.1)
        yield
    finally:
        worker.terminate()
        worker.wait(20)
