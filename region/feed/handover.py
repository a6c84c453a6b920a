"""A fact that another organisation's fact decides on: a student on the way counts at the sender until he arrives.

The projector of one side then works under the locks of both organisations (`FeedState`, taken in the order of their
ids), and recomputes the other's rows in the same transaction: the region's total never changes on the way.
"""

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True, slots=True)
class Handover:
    """The SQL of one kind of handing over.

    :ivar pending: (envelope, the other side's id) of the handings over that the region holds otherwise than the
        organisation's own rows say; parameters `organisation` and `keys` (of the fact; NULL: all).
    :ivar entity, keys: in the other one, %(organisation)s: what the envelopes %(envelopes)s (uuids) touch, as the
        outbox would name it.
    :ivar concerned: whether any of the keys %(keys)s of %(organisation)s is or was handed over: one row if so.
    :ivar held: what the region holds, of the same parameters as `pending`: (envelope, direction).
    """

    pending: str
    entity: str
    keys: str
    concerned: str
    held: str

    def partners(self, cursor: CursorWrapper, organisation_id: int, keys: list[int] | None) -> dict[int, list[str]]:
        """The other side's id → envelopes whose rows there must be computed again together with these keys."""
        cursor.execute(self.pending, {"organisation": organisation_id, "keys": keys})
        found: dict[int, list[str]] = {}
        for envelope, partner_id in cursor.fetchall():
            found.setdefault(int(partner_id), []).append(str(envelope))
        return found

    def touched(self, cursor: CursorWrapper, organisation_id: int, envelopes: list[str]) -> list[int]:
        """Keys in the other organisation, whose door it is, that the envelopes touch."""
        cursor.execute(self.keys, {"organisation": organisation_id, "envelopes": envelopes})
        return [int(key) for (key,) in cursor.fetchall()]

    def concerns(self, cursor: CursorWrapper, organisation_id: int, keys: list[int]) -> bool:
        """Whether any of these keys of the organisation, whose door it is, has to do with a handing over."""
        cursor.execute(self.concerned, {"organisation": organisation_id, "keys": keys})
        return cursor.fetchone() is not None

    def held_by(self, cursor: CursorWrapper, organisation_id: int, keys: list[int] | None) -> set[tuple[int, str, str]]:
        """What the region holds of an organisation's handings over."""
        cursor.execute(self.held, {"organisation": organisation_id, "keys": keys})
        return {(organisation_id, str(envelope), str(direction)) for envelope, direction in cursor.fetchall()}
