"""What measurements of the region's pages share: readers, days, timing, and plans that must go by index."""

import json
import logging
import random
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client

from region.contingent import counting
from region.contingent.parameters import last_twentieth_of_september
from region.feed.academic_years import begins_on
from shared_apps.organisations.crossing import Scope, region, shared
from shared_apps.organisations.models import Municipality
from tests.bench import place
from tests.bench.region_fill import Filled
from tests.factories import accounts

BUDGET = 100
TURNS = 40
SIZES = {"SVOD_BENCH_ORGANISATIONS": 3000, "SVOD_BENCH_STUDENTS": 750_000}


def readers(filled: Filled) -> dict[str, Client]:
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


def scopes(filled: Filled) -> list[Scope]:
    return [Scope("ministry"), Scope("municipality", tuple(filled.municipalities[_some_municipality(filled)]))]


def wrong_scans(
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
