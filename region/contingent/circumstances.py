"""Circumstances of students in numbers, by territory: what is closed in an organisation is counted above it, not shown.

Two measures, as everywhere: students (main enrolments) and enrolments (those of centres too).

Small numbers are no numbers of nobody: from 1 to FEW-1 children of one kind are hidden wherever the data are closed in
the organisation (health, family), and so is one more of the same column where a single hidden one could be subtracted.
Whoever looks at both measures subtracts them: enrolments are hidden where the additional ones among them are few.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from region.feed.academic_years import period_of
from region.feed.freshness import Freshness, freshness

from . import counting
from .figures import Level
from .narrowing import EVERYTHING, Filters, conditions
from .queries import check_is_counted

FEW = 5
EDUCATION, IDENTITY = 1, 4
OPEN = frozenset({EDUCATION, IDENTITY})
"""Topics of what is not closed: conditions of study, languages, extended day; citizenship."""

Measure = Literal["students", "enrolments"]
Key = TypeVar("Key")
Guarded = int | None
"""None: hidden, because it is small or would tell a small one."""

COLUMNS: Mapping[str, Sequence[tuple[str, str]]] = {
    "ovz": [("ovz", "")],
    "disability": [("disability", "")],
    "home_study": [("arrangement", "home_study")],
    "orphan": [("orphan", "")],
    "guardianship": [("family", "guardian"), ("family", "foster")],
    "large_family": [("social_category", "large_family")],
    "low_income": [("social_category", "low_income")],
    "refugee": [("social_category", "refugee")],
    "foreign": [("citizenship", "foreign")],
    "dual": [("citizenship", "dual")],
    "stateless": [("citizenship", "stateless")],
}
"""Column of territories → the circumstances it sums: kind, value ("": any; a student has one value of such a kind)."""

OPEN_COLUMNS = frozenset({"foreign", "dual", "stateless"})

COUNTED = """
    WITH place AS MATERIALIZED ({places}),
    counted AS MATERIALIZED (
        SELECT place.row, c.cell_id, sum(c.n) AS n, sum(c.female) AS female, sum(c.additional) AS additional,
               sum(c.additional_female) AS additional_female
          FROM contingent_circumstancecounter c JOIN place USING (organisation_id)
         WHERE c.period = %(period)s AND c.valid_from <= %(on)s AND c.valid_to > %(on)s{organisations}
         GROUP BY place.row, c.cell_id)
    SELECT counted.row, cell.topic, cell.kind, cell.value, cell.variant, n::int, female::int, additional::int,
           additional_female::int
      FROM counted JOIN contingent_circumstancecell cell ON cell.id = counted.cell_id
"""
_HEADS = """
    WITH place AS MATERIALIZED ({places}) SELECT row, name, within, count(*) FROM place GROUP BY row, name, within
"""
_CLASSES = """
    WITH place AS MATERIALIZED ({places})
    SELECT c.language, count(*)
      FROM contingent_regionclass c JOIN place USING (organisation_id)
     WHERE c.valid_from <= %(on)s AND c.valid_to > %(on)s{organisations}
     GROUP BY c.language
"""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A territory or an organisation with the numbers of COLUMNS."""

    key: Any
    name: str
    within: str
    organisations: int
    numbers: Mapping[str, Guarded]


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value of a kind, with its variant where it has one. `classes`: of a language, those taught in it."""

    kind: str
    value: str
    variant: str
    n: Guarded
    female: Guarded
    classes: int | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """On a day, of whatever the reader may see. `total`: over all rows; `values`: by kind."""

    as_of: date
    measure: Measure
    total: Mapping[str, Guarded]
    rows: tuple[PlaceLine, ...]
    values: Mapping[str, Sequence[ValueLine]]
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Numbers:
    """Students and additional enrolments, of both the girls."""

    n: int = 0
    female: int = 0
    additional: int = 0
    additional_female: int = 0

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(
            self.n + other.n,
            self.female + other.female,
            self.additional + other.additional,
            self.additional_female + other.additional_female,
        )

    def of(self, measure: Measure) -> int:
        return self.n if measure == "students" else self.n + self.additional

    def beside(self, measure: Measure) -> int:
        """What the other measure tells by subtraction: additional enrolments among all."""
        return 0 if measure == "students" else self.additional

    def girls(self, measure: Measure) -> int:
        return self.female if measure == "students" else self.female + self.additional_female


NOBODY = Numbers()


def circumstances(
    *,
    as_of: date,
    rows: Level = "municipality",
    filters: Filters = EVERYTHING,
    measure: Measure = "students",
    fresh: Freshness | None = None,
) -> Circumstances:
    """By territory and by value. Of the filters only places count. Four queries.

    :raises OutOfCountedTime: the day is not counted.
    """
    known = fresh or freshness()
    check_is_counted(as_of, known)
    narrowed = conditions(filters)
    places = counting.places(rows, narrowed)
    asked = {"on": as_of, "period": period_of(as_of), **narrowed.parameters}
    of = {"places": places, "organisations": narrowed.organisations}
    found = [(*row[:5], Numbers(*row[5:])) for row in counting.read(COUNTED.format(**of), asked)]
    heads = counting.read(_HEADS.format(places=places), asked)
    classes = dict(counting.read(_CLASSES.format(**of), asked))
    by_column = {name: _by_row(found, wanted) for name, wanted in COLUMNS.items()}
    shown = {
        name: _shown({row: numbers.get(row, NOBODY) for row, *_rest in heads}, measure, is_open=name in OPEN_COLUMNS)
        for name, numbers in by_column.items()
    }
    lines = tuple(
        PlaceLine(key, name, within, number, {column: shown[column][key] for column in COLUMNS})
        for key, name, within, number in sorted(heads, key=lambda head: (not head[1], head[1]))
    )
    total = {
        name: _total(sum(numbers.values(), NOBODY), measure, is_open=name in OPEN_COLUMNS)
        for name, numbers in by_column.items()
    }
    return Circumstances(as_of, measure, total, lines, _values(found, measure, classes), known)


def guarded(numbers: Mapping[Key, int], beside: Mapping[Key, int] | None = None) -> dict[Key, Guarded]:
    """A column whose sum is known: small numbers hidden, and where that hides one alone, the next one too.

    `beside`: what could be worked out by subtracting another column; where that is small, the number is hidden too.
    """
    hidden = {key for key, number in numbers.items() if is_small(number) or is_small((beside or {}).get(key, 0))}
    if len(hidden) == 1:
        rest = [(number, str(key), key) for key, number in numbers.items() if number and key not in hidden]
        hidden |= {min(rest)[2]} if rest else set()
    return {key: None if key in hidden else number for key, number in numbers.items()}


def is_small(number: int) -> bool:
    return 0 < number < FEW


def few_of(n: Guarded, part: int) -> Guarded:
    """A part of n, women or girls: hidden where they, or the others, are few."""
    return None if n is None or is_small(part) or is_small(n - part) else part


def _shown(numbers: Mapping[Key, Numbers], measure: Measure, *, is_open: bool) -> Mapping[Key, Guarded]:
    plain = {key: number.of(measure) for key, number in numbers.items()}
    return plain if is_open else guarded(plain, {key: number.beside(measure) for key, number in numbers.items()})


def _total(number: Numbers, measure: Measure, *, is_open: bool) -> Guarded:
    return next(iter(_shown({0: number}, measure, is_open=is_open).values()))


Found = Sequence[tuple[Any, int, str, str, str, Numbers]]


def _by_row(found: Found, wanted: Sequence[tuple[str, str]]) -> dict[Any, Numbers]:
    sums: dict[Any, Numbers] = defaultdict(Numbers)
    for row, _topic, kind, value, _variant, numbers in found:
        if (kind, "") in wanted or (kind, value) in wanted:
            sums[row] += numbers
    return sums


def _values(found: Found, measure: Measure, classes: Mapping[str, int]) -> dict[str, Sequence[ValueLine]]:
    """Kind → its values, the most frequent first; those of closed data are guarded."""
    sums: dict[str, dict[tuple[str, str], Numbers]] = defaultdict(lambda: defaultdict(Numbers))
    topics: dict[str, int] = {}
    for _row, topic, kind, value, variant, numbers in found:
        sums[kind][value, variant] += numbers
        topics[kind] = topic
    if classes:
        topics["teaching_language"] = EDUCATION
        for language in classes:
            sums["teaching_language"][language, ""] += NOBODY
    return {
        kind: list(_lines(kind, values, measure, classes, is_open=topics[kind] in OPEN))
        for kind, values in sums.items()
    }


def _lines(
    kind: str,
    values: Mapping[tuple[str, str], Numbers],
    measure: Measure,
    classes: Mapping[str, int],
    *,
    is_open: bool,
) -> Iterable[ValueLine]:
    shown = _shown(values, measure, is_open=is_open)
    is_taught = kind == "teaching_language"
    for cell in sorted(values, key=lambda cell: (-values[cell].of(measure), cell)):
        number = shown[cell]
        if not (values[cell].of(measure) or is_taught):
            continue  # of the other measure alone
        girls = values[cell].girls(measure)
        yield ValueLine(
            kind,
            *cell,
            n=number,
            female=girls if is_open else few_of(number, girls),
            classes=classes.get(cell[0], 0) if is_taught else None,
        )
