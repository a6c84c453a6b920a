"""Files of the organisation: content under <MEDIA>/<schema>/<sha256>, a row with its privacy class in the schema.

Content is written before the commit: a row never points at nothing; what was written for a transaction that failed is
an orphan, found by `orphans()`.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from shared_apps.organisations.crossing import By, DoorError, open_door
from shared_apps.organisations.privacy import Privacy

from .. import refusals
from ..models import StoredFile

LARGEST = 25 * 1024 * 1024


@transaction.atomic
def store_file(
    *, content: bytes, name: str, content_type: str, sensitivity: Privacy, purpose: str, by: By
) -> StoredFile:
    """Keep a file. The same content twice is stored once and has two rows.

    :raises FileTooLarge:
    """
    if len(content) > LARGEST:
        megabytes = 1024 * 1024
        raise refusals.FileTooLarge(params={"size": -(-len(content) // megabytes), "most": LARGEST // megabytes})
    digest = hashlib.sha256(content).hexdigest()
    path = _folder() / digest
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{digest}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(path)
    return StoredFile.objects.create(
        sha256=digest,
        name=Path(name).name[:200],
        content_type=content_type,
        size=len(content),
        sensitivity=sensitivity.value,
        purpose=purpose,
        stored_by=by.account_id,
    )


def content_of(stored: StoredFile) -> bytes:
    """:raises FileIsGone: the storage has lost it."""
    try:
        return (_folder() / stored.sha256).read_bytes()
    except FileNotFoundError as error:
        raise refusals.FileIsGone(params={"name": stored.name}) from error


@transaction.atomic
def discard_file(*, file_id: int, by: By) -> None:
    """Forget a file: its row now, its content after the commit, if no other row names the same content."""
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        return
    path = _folder() / stored.sha256
    stored.delete()
    if not StoredFile.objects.filter(sha256=stored.sha256).exists():
        transaction.on_commit(partial(path.unlink, missing_ok=True), robust=True)


def orphans() -> Iterator[Path]:
    """Contents of this organisation that no row names: left by transactions that failed."""
    folder = _folder()
    if not folder.exists():
        return
    known = set(StoredFile.objects.values_list("sha256", flat=True))
    yield from (path for path in folder.iterdir() if path.name not in known)


def _folder() -> Path:
    door = open_door()
    if door is None or door.kind != "inside":
        raise DoorError("Files belong to an organisation: open inside(organisation) first.")
    return Path(settings.MEDIA_ROOT) / door.path[0]
