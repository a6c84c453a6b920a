"""deploy/demo_servers.py: only one demo, its port, its options."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import demo_servers, embedded, env


@pytest.fixture(autouse=True)
def _own_var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(env, "VAR", tmp_path)
    kept = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for sign, handler in kept.items():
        signal.signal(sign, handler)


@pytest.fixture
def _given_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_FEED", "REDIS_URL"):
        monkeypatch.setenv(name, "given")


@pytest.mark.usefixtures("_given_servers")
def test_a_second_demo_is_refused_with_the_cure() -> None:
    with (
        demo_servers.around(["--no-serve"]),
        pytest.raises(demo_servers.CannotStart, match=rf"already runs \(process {os.getpid()}\).*make stop"),
        demo_servers.around(["--no-serve"]),
    ):
        pass


@pytest.mark.usefixtures("_given_servers")
def test_a_taken_port_is_told_before_anything_is_built() -> None:
    with socket.socket() as thief:
        thief.bind(("127.0.0.1", 0))
        thief.listen()
        port = thief.getsockname()[1]

        with (
            pytest.raises(demo_servers.CannotStart, match=rf"Port {port}.*--port"),
            demo_servers.around(["--port", str(port)]),
        ):
            pass


@pytest.mark.usefixtures("_given_servers")
def test_fresh_never_deletes_what_is_in_a_given_server() -> None:
    with (
        pytest.raises(demo_servers.CannotStart, match="embedded database only"),
        demo_servers.around(["--fresh", "--no-serve"]),
    ):
        pass


def test_a_given_server_needs_all_logins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "given")
    monkeypatch.delenv("DATABASE_URL_OWNER", raising=False)

    with pytest.raises(env.Misconfigured, match="DATABASE_URL_OWNER"), demo_servers.around(["--no-serve"]):
        pass


def test_help_starts_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVOD_TOOLING", "")

    with demo_servers.around(["--help"]):
        tooling = env.is_tooling()

    assert tooling
    assert embedded.is_running("demo") == (None, None)


def test_stop_without_a_demo_says_so() -> None:
    assert demo_servers.stop() is False
