"""`python -m tests.faults.under_fire SECONDS SEED`: one organisation is written to without rest; four workers project
it as if messages never ended, a fifth is a real Celery worker; and workers are killed, Redis is dropped, PostgreSQL is
stopped and crashed, all at random.

Then the storm ends, the workers finish, and the region's rows, a recount and the second implementation are compared.
Prints a line per fault, and last a line of JSON. Runs in an environment that points to servers of its own (see
test_feed_under_fire.py), because it stops them.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from deploy import embedded
from deploy.embedded.postgres import Postgres
from deploy.embedded.redis import Redis

WORKERS = 4
WRITERS = 2
QUIET_SECONDS = 240
LINES, BATCHES, MOST_FAULTS = 200, 8, 100
"""The storm goes on until it has met so many writes, batches, a lock found taken, a cancelled order, and an operation taken
back; not for ever."""
FAULTS = {"worker": 10, "workers": 1, "redis": 3, "restart": 1, "crash": 1}
"""How often each comes: one worker killed, all of them, Redis dropped, PostgreSQL stopped, PostgreSQL killed."""
NAME = os.environ.get("SVOD_EMBEDDED", "faults")


class Child:
    """One process of the scene; started again when it died or was killed."""

    def __init__(self, name: str, command: list[str], logs: Path) -> None:
        self.name, self.command, self.log = name, command, logs / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        if self.process is None or self.process.poll() is not None:
            with self.log.open("ab") as out:
                self.process = subprocess.Popen(self.command, stdout=out, stderr=out, start_new_session=True)

    def end(self, sign: int = signal.SIGKILL) -> None:
        if self.process is not None and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)
            self.process.wait()


def main(seconds: float, seed: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from tests.factories import organisations

    call_command("prepare_database", admin_url=os.environ["SVOD_ADMIN_URL"], verbosity=0)
    organisation = organisations.born()
    schema = str(organisation.schema_name)
    _begin(organisation.pk, seed)
    base = embedded._base(NAME)
    logs = base / "logs"
    logs.mkdir(exist_ok=True)
    celery = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "deploy.celery",
        "worker",
        "-Q",
        "feed",
        "--pool",
        "solo",
        "-l",
        "WARNING",
    ]
    me = [sys.executable, "-m", "tests.faults.under_fire"]
    workers = [Child(f"worker{n}", [*me, "project", str(organisation.pk)], logs) for n in range(WORKERS)]
    workers.append(Child("celery", celery, logs))
    sweeper = Child("sweeper", [*me, "sweep"], logs)
    writers = [
        Child(f"writer{n}", [*me, "write", str(organisation.pk), str(seed * 10 + n)], logs) for n in range(WRITERS)
    ]
    cast = [*workers, sweeper, *writers]
    try:
        begun = _written(schema)["writes"]
        faults = _storm(cast, workers, base, seconds, random.Random(seed))
        while not _is_enough(schema, begun, logs) and sum(faults.values()) < MOST_FAULTS:  # on a slow machine
            faults += _storm(cast, workers, base, 5, random.Random(seed + sum(faults.values())))
        for writer in writers:
            writer.end()
        quiet = _wait_until_quiet([*workers, sweeper], organisation.pk)
    finally:
        for child in cast:
            child.end()
    found = {"begun": begun, "faults": faults, "quiet": quiet, **_work_done(logs), **_verdict(organisation.pk, seed)}
    print(json.dumps(found))
    return 0


def _written(schema: str) -> dict[str, int]:
    """Lines of the log, orders cancelled, operations taken back."""
    from django.db import connections

    connections.close_all()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT count(*) FROM {schema}.history_changelog),"
            f" (SELECT count(*) FROM {schema}.enrolment_order WHERE state = 'cancelled'),"
            f" (SELECT count(*) FROM {schema}.history_reversal WHERE state = 'done')"
        )
        found = dict(zip(("writes", "cancelled", "reversals"), cursor.fetchone(), strict=True))
    connections.close_all()
    return found


def _is_enough(schema: str, begun: int, logs: Path) -> bool:
    """Whether the storm has met work of each kind."""
    found = _written(schema) | _work_done(logs)
    print(f"{found} so far", flush=True)
    return found["writes"] >= begun + LINES and found["batches"] > BATCHES and all(found.values())


def _storm(cast: list[Child], workers: list[Child], base: Path, seconds: float, dice: random.Random) -> Counter[str]:
    """Keep everybody running, and break something every second or two: each thing once, then whatever comes."""
    faults: Counter[str] = Counter()
    first = dice.sample(list(FAULTS), len(FAULTS))
    redis, postgres = Redis(base / "redis"), Postgres(base / "postgres", fsync=False)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for child in cast:
            child.keep()
        time.sleep(dice.uniform(0.5, 3))
        fault = first.pop() if first else dice.choices(list(FAULTS), weights=list(FAULTS.values()))[0]
        faults[fault] += 1
        print(f"{time.strftime('%H:%M:%S')} {fault}", flush=True)
        if fault == "worker":
            dice.choice(workers).end()
        elif fault == "workers":
            for worker in workers:
                worker.end()
        elif fault == "redis":
            redis.stop()
            time.sleep(dice.uniform(0.2, 2))
            redis.start()
        else:
            if fault == "crash" and (pid := postgres.pid()):
                os.kill(pid, signal.SIGKILL)
            else:
                postgres.stop()
            time.sleep(dice.uniform(0.1, 1))
            postgres.start()
    return faults


def _wait_until_quiet(cast: list[Child], organisation_id: int) -> float | None:
    """Seconds until the outbox was empty, with the workers left in peace; None: it never was."""
    from region.feed import projector

    organisation = projector.organisation_of(organisation_id)
    began = time.monotonic()
    while time.monotonic() - began < QUIET_SECONDS:
        for child in cast:
            child.keep()
        if projector.is_empty(organisation):
            return round(time.monotonic() - began, 1)
        time.sleep(0.5)
    return None


def _work_done(logs: Path) -> dict[str, int]:
    """What the four workers said: batches with lines in them, and locks found taken."""
    words = " ".join(file.read_text(encoding="utf-8") for file in logs.glob("worker?.log")).split()
    return {"batches": words.count("batch"), "taken": words.count("taken")}


def _verdict(organisation_id: int, seed: int) -> dict[str, object]:
    from django.db import connections

    from region.feed import projector, recount
    from shared_apps.organisations.models import Organisation
    from tests.feed.life import random_days
    from tests.truth.compare import differences, students_on

    organisation = Organisation.objects.using("owner").get(pk=organisation_id)
    days = random_days(seed, 20)
    found = differences(connections["owner"], [organisation], days)
    mended = recount.recount(organisation_id).differences
    after = differences(connections["owner"], [organisation], days)
    return {
        **_written(str(organisation.schema_name)),
        "students": [students_on(connections["owner"], [organisation], day) for day in days[:3]],
        "differences": found,
        "recount": [f"{one.fact} {one.row} {one.kind} {one.columns}" for one in mended],
        "differences_after_recount": after,
        "state": str(projector.organisation_of(organisation_id).state),
    }


# --- the members of the cast ----------------------------------------------------------------------------------------


def _begin(organisation_id: int, seed: int) -> None:
    from shared_apps.organisations.models import Organisation
    from tests.feed.life import Life

    Life(Organisation.objects.using("owner").get(pk=organisation_id), seed).begin(students=30)


def write(organisation_id: int, seed: int) -> None:
    """Random writes without rest. A write that the database did not take is simply not written."""
    import django

    django.setup()
    from django.db import DatabaseError, InterfaceError, connections

    from shared_apps.organisations.crossing import DoorError, inside
    from shared_apps.organisations.models import Organisation
    from tests.feed.life import BY, Life

    life: Life | None = None
    while True:
        try:
            if life is None:
                life = Life(Organisation.objects.using("owner").get(pk=organisation_id), seed)
                life.number += int(time.time() * 1000) % 100_000_000
            if life.will.random() < 0.15:
                with inside(life.organisation, by=BY):
                    life.by_document(life.will.choice(life.documents))
            elif life.random.random() < 0.2:
                life.steps_in_one_transaction(life.random.randint(2, 12), keep=life.random.random() < 0.7)
            else:
                life.step()
            time.sleep(0.02)
        except (DatabaseError, InterfaceError, DoorError):
            connections.close_all()
            time.sleep(0.2)


def project(organisation_id: int) -> None:
    """A worker whose messages never end. Small batches: more commits to be killed in."""
    import django

    django.setup()
    from django.db import DatabaseError, InterfaceError, connections

    from region.feed import projector
    from shared_apps.organisations.crossing import DoorError

    projector.BATCH = 25
    while True:
        try:
            done = projector.project(organisation_id)
            if done.is_taken or done.lines:
                print("taken" if done.is_taken else "batch", flush=True)
            else:
                time.sleep(0.05)
        except (DatabaseError, InterfaceError, DoorError):
            connections.close_all()
            time.sleep(0.2)


def sweep_without_rest() -> None:
    """What beat asks for each minute, each second here."""
    import django

    django.setup()
    from django.db import DatabaseError, InterfaceError, connections

    from region.feed import sweep

    while True:
        with suppress(DatabaseError, InterfaceError):
            sweep.sweep()
        connections.close_all()
        time.sleep(1)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")
    if sys.argv[1] == "write":
        write(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1] == "project":
        project(int(sys.argv[2]))
    elif sys.argv[1] == "sweep":
        sweep_without_rest()
    else:
        sys.exit(main(float(sys.argv[1]), int(sys.argv[2])))
