"""What can go wrong with backups, each with the cure in its words."""

import errno
import shutil
from pathlib import Path


class BackupError(RuntimeError):
    """The base: commands print the words, jobs keep them."""


class TargetFailed(BackupError):
    """A directory for backups can't be written or read."""

    @classmethod
    def because(cls, name: str, path: Path, error: OSError) -> "TargetFailed":
        """The words for an error of the file system; a full disk is named as such."""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return cls(f"Target {name} is full: {_free(path)} free in {path}. Free space or move it (SVOD_BACKUPS).")
        return cls(
            f"Target {name} can't be used: {error.strerror or error} ({error.filename or path}). Mend it or move it."
        )


class TargetBusy(TargetFailed):
    """Another backup works in the target."""


class NoSuchBackup(BackupError):
    """No target holds a finished backup of this name, or none of this organisation."""


class Damaged(BackupError):
    """What lies in a backup is not what was written."""


class NotCopied(BackupError):
    """An organisation could not be copied."""


class CannotRestore(BackupError):
    """A restoration is declined before anything was changed."""


class OrganisationBusy(CannotRestore):
    """Somebody works in the organisation all the time: its tables could not be had for a moment."""


def _free(path: Path) -> str:
    while not path.exists():
        path = path.parent
    return f"{shutil.disk_usage(path).free / 1_000_000:.0f} MB"
