"""Backup of 300 organisations, beside `pg_dump -n` of some of them; and one of them put back.

`pg_dump -n` reads the whole catalogue for each schema it dumps, so its time grows with the number of schemas; it is
measured on a few organisations and multiplied. SVOD_BENCH_BACKUP_ORGANISATIONS, SVOD_BENCH_BACKUP_STUDENTS make it
smaller.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from django.test.utils import override_settings

from deploy.backup import planning, restoring, taking, verifying
from deploy.backup.targets import targets
from deploy.embedded.postgres import Postgres
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import Person, PersonName, Student
from tenant_apps.people.names import search_key
from tests.bench import place
from tests.bench.figures import Figure, measurement, timed

ORGANISATIONS = int(os.environ.get("SVOD_BENCH_BACKUP_ORGANISATIONS", "300"))
STUDENTS = int(os.environ.get("SVOD_BENCH_BACKUP_STUDENTS", "250"))
DUMPED = 5
"""Organisations that pg_dump dumps; the middle one's time stands for each."""


@measurement
def backup() -> list[Figure]:
    """A backup of the platform with that many organisations to two targets, read back, one organisation restored."""
    chosen = place.at_least_born(ORGANISATIONS)[:ORGANISATIONS]
    for organisation in chosen:
        _fill(organisation)
    folder = Path(tempfile.mkdtemp(prefix="svod-backup-"))
    places = {"main": folder / "main", "second": folder / "second"}
    try:
        with override_settings(BACKUP_TARGETS=places, BACKUP_SPOOL=folder / "spool"):
            return _measure(chosen, folder)
    finally:
        shutil.rmtree(folder)


def _measure(chosen: list[Organisation], folder: Path) -> list[Figure]:
    began = time.perf_counter()
    taken = taking.take(chosen, targets=targets(), is_whole=True, by=place.BY)
    ours = time.perf_counter() - began
    if not taken.is_good:
        raise RuntimeError(f"The backup is not whole: {taken.problems} {[one.problem for one in taken.targets]}")
    dumps = sorted(_dump(str(one.schema_name), folder) for one in chosen[:: max(1, len(chosen) // DUMPED)][:DUMPED])
    dumped = dumps[len(dumps) // 2] * len(chosen)
    read_back = timed(lambda: verifying.verify(targets()[0], taken.name, by=place.BY))
    one = chosen[len(chosen) // 2]
    restored = timed(
        lambda: restoring.restore(planning.plan(one.slug, backup=taken.name, among=targets()), by=place.BY)
    )
    restoring.drop_old(one, by=place.BY)
    megabytes = sum(path.stat().st_size for path in targets()[0].at(taken.name).rglob("*.zip")) / 1_000_000
    sizes = {
        "organisations": len(chosen), "students": STUDENTS, "rows": sum(x.rows for x in taken.organisations.values()),
        "MB": round(megabytes, 1), "pg_dump of one, s": round(dumps[len(dumps) // 2], 3),
    }  # fmt: skip
    return [
        Figure(
            "backup", ours, "s", dumped, dumped / ours, "≥ 3× pg_dump -n of each, at 300", dumped / ours >= 3, sizes
        ),
        Figure("backup per organisation", ours / len(chosen) * 1000, "ms", sizes=sizes),
        Figure("backup read back", read_back, "s", sizes=sizes),
        Figure("restore of one organisation", restored, "s", budget="< 30 s", held=restored < 30, sizes=sizes),
    ]


def _dump(schema: str, folder: Path) -> float:
    """Seconds that `pg_dump -n` takes for one organisation, compressed as ours is."""
    url = urlsplit(str(os.environ["SVOD_ADMIN_URL"]))._replace(path=f"/{connections['owner'].settings_dict['NAME']}")
    program = Postgres(settings.BASE_DIR).programs / "pg_dump"
    command = [str(program), "-n", schema, "-Fc", "-Z", "gzip:1", "-f", str(folder / f"{schema}.dump"), url.geturl()]
    return timed(lambda: subprocess.run(command, check=True, capture_output=True))


def _fill(organisation: Organisation) -> None:
    """Students with names, and so a log of as many lines three times over."""
    with inside(organisation, by=place.BY):
        missing = STUDENTS - Student.objects.count()
        if missing <= 0:
            return
        people = Person.objects.bulk_create(Person(sex="male") for _number in range(missing))
        PersonName.objects.bulk_create(
            PersonName(
                person=person, surname=f"Иванов{person.pk}", given_name="Иван", patronymic="Иванович",
                search_key=search_key(f"Иванов{person.pk} Иван Иванович"), valid_from="2010-01-01",
            )
            for person in people
        )  # fmt: skip
        Student.objects.bulk_create(Student(person=person, file_number=str(person.pk)) for person in people)
