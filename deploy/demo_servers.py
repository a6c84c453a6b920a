"""The demo before and after Django: its lock, its servers, its environment.

The settings read the addresses of the databases when they are loaded, so ``manage.py demo`` starts the servers here
first. ``python -m deploy.demo_servers`` stops a running demo from another terminal (``make stop``).
"""

import argparse
import fcntl
import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, NoReturn

from deploy import embedded, env
from deploy.embedded.machine import alive, wait_until

NAME = "demo"
DATABASE = "svod"
DEFAULT_PORT = 8000
STOP_SECONDS = 60


class CannotStart(env.Misconfigured):
    """The demo can't start; the text says what to do."""


def options(parser: argparse.ArgumentParser) -> None:
    """The demo's options, said once: the servers' part reads some of them before Django does."""
    parser.add_argument("--organisations", type=int, metavar="N", help="how many organisations the region has")
    parser.add_argument("--students", type=int, metavar="N", help="students of an organisation, on average")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"where it is served (default {DEFAULT_PORT})")
    parser.add_argument("--fresh", action="store_true", help="delete the demo's data and build them anew")
    parser.add_argument("--no-serve", action="store_true", help="only build the region, then stop")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes of web and of each worker (2)")


@contextmanager
def around(arguments: Sequence[str]) -> Iterator[None]:
    """Servers for one ``manage.py demo``: started before, stopped after, whatever happens between.

    :raises CannotStart: another demo runs, the port is taken, a server fails.
    """
    parser = argparse.ArgumentParser(add_help=False)
    options(parser)
    asked, _rest = parser.parse_known_args(arguments)
    if {"-h", "--help"} & set(arguments):
        os.environ["SVOD_TOOLING"] = "1"  # settings without servers are enough to explain
        yield
        return
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    with _only_one():
        if not asked.no_serve:
            _check_port(asked.port)
        if "DATABASE_URL" in os.environ:
            _check_given(asked.fresh)
            yield
            return
        if asked.fresh:
            _delete()
        try:
            servers = embedded.start(NAME, report=lambda line: print(f"  {line}", flush=True))
        except embedded.ServerFailed as failure:
            raise CannotStart(str(failure)) from None
        try:
            os.environ.update(servers.logins(DATABASE), SVOD_DEMO="1", SVOD_DEMO_ADMIN_URL=servers.admin_url)
            servers.publish(DATABASE)
            yield
        finally:
            ignore_signals()
            servers.stop()


def stop() -> bool:
    """Stop a running demo, or the servers that a killed one left. Whether there was anything to stop."""
    pid = _running_pid()
    if pid is None:
        was = any(embedded.is_running(NAME))
        embedded.stop(NAME)
        return was
    os.kill(pid, signal.SIGTERM)
    if not wait_until(lambda: alive(pid) is None, STOP_SECONDS):
        raise embedded.ServerFailed(f"The demo (process {pid}) does not stop; look into {env.VAR / 'log'}.")
    embedded.stop(NAME)
    return True


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def ignore_signals() -> None:
    """From here on only cleaning up is left; a second Ctrl-C would leave PostgreSQL running."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the demo's lock, which also names the process."""
    with _lock_file() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"The demo already runs (process {file.read().strip() or 'unknown'}). Stop it with make stop, "
                "or use it as it is."
            ) from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield


def _running_pid() -> int | None:
    with _lock_file() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read().strip() or 0) or None
    return None


def _lock_file() -> IO[str]:
    try:
        env.VAR.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(env.VAR / "demo.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise CannotStart(f"{env.VAR} can't be written ({error.strerror}); set SVOD_VAR to another place.") from None
    return os.fdopen(descriptor, "r+", encoding="ascii")


def _check_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise CannotStart(
                f"Port {port} of 127.0.0.1 can't be had; choose another one: "
                f'make demo ARGS="--port {port % 60000 + 10}".'
            ) from None


def _check_given(fresh: bool) -> None:
    """With servers of somebody else's, all logins must be named, and nothing of theirs is deleted."""
    for name in ("DATABASE_URL_OWNER", "DATABASE_URL_FEED", "REDIS_URL"):
        env.text(name)
    if fresh:
        raise CannotStart(
            "--fresh deletes the embedded database only. For a server of your own "
            "give an empty database in DATABASE_URL."
        )


def _delete() -> None:
    embedded.destroy(NAME)
    for path in (env.VAR / "media", env.VAR / "seals"):
        shutil.rmtree(path, ignore_errors=True)


def main() -> None:
    """``python -m deploy.demo_servers``: stop the demo."""
    try:
        print("The demo is stopped." if stop() else "The demo does not run.")
    except (embedded.ServerFailed, env.Misconfigured) as failure:
        sys.exit(f"svod: {failure}")


if __name__ == "__main__":
    main()
