"""The counters of an organisation, rebuilt in SQL from its facts. Called by the projector and by the recount."""

from typing import Any

from django.db.backends.utils import CursorWrapper

from region.feed import upkeep
from region.feed.counting import bounds, missing_cells, summed

from .models import ClassCounter, Counter, StageCounter
from .stages import ADDITIONAL, MAIN, stage_sql

_CELL = ("kind", "level", "grade", "birth_year", "shift", "form_of_study")
_BY = ", ".join(_CELL)

_STUDENTS = """
    SELECT kind, level, coalesce(grade, 0) AS grade, coalesce(birth_year, 0) AS birth_year, coalesce(shift, 0) AS shift,
           form_of_study, valid_from, valid_to, 1 AS n, (sex = 'male')::int AS male, (sex = 'female')::int AS female
      FROM contingent_regionstudent WHERE organisation_id = %(organisation)s
"""
# From the counters just rebuilt, not from the students again: they are a tenth as many.
_STAGES = """
    SELECT stage, valid_from, valid_to, n, male, female
      FROM contingent_counter WHERE organisation_id = %(organisation)s
"""
# A class set counts at its lowest grade, on each day anew: `lowest` holds whose turn it is.
_CLASSES = f"""
    WITH own AS (
        SELECT class_id, class_set_id, level,
               CASE level WHEN 'additional' THEN '{ADDITIONAL}' ELSE '{MAIN}' END AS kind,
               coalesce(grade, 0) AS grade, 0 AS birth_year, shift, form_of_study, valid_from, valid_to
          FROM contingent_regionclass WHERE organisation_id = %(organisation)s),
    cut AS (
        SELECT class_set_id, valid_from AS day FROM own WHERE class_set_id IS NOT NULL
         UNION
        SELECT class_set_id, valid_to FROM own WHERE class_set_id IS NOT NULL),
    piece AS (
        SELECT class_set_id, day AS valid_from, lead(day) OVER (PARTITION BY class_set_id ORDER BY day) AS valid_to
          FROM cut),
    lowest AS (
        SELECT DISTINCT ON (piece.class_set_id, piece.valid_from)
               {", ".join(f"own.{name}" for name in _CELL)}, piece.valid_from, piece.valid_to
          FROM piece JOIN own ON own.class_set_id = piece.class_set_id
               AND own.valid_from <= piece.valid_from AND own.valid_to > piece.valid_from
         ORDER BY piece.class_set_id, piece.valid_from, own.grade, own.class_id)
    SELECT {_BY}, valid_from, valid_to, 1 AS classes, (class_set_id IS NULL)::int AS units FROM own
     UNION ALL
    SELECT {_BY}, valid_from, valid_to, 0, 1 FROM lowest
"""


def _missing_cells(single: str) -> str:
    """SQL: add the combinations that are not in Cell yet."""
    stage = stage_sql("kind", "level", "shift")
    return missing_cells("contingent_cell", single, by=_CELL, beside={"stage": stage})


def _counters(single: str, *measures: str) -> str:
    """SQL: rows of a counter table of the organisation.

    Each row is given its cell first: whole numbers are sorted and grouped several times quicker than six columns.
    """
    placed = f"""
        SELECT cell.id AS cell_id, cell.stage, valid_from, valid_to, {", ".join(measures)}
          FROM ({single}) AS single JOIN contingent_cell cell USING ({_BY})
    """
    return f"""
        SELECT %(organisation)s::bigint AS organisation_id, counted.*
          FROM ({summed(placed, by=("cell_id", "stage"), measures=measures)}) AS counted
    """


_OWN = "organisation_id = %(organisation)s"
_CELLS_OF_STUDENTS = _missing_cells(_STUDENTS)
_CELLS_OF_CLASSES = _missing_cells(_CLASSES)
_COUNTERS = upkeep.kept(Counter, _counters(_STUDENTS, "n", "male", "female"), within=_OWN)
_STAGE_COUNTERS = upkeep.kept(
    StageCounter,
    "SELECT %(organisation)s::bigint AS organisation_id, counted.*"
    f" FROM ({summed(_STAGES, by=('stage',), measures=('n', 'male', 'female'))}) AS counted",
    within=_OWN,
)
_CLASS_COUNTERS = upkeep.kept(ClassCounter, _counters(_CLASSES, "classes", "units"), within=_OWN)


def rebuild_students(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Make the counters of an organisation what its `RegionStudent` rows say, to the end of the year `through`.

    Returns how many rows had to change.
    """
    return _rebuild(cursor, organisation_id, through, _CELLS_OF_STUDENTS, _COUNTERS, _STAGE_COUNTERS)


def rebuild_classes(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Likewise `ClassCounter`, from `RegionClass`."""
    return _rebuild(cursor, organisation_id, through, _CELLS_OF_CLASSES, _CLASS_COUNTERS)


def _rebuild(cursor: CursorWrapper, organisation_id: int, through: int, cells: str, *counters: upkeep.Kept) -> int:
    parameters: dict[str, Any] = {"organisation": organisation_id, **bounds(through)}
    cursor.execute(cells, parameters)
    return sum(one.bring_up(cursor, parameters) for one in counters)
