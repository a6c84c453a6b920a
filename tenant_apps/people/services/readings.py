"""The reading log: who opened closed parts of cards. Lines are added where one reads, and never changed."""

from collections.abc import Iterable
from typing import Literal

from shared_apps.organisations.crossing import By

from ..models import CardReading

Via = Literal["page", "api", "file", "list", "export", "family"]
BATCH = 2000


def note_reading(*, person_id: int, what: str, via: Via = "page", about: str = "", by: By) -> None:
    """Somebody opens a part of a card. `what`: a privacy class, or "history". `about`: a file's name, a filter."""
    note_readings(person_ids=[person_id], what=what, via=via, about=about, by=by)


def note_readings(*, person_ids: Iterable[int], what: str, via: Via, about: str = "", by: By) -> None:
    """The same of everybody in a list. One statement."""
    membership = getattr(by, "membership", None)
    role = membership.role if membership is not None else ""
    rows = [
        CardReading(
            account_id=by.account_id, reader=by.name, role=role, person_id=person_id, what=what, via=via,
            about=about[:200],
        )
        for person_id in dict.fromkeys(person_ids)
    ]  # fmt: skip
    CardReading.objects.bulk_create(rows, batch_size=BATCH)
