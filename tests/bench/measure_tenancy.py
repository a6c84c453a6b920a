"""Birth, fleet, routing, door: what schema-per-organisation costs, beside django-tenants as it comes."""

import statistics
import time
from unittest import mock

from django.db import connections
from django.test.utils import CaptureQueriesContext

from shared_apps.organisations import birth as births
from shared_apps.organisations import fleet, recording
from shared_apps.organisations.catalogue import relations
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation, SchemaRecording
from tests.bench import place
from tests.bench.figures import Figure, measurement, p95, timed

STOCK_SCHEMAS = 200


@measurement
def empty_organisation() -> list[Figure]:
    """Tables, indexes and megabytes of an organisation in which nothing was written yet."""
    organisation = place.at_least_born(1)[0]
    found = relations(connections["owner"], str(organisation.schema_name))
    megabytes = found["bytes"] / 1_000_000
    return [
        Figure("empty_organisation tables", found["tables"], "tables", budget="≤ 100", held=found["tables"] <= 100),
        Figure("empty_organisation indexes", found["indexes"], "indexes", budget="≤ 400", held=found["indexes"] <= 400),
        Figure("empty_organisation size", megabytes, "MB", budget="≤ 7 MB", held=megabytes <= 7),
    ]


@measurement
def door() -> list[Figure]:
    """A door with one query in it, and the same query alone on the same connection."""
    from tenant_apps.people.models import Person

    organisation = place.at_least_born(1)[0]
    with inside(organisation, by=place.BY):
        Person.objects.count()
    through = []
    for _turn in range(500):
        began = time.perf_counter()
        with inside(organisation, by=place.BY, only_reads=True):
            Person.objects.exists()
        through.append((time.perf_counter() - began) * 1000)
    with inside(organisation, by=place.BY, only_reads=True):
        alone = [timed(Person.objects.exists) * 1000 for _turn in range(500)]
    median = statistics.median(through)
    return [
        Figure(
            "door with one query",
            median,
            "ms",
            baseline=statistics.median(alone),
            ratio=median / statistics.median(alone),
            budget="< 1 ms",
            held=median < 1,
            sizes={"p95": round(p95(through), 3), "organisations": len(place.at_least_born(1))},
        )
    ]


@measurement
def birth() -> list[Figure]:
    """Births up to 1,000 schemas, against django-tenants' migrations and its clone at 200 schemas."""
    place.stock("prepare")
    birth_sql = recording.birth_recording().statements
    baseline = place.stock("migrations", "3", str(STOCK_SCHEMAS - 4), given=birth_sql)
    migrations, clone = statistics.median(baseline["migrate"]), statistics.median(baseline["clone"])
    early, at_200, late = [], [], []
    ready = len(place.at_least_born(1))
    for number, pk in enumerate(place.requested(1000 - ready), start=ready + 1):
        seconds = timed(lambda pk=pk: births.prepare(pk, by=place.BY))  # type: ignore[misc]
        early += [seconds] if number <= 100 else []
        at_200 += [seconds] if 190 <= number <= 240 else []
        late += [seconds] if number > 900 else []
    ours, first, last = (statistics.median(x) for x in (at_200, early, late))
    return [
        Figure(
            "birth beside migrations",
            ours,
            "s",
            migrations,
            migrations / ours,
            "≥ 10×",
            migrations / ours >= 10,
            {"schemas": 200},
        ),
        Figure("birth beside clone", ours, "s", clone, clone / ours, "≥ 4×", clone / ours >= 4, {"schemas": 200}),
        Figure(
            "birth at 1,000",
            last,
            "s",
            first,
            last / first,
            "flat: ≤ 1.5× the first hundred",
            last / first <= 1.5,
            {"schemas": 1000},
        ),
    ]


@measurement
def fleet_noop() -> list[Figure]:
    """`fleet migrate` with nothing to do at 3,000 registered organisations."""
    with shared(by=place.BY):
        known = Organisation.objects.count()
        version = recording.code_version()
        Organisation.objects.bulk_create(
            Organisation(
                slug=f"filler-{i}", code=f"filler-{i}", schema_name=f"x{i:06d}", state="ready", schema_version=version
            )
            for i in range(max(0, 3000 - known))
        )
    recording.code_version.cache_clear()
    with CaptureQueriesContext(connections["owner"]) as queries:
        seconds = timed(fleet.migrate)
    with shared(by=place.BY):
        total = Organisation.objects.count()
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM organisations_organisation WHERE slug LIKE 'filler-%'")
    return [
        Figure("fleet_noop", seconds, "s", budget="< 1 s", held=seconds < 1, sizes={"organisations": total}),
        Figure("fleet_noop queries", len(queries), "queries", budget="= 1", held=len(queries) == 1),
    ]


@measurement
def fleet_add_column() -> list[Figure]:
    """A column added over 300 schemas, per schema, against migrate_schemas timed on a few."""
    place.stock("prepare")
    birth_sql = recording.birth_recording().statements
    stock = statistics.median(place.stock("add_column", "300", "3", given=birth_sql)["seconds"])
    place.at_least_born(300)
    old = recording.code_version()
    new = "bench" + old[5:]
    statement = 'ALTER TABLE "people_person" ADD COLUMN "measured" integer NULL'
    step = SchemaRecording(kind="step", version=new, previous=old, statements=[statement])
    with shared(by=place.BY):
        held_back = list(Organisation.objects.filter(state="ready").order_by("id").values_list("pk", flat=True)[300:])
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE organisations_organisation SET state = 'requested' WHERE id = ANY(%s)", [held_back])
    with (
        mock.patch.object(fleet, "code_version", lambda: new),
        mock.patch.object(fleet, "step_recording", lambda previous: step),
    ):
        report = fleet.migrate(workers=2)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE organisations_organisation SET state = 'ready' WHERE id = ANY(%s)", [held_back])
    _take_back(old, new)
    each = report.seconds / len(report.migrated)
    return [
        Figure(
            "fleet_add_column per schema",
            each,
            "s",
            baseline=stock,
            ratio=stock / each,
            budget="≥ 20× migrate_schemas at 300 schemas",
            held=stock / each >= 20,
            sizes={"schemas": len(report.migrated), "failed": len(report.failed), "all": round(report.seconds, 2)},
        )
    ]


def _take_back(old: str, new: str) -> None:
    """Put the measured schemas back where they stood."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT schema_name FROM organisations_organisation WHERE schema_version = %s", [new])
        for (schema,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{schema}"."people_person" DROP COLUMN "measured"')
        cursor.execute(
            "UPDATE organisations_organisation SET schema_version = %s WHERE schema_version = %s", [old, new]
        )


@measurement
def routing() -> list[Figure]:
    """What finding the place of an address and resolving it costs: prefix, script name, URLconf."""
    from django.conf import settings
    from django.urls import get_resolver

    from shared_apps.organisations.routing import organisation_prefix, place_of, script_prefix

    resolver = get_resolver(settings.ORGANISATION_URLCONF)
    resolver.resolve("/students/")
    spent = []
    for _turn in range(2000):
        began = time.perf_counter()
        found = place_of("/o/measured-1/students/")
        with script_prefix(organisation_prefix(found.slug)):
            resolver.resolve(found.rest)
        spent.append((time.perf_counter() - began) * 1000)
    median = statistics.median(spent)
    return [Figure("routing", median, "ms", budget="< 1 ms", held=median < 1, sizes={"p95": round(p95(spent), 4)})]
