"""Where roots of seals are sent: out of the database, so that whoever rewrites it can't rewrite them too.

Every target gets every root. Directories come from `settings.SEALS_ROOT` (one path, or a list of them: the second may
be a share that only takes additions); another kind of target is a class with the methods of `Target`.
"""

import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings


@dataclass(frozen=True, slots=True)
class SentRoot:
    """What leaves the database of one seal: numbers and hashes, nothing of a person."""

    number: int
    kind: str
    count: int
    root: str
    chained: str
    sealed_at: str


class TargetUnreadable(RuntimeError):
    """What a target gives back is not what was written; the message says where."""


class Target(Protocol):
    """A place that takes roots and gives them back."""

    @property
    def name(self) -> str: ...

    def append(self, schema: str, roots: Sequence[SentRoot]) -> None:
        """Keep these roots durably. Repeating a root is harmless."""

    def read(self, schema: str) -> list[SentRoot]:
        """Every root sent for this organisation, in the order it came; repetitions included."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Append-only files, one per organisation: <directory>/<schema>.jsonl."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path)

    def append(self, schema: str, roots: Sequence[SentRoot]) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(asdict(root), ensure_ascii=False) + "\n" for root in roots)
        descriptor = os.open(self.path / f"{schema}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            os.write(descriptor, text.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self, schema: str) -> list[SentRoot]:
        file = self.path / f"{schema}.jsonl"
        if not file.exists():
            return []
        found = []
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                found.append(SentRoot(**json.loads(line)))
            except (ValueError, TypeError) as error:
                raise TargetUnreadable(f"{file}, line {number}: {error}") from None
        return found


def targets() -> list[Target]:
    """The targets of this installation."""
    declared = settings.SEALS_ROOT
    paths = [declared] if isinstance(declared, str | Path) else declared
    return [Directory(Path(path)) for path in paths]
