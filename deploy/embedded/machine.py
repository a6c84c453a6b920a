"""What the embedded servers need of the machine: a system user, directories it can reach, free ports, locks."""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

SYSTEM_USER = "svod-postgres"  # PostgreSQL refuses to run as root
LEAST_FREE_BYTES = 500 * 2**20


class ServerFailed(RuntimeError):
    """An embedded server can't do what was asked; the text says what to do."""


@dataclass(frozen=True)
class RunAs:
    """Whom a server runs as: the present user, or the system user where the present one is root."""

    name: str
    uid: int
    gid: int
    is_other: bool

    def run(self, *command: str | Path, timeout: float = 120) -> str:
        """Run a command as this user, from the root directory, with a bare environment; returns what it printed.

        The output goes to a file, not a pipe: a server left behind would hold a pipe open forever.

        :raises subprocess.CalledProcessError: with everything it printed as ``output``.
        """
        words = [str(word) for word in command]
        with _nameless_file() as output:
            done = subprocess.run(
                words,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=timeout,
                check=False,
                user=self.uid if self.is_other else None,
                group=self.gid if self.is_other else None,
                extra_groups=[] if self.is_other else None,
            )
            os.lseek(output, 0, os.SEEK_SET)
            printed = _read_all(output)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, words, output=printed)
        return printed

    def own(self, path: Path, mode: int) -> None:
        """Give the path to this user."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def run_as() -> RunAs:
    """The present user; for root the system user, made when it is missing.

    :raises ServerFailed: it can't be made.
    """
    if os.geteuid() != 0:
        return RunAs(name=str(os.geteuid()), uid=os.geteuid(), gid=os.getegid(), is_other=False)
    try:
        found = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        found = _make_system_user()
    return RunAs(name=found.pw_name, uid=found.pw_uid, gid=found.pw_gid, is_other=True)


def _make_system_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, KeyError, subprocess.CalledProcessError) as error:
        raise ServerFailed(
            f"PostgreSQL does not run as root, and the user {SYSTEM_USER} can't be made "
            f"({getattr(error, 'stderr', '') or error}). Make it, or run this as an ordinary user."
        ) from None


def let_pass(user: RunAs, path: Path, report: Callable[[str], None]) -> None:
    """Let the system user pass through the directories above a path: others get x, never r, and only where it lacks."""
    if not user.is_other:
        return
    for above in path.resolve().parents:
        mode = above.stat().st_mode
        reachable = (
            mode & 0o001
            or (mode & 0o010 and above.stat().st_gid == user.gid)
            or (mode & 0o100 and above.stat().st_uid == user.uid)
        )
        if not reachable:
            report(f"letting the user {user.name} pass through {above} (chmod o+x)")
            above.chmod(mode | 0o001)


def let_execute(user: RunAs, programs: Path, report: Callable[[str], None]) -> None:
    """See that the user can run the wheel's programs; mends permissions once where pip was run with a strict umask.

    :raises ServerFailed: they still don't run.
    """
    let_pass(user, programs / "postgres", report)
    try:
        user.run(programs / "postgres", "--version")
        return
    except (OSError, subprocess.CalledProcessError):
        if not user.is_other:
            raise ServerFailed(
                f"{programs / 'postgres'} does not run here. Delete var/venv and run make demo again; "
                "if that does not help, the wheel does not fit this machine: set DATABASE_URL."
            ) from None
    package = programs.parent.parent
    for top in (programs.parent, package.with_name(package.name + ".libs")):
        for path in (top, *top.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
    try:
        user.run(programs / "postgres", "--version")
    except (OSError, subprocess.CalledProcessError) as error:
        raise ServerFailed(
            f"The user {user.name} can't run {programs / 'postgres'}: {getattr(error, 'output', error)}. "
            "Move the project to a directory that others may enter, or run it as an ordinary user."
        ) from None


def check_space(path: Path) -> None:
    """:raises ServerFailed: hardly any disk is left."""
    free = shutil.disk_usage(path).free
    if free < LEAST_FREE_BYTES:
        raise ServerFailed(
            f"Only {free // 2**20} MB are free where {path} lies; the servers need {LEAST_FREE_BYTES // 2**20} MB. "
            "Free some space, or set SVOD_VAR to a directory on another disk."
        )


def free_port(wanted: int | None = None) -> int:
    """A free loopback port: the wanted one (of the last run) if it is still free."""
    for port in (wanted or 0, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServerFailed("No loopback port is free; close some programs and try again.")


def alive(pid: int | None) -> psutil.Process | None:
    """The process, unless it is gone or a zombie that nobody has reaped."""
    if pid is None or pid < 1:
        return None
    try:
        found = psutil.Process(pid)
        return None if found.status() == psutil.STATUS_ZOMBIE else found
    except psutil.Error:
        return None


def end(server: psutil.Process, signs: Sequence[tuple[signal.Signals, float]]) -> bool:
    """Send the signals one after another until the process ends, with so many seconds after each.

    Returns True if it has ended.
    """
    for sign, seconds in signs:
        try:
            server.send_signal(sign)
        except psutil.NoSuchProcess:
            return True
        if wait_until(lambda: alive(server.pid) is None, seconds):
            return True
    return False


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Poll until it is done or the time is over; says whether it is done."""
    end = time.monotonic() + seconds
    pause = 0.01
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file: starts and stops of one server never overlap."""
    with path.open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, for a failure's text."""
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"


@contextmanager
def _nameless_file() -> Iterator[int]:
    descriptor = os.memfd_create("output") if hasattr(os, "memfd_create") else _unlinked_file()
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _unlinked_file() -> int:
    import tempfile

    descriptor, name = tempfile.mkstemp()
    Path(name).unlink()
    return descriptor


def _read_all(descriptor: int) -> str:
    chunks = []
    while chunk := os.read(descriptor, 1 << 16):
        chunks.append(chunk)
    return b"".join(chunks).decode("utf-8", errors="replace")
