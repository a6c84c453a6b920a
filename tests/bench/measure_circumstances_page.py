"""The page of circumstances at full size: 750,000 students in 3,000 organisations, any day, both measures."""

import os
import re
import statistics
from collections.abc import Callable
from datetime import date
from html import unescape
from itertools import product
from typing import Any

from django.test import Client
from django.utils import timezone

from deploy.compile_messages import compile_messages
from deploy.memory import keep_what_is_loaded
from region.contingent.circumstances import circumstances
from region.contingent.parameters import last_twentieth_of_september
from region.feed.academic_years import begins_on
from shared_apps.organisations.crossing import Scope
from tests.bench import place
from tests.bench.circumstance_fill import fill_circumstances
from tests.bench.figures import Figure, measurement, p95
from tests.bench.region_pages import BUDGET, SIZES, TURNS, asked, days, readers, scopes, wrong_scans

_LATER = re.compile(r'hx-get="([^"]+part=(closed|open)[^"]*)"')
TABLES = ("contingent_circumstancecounter", "contingent_regionclass")


@measurement
def circumstances_page() -> list[Figure]:
    """The whole page through Django, with a session: server time; and the plans of its statements."""
    compile_messages()
    organisations, students = (int(os.environ.get(name, size)) for name, size in SIZES.items())
    today = timezone.localdate()
    filled = fill_circumstances(
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
        for (day, choose), measure in product(days(today, filled.first_period).items(), ("students", "enrolments")):
            for part, times in _timed(client, choose, measure).items():
                found.append(
                    Figure(
                        f"circumstances_page {name}, {day}, {measure}{part}",
                        p95(times),
                        "ms p95",
                        budget=f"< {BUDGET} ms",
                        held=p95(times) < BUDGET,
                        sizes={**sizes, "median": round(statistics.median(times), 1)},
                    )
                )

    def read(scope: Scope, day: date) -> Any:
        return circumstances(as_of=day, rows="municipality" if scope.audience == "ministry" else "organisation")

    three_days = (today, last_twentieth_of_september(today), begins_on(today.year - 1))
    wrong = [text for scope in scopes(filled) for text in wrong_scans(scope, three_days, read, TABLES)]
    for text in wrong:
        print(f"    {text}")
    found.append(Figure("circumstances_page wrong scans", len(wrong), "nodes", budget="by index alone", held=not wrong))
    return found


def _timed(client: Client, choose: Callable[[], date], measure: str) -> dict[str, list[float]]:
    """Part of the page → milliseconds of each turn, the first ones left out: the page as it is opened, and what it then
    asks for, if it does."""
    times: dict[str, list[float]] = {}
    for turn in range(TURNS + 3):
        page, took = asked(client, f"/region/circumstances/?as_of={choose().isoformat()}&measure={measure}")
        found = {"": took}
        for url, part in _LATER.findall(page):
            found[f" ({part})"] = asked(client, unescape(url))[1]
        for part, took in found.items() if turn >= 3 else ():
            times.setdefault(part, []).append(took)
    return times
