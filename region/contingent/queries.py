"""Reads of the contingent for pages, exports and the API. Call inside region(scope); they return frozen values."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from region.feed.academic_years import FIRST_PERIOD, begins_on, last_readable, period_of
from region.feed.freshness import Freshness, freshness

from . import counting
from .counting import Counted, Head, Key, Part, Sums, read
from .figures import Classes, Contingent, Count, Level, Line
from .narrowing import EVERYTHING, Filters, conditions
from .stages import ADDITIONAL, STAGES

_OF_CLASSES = """
    SELECT class_id, kind, level, count(*) FROM contingent_regionstudent
     WHERE organisation_id = %(organisation)s AND valid_from <= %(on)s AND valid_to > %(on)s{students} GROUP BY 1, 2, 3
"""
_CLASSES = """
    SELECT class_id, name, class_set FROM contingent_regionclass
     WHERE organisation_id = %(organisation)s
       AND (valid_from <= %(on)s AND valid_to > %(on)s OR class_id = ANY (%(known)s::bigint[]))
     ORDER BY level <> 'preschool', grade NULLS FIRST, name
"""
_TOTALS = """
    WITH place AS MATERIALIZED ({places})
    SELECT place.row, sum(n) FILTER (WHERE stage = ANY (%(main)s)), sum(n) FILTER (WHERE stage <> ALL (%(main)s))
      FROM contingent_stagecounter JOIN place USING (organisation_id)
     WHERE period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s{stages} GROUP BY 1
"""
_ON_THE_WAY = """
    WITH place AS MATERIALIZED ({places})
    SELECT count(*) FROM contingent_regionstudent
     WHERE envelope_id IS NOT NULL AND valid_from <= %(on)s AND valid_to > %(on)s{organisations}{students}
"""
_MOVEMENT = """
    SELECT direction, reason, coalesce(sum(n) FILTER (WHERE kind = 'main'), 0)::int,
           coalesce(sum(n) FILTER (WHERE kind <> 'main'), 0)::int
      FROM contingent_movementcounter
     WHERE happened_on > %(since)s AND happened_on <= %(until)s{organisations}
     GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""


class OutOfCountedTime(ValueError):
    """Nothing is known of the day: a number for it would be a false zero. Known are days from `first` before `end`."""

    def __init__(self, day: date, first: date, end: date) -> None:
        super().__init__(f"{day}: counted are {first} … {end}")
        self.day, self.first, self.end = day, first, end


def contingent(
    *,
    as_of: date,
    rows: Level = "municipality",
    filters: Filters = EVERYTHING,
    compare_with: date | None = None,
    classes: Counted = "everywhere",
    part: Part = "all",
    fresh: Freshness | None = None,
) -> Contingent:
    """The contingent as of a day, by territory and by each dimension.

    `rows` "class" needs exactly one organisation in the filters. A day to compare with that lies before everything
    that was ever entered is left out: `compared_with` of the answer is None. `classes`: in which tables they are
    counted; "rows" takes half the time, and leaves the dimensions without. `part`: "places" leaves out grade, birth
    year, shift and form of study; "cells" has these and the levels alone, and a total without classes.
    `fresh`: the freshness, if it was read already.

    :raises OutOfCountedTime: the day, or the one to compare with, is not counted, or the day lies before everything.
    """
    fresh = fresh or freshness()
    for day in (as_of, compare_with):
        if day is not None:
            check_is_counted(day, fresh)
    of_row: Level = "organisation" if rows == "class" else rows
    if filters.narrow_persons or part == "cells":
        classes = "nowhere"
    with_classes = classes != "nowhere"
    now, before = counting.count(as_of, of_row, filters, classes=classes, before=compare_with, part=part)
    if not now.counts["level"] and (first := _first_day()) and as_of < first:
        raise OutOfCountedTime(as_of, first, _counted_until(fresh))
    if before is not None and compare_with and not before.counts["level"]:
        first = _first_day()
        if first is None or compare_with < first:
            before = compare_with = None
    of = "level" if part == "cells" else "locality"
    total = _total(now, before, with_classes, of)
    tables = {name: _table(name, now, before, classes == "everywhere") for name in counting.DIMENSIONS}
    lines: tuple[Line, ...] = ()
    if part != "cells":
        is_of_classes = rows == "class"
        lines = _class_lines(as_of, compare_with, filters) if is_of_classes else _row_lines(now, before, with_classes)
    return Contingent(
        as_of=as_of,
        compared_with=compare_with,
        total=total,
        rows=lines,
        by_level=_ordered(tables["level"], _LEVELS),
        by_grade=tables["grade"],
        by_sex=tables["sex"],
        by_birth_year=tables["birth_year"],
        by_shift=tables["shift"],
        by_form=tables["form"],
        by_kind=tables["kind"],
        by_locality=tables["locality"],
        freshness=fresh,
    )


def on_the_way(as_of: date, filters: Filters = EVERYTHING) -> int:
    """Of the students counted on a day, those on the way to another organisation: they count where they left."""
    narrowed = conditions(filters)
    statement = _ON_THE_WAY.format(
        places=counting.places("municipality", narrowed),
        organisations=narrowed.organisations,
        students=narrowed.students,
    )
    [(number,)] = read(statement, {"on": as_of, **narrowed.parameters})
    return int(number)


def check_is_counted(day: date, fresh: Freshness) -> None:
    """:raises OutOfCountedTime: no counters reach that day."""
    first, end = begins_on(FIRST_PERIOD), _counted_until(fresh)
    if not first <= day < end:
        raise OutOfCountedTime(day, first, end)


def _counted_until(fresh: Freshness) -> date:
    """The first day that no counters reach."""
    last = last_readable(timezone.localdate())
    if fresh.counted_through is not None:
        last = min(last, fresh.counted_through)
    return begins_on(last + 1)


def _first_day() -> date | None:
    """The day since which this reader's organisations have had students; asked only where nothing was found."""
    found = read("SELECT valid_from FROM contingent_counter ORDER BY period, valid_from LIMIT 1", {})
    return found[0][0] if found else None


def movement(*, since: date, until: date, filters: Filters = EVERYTHING) -> tuple[tuple[str, str, Count], ...]:
    """Arrivals ("in") and departures ("out") after `since` up to `until`: direction, reason, how many."""
    narrowed = conditions(filters)
    head = f"WITH place AS MATERIALIZED ({counting.places('organisation', narrowed)})" if narrowed.organisations else ""
    parameters = {"since": since, "until": until, "on": until, **narrowed.parameters}
    found = read(head + _MOVEMENT.format(organisations=narrowed.organisations), parameters)
    return tuple((direction, reason, Count(main, other)) for direction, reason, main, other in found)


def totals(*, as_of: date, rows: Level, filters: Filters = EVERYTHING) -> dict[Key, Count]:
    """Students and enrolments of each territory or organisation alone. Of the filters: places, measures, levels."""
    narrowed = conditions(filters)
    statement = _TOTALS.format(places=counting.places(rows, narrowed), stages=narrowed.stage_counters or "")
    main = [stage.code for stage in STAGES.values() if stage.kind != ADDITIONAL]
    asked = {"on": as_of, "period": period_of(as_of), "main": main, **narrowed.parameters}
    return {row: Count(students or 0, additional or 0) for row, students, additional in read(statement, asked)}


_LEVELS = {name: n for n, name in enumerate(("preschool", "primary", "basic", "secondary", "additional", "other", ""))}


def _ordered(lines: Iterable[Line], order: dict[str, int]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: order.get(str(line.key), len(order))))


def _table(table: str, now: Sums, before: Sums | None, with_classes: bool) -> tuple[Line, ...]:
    keys = {*now.counts[table], *(before.counts[table] if before else ())}
    in_order = sorted(keys, key=lambda key: (isinstance(key, str), key))
    return tuple(_line(table, key, now, before, with_classes and table in counting.SEATED) for key in in_order)


def _row_lines(now: Sums, before: Sums | None, with_classes: bool) -> tuple[Line, ...]:
    heads = (before.heads if before else {}) | now.heads
    keys = {*now.heads, *now.counts["row"], *(before.counts["row"] if before else ())}
    lines = [_line("row", key, now, before, with_classes, heads.get(key, Head("", "", 0))) for key in keys]
    return tuple(sorted(lines, key=lambda line: (line.name == "", line.name, str(line.key))))


def _line(table: str, key: Key, now: Sums, before: Sums | None, with_classes: bool, head: Head | None = None) -> Line:
    return Line(
        key=key,
        name=head.name if head else "" if key is None else str(key),
        within=head.within if head else "",
        organisations=head.organisations if head else 0,
        count=now.count(table, key),
        before=before.count(table, key) if before else None,
        classes=now.classes(table, key, of_schools=True) if with_classes else None,
        groups=now.classes(table, key, of_schools=False) if with_classes else None,
        by_level=dict(now.levels[key]) if head and key in now.levels else {},
    )


def _total(now: Sums, before: Sums | None, with_classes: bool, table: str) -> Line:
    """By localities or levels: they are few, and everybody is in one of them, if only in the unnamed one."""
    return Line(
        key=None,
        name="",
        count=_sum_of(now, table),
        before=_sum_of(before, table) if before else None,
        classes=_classes_of(now, of_schools=True) if with_classes else None,
        groups=_classes_of(now, of_schools=False) if with_classes else None,
        by_level={str(key): sum(pair) for key, pair in now.counts["level"].items()},
    )


def _sum_of(sums: Sums, table: str) -> Count:
    return sum((sums.count(table, key) for key in sums.counts[table]), Count())


def _classes_of(sums: Sums, *, of_schools: bool) -> Classes:
    keys = sums.keys_of_classes("row")
    return sum((sums.classes("row", key, of_schools=of_schools) for key in keys), Classes())


def _class_lines(as_of: date, compare_with: date | None, filters: Filters) -> tuple[Line, ...]:
    """The classes of one organisation, and last (key None) who is in no class."""
    if len(filters.organisations) != 1:
        raise ValueError("Rows by class need exactly one organisation in the filters.")
    now = _by_class(as_of, filters)
    before = _by_class(compare_with, filters) if compare_with else {}
    mentioned = [key for key in {*now, *before} if key is not None]
    parameters = {"organisation": filters.organisations[0], "on": as_of, "known": mentioned}
    known = {key: (name, class_set) for key, name, class_set in read(_CLASSES, parameters)}
    order: list[int | None] = [*known, *([None] if None in now or None in before else [])]
    return tuple(
        Line(
            key=key,
            name=known[key][0] if key in known else "",
            within=known[key][1] if key in known else "",
            count=_sum(now.get(key, {})),
            before=_sum(before.get(key, {})) if compare_with else None,
            by_level={level: n.enrolments for level, n in now.get(key, {}).items()},
        )
        for key in order
    )


def _by_class(on: date, filters: Filters) -> dict[int | None, dict[str, Count]]:
    narrowed = conditions(filters)
    parameters = {**narrowed.parameters, "organisation": filters.organisations[0], "on": on}
    found: dict[int | None, dict[str, Count]] = {}
    for class_id, kind, level, n in read(_OF_CLASSES.format(students=narrowed.students), parameters):
        counted = Count(additional=n) if kind == ADDITIONAL else Count(students=n)
        levels = found.setdefault(class_id, {})
        levels[level] = levels.get(level, Count()) + counted
    return found


def _sum(levels: dict[str, Count]) -> Count:
    return sum(levels.values(), Count())
