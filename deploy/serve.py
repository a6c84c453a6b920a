"""Keeps a handful of processes running on one machine: the demo's web server, workers and beat.

Each child leads a process group of its own, so Ctrl-C reaches only the supervisor, which then stops the children in
order. A child that dies is started again; one that dies again and again stops everything, with the end of its log.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.embedded.machine import tail

STOP_SECONDS = 15
RESTARTS = 5  # within RESTART_SECONDS; more means that it can't work
RESTART_SECONDS = 60
LOG_BYTES = 10 * 2**20
PR_SET_PDEATHSIG = 1


class ChildFailed(RuntimeError):
    """A child dies as often as it is started; the text has the end of its log."""


@dataclass(frozen=True)
class Child:
    """One process to keep running.

    :param environment: the whole environment it gets; a login that is not in it can't be used by it.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


@dataclass
class _Running:
    child: Child
    process: subprocess.Popen[bytes]
    starts: list[float] = field(default_factory=list)


class Supervisor:
    """Starts the children, restarts what dies, stops all. Logs go to ``<logs>/<name>.log``."""

    def __init__(self, *, logs: Path, report: Callable[[str], None] = print) -> None:
        self.logs = logs
        self.report = report
        self._running: list[_Running] = []
        self._leave = threading.Event()

    def start(self, child: Child) -> None:
        """Start one more child."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.log(child)
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
        self._running.append(_Running(child, self._spawn(child), [time.monotonic()]))

    def log(self, child: Child) -> Path:
        """Where this child's output goes."""
        return self.logs / f"{child.name}.log"

    def watch_until(self, done: Callable[[], bool], *, seconds: float) -> bool:
        """Keep children running until it is done or the time is over; says whether it is done.

        :raises ChildFailed: one can't be kept running.
        """
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                return False
            self._look()
            self._leave.wait(0.2)
        return True

    def watch(self) -> None:
        """Keep children running until :meth:`leave` or an exception (Ctrl-C).

        :raises ChildFailed: one can't be kept running.
        """
        while not self._leave.wait(0.5):
            self._look()

    def leave(self) -> None:
        """Let :meth:`watch` return; may be called in a signal handler."""
        self._leave.set()

    def stop(self, *, seconds: float = STOP_SECONDS) -> None:
        """End all children with everything they started: asked first, then made to."""
        for running in self._running:
            _signal_group(running.process, signal.SIGTERM)
        end = time.monotonic() + seconds
        for running in self._running:
            try:
                running.process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.report(f"{running.child.name} does not stop by itself; it is killed")
            _signal_group(running.process, signal.SIGKILL)  # also what a dead leader left in its group
            running.process.wait()
        self._running.clear()

    def _look(self) -> None:
        for running in self._running:
            status = running.process.poll()
            if status is None:
                continue
            _signal_group(running.process, signal.SIGKILL)
            now = time.monotonic()
            running.starts = [start for start in running.starts if now - start < RESTART_SECONDS]
            log = self.log(running.child)
            if len(running.starts) >= RESTARTS:
                raise ChildFailed(
                    f"{running.child.name} died {len(running.starts)} times within {RESTART_SECONDS} s. "
                    f"{log} ends with:\n{tail(log)}"
                )
            self.report(f"{running.child.name} ended ({_meaning(status)}) and is started again; see {log}")
            running.process = self._spawn(running.child)
            running.starts.append(now)

    def _spawn(self, child: Child) -> subprocess.Popen[bytes]:
        with self.log(child).open("ab") as output:
            return subprocess.Popen(
                [*child.command],
                env=dict(child.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=follow_parent,  # noqa: PLW1509 (one call of C; no threads here)
            )


def python(*arguments: str) -> list[str]:
    """A command of this virtual environment's Python."""
    return [sys.executable, *arguments]


def _signal_group(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    try:
        os.killpg(process.pid, sign)
    except (ProcessLookupError, PermissionError):
        pass  # nobody is left in the group


def _meaning(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"


def _library() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    return ctypes.CDLL(None, use_errno=True)


_LIBC = _library()


def follow_parent() -> None:
    """In the child, before it becomes the program: end when the supervisor is killed. Linux only."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
