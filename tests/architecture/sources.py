"""The project's own Python sources, for tests that read them."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("shared_apps", "tenant_apps", "region", "reports", "deploy")


def python_files(rooms: tuple[str, ...] = ROOMS) -> Iterator[Path]:
    """Every Python file of the rooms."""
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def grep(
    pattern: str, rooms: tuple[str, ...] = ("shared_apps", "tenant_apps", "region", "reports")
) -> list[tuple[str, str]]:
    """(path, line) of each line that matches."""
    sought = re.compile(pattern)
    return [
        (str(path.relative_to(ROOT)), line.strip())
        for path in python_files(rooms)
        for line in path.read_text(encoding="utf-8").splitlines()
        if sought.search(line)
    ]
