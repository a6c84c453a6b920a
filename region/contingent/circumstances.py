"""Circumstances of students in numbers, by territory: what is closed in an organisation is counted above it, not shown.

Two measures, as everywhere: students (main enrolments) and enrolments (those of centres too).

Small numbers are no numbers of nobody: from 1 to FEW-1 children of one kind are hidden wherever the data are closed in
the organisation (health, family), and so are more of the same column until several are hidden that are no small number
together: whoever subtracts what he sees from the total learns nothing else.
Whoever looks at both measures subtracts them: enrolments are hidden where the additional ones among them are few.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from region.feed.freshness import Freshness, freshness

from . import counting
from .circumstance_counters import quarter_of
from .figures import Level
from .narrowing import EVERYTHING, Filters, conditions
from .queries import check_is_counted

FEW = 5
EDUCATION, HEALTH, SOCIAL, IDENTITY = 1, 2, 3, 4
OPEN = frozenset({EDUCATION, IDENTITY})
"""Topics of what is not closed: conditions of study, languages, extended day; citizenship."""

TOPICS: Mapping[str, Sequence[int]] = {
    "all": (EDUCATION, HEALTH, SOCIAL, IDENTITY),
    "closed": (HEALTH, SOCIAL),
    "open": (EDUCATION, IDENTITY),
}
"""Part → the topics whose values it holds."""

Measure = Literal["students", "enrolments"]
Part = Literal["all", "places", "closed", "open"]
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

_CELLS = " OR ".join(
    f"kind = '{kind}'" + (f" AND value = '{value}'" if value else "")
    for wanted in COLUMNS.values()
    for kind, value in wanted
)
_ON_THE_DAY = "c.quarter = %(quarter)s AND c.valid_from <= %(on)s AND c.valid_to > %(on)s{organisations}"
_SUMS: Mapping[Measure, str] = {
    "students": "sum(c.n)::int, sum(c.female)::int, 0, 0",
    "enrolments": "sum(c.n)::int, sum(c.female)::int, sum(c.additional)::int, sum(c.additional_female)::int",
}
# The cells are read first, and the index asked for each of them: those of the territories are few and seldom change.
_BY_PLACE = f"""
    WITH place AS MATERIALIZED ({{places}})
    SELECT place.row, c.cell_id, {{sums}}
      FROM contingent_circumstancecounter c JOIN place USING (organisation_id)
     WHERE c.cell_id = ANY (ARRAY(SELECT id FROM contingent_circumstancecell WHERE {_CELLS})) AND {_ON_THE_DAY}
     GROUP BY place.row, c.cell_id
"""
_BY_CELL = f"""
    WITH place AS MATERIALIZED ({{places}})
    SELECT NULL, c.cell_id, {{sums}}
      FROM contingent_circumstancecounter c
     WHERE c.cell_id = ANY (ARRAY(SELECT id FROM contingent_circumstancecell WHERE topic = ANY (%(topics)s)))
       AND {_ON_THE_DAY}
     GROUP BY c.cell_id
"""
_NAMES = "SELECT id, topic, kind, value, variant FROM contingent_circumstancecell"
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
    part: Part = "all",
    fresh: Freshness | None = None,
) -> Circumstances:
    """By territory and by value; a part of it leaves the other one empty. Of the filters only places count.

    :raises OutOfCountedTime: the day is not counted.
    """
    known = fresh or freshness()
    check_is_counted(as_of, known)
    asking = _Asking(as_of, filters, measure)
    lines: tuple[PlaceLine, ...] = ()
    total: Mapping[str, Guarded] = {}
    values: Mapping[str, Sequence[ValueLine]] = {}
    if part in ("all", "places"):
        found = asking.sums(_BY_PLACE, rows)
        heads = asking.read(_HEADS, rows)
        total, lines = _places(found, heads, measure)
    if part != "places":
        asking.parameters["topics"] = list(TOPICS[part])
        classes = dict(asking.read(_CLASSES, rows)) if EDUCATION in TOPICS[part] else {}
        values = _values(asking.sums(_BY_CELL, rows), measure, classes)
    return Circumstances(as_of, measure, total, lines, values, known)


class _Asking:
    """A day, a place and a measure, and the statements that ask for them."""

    def __init__(self, as_of: date, filters: Filters, measure: Measure) -> None:
        self.narrowed, self.measure = conditions(filters), measure
        self.parameters = {"on": as_of, "quarter": quarter_of(as_of), **self.narrowed.parameters}

    def read(self, statement: str, rows: Level) -> list[tuple[Any, ...]]:
        places = counting.places(rows, self.narrowed)
        asked = statement.format(places=places, organisations=self.narrowed.organisations, sums=_SUMS[self.measure])
        return counting.read(asked, self.parameters)

    def sums(self, statement: str, rows: Level) -> "Found":
        """Names of cells are read last: one that the projector has just added is known then too."""
        found = self.read(statement, rows)
        cells = {key: cell for key, *cell in counting.read(_NAMES, {})}
        return [(row, *cells[cell], Numbers(*sums)) for row, cell, *sums in found]


def _places(
    found: "Found", heads: Iterable[tuple[Any, ...]], measure: Measure
) -> tuple[Mapping[str, Guarded], tuple[PlaceLine, ...]]:
    """The totals, and the lines of territories or organisations."""
    by_column = {name: _by_row(found, wanted) for name, wanted in COLUMNS.items()}
    heads = sorted(heads, key=lambda head: (not head[1], head[1]))
    shown = {
        name: _shown({row: numbers.get(row, NOBODY) for row, *_rest in heads}, measure, is_open=name in OPEN_COLUMNS)
        for name, numbers in by_column.items()
    }
    total = {
        name: _total(sum(numbers.values(), NOBODY), measure, is_open=name in OPEN_COLUMNS)
        for name, numbers in by_column.items()
    }
    return total, tuple(
        PlaceLine(key, name, within, number, {column: shown[column][key] for column in COLUMNS})
        for key, name, within, number in heads
    )


def guarded(numbers: Mapping[Key, int], beside: Mapping[Key, int] | None = None) -> dict[Key, Guarded]:
    """A column whose sum is known: small numbers hidden, and further ones, the next smallest first, until those hidden
    are several and no small number together: subtraction from the sum tells no more than that.

    `beside`: what could be worked out by subtracting another column; where that is small, the number is hidden too.
    """
    aside = {key: (beside or {}).get(key, 0) for key in numbers}
    hidden = {key for key, number in numbers.items() if is_small(number) or is_small(aside[key])}
    rest = sorted((number, str(key), key) for key, number in numbers.items() if number and key not in hidden)
    while hidden and rest and not _is_safe_together(hidden, numbers, aside):
        needs_aside = is_small(sum(aside[key] for key in hidden))
        with_aside = [each for each in rest if aside[each[2]]] if needs_aside else []
        following = (with_aside or rest)[0]
        rest.remove(following)
        hidden.add(following[2])
    return {key: None if key in hidden else number for key, number in numbers.items()}


def _is_safe_together(hidden: set[Key], numbers: Mapping[Key, int], aside: Mapping[Key, int]) -> bool:
    sums = (sum(each[key] for key in hidden) for each in (numbers, aside))
    return len(hidden) > 1 and not any(is_small(one) for one in sums)


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
