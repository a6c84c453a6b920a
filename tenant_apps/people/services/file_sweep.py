"""The nightly sweep of contents that no row names: left by transactions that failed, or by processes that died."""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation

from ..models import StoredFile
from .files import folder, nobody_stores

ORPHAN_AGE = timedelta(hours=24)
"""A content younger than this may belong to a transaction that has not committed yet, or to a copy being put back."""


@dataclass(frozen=True, slots=True)
class Swept:
    """Contents taken away and their bytes; `is_busy`: somebody was storing files, so nothing was looked at."""

    files: int = 0
    size: int = 0
    is_busy: bool = False


def sweep_files(organisation: Organisation, *, by: By, older_than: timedelta = ORPHAN_AGE) -> Swept:
    """Take away what no row of this organisation names and what is older than that. Behind a door of its own."""
    latest = time.time() - older_than.total_seconds()
    files = size = 0
    with inside(organisation, by=by, only_reads=True):
        if not folder().exists():
            return Swept()
        if not nobody_stores():
            return Swept(is_busy=True)
        known = set(StoredFile.objects.values_list("sha256", flat=True))
        for path in folder().iterdir():
            if path.name in known or not path.is_file():
                continue
            with suppress(FileNotFoundError):  # a draft that has got its name meanwhile
                about = path.stat()
                if about.st_mtime < latest:
                    path.unlink()
                    files, size = files + 1, size + about.st_size
    return Swept(files, size)
