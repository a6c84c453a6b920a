"""A figure of a measurement, the registry of measurements, and how they are printed and kept."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `baseline` is the other way of doing it, measured in the same run; `ratio` compares the two.

    `held` says whether `budget` (a sentence) was kept; a figure without budget is None.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    ratio: float | None = None
    budget: str = ""
    held: bool | None = None
    sizes: dict[str, float | int | str] = field(default_factory=dict)


Measurement = Callable[[], list[Figure]]
MEASUREMENTS: dict[str, Measurement] = {}


def measurement(run: Measurement) -> Measurement:
    """Declare a measurement under its function's name: `ONLY` takes it, and its figures begin with it."""
    MEASUREMENTS[run.__name__] = run
    return run


def timed(work: Callable[[], object]) -> float:
    """Seconds that one call took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def p95(values: list[float]) -> float:
    """The 95th percentile; of fewer than twenty values the greatest."""
    return statistics.quantiles(values, n=20)[-1] if len(values) >= 20 else max(values)


def table(figures: list[Figure]) -> str:
    """The figures as a table of fixed width."""
    lines = [f"{'name':34} {'value':>11} {'unit':8} {'baseline':>10} {'ratio':>8}  {'held':5} budget"]
    for one in figures:
        baseline = "" if one.baseline is None else f"{one.baseline:.3g}"
        ratio = "" if one.ratio is None else f"{one.ratio:.3g}"
        held = {None: "", True: "yes", False: "NO"}[one.held]
        lines.append(f"{one.name:34} {one.value:11.4g} {one.unit:8} {baseline:>10} {ratio:>8}  {held:5} {one.budget}")
    return "\n".join(lines)


def keep(figures: list[Figure], path: Path) -> None:
    """Write the figures of this run in place of those of an earlier one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(one) for one in figures], ensure_ascii=False, indent=1))
