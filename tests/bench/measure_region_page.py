"""The region's page at full size: 750,000 students in 3,000 organisations, any day, as the ministry and a municipality.

Of more than 300 organisations the page comes in two answers: totals and places at once, dimensions by cell in a second
request that the open page sends itself. Each has the budget of a page; the two together are a figure of their own.
"""

import json
import logging
import os
import random
import re
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from deploy.compile_messages import compile_messages
from deploy.memory import keep_what_is_loaded
from region.contingent import counting
from region.contingent.narrowing import Filters
from region.contingent.parameters import last_twentieth_of_september, usual_day_before
from region.feed.academic_years import begins_on
from shared_apps.organisations.crossing import Scope, region, shared
from shared_apps.organisations.models import Municipality
from tests.bench import place
from tests.bench.figures import Figure, measurement, p95
from tests.bench.region_fill import Filled, fill
from tests.factories import accounts

BUDGET = 100
TURNS = 40
COUNTERS = ("contingent_counter", "contingent_stagecounter", "contingent_classcounter")
DETAILS, TOGETHER = " (details)", " (page and details together)"
_DETAILS = re.compile(r'id="details" hx-get="([^"]+)"')
SIZES = {"SVOD_BENCH_ORGANISATIONS": 3000, "SVOD_BENCH_STUDENTS": 750_000}


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
    logging.getLogger("svod.access").setLevel(logging.WARNING)
    keep_what_is_loaded()  # as the web server does
    found: list[Figure] = []
    for name, client in _readers(filled).items():
        for day, choose in _days(today, filled.first_period).items():
            with _counted() as statements:
                _asked(client, f"/region/?as_of={choose().isoformat()}")
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
    wrong = [text for scope in _scopes(filled) for text in _wrong_scans(scope, today)]
    for text in wrong:
        print(f"    {text}")
    found.append(Figure("region_page wrong scans", len(wrong), "nodes", budget="by index alone", held=not wrong))
    return found


def _readers(filled: Filled) -> dict[str, Client]:
    key = _some_municipality(filled)
    with shared(by=place.BY):
        municipality = Municipality.objects.get(pk=key)
    return {
        "ministry": accounts.browser(accounts.member("bench-ministry", "ministry")),
        "municipality": accounts.browser(
            accounts.member("bench-municipality", "municipality", municipality=municipality)
        ),
    }


def _days(today: date, first_period: int) -> dict[str, Callable[[], date]]:
    chance = random.Random(7)
    since = begins_on(first_period) + timedelta(days=30)
    return {
        "today": lambda: today,
        "last 20 September": lambda: last_twentieth_of_september(today),
        "a random date": lambda: since + timedelta(days=chance.randrange((today - since).days)),
    }


def _timed(client: Client, choose: Callable[[], date]) -> dict[str, list[float]]:
    """What is measured → milliseconds of each turn, the first ones left out: the page as it is opened, the details that
    it then asks for, if it does, and the two together."""
    times: dict[str, list[float]] = {"": [], DETAILS: [], TOGETHER: []}
    for turn in range(TURNS + 3):
        url = f"/region/?as_of={choose().isoformat()}"
        page, took = _asked(client, url)
        details = _DETAILS.search(page)
        more = _asked(client, unescape(details[1]))[1] if details else 0.0
        if turn >= 3:
            times[""].append(took)
            if details:
                times[DETAILS].append(more)
                times[TOGETHER].append(took + more)
    return {name: found for name, found in times.items() if found}


def _asked(client: Client, url: str) -> tuple[str, float]:
    """The answer, and the milliseconds it took."""
    began = time.perf_counter()
    response = client.get(url)
    took = (time.perf_counter() - began) * 1000
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}.")
    return response.content.decode(), took


class _counted:  # noqa: N801  (reads as a word where it is used)
    """Collects the statements sent while it is open."""

    def __enter__(self) -> list[str]:
        self.statements: list[str] = []
        self.wrapper = connection.execute_wrapper(self._note)
        self.wrapper.__enter__()
        return self.statements

    def __exit__(self, *error: object) -> None:
        self.wrapper.__exit__(*error)  # type: ignore[arg-type]

    def _note(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.statements.append(str(sql))
        return execute(sql, params, many, context)


# --- plans -----------------------------------------------------------------------------------------------------------


def _some_municipality(filled: Filled) -> int:
    """One of middling size."""
    by_size = sorted(filled.municipalities, key=lambda key: len(filled.municipalities[key]))
    return by_size[len(by_size) // 2]


def _scopes(filled: Filled) -> list[Scope]:
    return [Scope("ministry"), Scope("municipality", tuple(filled.municipalities[_some_municipality(filled)]))]


def _wrong_scans(scope: Scope, today: date) -> list[str]:
    """Nodes that read a counter table whole; for the ministry, whoever reads much, also those not by an index alone."""
    good = ("Index Only Scan",) if scope.audience == "ministry" else ("Index Only Scan", "Index Scan")
    asked: list[tuple[str, dict[str, Any]]] = []
    read = counting.read

    def noting(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        asked.append((statement, parameters))
        return read(statement, parameters)

    counting.read = noting
    try:
        with region(scope, by=place.BY):
            for day in (today, last_twentieth_of_september(today), begins_on(today.year - 1)):
                rows = "municipality" if scope.audience == "ministry" else "organisation"
                counting.count(day, rows, Filters(), classes="rows", before=usual_day_before(day))
            plans = [_plan(*each) for each in asked]
    finally:
        counting.read = read
    return [
        f"{scope.audience}: {node['Node Type']} on {node['Relation Name']}, {node.get('Heap Fetches', 0)} heap fetches"
        for plan in plans
        for node in _nodes(plan)
        if node.get("Relation Name") in COUNTERS
        and (node["Node Type"] not in good or (scope.audience == "ministry" and node.get("Heap Fetches", 0) > 0))
    ]


def _plan(statement: str, parameters: dict[str, Any]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", parameters)
        answer = cursor.fetchone()[0]
    found = json.loads(answer) if isinstance(answer, str) else answer
    plan: dict[str, Any] = found[0]["Plan"]
    return plan


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in _nodes(child))]
