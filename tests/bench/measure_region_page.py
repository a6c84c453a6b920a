"""The region's page at full size: 750,000 students in 3,000 organisations, any day, as the ministry and a municipality.

Of more than 300 organisations the page comes in two answers: totals and places at once, dimensions by cell in a second
request that the open page sends itself. Each has the budget of a page; the two together are a figure of their own.
"""

import os
import re
import statistics
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone

from deploy.compile_messages import compile_messages
from deploy.memory import keep_what_is_loaded
from region.contingent import counting
from region.contingent.narrowing import Filters
from region.contingent.parameters import last_twentieth_of_september, usual_day_before
from region.feed.academic_years import begins_on
from shared_apps.organisations.crossing import Scope
from tests.bench import place
from tests.bench.figures import Figure, measurement, p95
from tests.bench.region_fill import fill
from tests.bench.region_pages import BUDGET, SIZES, TURNS, asked, counted, days, readers, scopes, wrong_scans

COUNTERS = ("contingent_counter", "contingent_stagecounter", "contingent_classcounter")
DETAILS, TOGETHER = " (details)", " (page and details together)"
_DETAILS = re.compile(r'id="details" hx-get="([^"]+)"')


@measurement
def region_page() -> list[Figure]:
    """The whole page through Django, with a session: server time; and the plans of its statements."""
    compile_messages()
    organisations, students = (int(os.environ.get(name, size)) for name, size in SIZES.items())
    today = timezone.localdate()
    filled = fill(
        today=today,
        organisations=organisations,
        students=students,
        report=lambda line: print(f"    {line}", flush=True),
    )
    place.settle()
    sizes: dict[str, float | int | str] = {"organisations": organisations, "students": students, "turns": TURNS}
    keep_what_is_loaded()  # as the web server does
    found: list[Figure] = []
    for name, client in readers(filled).items():
        for day, choose in days(today, filled.first_period).items():
            with counted() as statements:
                asked(client, f"/region/?as_of={choose().isoformat()}")
                queries = len(statements)
            for suffix, times in _timed(client, choose).items():
                is_sum = suffix == TOGETHER
                found.append(
                    Figure(
                        f"region_page {name}, {day}{suffix}",
                        p95(times),
                        "ms p95",
                        budget="" if is_sum else f"< {BUDGET} ms",
                        held=None if is_sum else p95(times) < BUDGET,
                        sizes={**sizes, "median": round(statistics.median(times), 1), "queries": queries},
                    )
                )
    three_days = (today, last_twentieth_of_september(today), begins_on(today.year - 1))
    wrong = [text for scope in scopes(filled) for text in wrong_scans(scope, three_days, _read, COUNTERS)]
    for text in wrong:
        print(f"    {text}")
    found.append(Figure("region_page wrong scans", len(wrong), "nodes", budget="by index alone", held=not wrong))
    return found


def _timed(client: Client, choose: Callable[[], date]) -> dict[str, list[float]]:
    """What is measured → milliseconds of each turn, the first ones left out: the page as it is opened, the details that
    it then asks for, if it does, and the two together."""
    times: dict[str, list[float]] = {"": [], DETAILS: [], TOGETHER: []}
    for turn in range(TURNS + 3):
        url = f"/region/?as_of={choose().isoformat()}"
        page, took = asked(client, url)
        details = _DETAILS.search(page)
        more = asked(client, unescape(details[1]))[1] if details else 0.0
        if turn >= 3:
            times[""].append(took)
            if details:
                times[DETAILS].append(more)
                times[TOGETHER].append(took + more)
    return {name: found for name, found in times.items() if found}


def _read(scope: Scope, day: date) -> Any:
    rows = "municipality" if scope.audience == "ministry" else "organisation"
    return counting.count(day, rows, Filters(), classes="rows", before=usual_day_before(day))
