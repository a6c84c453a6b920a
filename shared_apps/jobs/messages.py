"""The one place that sends messages to the broker. A message is a hint: a lost one costs time, never truth.

With Redis down a plain apply_async blocks for 19 s; here nothing is retried, and after a failure no message is tried
until a thread of its own has heard the broker again: an outage costs each process one wait, however seldom it saves.
What was not sent is found by a sweep.
"""

import logging
import os
import threading
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction

log = logging.getLogger("svod.messages")
SILENCE_SECONDS = 10.0
"""How often the thread asks whether the broker is back."""
_heard: threading.Event | None = None
"""Not set: the broker does not answer, and a thread of this process asks it."""


class BrokerIsSilent(RuntimeError):
    """Work whose whole point is sending messages can't be done now."""

    trouble = "broker_silent"


def send_on_commit(task: str, *arguments: Any, queue: str, using: str = "default") -> None:
    """Send when the transaction of `using` commits (at once outside a transaction). Never raises, never waits long."""
    transaction.on_commit(partial(send, task, *arguments, queue=queue), using=using, robust=True)


def send(task: str, *arguments: Any, queue: str, countdown: float | None = None) -> bool:
    """Send now. Returns True if the broker took it. Only the first failure of a silence is logged."""
    if is_silent():
        return False
    try:
        current_app.send_task(task, args=arguments, queue=queue, ignore_result=True, retry=False, countdown=countdown)
    except Exception as error:  # noqa: BLE001  # the broker's client raises a dozen kinds
        log.warning("The broker does not answer (%s); no message is tried until it does.", error)
        _fall_silent()
        return False
    return True


def is_silent() -> bool:
    """Returns True if the broker is silent and messages are not even tried."""
    return _heard is not None and not _heard.is_set()


def end_silence() -> None:
    """Forget the silence: the next message is tried."""
    if _heard is not None:
        _heard.set()


os.register_at_fork(after_in_child=end_silence)  # a child has no thread that would end it


def _fall_silent() -> None:
    global _heard
    if is_silent():
        return
    _heard = threading.Event()
    threading.Thread(target=_ask_until_heard, args=[_heard], name="broker", daemon=True).start()


def _ask_until_heard(heard: threading.Event) -> None:
    while not heard.wait(SILENCE_SECONDS):
        if _answers():
            log.info("The broker answers again.")
            heard.set()


def _answers() -> bool:
    try:
        with current_app.connection_for_write() as connection:
            _channel = connection.default_channel  # opening it asks the broker
    except Exception:  # noqa: BLE001  # the broker's client raises a dozen kinds
        return False
    return True
