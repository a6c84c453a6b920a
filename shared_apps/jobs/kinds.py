"""Kinds of long work: declared beside the code that does them, each by its name.

    @work("import_students", queue="reports", title=_("Import of students"), inside=True)
    def run(job: Running) -> dict: ...

`inside=True`: the function runs inside the job's organisation, one transaction, and completion commits with the work.
`inside=False`: the function opens its own doors and calls `job.step(...)`; it must be safe to repeat from a checkpoint.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .schedule import QUEUES

if TYPE_CHECKING:
    from .services import Running

Run = Callable[["Running"], dict[str, Any] | None]


class UnknownWork(RuntimeError):
    """No kind of work of that name is declared: the code has dropped it, or newer code wants it done."""

    trouble = "unknown_kind"


class UnknownQueue(RuntimeError):
    """No worker looks into a queue of that name."""


class WorkDeclaredTwice(RuntimeError):
    """Two functions are declared under one name."""


@dataclass(frozen=True, slots=True)
class Work:
    """A declared kind of long work."""

    kind: str
    queue: str
    title: Any
    run: Run
    inside: bool
    attempts: int


_KINDS: dict[str, Work] = {}


def work(kind: str, *, queue: str, title: Any, inside: bool, attempts: int = 3) -> Callable[[Run], Run]:
    """Declare a kind of long work. :raises UnknownQueue, WorkDeclaredTwice:"""
    if queue not in QUEUES:
        raise UnknownQueue(f"Work {kind} names the queue {queue}; there are {', '.join(QUEUES)}.")

    def declare(run: Run) -> Run:
        if kind in _KINDS and _KINDS[kind].run is not run:
            raise WorkDeclaredTwice(f"Work {kind} is declared by {_KINDS[kind].run.__module__} already.")
        _KINDS[kind] = Work(kind, queue, title, run, inside, attempts)
        return run

    return declare


def kinds() -> dict[str, Work]:
    """All declared kinds, by name."""
    return dict(_KINDS)


def declared(kind: str) -> Work:
    """:raises UnknownWork:"""
    found = _KINDS.get(kind)
    if found is None:
        raise UnknownWork(f"Work {kind} is not declared; declared are {', '.join(sorted(_KINDS)) or 'none'}.")
    return found
