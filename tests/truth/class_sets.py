"""Classes of schools taught together and alone, on a day: from rows of classes (CLASSES in counted.py) alone."""

from collections.abc import Iterable, Sequence
from typing import Any

SCHOOL = ("primary", "basic", "secondary")
Row = tuple[Any, ...]


def units(classes: Iterable[Row]) -> list[list[Row]]:
    """Each class that stands alone, and the classes of each комплект, the one that it counts by first."""
    found: dict[Any, list[Row]] = {}
    for row in classes:
        if row[2] not in ("preschool", "additional"):
            found.setdefault(("alone", row[0]) if row[8] is None else row[8], []).append(row)
    return [sorted(each, key=lambda row: (row[5] in _ADAPTED, row[3] or 0, row[0])) for each in found.values()]


def measures(unit: Sequence[Row], sizes: dict[int, tuple[int, int]]) -> tuple[int, int, int, int, int]:
    """комплекты, small classes alone (under 25, under 14), small комплекты (likewise): of one unit."""
    students = sum(sizes.get(row[0], (0, 0))[0] for row in unit)
    small = int(students < 25), int(students < 14)
    return (1, 0, 0, *small) if len(unit) > 1 else (0, *small, 0, 0)


_ADAPTED = ("special_needs", "intellectual")
