"""What a student's family was told, asked of the app that tells it (access).

People stand below it, so it says here (from its AppConfig.ready) how notices are read: cards carry a mark until the
family has read them, and the family's own page shows them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """Changes of a student's records were voided: how many, by which protocol; who of the family has read it."""

    id: int
    student_id: int
    told_at: datetime
    changes: int
    protocol: int
    read_at: datetime | None
    read_name: str


Reading = Callable[[Collection[int]], Sequence[Notice]]

_reading: Reading | None = None


def register(reading: Reading) -> None:
    """Say how notices are read."""
    global _reading
    _reading = reading


def notices_of(student_ids: Collection[int]) -> Sequence[Notice]:
    """Notices about these students, the latest first."""
    return _reading(student_ids) if _reading is not None and student_ids else ()
