"""Files of the organisation: content under <MEDIA>/<schema>/<sha256>, a row with its privacy class in the schema.

Content is written before the commit: a row never points at nothing; what was written for a transaction that failed is
an orphan, taken away by the nightly sweep (file_sweep.py). Contents are taken away only while nobody stores any: who
stores holds a lock until his commit, else a content could go between being found there and getting its second row.
"""

import hashlib
import os
from functools import partial
from pathlib import Path
from typing import cast

from django.conf import settings
from django.db import connection, transaction

from shared_apps.organisations.crossing import By, DoorError, HasSchema, inside, open_door
from shared_apps.organisations.privacy import Privacy

from .. import refusals
from ..models import StoredFile

LARGEST = 25 * 1024 * 1024
FILES_LOCK = 0xF11E
"""Of pg_advisory_xact_lock, with the schema: shared by those who store, alone for whoever takes contents away."""


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
    path = folder() / digest
    _ask("pg_advisory_xact_lock_shared")
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
        return (folder() / stored.sha256).read_bytes()
    except FileNotFoundError as error:
        raise refusals.FileIsGone(params={"name": stored.name}) from error


@transaction.atomic
def discard_file(*, file_id: int, by: By) -> None:
    """Forget a file: its row now, its content after the commit, if no other row names the same content then."""
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        return
    digest, door = stored.sha256, open_door()
    assert door is not None
    stored.delete()
    if not StoredFile.objects.filter(sha256=digest).exists():
        organisation = cast(HasSchema, door.organisation)
        transaction.on_commit(partial(_take_away, organisation, digest, by=by), robust=True)


def _take_away(organisation: HasSchema, digest: str, *, by: By) -> None:
    """A transaction of its own. While somebody stores files the content stays, and the nightly sweep takes it."""
    with inside(organisation, by=by, only_reads=True):
        if nobody_stores() and not StoredFile.objects.filter(sha256=digest).exists():
            (folder() / digest).unlink(missing_ok=True)


def nobody_stores() -> bool:
    """Whether no transaction is storing files of this organisation now; until this one ends, none begins to."""
    return _ask("pg_try_advisory_xact_lock")


def folder() -> Path:
    """Where the contents of the organisation whose door is open lie. :raises DoorError: none is open."""
    door = open_door()
    if door is None or door.kind != "inside":
        raise DoorError("Files belong to an organisation: open inside(organisation) first.")
    return Path(settings.MEDIA_ROOT) / door.path[0]


def _ask(lock: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(%s, hashtext(current_schema()))", [FILES_LOCK])
        return bool(cursor.fetchone()[0])
