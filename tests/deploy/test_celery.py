"""deploy/celery.py: queues and schedule, and that a broker that is down holds nobody up."""

import threading
import time

import pytest
from celery import Celery, current_app
from celery.exceptions import QueueNotFound
from kombu.exceptions import OperationalError

from deploy.celery import app
from shared_apps.jobs.schedule import QUEUES, SCHEDULE


def test_each_entry_of_the_schedule_is_sent_to_a_known_queue() -> None:
    beat = app.conf.beat_schedule

    assert set(beat) == {entry.name for entry in SCHEDULE}
    assert {line["options"]["queue"] for line in beat.values()} <= set(QUEUES)


def test_each_scheduled_task_exists() -> None:
    app.loader.import_default_modules()

    missing = {entry.task for entry in SCHEDULE} - set(app.tasks)

    assert missing == set(), "a scheduled task is not registered: is its tasks.py in an installed app?"


def test_another_thread_sends_with_this_app() -> None:
    seen: list[str] = []

    thread = threading.Thread(target=lambda: seen.append(current_app.main))
    thread.start()
    thread.join()

    assert seen == ["svod"]


def test_a_misspelt_queue_is_refused() -> None:
    with pytest.raises(QueueNotFound):
        app.send_task("jobs.run", args=(1,), queue="reprots", retry=False)


def test_sending_without_a_broker_fails_at_once() -> None:
    lonely = Celery("lonely", set_as_current=False)
    lonely.conf.update({**(app.conf.changes or {}), "broker_url": "redis://127.0.0.1:1/0"})
    began = time.monotonic()

    with pytest.raises(OperationalError):
        lonely.send_task("jobs.run", args=(1,), queue="feed", retry=False)

    assert time.monotonic() - began < 1
