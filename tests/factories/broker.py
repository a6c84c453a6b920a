"""A broker that is down: it refuses connections, or takes them and is mute."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from celery import current_app

from shared_apps.jobs import messages


@contextmanager
def broker_at(port: int | None) -> Iterator[None]:
    """Messages go to this port instead of Redis; None: to Redis."""
    before = current_app.conf.broker_url
    if port is not None:
        current_app.conf.broker_url = f"redis://127.0.0.1:{port}/0"
    _forget_connections()
    try:
        yield
    finally:
        current_app.conf.broker_url = before
        _forget_connections()


def _forget_connections() -> None:
    current_app.amqp._producer_pool = None
    if current_app._pool is not None:
        current_app._pool.force_close_all()
        current_app._pool = None
    messages.end_silence()


@contextmanager
def port_of(fault: str) -> Iterator[int]:
    """A port that refuses connections, or one that takes them and is mute."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        if fault == "mute":
            taken.listen(64)
            yield taken.getsockname()[1]
            return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield port
