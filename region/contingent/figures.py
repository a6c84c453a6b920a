"""The numbers of the contingent as frozen values: what pages and exports show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from region.feed.freshness import Freshness

Level = Literal["municipality", "authority", "organisation", "class"]
SCHOOL_LEVELS = ("primary", "basic", "secondary")


@dataclass(frozen=True, slots=True)
class Count:
    """Two measures, always named: students are enrolments of kind main, enrolments are all of them."""

    students: int = 0
    additional: int = 0

    @property
    def enrolments(self) -> int:
        return self.students + self.additional

    def __add__(self, other: "Count") -> "Count":
        return Count(self.students + other.students, self.additional + other.additional)


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes, and classes with each комплект counted as one (`units`); `seated`: students who are in them."""

    classes: int = 0
    units: int = 0
    seated: int = 0

    @property
    def mean_size(self) -> float | None:
        """Students in classes per class, a комплект being one class. None: there are no classes."""
        return self.seated / self.units if self.units else None

    def __add__(self, other: "Classes") -> "Classes":
        return Classes(self.classes + other.classes, self.units + other.units, self.seated + other.seated)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: a value of a dimension (`key`) or a territory, with its numbers.

    `before`: on the date compared with, if one was asked for. `by_level`: level → all enrolments of it. `classes` (of
    schools) and `groups` (of kindergartens and centres) are None where filters by persons leave no sense in them.
    """

    key: str | int | None
    name: str
    count: Count
    before: Count | None = None
    classes: Classes | None = None
    groups: Classes | None = None
    by_level: Mapping[str, int] = field(default_factory=dict)
    organisations: int = 0
    within: str = ""

    @property
    def change(self) -> Count | None:
        """How many more (or fewer) than before."""
        if self.before is None:
            return None
        return Count(self.count.students - self.before.students, self.count.additional - self.before.additional)


@dataclass(frozen=True, slots=True)
class Contingent:
    """The contingent of whatever the reader may see, on a day, narrowed by filters.

    `rows` are territories, organisations or classes, by name; the other tuples are dimensions. Each of them sums up to
    `total` in students and in enrolments. Keys of dimensions are codes of handbooks or numbers; 0 and "" mean "not
    stated" (in `by_shift`: in no class). Levels: preschool, primary, basic, secondary, additional, other, "".
    """

    as_of: date
    compared_with: date | None
    total: Line
    rows: tuple[Line, ...]
    by_level: tuple[Line, ...]
    by_grade: tuple[Line, ...]
    by_sex: tuple[Line, ...]
    by_birth_year: tuple[Line, ...]
    by_shift: tuple[Line, ...]
    by_form: tuple[Line, ...]
    by_kind: tuple[Line, ...]
    by_locality: tuple[Line, ...]
    freshness: Freshness
