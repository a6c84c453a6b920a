"""A backup: every organisation from one snapshot of its own, then what exists once; to every target that works.

Organisations come first and shared tables last: whatever an organisation's rows name stands in the shared copy. A
target that fails is left where it stands and the others go on. A backup that was interrupted is taken up again under
its name: archives that lie whole in every draft are not made again.
"""

import json
import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import IO, Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from shared_apps.backups import services as known
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation, SchemaRecording
from shared_apps.organisations.recording import OWNER, birth_recording

from . import copying, retention
from .archive import FORMAT, Archive
from .copying import OneCopy
from .errors import BackupError, Damaged, NotCopied, TargetFailed
from .targets import Draft, Target, new_name

log = logging.getLogger("svod.backup")
Progress = Callable[[int, int, str], None]
WORKERS = 2
SERVED = 50
"""Organisations that one connection copies: PostgreSQL keeps 25 kB for each table that a connection has touched."""


@dataclass(slots=True)
class InTarget:
    """How a backup goes in one target."""

    target: Target
    draft: Draft | None = None
    problem: str = ""
    size: int = 0
    files: int = 0
    digests: dict[str, str] = field(default_factory=dict)
    """File of the backup → sha256."""

    @property
    def is_well(self) -> bool:
        return self.draft is not None and not self.problem


@dataclass(slots=True)
class Taken:
    """What a backup came to."""

    name: str
    targets: list[InTarget]
    organisations: dict[int, OneCopy] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """In one target at least, with every organisation."""
        return any(one.is_well for one in self.targets) and not self.problems


def take(
    chosen: Sequence[Organisation],
    *,
    targets: Sequence[Target],
    is_whole: bool,
    by: By,
    name: str = "",
    progress: Progress = lambda done, total, words: None,
    workers: int = WORKERS,
) -> Taken:
    """Make a backup of these organisations (`is_whole`: they are all, and shared tables come with them).

    Needs the owner's login. With the `name` of an interrupted one it goes on where that one stopped.
    :raises BackupError: no target works at all.
    """
    began = timezone.now()
    name = name or _free_name(targets, "" if is_whole else "some")
    taken = Taken(name, [InTarget(target) for target in targets])
    with ExitStack() as stack:
        for one in taken.targets:
            with _noting(one):
                stack.enter_context(one.target.locked())
                one.draft = one.target.draft(name)
        with known.made_known(name, [one.target.name for one in taken.targets], is_whole=is_whole, at=began, by=by):
            _refuse_without_targets(taken)
            _organisations(taken, chosen, progress, workers)
            _shared(taken, chosen, is_whole)
            _finish(taken, chosen, is_whole)
            taken.seconds = (timezone.now() - began).total_seconds()
            _make_known(taken, by)
        for one in taken.targets:
            if one.is_well:
                with _noting(one):
                    retention.thin_out(one.target, by=by)
    return taken


def _free_name(targets: Sequence[Target], suffix: str) -> str:
    """A name that no target has yet: two backups may begin within one second."""
    at = timezone.now()
    while any(target.at(new_name(at, suffix)).exists() for target in targets):
        at += timedelta(seconds=1)
    return new_name(at, suffix)


def everyone() -> list[Organisation]:
    """Organisations that have a schema, closed ones too."""
    states = [Organisation.State.READY, Organisation.State.CLOSED]
    return list(Organisation.objects.using(OWNER).filter(state__in=states).order_by("pk"))


# --- organisations --------------------------------------------------------------------------------------------------


def _organisations(taken: Taken, chosen: Sequence[Organisation], progress: Progress, workers: int) -> None:
    guard = Lock()
    done = 0

    def run(part: Sequence[Organisation]) -> None:
        nonlocal done
        try:
            for number, organisation in enumerate(part, start=1):
                if number % SERVED == 0:
                    connections[OWNER].close()
                try:
                    copied = _organisation(taken, organisation, guard)
                except NotCopied as error:
                    log.error("%s", error)
                    with guard:
                        taken.problems.append(str(error))
                else:
                    with guard:
                        taken.organisations[organisation.pk] = copied
                with guard:
                    done += 1
                    progress(done, len(chosen), organisation.slug)
        finally:
            if workers > 1:
                connections[OWNER].close()

    if workers <= 1:
        run(chosen)
        return
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(run, [chosen[start::workers] for start in range(workers)]))


def _organisation(taken: Taken, organisation: Organisation, guard: Lock) -> OneCopy:
    relative = f"organisations/{organisation.schema_name}.zip"
    copied = _made_before(taken, relative)
    if copied is None:
        with _spool() as file:
            copied = copying.copy_organisation(organisation, file)
            _put(taken, relative, file, guard)
    _store_files(taken, organisation, copied, guard)
    return copied


def _made_before(taken: Taken, relative: str) -> OneCopy | None:
    """What an earlier attempt of this backup made, if every target that works has the same whole archive."""
    well = [one for one in taken.targets if one.is_well]
    digests = {one.target.name: one.draft.digest_of(relative) for one in well if one.draft}
    if not well or len(set(digests.values())) != 1 or None in digests.values():
        return None
    first = well[0].draft
    assert first is not None
    try:
        with Archive(first.path / relative) as archive:
            manifest = archive.manifest
    except Damaged:
        return None
    for one in well:
        assert one.draft is not None
        one.digests[relative] = str(digests[one.target.name])
        one.size += (one.draft.path / relative).stat().st_size
    return OneCopy(manifest, dict(manifest.get("files", {})))


def _store_files(taken: Taken, organisation: Organisation, copied: OneCopy, guard: Lock) -> None:
    """The contents of files that the copy's rows name, into every target that has not got them yet."""
    folder = Path(settings.MEDIA_ROOT) / str(organisation.schema_name)
    for digest, size in copied.files.items():
        for one in taken.targets:
            if not one.is_well:
                continue
            try:
                with _noting(one):
                    if _store(one.target, digest, folder / digest):
                        with guard:
                            one.files += 1
                            one.size += size
            except Damaged as error:
                words = f"{organisation.slug}: {error}"
                with guard:
                    if words not in taken.problems:
                        taken.problems.append(words)


def _store(target: Target, digest: str, source: Path) -> bool:
    """Store the content of a file. Returns True if it was written, False if the target already had it.

    :raises Damaged: the content is lost, or it is not what its name says.
    """
    if not target.file(digest).exists() and not source.exists():
        raise Damaged(f"the content {digest[:12]}… of a file is lost: {source} is not there")
    return target.store_file(digest, source)


# --- what exists once, and the end ----------------------------------------------------------------------------------


def _shared(taken: Taken, chosen: Sequence[Organisation], is_whole: bool) -> None:
    guard = Lock()
    if is_whole:
        with _spool() as file:
            copying.copy_public(file)
            _put(taken, "public.zip", file, guard)
    birth_recording()
    versions = {copied.manifest["schema_version"] for copied in taken.organisations.values()}
    for row in SchemaRecording.objects.using(OWNER).filter(kind="birth", version__in=versions):
        with _spool() as file:
            content = {"version": row.version, "statements": row.statements, "catalogue": row.catalogue}
            file.write(json.dumps(content, ensure_ascii=False).encode())
            _put(taken, f"schemas/{row.version}.json", file, guard)


def _finish(taken: Taken, chosen: Sequence[Organisation], is_whole: bool) -> None:
    _refuse_without_targets(taken)
    slugs = {one.pk: one for one in chosen}
    organisations = {
        str(pk): {
            "slug": slugs[pk].slug,
            "schema": slugs[pk].schema_name,
            "schema_version": copied.manifest["schema_version"],
            "taken_at": copied.manifest["taken_at"],
            "rows": copied.rows,
            "history": copied.manifest["history"],
        }
        for pk, copied in sorted(taken.organisations.items())
    }
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "name": taken.name,
        "is_whole": is_whole,
        "finished_at": timezone.now().isoformat(),
        "organisations": organisations,
        "problems": taken.problems,
        "kept_apart": copying.kept_apart(),
        "stored_files": sorted({digest for copied in taken.organisations.values() for digest in copied.files}),
    }
    for one in taken.targets:
        if one.is_well and one.draft is not None:
            with _noting(one):
                one.draft.finish({**manifest, "files": dict(sorted(one.digests.items()))})


def _make_known(taken: Taken, by: By) -> None:
    outcomes = [
        known.Outcome(
            target=one.target.name,
            problem=one.problem,
            organisations=len(taken.organisations),
            problems=tuple(taken.problems),
            files=one.files,
            size=one.size,
        )
        for one in taken.targets
    ]
    copies = [
        known.Copy(organisation_id=pk, taken_at=one.taken_at, rows=one.rows, size=_size(taken, one))
        for pk, one in taken.organisations.items()
    ]
    known.finished(taken.name, outcomes, copies, by=by)


def _size(taken: Taken, copied: OneCopy) -> int:
    return sum(int(one["size"]) for one in copied.manifest["tables"].values())


def _put(taken: Taken, relative: str, file: IO[bytes], guard: Lock) -> None:
    """Write a file of the backup to every target that works."""
    for one in taken.targets:
        if not one.is_well or one.draft is None:
            continue
        with _noting(one):
            file.seek(0)
            digest = one.draft.put(relative, file)
            with guard:
                one.digests[relative] = digest
                one.size += file.tell()


def _refuse_without_targets(taken: Taken) -> None:
    if not any(one.is_well for one in taken.targets):
        raise BackupError(" ".join(one.problem for one in taken.targets) or "No target is set: SVOD_BACKUPS.")


@contextmanager
def _noting(one: InTarget) -> Iterator[None]:
    """A target that fails says so, and the others go on."""
    try:
        yield
    except OSError as error:
        one.problem = str(TargetFailed.because(one.target.name, one.target.path, error))
        log.error("%s", one.problem)
    except TargetFailed as error:
        one.problem = str(error)
        log.error("%s", one.problem)


@contextmanager
def _spool() -> Iterator[IO[bytes]]:
    """A nameless file for a draft: gone when closed, whatever happens.

    :raises BackupError: the spool is full.
    """
    folder = Path(settings.BACKUP_SPOOL)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as file:
            yield file
    except OSError as error:
        raise TargetFailed.because("spool (SVOD_BACKUP_SPOOL)", folder, error) from error
