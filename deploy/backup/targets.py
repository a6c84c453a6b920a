"""The directories where backups lie (`settings.BACKUP_TARGETS`: name → path).

<target>/2026-11-29T023000Z/            a finished backup: it appears by a rename, whole or not at all
    manifest.json, manifest.sha256      what is in it, with the digest of each file; and the manifest's own
    organisations/o0007.zip             an archive of each organisation
    public.zip                          what exists once
    schemas/<version>.json              the SQL that makes an organisation's schema of that version
<target>/.draft-2026-11-29T023000Z/     one that is being made, or was left by a crash; never counted
<target>/files/ab/abcd…                 files of organisations by sha256, stored once for all days
"""

import contextlib
import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from .errors import BackupError, Damaged, NoSuchBackup, TargetBusy, TargetFailed

DRAFT = ".draft-"
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z(-[a-z0-9-]+)?")
CHUNK = 1 << 20


def new_name(at: datetime, suffix: str = "") -> str:
    """The name of a backup begun at a moment; `suffix` for one that is not of the whole platform."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}" + (f"-{suffix}" if suffix else "")


def begun_at(name: str) -> datetime:
    """The moment that a backup's name says."""
    return datetime.strptime(name[:18], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Target:
    """One directory for backups."""

    name: str
    path: Path

    def names(self) -> list[str]:
        """Finished backups, the newest first. :raises TargetFailed:"""
        try:
            found = [one.name for one in self.path.iterdir() if NAME.fullmatch(one.name)] if self.path.exists() else []
        except OSError as error:
            raise TargetFailed.because(self.name, self.path, error) from error
        return sorted(found, reverse=True)

    def at(self, name: str) -> Path:
        return self.path / name

    def manifest(self, name: str) -> dict[str, Any]:
        """What a finished backup holds.

        :raises NoSuchBackup: there is none of this name.
        :raises Damaged: the manifest is not the one that was written.
        """
        folder = self.at(name)
        if not NAME.fullmatch(name) or not folder.is_dir():
            raise NoSuchBackup(f"Target {self.name} holds no backup {name}; manage.py backup --list names them.")
        try:
            content = (folder / "manifest.json").read_bytes()
            stated = (folder / "manifest.sha256").read_text(encoding="ascii").split()[0]
            found: dict[str, Any] = json.loads(content)
        except (OSError, ValueError, IndexError) as error:
            raise Damaged(f"The manifest of {folder} can't be read: {error}") from error
        if sha256(content).hexdigest() != stated:
            raise Damaged(f"The manifest of {folder} is not the one that was written: its digest differs.")
        return found

    def file(self, digest: str) -> Path:
        """Where the content of a stored file lies."""
        return self.path / "files" / digest[:2] / digest

    def store_file(self, digest: str, source: Path) -> bool:
        """Store a content unless it is there. Returns True if it was written.

        :raises Damaged: the source is not what its name says.
        """
        place = self.file(digest)
        if place.exists():
            return False
        _make(place.parent)
        draft = place.with_name(f".{digest}.{os.getpid()}")
        try:
            with source.open("rb") as content, _private(draft) as out:
                if copy_stream(content, out) != digest:
                    raise Damaged(f"the content {digest[:12]}… of a file is not what its name says: {source}")
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)
        return True

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Only one works in a target at a time.

        :raises TargetBusy:
        :raises TargetFailed:
        """
        try:
            _make(self.path)
            descriptor = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise TargetFailed.because(self.name, self.path, error) from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise TargetBusy(f"Another backup works in target {self.name}; wait for it to end.") from error
            yield
        finally:
            os.close(descriptor)

    def draft(self, name: str) -> "Draft":
        """The draft of a backup: a new one, or what an earlier attempt left of it, be it finished here already."""
        draft = Draft(self, name)
        if self.at(name).is_dir():
            self.at(name).rename(draft.path)
        _make(draft.path / "organisations")
        _make(draft.path / "schemas")
        return draft


@dataclass(frozen=True, slots=True)
class Draft:
    """A backup that is being made in a target."""

    target: Target
    name: str

    @property
    def path(self) -> Path:
        return self.target.path / f"{DRAFT}{self.name}"

    def put(self, relative: str, content: IO[bytes]) -> str:
        """Write a file of the backup, durably and whole; its sha256."""
        place = self.path / relative
        half = place.with_name(f".{place.name}.{os.getpid()}")
        try:
            with _private(half) as out:
                digest = copy_stream(content, out)
                out.flush()
                os.fsync(out.fileno())
            half.replace(place)
        finally:
            half.unlink(missing_ok=True)
        return digest

    def digest_of(self, relative: str) -> str | None:
        """sha256 of a file that an earlier attempt wrote; None: it did not."""
        place = self.path / relative
        return digest_of(place) if place.exists() else None

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest and let the backup appear under its name, whole."""
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        stated = f"{sha256(content).hexdigest()}  manifest.json\n".encode()
        for name, what in (("manifest.json", content), ("manifest.sha256", stated)):
            with _private(self.path / name) as out:
                out.write(what)
                out.flush()
                os.fsync(out.fileno())
        sync_directory(self.path)
        self.path.rename(self.target.at(self.name))
        sync_directory(self.target.path)

    def forget(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def targets(names: Iterable[str] = ()) -> list[Target]:
    """The targets of this installation, or those of them that are named.

    :raises BackupError: one of these names is unknown.
    """
    known = {name: Target(name, Path(path)) for name, path in settings.BACKUP_TARGETS.items()}
    if unknown := [name for name in names if name not in known]:
        raise BackupError(f"There is no target {', '.join(unknown)}; SVOD_BACKUPS names {', '.join(known)}.")
    return [known[name] for name in names] or list(known.values())


def find(name: str, *, organisation_id: int | None, among: Iterable[Target]) -> tuple[Target, str, dict[str, Any]]:
    """The backup of a name ("last": the newest) in the first target that holds it sound, with its manifest.

    :raises NoSuchBackup: none holds it, or none holds the organisation.
    """
    said: list[str] = []
    for target in among:
        try:
            names = target.names() if name == "last" else [name]
            for one in names:
                manifest = target.manifest(one)
                held = (
                    manifest["is_whole"]
                    if organisation_id is None
                    else str(organisation_id) in manifest["organisations"]
                )
                if held:
                    return target, one, manifest
                said.append(f"{target.name}: {one} does not hold it")
        except BackupError as error:
            said.append(str(error))
    raise NoSuchBackup("No such backup. " + "; ".join(said[:5]))


def copy_stream(content: IO[bytes], out: IO[bytes]) -> str:
    """Copy to the end; sha256 of what was copied."""
    digest = sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        out.write(chunk)
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    """sha256 of a file."""
    digest = sha256()
    with path.open("rb") as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sync_directory(path: Path) -> None:
    """Have what was renamed in a directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make(path: Path) -> None:
    """A directory and those above it, each for this user alone."""
    for one in (*reversed(path.parents), path):
        if not one.is_dir():
            one.mkdir(mode=0o700, exist_ok=True)


def _private(path: Path) -> IO[bytes]:
    """A new file that only this user reads."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
