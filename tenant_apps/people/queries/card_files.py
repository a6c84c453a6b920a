"""Files of cards, as far as the reader holds their classes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.privacy import Privacy

from ..circumstances import FILE_PRIVACY, FILES_OF_FAMILIES
from ..grounds import group_of_file
from ..models import CardFile
from .grounds import grounds

KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class CardFileLine:
    """A file of a card. `size` in kilobytes, rounded up."""

    id: int
    kind: str
    title: str
    name: str
    note: str
    size: int
    stored_at: datetime
    privacy: Privacy


def files_of(
    person_id: int, *, seen: Collection[Privacy], of: Collection[str] = FILES_OF_FAMILIES
) -> list[CardFileLine]:
    """Files of the classes in `seen` and of the kinds of the card, with a ground, in order of kinds. Two queries."""
    kinds = handbooks.names("card_file_kind")
    order = list(FILE_PRIVACY)
    rows = (
        CardFile.objects.filter(person=person_id, kind__in=_kinds(person_id, seen, of))
        .select_related("stored")
        .order_by("pk")
    )
    lines = [
        CardFileLine(
            row.pk, row.kind, kinds.get(row.kind, row.kind), row.stored.name, row.note,
            -(-row.stored.size // KILOBYTE), row.stored.stored_at, FILE_PRIVACY[row.kind],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: order.index(line.kind))


def file_of(
    person_id: int, file_id: int, *, seen: Collection[Privacy], of: Collection[str] = FILES_OF_FAMILIES
) -> CardFile | None:
    """One file with what is stored of it; None: there is no such file in this card, or not for this reader."""
    rows = CardFile.objects.filter(pk=file_id, person=person_id, kind__in=_kinds(person_id, seen, of))
    return rows.select_related("stored").first()


def photo_of(person_id: int) -> int | None:
    """The id of the photo's file; its class is that of names."""
    rows = CardFile.objects.filter(person=person_id, kind__in=_kinds(person_id, {Privacy.IDENTITY}, ("photo",)))
    return rows.values_list("pk", flat=True).first()


def _kinds(person_id: int, seen: Collection[Privacy], of: Collection[str]) -> list[str]:
    """Those of the kinds `of` the card that are of the classes in `seen` and have a ground."""
    known = grounds([person_id], timezone.localdate())
    return [
        kind
        for kind, privacy in FILE_PRIVACY.items()
        if kind in of and privacy in seen and known.is_open(person_id, group_of_file(kind, privacy))
    ]
