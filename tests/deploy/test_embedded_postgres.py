"""deploy/embedded: real servers of their own, started, killed, started again."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy import embedded, env
from deploy.embedded.machine import ServerFailed, alive, wait_until
from deploy.embedded.postgres import Postgres
from deploy.embedded.redis import Redis


@pytest.fixture(scope="module")
def base() -> Iterator[Path]:
    """A place of its own in var; the server in it is destroyed at the end."""
    base = env.VAR / "embedded" / f"tests-{os.getpid()}"
    yield base
    Postgres(base / "postgres").destroy()
    Redis(base / "redis").destroy()
    base.rmdir()


@pytest.fixture
def postgres(base: Path) -> Postgres:
    postgres = Postgres(base / "postgres", fsync=False)
    postgres.start()
    return postgres


def test_start_makes_a_cluster_that_knows_russian_letters(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url()) as connection:
        row = connection.execute(
            "SELECT lower('ЯЁ'), upper('яё'), current_setting('server_version_num')::int"
        ).fetchone()

    assert row is not None
    assert row[:2] == ("яё", "ЯЁ")
    assert row[2] // 10000 == 18


def test_start_again_goes_on_with_the_running_one(postgres: Postgres) -> None:
    pid, began = postgres.pid(), time.monotonic()

    postgres.start()

    assert postgres.pid() == pid
    assert time.monotonic() - began < 2


def test_secrets_are_private_and_demanded(postgres: Postgres) -> None:
    url = postgres.url()

    assert (postgres.base / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert postgres.data.stat().st_mode & 0o777 == 0o700
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(url.split(":")[2].split("@")[0], "wrong"))


def test_stop_and_start_keep_data_and_port(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url()) as connection:
        connection.execute("CREATE TABLE kept (x int)")
    url = postgres.url()

    postgres.stop()
    stopped = postgres.is_running()
    began = time.monotonic()
    postgres.start()

    assert not stopped
    assert time.monotonic() - began < 2
    assert postgres.url() == url
    with psycopg.connect(postgres.url()) as connection:
        connection.execute("SELECT x FROM kept")


def test_start_mends_what_kill_left(postgres: Postgres) -> None:
    """The server is killed under a busy session: its backend lives on for a moment and must not meet the new server."""
    connection = psycopg.connect(postgres.url(), autocommit=True)
    busy = threading.Thread(target=_count_forever, args=[connection])
    busy.start()
    pid = postgres.pid()
    assert pid is not None
    assert wait_until(lambda: connection.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE, 5)

    os.kill(pid, signal.SIGKILL)
    postgres.start()

    busy.join(10)
    connection.close()
    assert postgres.pid() != pid
    with psycopg.connect(postgres.url()) as again:
        again.execute("SELECT 1")


def test_start_forgets_a_lock_file_that_names_a_foreign_process(postgres: Postgres) -> None:
    postgres.stop()
    lines = [str(os.getpid()), str(postgres.data), "1", "5432", "", "127.0.0.1", "1 2", "ready"]
    (postgres.data / "postmaster.pid").write_text("\n".join(lines))

    running = postgres.is_running()
    postgres.start()

    assert not running
    assert alive(os.getpid())
    assert postgres.is_running()


def test_start_takes_another_port_when_its_own_is_taken(postgres: Postgres) -> None:
    port = int(postgres.url().rpartition(":")[2].partition("/")[0])
    postgres.stop()
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("127.0.0.1", port))
        thief.listen()
        postgres.start()

        assert f":{port}/" not in postgres.url()


def test_start_refuses_data_of_another_version(postgres: Postgres) -> None:
    postgres.stop()
    version = postgres.data / "PG_VERSION"
    version.write_text("17\n")
    try:
        with pytest.raises(ServerFailed, match=r"made by PostgreSQL 17.*--fresh"):
            postgres.start()
    finally:
        version.write_text("18\n")


def test_start_refuses_a_full_disk(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    postgres.stop()
    monkeypatch.setattr("deploy.embedded.machine.LEAST_FREE_BYTES", 2**60)

    with pytest.raises(ServerFailed, match=r"MB are free.*SVOD_VAR"):
        postgres.start()


def test_an_interrupted_initdb_leaves_no_half_cluster(tmp_path: Path, base: Path) -> None:
    other = Postgres(base / "postgres" / "other", fsync=False)
    (other.base / "data.new").mkdir(parents=True)
    (other.base / "data.new" / "rubbish").touch()

    other.start()
    running = other.is_running()
    other.destroy()

    assert running
    assert not other.base.exists()


def test_redis_starts_is_killed_and_starts(base: Path) -> None:
    redis = Redis(base / "redis")
    redis.start()
    pid = redis.pid()
    assert pid is not None

    os.kill(pid, signal.SIGKILL)
    redis.start()
    second = redis.pid()
    redis.stop()

    assert second not in {None, pid}
    assert not redis.is_running()


def test_servers_end_with_the_last_holder(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = f"holders-{os.getpid()}"
    first = embedded.start(name, fsync=False)
    second = embedded.start(name, fsync=False)
    try:
        first.publish("svod")
        published = first.base / "urls.json"
        logins = first.logins("svod")

        first.stop()
        still = embedded.is_running(name)
        second.stop()

        assert all(still)
        assert embedded.is_running(name) == (None, None)
        assert not published.exists()
        assert logins == second.logins("svod")
        assert logins["DATABASE_URL"].startswith("postgresql://svod_app:")
    finally:
        embedded.destroy(name)
        (first.base / "holders").unlink()
        first.base.rmdir()


@pytest.mark.parametrize("needed", [0, 2**60], ids=["room", "no room"])
def test_servers_in_memory_leave_nothing_there(needed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"memory-{os.getpid()}"
    monkeypatch.setattr(embedded, "MEMORY_NEEDED", needed)
    servers = embedded.start(name, fsync=False, in_memory=True)
    place = servers.base / "postgres"
    there = place.resolve()
    try:
        with psycopg.connect(servers.admin_url) as connection:
            [(lies_in,)] = connection.execute("SHOW data_directory").fetchall()
        assert Path(lies_in).resolve() == there / "data"
        assert place.is_symlink() == (not needed)
        servers.stop()
        assert place.exists() == bool(needed)
        assert there.exists() == bool(needed)
    finally:
        embedded.destroy(name)
        (servers.base / "holders").unlink()
        servers.base.rmdir()


def _count_forever(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT count(*) FROM generate_series(1, 2000000000)")
