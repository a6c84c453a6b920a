"""A fact that another organisation's fact decides on: a student on the way counts at the sender until he arrives.

The projector of the receiver then works under the locks of both organisations (`FeedState`, taken in the order of
their ids), and recomputes the sender's rows in the same transaction: the region's total never changes on the way.
"""

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True, slots=True)
class Handover:
    """The SQL of one kind of handing over.

    :ivar pending: in the receiver: (envelope, sender's id) of the handings over that the region holds otherwise than
        the organisation's own rows say; parameters `organisation` and `keys` (of the fact; NULL: all).
    :ivar entity, keys: in the sender %(organisation)s: what the envelopes %(envelopes)s (uuids) touch, as the outbox
        would name it.
    """

    pending: str
    entity: str
    keys: str

    def senders(self, cursor: CursorWrapper, organisation_id: int, keys: list[int] | None) -> dict[int, list[str]]:
        """Sender's id → envelopes whose rows there must be computed again together with these keys."""
        cursor.execute(self.pending, {"organisation": organisation_id, "keys": keys})
        found: dict[int, list[str]] = {}
        for envelope, sender in cursor.fetchall():
            found.setdefault(int(sender), []).append(str(envelope))
        return found
