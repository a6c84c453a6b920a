"""Settling with other organisations what is handed over: whom a batch concerns, and their rows computed with its own.

Writes go on while a batch is projected: what it recomputes may be newer than what it asked for. So at the end the
region is asked which handings over have changed, and if one was not settled the batch begins anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from shared_apps.organisations.crossing import beside

from .handover import Handover
from .projection import projections

Touched = dict[str, list[int]]
Recompute = Callable[[CursorWrapper, int, Touched], object]
_SETTLED = "UPDATE feed_feedstate SET projected_at = clock_timestamp() WHERE organisation_id = %s"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the rows of another side lie."""

    id: int
    schema_name: str
    state: str


class Settlement:
    """With whom the keys of a batch are to be settled. `others`: the other side's id → what is touched there.

    Only where the region does not hold a handing over yet, or holds it no more; and likewise what the others received
    from further ones, for a student may have gone on. The organisation itself may be among them: he has come back.
    """

    def __init__(self, cursor: CursorWrapper, organisation_id: int, touched: Touched | None) -> None:
        self.cursor, self.organisation_id = cursor, organisation_id
        self.handovers: list[tuple[Handover, list[int] | None]] = []
        self.others: dict[int, Touched] = {}
        self._settled: set[str] = set()
        for one in projections():
            if one.handover is not None:
                keys = None if touched is None else one.keys(cursor, touched)
                if keys != []:
                    self.handovers.append((one.handover, keys))
                    self._follow(one.handover, organisation_id, keys)
        self._before = self._held()

    @property
    def partners(self) -> set[int]:
        """Whose locks are needed beside the organisation's own."""
        return self.others.keys() - {self.organisation_id}

    def finish(self, recompute: Recompute) -> bool:
        """Recompute the other sides, under their locks: one transaction, so no sum is ever wrong.

        Twice: what is left out at one of them depends on what the others hold. False: a handing over changed that is
        not settled; nothing of the transaction may stay.
        """
        for _ in range(2):
            for partner_id, touched in self.others.items():
                with beside(self._place(partner_id)):
                    recompute(self.cursor, partner_id, touched)
        for partner_id in self.others:
            self.cursor.execute(_SETTLED, [partner_id])
        changed = {envelope for _id, envelope, _direction in self._before ^ self._held()}
        return changed <= self._settled

    def _follow(self, handover: Handover, organisation_id: int, keys: list[int] | None) -> None:
        waiting: list[tuple[int, list[int] | None]] = [(organisation_id, keys)]
        while waiting:
            asked_id, asked_keys = waiting.pop()
            with beside(self._place(asked_id)):
                found = handover.partners(self.cursor, asked_id, asked_keys)
            for partner_id, envelopes in found.items():
                fresh = [each for each in envelopes if each not in self._settled]
                if not fresh:
                    continue
                self._settled.update(fresh)
                with beside(self._place(partner_id)):
                    there = handover.touched(self.cursor, partner_id, fresh)
                known = self.others.setdefault(partner_id, {}).setdefault(handover.entity, [])
                known += [key for key in there if key not in known]
                waiting.append((partner_id, there))

    def _held(self) -> set[tuple[int, str, str]]:
        """What the region holds of handings over: (organisation, envelope, direction) of all that is touched."""
        found: set[tuple[int, str, str]] = set()
        for handover, keys in self.handovers:
            found |= handover.held_by(self.cursor, self.organisation_id, keys)
            for partner_id, touched in self.others.items():
                found |= handover.held_by(self.cursor, partner_id, touched.get(handover.entity, []))
        return found

    def _place(self, organisation_id: int) -> _Place:
        query = "SELECT schema_name, state FROM organisations_organisation WHERE id = %s"
        self.cursor.execute(query, [organisation_id])
        return _Place(organisation_id, *self.cursor.fetchone())
