"""What measurements of the region's pages share: readers, days, timing, and plans that must go by index."""

import json
import logging
import os
import random
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from deploy.compile_messages import compile_messages
from deploy.memory import keep_what_is_loaded
from region.contingent import counting
from region.contingent.parameters import last_twentieth_of_september
from region.feed.academic_years import begins_on
from shared_apps.organisations.crossing import Scope, region, shared
from shared_apps.organisations.models import Municipality
from tests.bench import place
from tests.bench.figures import Figure, p95
from tests.bench.region_fill import Filled
from tests.factories import accounts

BUDGET = 100
TURNS = 40
SIZES = {"SVOD_BENCH_ORGANISATIONS": 3000, "SVOD_BENCH_STUDENTS": 750_000}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A region that pages are measured in; `readers`: browsers of the ministry and of a municipality."""

    filled: Filled
    sizes: dict[str, float | int | str]
    readers: dict[str, Client]


@cache
def prepared(fill: Callable[..., Filled]) -> Prepared:
    """The region filled by `fill`, once, ready to be measured as the web server would serve it."""
    compile_messages()
    organisations, students = (int(os.environ.get(name, size)) for name, size in SIZES.items())
    filled = fill(
        today=timezone.localdate(),
        organisations=organisations,
        students=students,
        report=lambda line: print(f"    {line}", flush=True),
    )
    place.settle()
    keep_what_is_loaded()  # as the web server does
    sizes: dict[str, float | int | str] = {"organisations": organisations, "students": students, "turns": TURNS}
    return Prepared(filled, sizes, _readers(filled))


def page_figure(name: str, times: list[float], sizes: dict[str, float | int | str], *, is_sum: bool = False) -> Figure:
    """The 95th percentile of a page's turns against the budget; of a sum of pages without one."""
    value = p95(times)
    return Figure(
        name,
        value,
        "ms p95",
        budget="" if is_sum else f"< {BUDGET} ms",
        held=None if is_sum else value < BUDGET,
        sizes={**sizes, "median": round(statistics.median(times), 1)},
    )


def turned(turn: Callable[[], dict[str, float]]) -> dict[str, list[float]]:
    """Part of a page → milliseconds of each turn, the first ones left out."""
    times: dict[str, list[float]] = {}
    for number in range(TURNS + 3):
        for part, took in turn().items():
            if number >= 3:
                times.setdefault(part, []).append(took)
    return times


def scans_figure(name: str, filled: Filled, read_day: Callable[[Scope, date], Any], tables: tuple[str, ...]) -> Figure:
    """Whether every statement of the page reads these tables by index: as the ministry and as a municipality."""
    today = timezone.localdate()
    three_days = (today, last_twentieth_of_september(today), begins_on(today.year - 1))
    wrong = [text for scope in _scopes(filled) for text in _wrong_scans(scope, three_days, read_day, tables)]
    for text in wrong:
        print(f"    {text}")
    return Figure(f"{name} wrong scans", len(wrong), "nodes", budget="by index alone", held=not wrong)


def _readers(filled: Filled) -> dict[str, Client]:
    """Browsers of the ministry and of a municipality of middling size."""
    logging.getLogger("svod.access").setLevel(logging.WARNING)
    key = _some_municipality(filled)
    with shared(by=place.BY):
        municipality = Municipality.objects.get(pk=key)
    return {
        "ministry": accounts.browser(accounts.member("bench-ministry", "ministry")),
        "municipality": accounts.browser(
            accounts.member("bench-municipality", "municipality", municipality=municipality)
        ),
    }


def days(today: date, first_period: int) -> dict[str, Callable[[], date]]:
    """Which days are asked for."""
    chance = random.Random(7)
    since = begins_on(first_period) + timedelta(days=30)
    return {
        "today": lambda: today,
        "last 20 September": lambda: last_twentieth_of_september(today),
        "a random date": lambda: since + timedelta(days=chance.randrange((today - since).days)),
    }


def asked(client: Client, url: str) -> tuple[str, float]:
    """The answer, and the milliseconds it took."""
    began = time.perf_counter()
    response = client.get(url)
    took = (time.perf_counter() - began) * 1000
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}.")
    return response.content.decode(), took


class counted:  # noqa: N801  (reads as a word where it is used)
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


def _wrong_scans(
    scope: Scope, asked_days: Iterable[date], read_day: Callable[[Scope, date], Any], tables: tuple[str, ...]
) -> list[str]:
    """Nodes that read one of the tables whole; for the ministry, whoever reads much, also those not by an index alone."""
    good = ("Index Only Scan",) if scope.audience == "ministry" else ("Index Only Scan", "Index Scan")
    asked: list[tuple[str, dict[str, Any]]] = []
    read = counting.read

    def noting(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        asked.append((statement, parameters))
        return read(statement, parameters)

    counting.read = noting
    try:
        with region(scope, by=place.BY):
            for day in asked_days:
                read_day(scope, day)
            plans = [_plan(*each) for each in asked]
    finally:
        counting.read = read
    return [
        f"{scope.audience}: {node['Node Type']} on {node['Relation Name']}, {node.get('Heap Fetches', 0)} heap fetches"
        for plan in plans
        for node in _nodes(plan)
        if node.get("Relation Name") in tables
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
