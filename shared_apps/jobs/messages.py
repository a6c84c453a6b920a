"""The one place that sends messages to the broker. A message is a hint: a lost one costs time, never truth.

With Redis down a plain apply_async blocks for 19 s; here nothing is retried, and after a failure no message is tried
for ten seconds. What was not sent is found by a sweep.
"""

import logging
import time
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction

log = logging.getLogger("svod.messages")
SILENCE_SECONDS = 10.0
_silent_until = 0.0


def send_on_commit(task: str, *arguments: Any, queue: str, using: str = "default") -> None:
    """Send when the transaction of `using` commits (at once outside a transaction). Never raises, never waits long."""
    transaction.on_commit(partial(send, task, *arguments, queue=queue), using=using, robust=True)


def send(task: str, *arguments: Any, queue: str, countdown: float | None = None) -> bool:
    """Send now. Whether the broker took it; a failure is logged once per silence."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    try:
        current_app.send_task(task, args=arguments, queue=queue, ignore_result=True, retry=False, countdown=countdown)
    except Exception as error:  # noqa: BLE001  # the broker's client raises a dozen kinds
        _silent_until = time.monotonic() + SILENCE_SECONDS
        log.warning("The broker does not answer (%s); no message is tried for %.0f s.", error, SILENCE_SECONDS)
        return False
    return True
