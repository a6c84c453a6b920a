"""The counters of an organisation, rebuilt in SQL from its facts. Called by the projector and by the recount."""

from typing import Any

from django.db.backends.utils import CursorWrapper

from region.feed import upkeep
from region.feed.counting import bounds, summed

from .models import ClassCounter, Counter
from .stages import stage_sql

_CELL = ("kind", "level", "grade", "sex", "birth_year", "shift", "form_of_study")
_STUDENTS = """
    SELECT kind, level, coalesce(grade, 0) AS grade, sex, coalesce(birth_year, 0) AS birth_year,
           coalesce(shift, 0) AS shift, form_of_study, valid_from, valid_to, 1 AS n
      FROM contingent_regionstudent WHERE organisation_id = %(organisation)s
"""
_MISSING_CELLS = f"""
    INSERT INTO contingent_cell ({", ".join(_CELL)}, stage)
    SELECT {", ".join(_CELL)}, {stage_sql("kind", "level", "shift")}
      FROM (SELECT DISTINCT {", ".join(_CELL)} FROM ({_STUDENTS}) AS student) AS found
     WHERE NOT EXISTS (SELECT FROM contingent_cell cell
                        WHERE {" AND ".join(f"cell.{name} = found.{name}" for name in _CELL)})
     ORDER BY {", ".join(_CELL)}
    ON CONFLICT DO NOTHING
"""  # in one order everywhere, so that two projectors never wait for each other; asked first, to spare the sequence
_COUNTERS = f"""
    SELECT %(organisation)s::bigint AS organisation_id, period, cell.id AS cell_id, valid_from, valid_to, cell.stage, n
      FROM ({summed(_STUDENTS, by=_CELL, measures=("n",))}) AS counted
           JOIN contingent_cell cell USING ({", ".join(_CELL)})
"""

_CLASS = ("level", "grade", "shift", "form_of_study")
_CLASSES = f"""
    WITH own AS (
        SELECT class_id, class_set_id, level, coalesce(grade, 0) AS grade, shift, form_of_study, valid_from, valid_to
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
               own.level, own.grade, own.shift, own.form_of_study, piece.valid_from, piece.valid_to
          FROM piece JOIN own ON own.class_set_id = piece.class_set_id
               AND own.valid_from <= piece.valid_from AND own.valid_to > piece.valid_from
         ORDER BY piece.class_set_id, piece.valid_from, own.grade, own.class_id)
    SELECT {", ".join(_CLASS)}, valid_from, valid_to, 1 AS classes, (class_set_id IS NULL)::int AS units FROM own
     UNION ALL
    SELECT {", ".join(_CLASS)}, valid_from, valid_to, 0, 1 FROM lowest
"""
_CLASS_COUNTERS = f"""
    SELECT %(organisation)s::bigint AS organisation_id, counted.*
      FROM ({summed(_CLASSES, by=_CLASS, measures=("classes", "units"))}) AS counted
"""

_OF_ORGANISATION = "organisation_id = %(organisation)s"
_KEEP_COUNTERS = upkeep.statement(Counter, _COUNTERS, within=_OF_ORGANISATION)
_KEEP_CLASS_COUNTERS = upkeep.statement(ClassCounter, _CLASS_COUNTERS, within=_OF_ORGANISATION)


def rebuild_students(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Make `Counter` of an organisation what its `RegionStudent` rows say, to the end of the academic year `through`.

    Returns how many rows had to change.
    """
    parameters: dict[str, Any] = {"organisation": organisation_id, **bounds(through)}
    cursor.execute(_MISSING_CELLS, parameters)
    cursor.execute(_KEEP_COUNTERS, parameters)
    return int(cursor.fetchone()[0])


def rebuild_classes(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Likewise `ClassCounter`, from `RegionClass`."""
    cursor.execute(_KEEP_CLASS_COUNTERS, {"organisation": organisation_id, **bounds(through)})
    return int(cursor.fetchone()[0])
