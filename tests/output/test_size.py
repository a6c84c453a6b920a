"""Files of 50,000 rows: reasonable time, and memory that does not grow with the rows."""

import resource
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from shared_apps.ui import exports
from shared_apps.ui.sheets import Column, Kind, Sheet, Value

pytestmark = pytest.mark.more
KINDS = [Kind.TEXT, Kind.NUMBER, Kind.TEXT, Kind.DATE]
COLUMNS = [Column(f"Столбец {number}", KINDS[number % 4]) for number in range(20)]


def rows() -> Iterator[list[Value]]:
    day = date(2026, 9, 1)
    for row in range(50_000):
        yield [[f"текст {row}", row * place, "ещё текст", day][place % 4] for place in range(20)]


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_fifty_thousand_rows_cost_seconds_and_little_memory(format: str, tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()

    exports.write_to(
        Sheet(title="Большая таблица", columns=COLUMNS, rows=rows(), executor="Иванова"), format, tmp_path / "table"
    )

    assert time.perf_counter() - began < 40
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kB
