"""PostgreSQL and Redis from wheels, for one machine: the demo, the tests, measurements.

``start("demo")`` gives running servers in ``var/embedded/demo/``. Several processes may start the same name: the second
finds them running, and the last one to call :meth:`Servers.stop` ends them. By hand: ``python -m deploy.embedded``.
"""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from deploy import env
from deploy.embedded.machine import ServerFailed
from deploy.embedded.postgres import SHARED_MEMORY, Postgres
from deploy.embedded.redis import Redis

__all__ = ["LOGINS", "ServerFailed", "Servers", "destroy", "is_running", "start", "stop"]

MEMORY_NEEDED = 6 * 1024**3
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
    is_kept: bool = True

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
        """Let go; the last one to let go ends the servers, Redis first, and what is not kept is deleted."""
        try:
            fcntl.flock(self.hold, fcntl.LOCK_EX | fcntl.LOCK_NB)  # from shared to sole: nobody else holds them
        except BlockingIOError:
            os.close(self.hold)
            return
        try:
            if self.is_kept:
                stop(self.name)
            else:
                destroy(self.name)
        finally:
            os.close(self.hold)


def start(
    name: str,
    *,
    fsync: bool = True,
    in_memory: bool = False,
    settings: Mapping[str, str] | None = None,
    report: Callable[[str], None] = lambda line: None,
) -> Servers:
    """Have PostgreSQL and Redis of this name running, making what is missing.

    :param fsync: False for tests.
    :param in_memory: keep PostgreSQL's files in memory, where the machine has enough of it, and only while it runs:
        a school is hundreds of files, and a disk would spend a quarter of the tests' time on making them.
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
        is_kept = not (in_memory and _laid_into_memory(base / "postgres"))
        postgres = Postgres(base / "postgres", fsync=fsync, settings=settings or {}, report=report)
        redis = Redis(base / "redis", report=report)
        postgres.start()
        redis.start()
        return Servers(name, base, admin_url=postgres.url(), redis_url=redis.url(), hold=hold, is_kept=is_kept)
    except BaseException:
        os.close(hold)
        raise


def _laid_into_memory(base: Path) -> bool:
    """Make a cluster's directory a link into memory; False where there is too little, or where a cluster lies there."""
    there = Path(SHARED_MEMORY) / f"svod-{sha256(os.fsencode(base.absolute())).hexdigest()[:16]}"
    if not base.is_symlink():
        if base.exists() or not Path(SHARED_MEMORY).is_dir() or shutil.disk_usage(SHARED_MEMORY).free < MEMORY_NEEDED:
            return False
        base.symlink_to(there)
    elif base.readlink() != there:
        return False
    there.mkdir(mode=0o700, exist_ok=True)
    return True


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
