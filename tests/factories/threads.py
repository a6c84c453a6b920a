"""Several at once, each in a thread with connections of its own: for tests with three logins and real commits."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from shared_apps.organisations.refusal import Refused

PATIENCE = 30.0


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each call gave, or the refusal it raised; all begin together."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        gate.wait()
        try:
            return call()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "It did not come to that."
        time.sleep(0.02)


def somebody_waits() -> bool:
    """Returns True if a connection to this database, of any login, waits for a lock."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE datname = current_database() AND NOT granted)"
        )
        return bool(cursor.fetchone()[0])
