"""The counters of classes by what they are told apart by, rebuilt in SQL from an organisation's facts."""

from typing import Any

from django.db.backends.utils import CursorWrapper

from region.feed import upkeep
from region.feed.counting import bounds, missing_cells, summed

from .class_models import ClassDetailCounter, ClassSize

CELL = (
    "level", "kind", "nosology", "programme_years", "first_grade", "profile", "age_group", "form_of_study", "language",
    "shift",
)  # fmt: skip
"""Columns of ClassCell."""
MEASURES = ("classes", "students", "girls", "places", "overfull")

_OWN = "organisation_id = %(organisation)s"
_TOLD_APART = ", ".join(
    "coalesce(programme_years, 0) AS programme_years" if c == "programme_years" else c for c in CELL
)
_SEATED = f"""
    SELECT class_id, valid_from, valid_to, 1 AS n, (sex = 'female')::int AS female
      FROM contingent_regionstudent WHERE {_OWN} AND class_id IS NOT NULL
"""
_CLASSES = f"SELECT class_id, capacity, valid_from, valid_to, {_TOLD_APART} FROM contingent_regionclass WHERE {_OWN}"
# Who sits in a class is taken from the sizes just rebuilt: they are a tenth as many as the students.
_FULL = f"""
    WITH own AS MATERIALIZED (
        SELECT class.class_id, class.capacity, class.valid_from, class.valid_to, cell.id AS cell_id
          FROM ({_CLASSES}) AS class JOIN contingent_classcell cell USING ({", ".join(CELL)}))
    SELECT cell_id, valid_from, valid_to, 1 AS classes, 0 AS students, 0 AS girls, capacity AS places, 0 AS overfull
      FROM own
     UNION ALL
    SELECT own.cell_id, size.valid_from, size.valid_to, 0, size.n, size.female, 0, (size.n > own.capacity)::int
      FROM own JOIN contingent_classsize size
           ON size.organisation_id = %(organisation)s AND size.class_id = own.class_id
"""


def _counted(single: str, by: str, measures: tuple[str, ...]) -> str:
    counted = summed(single, by=(by,), measures=measures)
    return f"SELECT %(organisation)s::bigint AS organisation_id, counted.* FROM ({counted}) AS counted"


_SIZES = upkeep.kept(ClassSize, _counted(_SEATED, "class_id", ("n", "female")), within=_OWN)
_CELLS = missing_cells("contingent_classcell", _CLASSES, by=CELL)
_DETAILS = upkeep.kept(ClassDetailCounter, _counted(_FULL, "cell_id", MEASURES), within=_OWN)


def rebuild_sizes(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Make `ClassSize` what the `RegionStudent` rows say. Returns how many rows had to change."""
    parameters: dict[str, Any] = {"organisation": organisation_id, **bounds(through)}
    return _SIZES.bring_up(cursor, parameters)


def rebuild_details(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Make `ClassDetailCounter` what the `RegionClass` and the `ClassSize` rows say. Returns how many rows changed.

    After `rebuild_sizes`, if that is due too.
    """
    parameters: dict[str, Any] = {"organisation": organisation_id, **bounds(through)}
    cursor.execute(_CELLS, parameters)
    return _DETAILS.bring_up(cursor, parameters)
