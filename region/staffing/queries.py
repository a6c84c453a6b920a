"""Reads of the staff for pages, exports and the API. Call inside region(scope); they return frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from region.contingent import counting
from region.contingent.figures import Level
from region.contingent.narrowing import EVERYTHING, Filters, conditions
from region.contingent.queries import check_is_counted, totals
from region.feed.academic_years import period_of
from region.feed.freshness import Freshness, freshness
from shared_apps.handbooks import queries as handbooks

CATEGORIES = ("management", "teaching", "support", "other")
MAIN = "main"  # kind of employment: the main place of work; forms count persons by it

# The kind "" counts persons: each employee once, whatever posts he holds. The post "" with a kind is a post of the
# organisation's own that counts as none of the region's.
_POSTS = """
    WITH place AS MATERIALIZED ({places}),
    counted AS MATERIALIZED (
        SELECT place.row, counter.post, counter.kind, counter.n, counter.rate
          FROM staffing_postcounter counter JOIN place USING (organisation_id)
         WHERE period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s),
    sorted AS (
        SELECT counted.*, coalesce(category.category, 'other') AS category
          FROM counted LEFT JOIN unnest(%(posts)s::text[], %(categories)s::text[]) AS category(code, category)
               ON category.code = counted.post
         WHERE kind <> '')
    SELECT 'employees', row, NULL, NULL, sum(n), NULL, NULL FROM counted WHERE kind = '' GROUP BY row
     UNION ALL
    SELECT 'category', row, category, NULL, {sums} FROM sorted GROUP BY row, category
     UNION ALL
    SELECT 'post', NULL, post, category, {sums} FROM sorted GROUP BY post, category
     UNION ALL
    SELECT 'kind', NULL, kind, NULL, {sums} FROM sorted GROUP BY kind
"""
_SUMS = "sum(n), coalesce(sum(n) FILTER (WHERE kind = %(main)s), 0), sum(rate)"
_HEADS = """
    WITH place AS MATERIALIZED ({places}) SELECT row, name, within, count(*) FROM place GROUP BY row, name, within
"""


@dataclass(frozen=True, slots=True)
class Posts:
    """Posts filled, those of them held as the main place of work, and rates."""

    n: int = 0
    main: int = 0
    rates: Decimal = Decimal(0)

    def __add__(self, other: "Posts") -> "Posts":
        return Posts(self.n + other.n, self.main + other.main, self.rates + other.rates)


NONE = Posts()


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A territory or an organisation: employees (each once), posts by category, students."""

    key: Any
    name: str
    within: str
    organisations: int
    employees: int
    by_category: Mapping[str, Posts]
    students: int

    @property
    def posts(self) -> Posts:
        return sum(self.by_category.values(), NONE)

    @property
    def teachers(self) -> int:
        """Teaching staff: posts of the category held as the main place of work, so that each person counts once."""
        return self.by_category.get("teaching", NONE).main

    @property
    def students_per_teacher(self) -> float | None:
        """None: there are no teachers."""
        return self.students / self.teachers if self.teachers else None

    @property
    def students_per_rate(self) -> float | None:
        """Students per rate of teaching staff, whoever holds it."""
        rates = self.by_category.get("teaching", NONE).rates
        return self.students / float(rates) if rates else None


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post of the handbook; "": the organisation's own, which counts as none of the region's."""

    post: str
    category: str
    posts: Posts


@dataclass(frozen=True, slots=True)
class Staff:
    """The staff of whatever the reader may see, on a day. `by_kind`: kind of employment → posts."""

    as_of: date
    total: StaffLine
    rows: tuple[StaffLine, ...]
    by_post: tuple[PostLine, ...]
    by_kind: tuple[tuple[str, Posts], ...]
    freshness: Freshness


def staff(
    *, as_of: date, rows: Level = "municipality", filters: Filters = EVERYTHING, fresh: Freshness | None = None
) -> Staff:
    """The staff as of a day, by territory, post and kind of employment. Of the filters only places count. `fresh`: the
    freshness, if it was read already.

    :raises OutOfCountedTime: the day is not counted.
    """
    known = fresh or freshness()
    check_is_counted(as_of, known)
    narrowed = conditions(filters)
    places = counting.places(rows, narrowed)
    entries = handbooks.items("post")
    asked = {
        "on": as_of,
        "period": period_of(as_of),
        "main": MAIN,
        "posts": [entry.code for entry in entries],
        "categories": [entry.group for entry in entries],
        **narrowed.parameters,
    }
    found = _sorted(counting.read(_POSTS.format(places=places, sums=_SUMS), asked))
    heads = counting.read(_HEADS.format(places=places), asked)
    students = totals(as_of=as_of, rows=rows, filters=filters)
    lines = tuple(
        StaffLine(
            key=key,
            name=name,
            within=within,
            organisations=number,
            employees=found.employees.get(key, 0),
            by_category=found.by_row.get(key, {}),
            students=students[key].students if key in students else 0,
        )
        for key, name, within, number in sorted(heads, key=lambda head: (not head[1], head[1]))
    )
    return Staff(as_of, _total(lines), lines, tuple(found.by_post), tuple(sorted(found.by_kind.items())), known)


@dataclass(slots=True)
class _Found:
    employees: dict[Any, int]
    by_row: dict[Any, dict[str, Posts]]
    by_post: list[PostLine]
    by_kind: dict[str, Posts]


def _sorted(rows: list[tuple[Any, ...]]) -> _Found:
    found = _Found({}, {}, [], {})
    for what, row, code, category, n, main, rates in rows:
        if what == "employees":
            found.employees[row] = int(n)
            continue
        posts = Posts(int(n), int(main), rates)
        if what == "category":
            found.by_row.setdefault(row, {})[code] = posts
        elif what == "post":
            found.by_post.append(PostLine(code, category, posts))
        else:
            found.by_kind[code] = posts
    found.by_post.sort(key=lambda line: (CATEGORIES.index(line.category), -line.posts.n, line.post))
    return found


def _total(lines: tuple[StaffLine, ...]) -> StaffLine:
    by_category: dict[str, Posts] = {}
    for line in lines:
        for category, posts in line.by_category.items():
            by_category[category] = by_category.get(category, NONE) + posts
    return StaffLine(
        key=None,
        name="",
        within="",
        organisations=sum(line.organisations for line in lines),
        employees=sum(line.employees for line in lines),
        by_category=by_category,
        students=sum(line.students for line in lines),
    )
