"""The region's pages at full size: 750,000 students in 3,000 organisations, any day, as the ministry and a municipality.

Of more than 300 organisations the page of the contingent comes in two answers: totals and places at once, dimensions by cell in a second
request that the open page sends itself. Each has the budget of a page; the two together are a figure of their own.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone

from region.contingent import counting, movement_balance
from region.contingent.classes import Asked, classes
from region.contingent.narrowing import Filters
from region.contingent.parameters import usual_day_before
from region.feed.academic_years import begins_on, period_of
from shared_apps.organisations.crossing import Scope
from tests.bench.figures import Figure, measurement
from tests.bench.region_fill import fill
from tests.bench.region_pages import asked, counted, days, page_figure, prepared, scans_figure, turned

CLASS_TABLES = ("contingent_regionclass", "contingent_classsize")
MOVEMENT_TABLES = ("contingent_movementcounter", "contingent_stagecounter")
COUNTERS = ("contingent_counter", "contingent_stagecounter", "contingent_classcounter")
DETAILS, TOGETHER = " (details)", " (page and details together)"
_DETAILS = re.compile(r'id="details" hx-get="([^"]+)"')


@measurement
def region_page() -> list[Figure]:
    """The whole page through Django, with a session: server time; and the plans of its statements."""
    region = prepared(fill)
    found: list[Figure] = []
    for name, client in region.readers.items():
        for day, choose in days(timezone.localdate(), region.filled.first_period).items():
            with counted() as statements:
                asked(client, f"/region/?as_of={choose().isoformat()}")
                queries = len(statements)
            for part, times in turned(partial(_turn, client, choose)).items():
                whole = f"region_page {name}, {day}{part}"
                found.append(page_figure(whole, times, {**region.sizes, "queries": queries}, is_sum=part == TOGETHER))
    found.append(scans_figure("region_page", region.filled, _read, COUNTERS))
    return found


@measurement
def classes_page() -> list[Figure]:
    """The page of classes: whole, and narrowed to those for special needs."""
    region = prepared(fill)
    found: list[Figure] = []
    for name, client in region.readers.items():
        for day, choose in days(timezone.localdate(), region.filled.first_period).items():
            for what, more in (("", ""), (", special needs", "&class_kind=special_needs")):
                turn = partial(_opened, client, choose, f"/region/classes/?as_of={{day}}{more}")
                [times] = turned(turn).values()
                found.append(page_figure(f"classes_page {name}, {day}{what}", times, region.sizes))
    found.append(scans_figure("classes_page", region.filled, _read_classes, CLASS_TABLES))
    return found


@measurement
def movement_page() -> list[Figure]:
    """The page of movement: of the academic year up to the day, of the whole year before, and one result of it."""
    region = prepared(fill)
    first = region.filled.first_period
    year = f"first={first}-09-01&as_of={first + 1}-08-31"
    asked_for = {
        "the year so far": "/region/movement/", "the last year": f"/region/movement/?{year}",
        "the last year, transferred": f"/region/movement/?{year}&result=transferred",
    }  # fmt: skip
    found: list[Figure] = []
    for name, client in region.readers.items():
        for what, url in asked_for.items():
            [times] = turned(partial(_opened, client, timezone.localdate, url)).values()
            found.append(page_figure(f"movement_page {name}, {what}", times, region.sizes))
    found.append(scans_figure("movement_page", region.filled, _read_movement, MOVEMENT_TABLES))
    return found


def _opened(client: Client, choose: Callable[[], date], url: str) -> dict[str, float]:
    return {"": asked(client, url.format(day=choose().isoformat()))[1]}


def _turn(client: Client, choose: Callable[[], date]) -> dict[str, float]:
    """The page as it is opened, the details that it then asks for, if it does, and the two together."""
    page, took = asked(client, f"/region/?as_of={choose().isoformat()}")
    details = _DETAILS.search(page)
    if not details:
        return {"": took}
    more = asked(client, unescape(details[1]))[1]
    return {"": took, DETAILS: more, TOGETHER: took + more}


def _read(scope: Scope, day: date) -> Any:
    rows = "municipality" if scope.audience == "ministry" else "organisation"
    return counting.count(day, rows, Filters(), classes="rows", before=usual_day_before(day))


def _read_classes(scope: Scope, day: date) -> Any:
    return classes(Asked(as_of=day), rows="municipality" if scope.audience == "ministry" else "organisation")


def _read_movement(scope: Scope, day: date) -> Any:
    """Of the academic year up to the day, as the page opens."""
    asked = movement_balance.Asked(first=begins_on(period_of(day)), last=day)
    rows = "municipality" if scope.audience == "ministry" else "organisation"
    return movement_balance.by_places(asked, rows), movement_balance.by_kinds(asked)
