"""Settling with other organisations what is handed over: whom a batch concerns, and their rows computed with its own.

Writes go on while a batch is projected, and each of its statements sees what was committed before it: a student could
be missing in one fact and be there in the next one, or be read at one side before a change and at the other after it.
So at the end it is asked whether anything was written meanwhile about the students handed over, on any side: outboxes
only grow under the locks. If so, or if a handing over has changed that was not settled, the batch begins anew. What is
committed is therefore what stood at one moment, as if all had been read from one snapshot.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from shared_apps.organisations.crossing import beside

from .handover import Handover
from .projection import Keys, projections

Touched = dict[str, list[int]]
Recompute = Callable[[CursorWrapper, int, Touched], object]
_SETTLED = "UPDATE feed_feedstate SET projected_at = clock_timestamp() WHERE organisation_id = %s"
_WRITTEN = """
    SELECT key, count(*) FROM history_outbox
     WHERE entity = %(entity)s AND (%(keys)s::bigint[] IS NULL OR key = ANY(%(keys)s::bigint[]))
     GROUP BY key
"""


@dataclass(frozen=True, slots=True)
class _Mark:
    """How many lines about these keys the outbox held before their rows were read. `keys` None: about all keys."""

    handover: Handover
    organisation_id: int
    keys: list[int] | None
    lines: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the rows of another side lie."""

    id: int
    schema_name: str
    state: str
    schema_version: str


class Settlement:
    """The other organisations whose rows must be recomputed together with the keys of a batch (None: all keys).

    `others`: id of the other side → what is touched there. An organisation is among them if the region lacks a handing
    over between the two, or still holds one that is undone. So are organisations from which the others have received
    the same student before, because he may have gone on; among those may be the organisation itself, if he came back.
    """

    def __init__(self, cursor: CursorWrapper, organisation_id: int, found: Keys | None) -> None:
        self.cursor, self.organisation_id = cursor, organisation_id
        self.handovers: list[tuple[Handover, list[int] | None]] = []
        self.others: dict[int, Touched] = {}
        self._settled: set[str] = set()
        self._marks: list[_Mark] = []
        self._places: dict[int, _Place] = {}
        for one in projections():
            if one.handover is not None:
                keys = None if found is None else found[one.fact.name]
                if keys != []:
                    self.handovers.append((one.handover, keys))
                    self._mark(one.handover, organisation_id, keys)
                    self._follow(one.handover, organisation_id, keys)
        self._before = self._held()

    @property
    def partners(self) -> set[int]:
        """Ids of the organisations whose locks are needed beside the organisation's own."""
        return self.others.keys() - {self.organisation_id}

    def finish(self, recompute: Recompute) -> bool:
        """Recompute the other sides under their locks, in the same transaction, so that no sum is ever wrong.

        Done twice, because what is left out at one side depends on what the others hold. Returns False if somebody
        wrote meanwhile about a student it concerns, or if a handing over changed that is not settled here: the caller
        must then roll the whole transaction back.
        """
        for _ in range(2):
            for partner_id, touched in self.others.items():
                with self._at(partner_id):
                    recompute(self.cursor, partner_id, touched)
        for partner_id in self.others:
            self.cursor.execute(_SETTLED, [partner_id])
        changed = {envelope for _id, envelope, _direction in self._before ^ self._held()}
        return changed <= self._settled and not any(self._was_written(mark) for mark in self._marks)

    def _mark(self, handover: Handover, organisation_id: int, keys: list[int] | None) -> None:
        lines = self._lines(handover, organisation_id, keys)
        self._marks.append(_Mark(handover, organisation_id, keys, lines))

    def _was_written(self, mark: _Mark) -> bool:
        """Returns True if new lines about somebody who is or was handed over have come since the mark."""
        now = self._lines(mark.handover, mark.organisation_id, mark.keys)
        fresh = [key for key, lines in now.items() if lines != mark.lines.get(key, 0)]
        if not fresh:
            return False
        with self._at(mark.organisation_id):
            return mark.handover.concerns(self.cursor, mark.organisation_id, fresh)

    def _lines(self, handover: Handover, organisation_id: int, keys: list[int] | None) -> dict[int, int]:
        with self._at(organisation_id):
            self.cursor.execute(_WRITTEN, {"entity": handover.entity, "keys": keys})
            return {int(key): int(lines) for key, lines in self.cursor.fetchall()}

    def _follow(self, handover: Handover, organisation_id: int, keys: list[int] | None) -> None:
        waiting: list[tuple[int, list[int] | None]] = [(organisation_id, keys)]
        while waiting:
            asked_id, asked_keys = waiting.pop()
            with self._at(asked_id):
                found = handover.partners(self.cursor, asked_id, asked_keys)
            for partner_id, envelopes in found.items():
                fresh = [each for each in envelopes if each not in self._settled]
                if not fresh:
                    continue
                self._settled.update(fresh)
                with self._at(partner_id):
                    there = handover.touched(self.cursor, partner_id, fresh)
                known = self.others.setdefault(partner_id, {}).setdefault(handover.entity, [])
                known += [key for key in there if key not in known]
                self._mark(handover, partner_id, there)
                waiting.append((partner_id, there))

    def _held(self) -> set[tuple[int, str, str]]:
        """Returns the handings over that the region holds for all touched keys: (organisation, envelope, direction)."""
        found: set[tuple[int, str, str]] = set()
        for handover, keys in self.handovers:
            found |= handover.held_by(self.cursor, self.organisation_id, keys)
            for partner_id, touched in self.others.items():
                found |= handover.held_by(self.cursor, partner_id, touched.get(handover.entity, []))
        return found

    def _at(self, organisation_id: int) -> AbstractContextManager[object]:
        """The door in which the tables of an organisation are read; none for the organisation itself, whose door is
        open."""
        return nullcontext() if organisation_id == self.organisation_id else beside(self._place(organisation_id))

    def _place(self, organisation_id: int) -> _Place:
        if organisation_id in self._places:
            return self._places[organisation_id]
        query = "SELECT schema_name, state, schema_version FROM organisations_organisation WHERE id = %s"
        self.cursor.execute(query, [organisation_id])
        place = self._places[organisation_id] = _Place(organisation_id, *self.cursor.fetchone())
        return place
