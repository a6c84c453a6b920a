"""Celery: workers by queue, and beat with the schedule of :mod:`shared_apps.jobs.schedule`.

A message is only a hint that a row waits: there is no result backend, nothing but JSON, and no long wait for a broker.
A queue that is not named here does not exist, so a message never waits where no worker looks.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init
from django.conf import settings
from kombu import Exchange, Queue

from shared_apps.jobs.schedule import QUEUES, SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")

LATE_SECONDS = 6 * 60 * 60  # an unacknowledged message comes again after this; a job's attempt guards against twins


def _schedule() -> dict[str, dict[str, Any]]:
    unknown = {entry.queue for entry in SCHEDULE} - set(QUEUES)
    if unknown:
        raise ValueError(f"The schedule names queues that no worker has: {sorted(unknown)}; known are {QUEUES}.")
    return {
        entry.name: {
            "task": entry.task,
            "schedule": float(entry.every_seconds),
            # a message that nobody took until the next one is sent is of no use any more
            "options": {"queue": entry.queue, "expires": entry.every_seconds},
        }
        for entry in SCHEDULE
    }


app = Celery("svod")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_timeout=2,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # a worker waits for its broker as long as it takes
    broker_transport_options={
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
        "visibility_timeout": LATE_SECONDS,
        "max_retries": 1,  # a sender does not
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    },
    accept_content=["json"],
    task_serializer="json",
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_queues=[Queue(name, Exchange("svod", type="direct"), routing_key=name) for name in QUEUES],
    task_default_queue="notify",
    task_create_missing_queues=False,
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_max_tasks_per_child=1000,
    worker_max_memory_per_child=600_000,  # kB
    worker_send_task_events=False,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    enable_utc=True,
    timezone=settings.TIME_ZONE,
    beat_schedule=_schedule(),
)
app.set_default()  # for all threads: a web server's thread sends with this app, not with an empty one
app.autodiscover_tasks()


@setup_logging.connect
def _keep_logging(**_: Any) -> None:
    """Django has set logging up; with a receiver here Celery does not do it again."""


@worker_init.connect
def _check_the_database(**_signal: Any) -> None:
    """A worker does not start on a database that is not prepared; the message says the cure."""
    from django.db import connections

    from shared_apps.organisations.checks import refuse_unready_database

    refuse_unready_database()
    connections.close_all()
