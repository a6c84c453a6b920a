"""Reading a backup back: its manifest, each file's digest, each table's digest and rows, each content it names."""

from collections.abc import Callable, Iterator

from shared_apps.backups import services as known
from shared_apps.organisations.crossing import By

from . import archive
from .errors import BackupError, Damaged
from .targets import Target, digest_of


def verify(
    target: Target, name: str, *, by: By, progress: Callable[[int, int, str], None] = lambda done, total, words: None
) -> list[str]:
    """What is wrong with a finished backup; nothing: it can be restored from. Administrators see when this was asked.

    :raises NoSuchBackup: the target holds none of this name.
    """
    try:
        found = list(_problems(target, name, progress))
    except Damaged as error:
        found = [str(error)]
    known.verified(name, target.name, problems=len(found), by=by)
    return found


def _problems(target: Target, name: str, progress: Callable[[int, int, str], None]) -> Iterator[str]:
    manifest = target.manifest(name)
    folder = target.at(name)
    total = len(manifest["files"])
    for number, (relative, stated) in enumerate(manifest["files"].items(), start=1):
        path = folder / relative
        try:
            if digest_of(path) != stated:
                yield f"{path}: it is not the file that was written, its digest differs."
            if relative.endswith(".zip"):
                yield from archive.problems_of(path)
        except OSError as error:
            yield f"{path}: {error.strerror or error}"
        progress(number, total, relative)
    lost = " ".join(manifest["problems"])
    for digest in manifest["stored_files"]:
        content = target.file(digest)
        try:
            if digest_of(content) != digest:
                yield f"{content}: the content of a file is not what its name says."
        except OSError as error:
            if digest[:12] not in lost:
                yield f"{content}: the content of a file can't be read: {error.strerror or error}"


def newest(target: Target) -> str:
    """The newest finished backup. :raises BackupError: there is none."""
    names = target.names()
    if not names:
        raise BackupError(f"Target {target.name} holds no backup yet: manage.py backup makes one.")
    return names[0]
