"""PostgreSQL and Redis from wheels, for one machine: the demo, the tests, measurements.

``start("demo")`` gives running servers in ``var/embedded/demo/``. Several processes may start the same name: the second
finds them running, and the last one to call :meth:`Servers.stop` ends them. By hand: ``python -m deploy.embedded``.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy import env
from deploy.embedded.machine import ServerFailed
from deploy.embedded.postgres import Postgres
from deploy.embedded.redis import Redis

__all__ = ["LOGINS", "ServerFailed", "Servers", "destroy", "is_running", "start", "stop"]

LOGINS = {  # variable with the address -> the login's ending and the variable with its password
    "DATABASE_URL": ("app", "SVOD_APP_PASSWORD"),
    "DATABASE_URL_OWNER": ("owner", "SVOD_OWNER_PASSWORD"),
    "DATABASE_URL_FEED": ("feed", "SVOD_FEED_PASSWORD"),
}


@dataclass(frozen=True)
class Servers:
    """Running servers of one name, held by this process."""

    name: str
    base: Path
    admin_url: str
    redis_url: str
    hold: int

    def logins(self, database: str) -> dict[str, str]:
        """Variables for one database: the three addresses, their passwords, Redis.

        The passwords are made when first asked for and kept in ``logins.json`` (mode 600).
        """
        passwords = _passwords(self.base / "logins.json")
        at = urlsplit(self.admin_url).netloc.rpartition("@")[2]
        found = {"REDIS_URL": self.redis_url}
        for address, (ending, password) in LOGINS.items():
            found[password] = passwords[password]
            found[address] = f"postgresql://{database}_{ending}:{passwords[password]}@{at}/{database}"
        return found

    def publish(self, database: str) -> None:
        """Let commands find these servers without any environment (:mod:`deploy.env`), until they stop."""
        found = self.logins(database)
        _write_secret(self.base / "urls.json", {name: found[name] for name in (*LOGINS, "REDIS_URL")})

    def stop(self) -> None:
        """Let go; the last one to let go ends the servers, Redis first."""
        try:
            fcntl.flock(self.hold, fcntl.LOCK_EX | fcntl.LOCK_NB)  # from shared to sole: nobody else holds them
        except BlockingIOError:
            os.close(self.hold)
            return
        try:
            stop(self.name)
        finally:
            os.close(self.hold)


def start(
    name: str,
    *,
    fsync: bool = True,
    settings: Mapping[str, str] | None = None,
    report: Callable[[str], None] = lambda line: None,
) -> Servers:
    """Have PostgreSQL and Redis of this name running, making what is missing.

    :param fsync: False for tests.
    :param settings: settings of PostgreSQL for measurements; taken when this call starts it.
    :param report: told in one line what takes time.
    :raises ServerFailed: with the cure.
    """
    base = _base(name)
    try:
        base.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ServerFailed(f"{base} can't be made ({error.strerror}); set SVOD_VAR to another place.") from None
    hold = os.open(base / "holders", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(hold, fcntl.LOCK_SH)
        postgres = Postgres(base / "postgres", fsync=fsync, settings=settings or {}, report=report)
        redis = Redis(base / "redis", report=report)
        postgres.start()
        redis.start()
        return Servers(name=name, base=base, admin_url=postgres.url(), redis_url=redis.url(), hold=hold)
    except BaseException:
        os.close(hold)
        raise


def stop(name: str) -> None:
    """End the servers of this name, whoever holds them; PostgreSQL last."""
    base = _base(name)
    (base / "urls.json").unlink(missing_ok=True)
    Redis(base / "redis").stop()
    Postgres(base / "postgres").stop()


def destroy(name: str) -> None:
    """End the servers of this name and delete their data."""
    stop(name)
    base = _base(name)
    Redis(base / "redis").destroy()
    Postgres(base / "postgres").destroy()
    (base / "logins.json").unlink(missing_ok=True)


def is_running(name: str) -> tuple[int | None, int | None]:
    """Process ids of PostgreSQL and of Redis; None for one that does not run."""
    base = _base(name)
    return Postgres(base / "postgres").pid(), Redis(base / "redis").pid()


def _base(name: str) -> Path:
    return env.VAR / "embedded" / name


def _passwords(path: Path) -> dict[str, str]:
    if not path.exists():
        _write_secret(path, {password: secrets.token_hex(16) for _ending, password in LOGINS.values()})
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _write_secret(path: Path, content: Mapping[str, str]) -> None:
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.rename(path)
