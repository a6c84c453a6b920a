"""The fleet: bringing the schemas of all organisations to the version that the code needs.

Schema first, code second: code N serves while organisations go to N+1. The recorded step is replayed per organisation
in a transaction of its own with `lock_timeout`; a canary goes first; what failed stays where it was and says why, and
the next run takes up only what lags. With nothing to do a run costs one query.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Count
from psycopg.sql import SQL, Identifier

from .catalogue import differences, schema_catalogue, schema_rights
from .grants import renewed_grants, usual_grants
from .models import Organisation, SchemaRecording
from .recording import OWNER, birth_recording, code_version, step_recording

Progress = Callable[[str], None]
LOCK_TIMEOUT = "2s"
ATTEMPTS = 5
DRIFT = "drift"
PROGRESS_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Lagging:
    """An organisation whose schema is not at the version that the code needs."""

    id: int
    schema_name: str
    slug: str
    version: str


@dataclass(slots=True)
class Report:
    """What a fleet migration did. `failed` holds (slug, reason)."""

    version: str
    migrated: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    stopped_at_canary: bool = False


def lagging() -> list[Lagging]:
    """Organisations that stand, but lag behind the code's version: one query.

    Those that have gone a step ahead of this code are left alone: newer code brought them there.
    """
    ahead = SchemaRecording.objects.filter(kind="step", previous=code_version()).values("version")
    rows = (
        Organisation.objects.using(OWNER)
        .filter(state__in=[Organisation.State.READY, Organisation.State.CLOSED, Organisation.State.HELD])
        .exclude(schema_version=code_version())
        .exclude(schema_version__in=ahead)
        .order_by("id")
        .values_list("id", "schema_name", "slug", "schema_version")
    )
    return [Lagging(*row) for row in rows]


def migrate(*, workers: int = 2, report: Progress = lambda line: None) -> Report:
    """Bring every lagging organisation to `code_version()`, a canary first. Resumable: run it again.

    :param report: told what is done while it is done: how many of how many, how quickly, how long it will take.
    """
    began = time.monotonic()
    result = Report(code_version())
    by_version: dict[str, list[Lagging]] = defaultdict(list)
    for organisation in lagging():
        by_version[organisation.version].append(organisation)
    for previous, organisations in by_version.items():
        step = step_recording(previous)
        canary, *rest = organisations
        report(f"{previous} → {result.version}: {len(organisations)} organisations, canary {canary.slug}")
        _take(result, canary, _migrate_one(canary, step))
        if result.failed:
            result.stopped_at_canary = True
            break
        told = _Told(len(organisations), report)
        for organisation, problem in _in_parallel(rest, step, workers):
            _take(result, organisation, problem)
            told.one_more(failed=bool(problem))
    result.seconds = time.monotonic() - began
    return result


def status() -> list[tuple[str, str, int]]:
    """(state, schema version, how many organisations), one query."""
    rows = (
        Organisation.objects.using(OWNER)
        .values_list("state", "schema_version")
        .annotate(number=Count("id"))
        .order_by("state", "schema_version")
    )
    return list(rows)


def check(
    *, organisations: Iterable[str] = (), batch: int = 100, report: Progress = lambda line: None
) -> dict[str, list[str]]:
    """The drift check: each schema's catalogue against the recorded one. Slug → what differs; sound ones are absent.

    Rights too, where they were recorded: recordings of earlier releases have none, until the fleet goes a step on.
    """
    wanted = Organisation.objects.using(OWNER).filter(state__in=["ready", "closed"]).order_by("id")
    slugs = list(organisations)
    if slugs:
        wanted = wanted.filter(slug__in=slugs)
    birth_recording()
    expected = {
        row.version: row.catalogue
        for row in SchemaRecording.objects.using(OWNER).filter(kind="birth").only("version", "catalogue")
    }
    found: dict[str, list[str]] = {}
    rows = list(wanted.values_list("slug", "schema_name", "schema_version"))
    for start in range(0, len(rows), batch):
        part = rows[start : start + batch]
        schemas = [schema for _, schema, _ in part]
        catalogues, rights = schema_catalogue(connections[OWNER], schemas), schema_rights(connections[OWNER], schemas)
        for slug, schema, version in part:
            if version not in expected:
                found[slug] = [f"stands at version {version}, whose recording is not kept"]
                continue
            recorded = expected[version]
            lines = differences(recorded["objects"], catalogues[schema])
            if "rights" in recorded:
                lines += differences(recorded["rights"], rights[schema])
            if lines:
                found[slug] = lines
        if len(rows) > batch:
            report(f"{start + len(part)} of {len(rows)} looked at, {len(found)} differ")
    return found


def check_and_note() -> dict[str, list[str]]:
    """The drift check over all organisations; what differs is noted on each, and taken off those that are sound."""
    found = check()
    rows = Organisation.objects.using(OWNER)
    rows.filter(schema_problem__startswith=DRIFT).exclude(slug__in=found).update(schema_problem="")
    for slug, lines in found.items():
        rows.filter(slug=slug).update(schema_problem=f"{DRIFT}: {'; '.join(lines[:10])}"[:2000])
    return found


def _take(result: Report, organisation: Lagging, problem: str) -> None:
    if problem:
        result.failed.append((organisation.slug, problem))
    else:
        result.migrated.append(organisation.slug)


class _Told:
    """Tells now and then how far a migration is; the last line always."""

    def __init__(self, total: int, report: Progress) -> None:
        self.total, self.report = total, report
        self.done, self.failed = 1, 0  # the canary is done
        self.began = self.last = time.monotonic()

    def one_more(self, *, failed: bool) -> None:
        self.done, self.failed = self.done + 1, self.failed + failed
        now = time.monotonic()
        if now - self.last < PROGRESS_SECONDS and self.done < self.total:
            return
        self.last = now
        speed = (self.done - 1) / max(now - self.began, 0.001)
        words = f"{self.done} of {self.total}, {self.failed} failed, {speed:.0f} a second"
        left = (self.total - self.done) / speed
        self.report(f"{words}, {left:.0f} s left" if self.done < self.total else words)


def _in_parallel(
    organisations: Sequence[Lagging], step: SchemaRecording, workers: int
) -> Iterator[tuple[Lagging, str]]:
    """Each organisation with its problem, as soon as it is known. Whoever stops reading stops the workers."""
    if workers <= 1:
        for one in organisations:
            yield one, _migrate_one(one, step)
        return
    waiting: SimpleQueue[Lagging] = SimpleQueue()
    answers: SimpleQueue[tuple[Lagging, str] | None] = SimpleQueue()
    stop = Event()
    for one in organisations:
        waiting.put(one)

    def run() -> None:
        try:
            while not stop.is_set():
                one = waiting.get_nowait()
                answers.put((one, _migrate_one(one, step)))
        except Empty:
            pass
        finally:
            connections[OWNER].close()
            answers.put(None)

    with ThreadPoolExecutor(workers) as pool:
        runs = [pool.submit(run) for _ in range(workers)]
        try:
            working = workers
            while working:
                answer = answers.get()
                if answer is None:
                    working -= 1
                else:
                    yield answer
        finally:
            stop.set()
        for each in runs:
            each.result()


def _migrate_one(organisation: Lagging, step: SchemaRecording) -> str:
    """Migrate one organisation, and give the declared rights anew; the reason if it could not be done, else ''."""
    statements = step.statements
    connection = connections[OWNER]
    close_old_connections()
    problem = ""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic(using=OWNER), connection.cursor() as cursor:
                schema = Identifier(organisation.schema_name)
                cursor.execute(SQL("SET LOCAL lock_timeout = {}").format(LOCK_TIMEOUT))
                cursor.execute(SQL("SET LOCAL search_path = {}, public").format(schema))
                if not _still_at(cursor, organisation):
                    return ""
                if any("CREATE TABLE" in statement for statement in statements):
                    cursor.execute(usual_grants(connection, organisation.schema_name))
                if statements:
                    cursor.execute(";\n".join(statements))
                if granted := step.catalogue.get("granted"):
                    cursor.execute(renewed_grants(connection, organisation.schema_name, granted))
                cursor.execute(
                    "UPDATE public.organisations_organisation SET schema_version = %s, schema_problem = ''"
                    " WHERE id = %s",
                    [code_version(), organisation.id],
                )
            return ""
        except DatabaseError as error:
            problem = f"{type(error).__name__}: {error}".strip()
            if "lock timeout" not in problem:
                break
            time.sleep(0.2 * attempt)
    Organisation.objects.using(OWNER).filter(pk=organisation.id).update(schema_problem=problem[:2000])
    return problem


def _still_at(cursor: CursorWrapper, organisation: Lagging) -> bool:
    """Lock the organisation's row. Returns False if another run was quicker and its version has changed."""
    cursor.execute(
        "SELECT 1 FROM public.organisations_organisation WHERE id = %s AND schema_version = %s FOR UPDATE",
        [organisation.id, organisation.version],
    )
    return cursor.fetchone() is not None
