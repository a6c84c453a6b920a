"""The verdict on every row of a file, and what a reader confirms when he confirms it."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from .models import RowVerdict
from .problems import CellRefused, Level, Problem
from .reading import Reading
from .rows import Row
from .text import as_text

Verdict = RowVerdict
Progress = Callable[[int, int], None]
"""done, total."""
LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Change:
    """A value of a record before and after, in words; `label` is the code of a column."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A remark on a row before it knows titles: the code of its column ("" for the whole row)."""

    column: str
    code: str
    message: str
    what_to_do: str = ""
    is_error: bool = True

    @classmethod
    def of(cls, column: str, refused: CellRefused) -> "Trouble":
        return cls(column, refused.code, refused.message, refused.what_to_do)


@dataclass
class Judged:
    """A row with everything that was found out about it.

    :ivar found: what the records say; what is wrong with its form stands in `row.problems`.
    :ivar changes: of the record it matched.
    :ivar key: which record it matched, for the fingerprint; 0: none.
    :ivar card_id: of the card it leads to, if there is one.
    :ivar name, about: who the row is about, and what else a list shows (class, child, post, municipality).
    """

    row: Row
    verdict: Verdict = Verdict.ERROR
    found: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    key: Any = 0
    card_id: int | None = None
    name: str = ""
    about: str = ""

    @property
    def problems(self) -> list[tuple[Problem, bool]]:
        """Each remark, and whether it comes from the records (True) or from the form of the file."""
        return [(problem, False) for problem in self.row.problems] + [(problem, True) for problem in self.found]

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem, _records in self.problems)

    def settle(self, is_new: bool) -> None:
        """The verdict by what was found: an error, else something new, else a change, else nothing."""
        if self.has_errors:
            self.verdict = Verdict.ERROR
        elif is_new:
            self.verdict = Verdict.CREATE
        else:
            self.verdict = Verdict.UPDATE if self.changes else Verdict.SKIP


@dataclass
class Judgement:
    """What a file would do. `notes` are about the file as a whole; `missing`: what must be made beforehand."""

    reading: Reading
    rows: list[Any]
    notes: list[Problem]
    missing: Counter[Any] = field(default_factory=Counter)

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(one.verdict for one in self.rows)

    @cached_property
    def digest(self) -> bytes:
        """What a reader confirms: the verdict and the changes of each row."""
        said = [fingerprint(one) for one in self.rows]
        return sha256(json.dumps(said, ensure_ascii=False).encode()).digest()


def fingerprint(one: Judged) -> list[object]:
    """A row's verdict as a reader understands it: number, verdict, record, changes, codes of errors."""
    changes = [[change.label, change.before, change.after] for change in one.changes]
    errors = sorted(problem.code for problem, _records in one.problems if problem.is_error)
    return [one.row.number, one.verdict.value, one.key, changes, errors]


def titles_of(reading: Reading) -> dict[str, str]:
    """Titles of the file by the codes of columns and of the values they give."""
    known = [(each.column, each.title) for each in reading.columns if each.column]
    return {code: title for column, title in known for code in (*column.outputs, column.code)}


def problem_of(row: Row, trouble: Trouble, titles: dict[str, str]) -> Problem:
    """A trouble with the title and the text of its cell."""
    raw = row.raw.get(trouble.column)
    value = as_text(raw) if trouble.column else ""
    level = Level.ERROR if trouble.is_error else Level.NOTE
    column = titles.get(trouble.column, "")
    return Problem(row.number, column, value[:LONGEST_SHOWN], trouble.code, trouble.message, trouble.what_to_do, level)


def as_json(problem: Problem) -> dict[str, Any]:
    """A remark as `Run.notes` and `RunRow.problems` keep it."""
    return {
        "column": problem.column,
        "value": problem.value,
        "code": problem.code,
        "message": problem.message,
        "cure": problem.what_to_do,
        "level": problem.level.value,
    }
