"""A fact that another organisation's fact decides on: a student on the way counts at the sender until he arrives.

The projector of one side then works under the locks of both organisations (`FeedState`, taken in the order of their
ids), and recomputes the other's rows in the same transaction: the region's total never changes on the way.
"""

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True, slots=True)
class Handover:
    """The SQL of one kind of handing over.

    :ivar pending: rows (envelope, id of the other side): handings over about which the region's tables and the
        organisation's own rows disagree. Parameters: `organisation`, `keys` (of the fact; NULL: all).
    :ivar entity, keys: run in the other organisation, %(organisation)s: the entity and the keys that the envelopes
        %(envelopes)s (uuids) touch there, named as its outbox would name them.
    :ivar concerned: yields one row if any of the keys %(keys)s of %(organisation)s is or was handed over, else none.
    :ivar held: rows (envelope, direction): the handings over that the region holds. Parameters as of `pending`.
    """

    pending: str
    entity: str
    keys: str
    concerned: str
    held: str

    def partners(self, cursor: CursorWrapper, organisation_id: int, keys: list[int] | None) -> dict[int, list[str]]:
        """Returns, by the id of the other side, the envelopes whose rows there must be computed again with these
        keys."""
        cursor.execute(self.pending, {"organisation": organisation_id, "keys": keys})
        found: dict[int, list[str]] = {}
        for envelope, partner_id in cursor.fetchall():
            found.setdefault(int(partner_id), []).append(str(envelope))
        return found

    def touched(self, cursor: CursorWrapper, organisation_id: int, envelopes: list[str]) -> list[int]:
        """Returns the keys that the envelopes touch in the other organisation. Call inside that organisation's door."""
        cursor.execute(self.keys, {"organisation": organisation_id, "envelopes": envelopes})
        return [int(key) for (key,) in cursor.fetchall()]

    def concerns(self, cursor: CursorWrapper, organisation_id: int, keys: list[int]) -> bool:
        """Returns True if any of these keys is or was handed over. Call inside the organisation's door."""
        cursor.execute(self.concerned, {"organisation": organisation_id, "keys": keys})
        return cursor.fetchone() is not None

    def held_by(self, cursor: CursorWrapper, organisation_id: int, keys: list[int] | None) -> set[tuple[int, str, str]]:
        """Returns the handings over of an organisation that the region holds: (envelope, direction)."""
        cursor.execute(self.held, {"organisation": organisation_id, "keys": keys})
        return {(organisation_id, str(envelope), str(direction)) for envelope, direction in cursor.fetchall()}
