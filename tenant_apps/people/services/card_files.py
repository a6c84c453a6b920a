"""Files of cards: photos and scans. What a file is, is read from its content, never from its name."""

from django.db import transaction
from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy

from ..circumstances import FILE_PRIVACY
from ..models import CardFile
from ..rights import FieldsNotYours, holds
from ..uploads import PHOTO, checked_content_type
from .closed import refuse_closed_file
from .files import discard_file, store_file
from .persons import locked, touch


@transaction.atomic
def add_card_file(
    *, person_id: int, kind: str, content: bytes, name: str, note: str = "", version: int | None = None, by: By
) -> CardFile:
    """A file of a card. A new photo takes the place of the former one.

    :raises FieldsNotYours, FieldsClosed, ChangedMeanwhile, UnknownItem, FileIsEmpty, FileTooLarge, FileTypeNotTaken:
    """
    privacy = _held(kind, by)
    handbooks.known_item("card_file_kind", kind, as_of=timezone.localdate(), field="kind")
    content_type = checked_content_type(kind, content)
    refuse_closed_file(person_id, kind)
    person = locked(person_id, version)
    if kind == PHOTO:
        for former in CardFile.objects.filter(person=person, kind=PHOTO):
            _take_away(former, by)
    stored = store_file(
        content=content, name=name, content_type=content_type, sensitivity=privacy, purpose=f"card:{kind}", by=by
    )
    row = CardFile.objects.create(person=person, stored=stored, kind=kind, note=note.strip())
    touch(person)
    return row


@transaction.atomic
def replace_card_file(
    *, file_id: int, content: bytes, name: str, note: str = "", version: int | None = None, by: By
) -> CardFile:
    """Another content in the place of a file, of the same kind. :raises: as `add_card_file`."""
    row = CardFile.objects.get(pk=file_id)
    privacy = _held(row.kind, by)
    content_type = checked_content_type(row.kind, content)
    refuse_closed_file(row.person_id, row.kind)
    person = locked(row.person_id, version)
    former = row.stored_id
    row.stored = store_file(
        content=content, name=name, content_type=content_type, sensitivity=privacy, purpose=f"card:{row.kind}", by=by
    )
    row.note = note.strip()
    row.save(update_fields=["stored", "note"])
    discard_file(file_id=former, by=by)
    touch(person)
    return row


@transaction.atomic
def remove_card_file(*, file_id: int, version: int | None = None, by: By) -> None:
    """:raises FieldsNotYours, ChangedMeanwhile:"""
    row = CardFile.objects.get(pk=file_id)
    _held(row.kind, by)
    person = locked(row.person_id, version)
    _take_away(row, by)
    touch(person)


def _held(kind: str, by: By) -> Privacy:
    """The class of a kind of file. :raises FieldsNotYours: the actor does not hold it."""
    privacy = FILE_PRIVACY.get(kind, Privacy.HEALTH)
    if not holds(by, privacy):
        raise FieldsNotYours(params={"fields": handbooks.name("card_file_kind", kind)})
    return privacy


def _take_away(row: CardFile, by: By) -> None:
    stored = row.stored_id
    row.delete()
    discard_file(file_id=stored, by=by)
