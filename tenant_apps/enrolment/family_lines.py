"""What apps above enrolment tell a family about a student, on /me/.

family_lines.register(lines_of)   # in the app's `ready()`
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """A sentence about the student, with the state in a word and its tone (ui badge)."""

    state: str
    tone: str
    words: str


Provider = Callable[[Collection[int]], Mapping[int, Sequence[FamilyLine]]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Say what there is of students, by their ids; called inside the organisation."""
    if provider not in _providers:
        _providers.append(provider)


def lines_of(student_ids: Collection[int]) -> dict[int, tuple[FamilyLine, ...]]:
    """Everything that is told of these students."""
    found: dict[int, tuple[FamilyLine, ...]] = {}
    for provider in _providers:
        for student_id, lines in provider(student_ids).items():
            found[student_id] = (*found.get(student_id, ()), *lines)
    return found
