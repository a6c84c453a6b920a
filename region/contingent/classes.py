"""Classes as of a day in numbers, by territory and by detail; of one organisation each class. Within region(scope).

Read from counters by index alone, the classes of one organisation with their sizes. One statement for all numbers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from region.feed.academic_years import period_of
from region.feed.freshness import Freshness, freshness

from . import counting
from .class_counters import CELL, MEASURES
from .class_details import DETAILS, GROUP_LEVELS, INTELLECTUAL, SPECIAL, said_of
from .counting import read
from .figures import SCHOOL_LEVELS, Level
from .narrowing import EVERYTHING, Filters, conditions
from .queries import check_is_counted

_ON_THE_DAY = "period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s"
_SMALL = ", ".join(
    f"sum(CASE place.locality WHEN 'rural' THEN {name}_under_14 ELSE {name}_under_25 END)::int"
    for name in ("single", "sets")
)
_SUMMED = ("classes", "students", "girls", "places", "overfull", "sets", "set_classes")
_COUNTED = f"""
    WITH place AS MATERIALIZED ({{places}})
    SELECT place.row, cell_id, {", ".join(f"sum({name})::int" for name in _SUMMED)}, {_SMALL}
      FROM (SELECT organisation_id, cell_id, {", ".join(MEASURES)} FROM contingent_classdetailcounter
             WHERE {_ON_THE_DAY}{{organisations}}{{narrowed}}) AS counted
           JOIN place USING (organisation_id)
     GROUP BY place.row, cell_id
"""
_CELLS = f"SELECT id, {', '.join(CELL)} FROM contingent_classcell"
_HEADS = """
    WITH place AS MATERIALIZED ({places}) SELECT row, name, within, count(*)::int FROM place GROUP BY row, name, within
"""
# Nothing that a closed detail says: named students of each class are a step away.
_EACH = f"""
    SELECT class.class_id, name, level, grade, age_group, CASE level WHEN 'preschool' THEN '' ELSE profile END,
           class_set, form_of_study, language, shift, capacity, coalesce(size.n, 0), coalesce(size.female, 0)
      FROM contingent_regionclass class
           LEFT JOIN (SELECT class_id, n, female FROM contingent_classsize
                       WHERE organisation_id = %(organisation)s AND {_ON_THE_DAY}) AS size USING (class_id)
     WHERE organisation_id = %(organisation)s AND valid_from <= %(on)s AND valid_to > %(on)s
     ORDER BY level <> 'preschool', grade NULLS FIRST, name
"""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Classes, the students in them, of them girls; places, and classes with more students than places.

    Of schools also комплекты (`sets`) and the classes in them; classes that stand alone (`small_singles`) and комплекты
    (`small_sets`) with few students: fewer than 25 in towns, than 14 in villages.
    """

    classes: int = 0
    students: int = 0
    girls: int = 0
    places: int = 0
    overfull: int = 0
    sets: int = 0
    set_classes: int = 0
    small_singles: int = 0
    small_sets: int = 0

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(
            self.classes + other.classes, self.students + other.students, self.girls + other.girls,
            self.places + other.places, self.overfull + other.overfull, self.sets + other.sets,
            self.set_classes + other.set_classes, self.small_singles + other.small_singles,
            self.small_sets + other.small_sets,
        )  # fmt: skip

    @property
    def singles(self) -> int:
        """Classes that stand alone."""
        return self.classes - self.set_classes

    @property
    def units(self) -> int:
        """Classes that stand alone, and комплекты."""
        return self.singles + self.sets

    @property
    def small(self) -> int:
        """Those of `units` that have few students."""
        return self.small_singles + self.small_sets

    @property
    def mean_size(self) -> float | None:
        """Students per class. None: there are no classes."""
        return self.students / self.classes if self.classes else None


NONE = Numbers()


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A territory or an organisation. `schools`: classes of schools, `special` and `intellectual` among them; `groups`:
    of kindergartens and centres."""

    key: Any
    name: str
    within: str
    organisations: int
    schools: Numbers
    special: Numbers
    intellectual: Numbers
    groups: Numbers

    @property
    def overfull(self) -> int:
        return self.schools.overfull + self.groups.overfull


@dataclass(frozen=True, slots=True)
class DetailLine:
    """A value of a detail, "" or "0" for not stated."""

    value: str
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class with everything that is said of it openly; codes of handbooks."""

    class_id: int
    name: str
    level: str
    grade: int | None
    age_group: str
    profile: str
    class_set: str
    form_of_study: str
    language: str
    shift: int
    places: int
    students: int
    girls: int

    def is_said(self, details: Mapping[str, tuple[str, ...]]) -> bool:
        """Returns True if each of these details (none of them closed) has one of its values here."""
        cell = {name: getattr(self, name, "") for name in CELL}
        return all(said_of(cell, name) in values for name, values in details.items())


@dataclass(frozen=True, slots=True)
class ClassNumbers:
    """On a day, of whatever the reader may see.

    `classes`: of one organisation alone, none if closed details are narrowed to. `sets`: by level, classes of
    schools without those for special needs (ОО-1 2.4).
    """

    as_of: date
    total: PlaceLine
    rows: tuple[PlaceLine, ...]
    details: Mapping[str, Sequence[DetailLine]]
    sets: Sequence[DetailLine]
    classes: tuple[ClassLine, ...]
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Asked:
    """What is narrowed to: places, and values of details (name of DETAILS → values)."""

    as_of: date
    filters: Filters = EVERYTHING
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_closed(self) -> bool:
        """Whether a closed detail is narrowed to: then no class is listed."""
        return any(DETAILS[name].is_closed for name in self.details)


def classes(asked: Asked, *, rows: Level = "municipality", fresh: Freshness | None = None) -> ClassNumbers:
    """By territory and by each detail; `rows` "class" needs exactly one organisation in the filters.

    :raises OutOfCountedTime: the day is not counted.
    """
    known = fresh or freshness()
    check_is_counted(asked.as_of, known)
    narrowed = conditions(asked.filters)
    of_details = " AND ".join(DETAILS[name].condition(name) for name in asked.details)
    parameters: dict[str, Any] = {
        **narrowed.parameters,
        **{name: list(values) for name, values in asked.details.items()},
        "on": asked.as_of,
        "period": period_of(asked.as_of),
    }
    places = counting.places("organisation" if rows == "class" else rows, narrowed)
    statement = _COUNTED.format(
        places=places,
        organisations=narrowed.organisations,
        narrowed=f" AND cell_id IN (SELECT id FROM contingent_classcell WHERE {of_details})" if of_details else "",
    )
    found = read(statement, parameters)  # cells are read last: one that the projector has just added is known then too
    cells = {key: dict(zip(CELL, cell, strict=True)) for key, *cell in read(_CELLS, {})}
    by_row, by_cell = _summed(found, cells)
    heads = read(_HEADS.format(places=places), parameters)
    lines = [_line(by_row.get(key, {}), key, name, within, n) for key, name, within, n in sorted(heads, key=_by_name)]
    each: tuple[ClassLine, ...] = ()
    if rows == "class" and not asked.is_closed:
        [organisation] = asked.filters.organisations
        found = read(_EACH, parameters | {"organisation": organisation})
        each = tuple(line for line in (ClassLine(*row) for row in found) if line.is_said(asked.details))
    details, sets = _details(by_cell, cells), _sets(by_cell, cells)
    return ClassNumbers(asked.as_of, _total(lines), tuple(lines), details, sets, each, known)


BySort = Mapping[str, Numbers]
Cells = Mapping[int, Mapping[str, Any]]


def _summed(found: Sequence[tuple[Any, ...]], cells: Cells) -> tuple[Mapping[Any, BySort], Mapping[int, Numbers]]:
    """Row → sort of classes → numbers; and cell → numbers."""
    by_row: defaultdict[Any, defaultdict[str, Numbers]] = defaultdict(lambda: defaultdict(Numbers))
    by_cell: defaultdict[int, Numbers] = defaultdict(Numbers)
    for row, cell_id, *sums in found:
        numbers = Numbers(*sums)
        by_row[row][_sort_of(cells[cell_id])] += numbers
        by_cell[cell_id] += numbers
    return by_row, by_cell


def _details(by_cell: Mapping[int, Numbers], cells: Cells) -> dict[str, list[DetailLine]]:
    """The lines of each detail, those with most classes first."""
    values: dict[str, defaultdict[str, Numbers]] = {name: defaultdict(Numbers) for name in DETAILS}
    for cell_id, numbers in by_cell.items():
        for name, lines in values.items():
            value = said_of(cells[cell_id], name)
            if value is not None:
                lines[value] += numbers
    return {name: _ordered(lines) for name, lines in values.items()}


def _sets(by_cell: Mapping[int, Numbers], cells: Cells) -> list[DetailLine]:
    """Ordinary classes of schools by level, lowest first."""
    found = dict.fromkeys(SCHOOL_LEVELS, NONE)
    for cell_id, numbers in by_cell.items():
        level = cells[cell_id]["level"]
        if level in found and not _sort_of(cells[cell_id]):
            found[level] += numbers
    return [DetailLine(level, numbers) for level, numbers in found.items() if numbers.classes]


def _sort_of(cell: Mapping[str, Any]) -> str:
    """ "group", SPECIAL, INTELLECTUAL, or "": any other class of a school."""
    if cell["level"] in GROUP_LEVELS:
        return "group"
    return cell["kind"] if cell["kind"] in (SPECIAL, INTELLECTUAL) else ""


def _ordered(values: Mapping[str, Numbers]) -> list[DetailLine]:
    lines = [DetailLine(value, numbers) for value, numbers in values.items()]
    return sorted(lines, key=lambda line: (-line.numbers.classes, line.value))


def _line(found: BySort, key: Any, name: str, within: str, organisations: int) -> PlaceLine:
    special, intellectual = found.get(SPECIAL, NONE), found.get(INTELLECTUAL, NONE)
    schools = found.get("", NONE) + special + intellectual
    return PlaceLine(key, name, within, organisations, schools, special, intellectual, found.get("group", NONE))


def _total(lines: Sequence[PlaceLine]) -> PlaceLine:
    sums = [
        sum((getattr(line, name) for line in lines), NONE) for name in ("schools", "special", "intellectual", "groups")
    ]
    return PlaceLine(None, "", "", sum(line.organisations for line in lines), *sums)


def _by_name(head: tuple[Any, ...]) -> tuple[bool, str]:
    return not head[1], head[1]
