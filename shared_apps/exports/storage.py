"""Where files of long lists lie: <MEDIA>/<schema of the organisation, or "region">/exports/<sha256>.

They are copies of records, not records: no backup holds them, and the organisation's own files (StoredFile) lie beside,
not among them. Access is by a row of Export alone.
"""

import hashlib
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings

ABOVE = "region"
"""The folder of lists above organisations."""
ORPHAN_AGE = timedelta(hours=24)
"""A file younger than this may belong to a transaction that has not committed yet."""
PIECE = 1 << 20


def home(folder: str) -> Path:
    """:param folder: the schema of an organisation, or ABOVE."""
    return Path(settings.MEDIA_ROOT) / folder / "exports"


def draft(folder: str, export_id: int, attempt: int) -> Path:
    """Where an attempt writes; a dead attempt's draft is swept."""
    home(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    return home(folder) / f".{export_id}.{attempt}"


def keep(written: Path) -> tuple[str, int]:
    """Give a draft its lasting name. Its digest and size."""
    digest = hashlib.sha256()
    with written.open("rb") as content:
        while piece := content.read(PIECE):
            digest.update(piece)
    size = written.stat().st_size
    written.replace(written.with_name(digest.hexdigest()))
    return digest.hexdigest(), size


def path_of(folder: str, digest: str) -> Path:
    return home(folder) / digest


def drop(folder: str, digest: str) -> None:
    path_of(folder, digest).unlink(missing_ok=True)


def drop_unnamed(named: Iterable[tuple[str, str]]) -> int:
    """Take away what no row names and what is older than ORPHAN_AGE. How many files.

    :param named: (folder, digest) of every row.
    """
    known, latest, number = set(named), time.time() - ORPHAN_AGE.total_seconds(), 0
    for path in _all():
        if (path.parent.parent.name, path.name) in known:
            continue
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < latest:
                path.unlink()
                number += 1
    return number


def _all() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    yield from (path for path in root.glob("*/exports/*") if path.is_file())
