"""The counters of classes by what they are told apart by, rebuilt in SQL from an organisation's facts."""

from typing import Any

from django.db.backends.utils import CursorWrapper

from region.feed import upkeep
from region.feed.counting import bounds, missing_cells, summed

from .class_details import GROUP_LEVELS, INTELLECTUAL, SPECIAL
from .class_models import ClassDetailCounter, ClassSize

CELL = (
    "level", "kind", "nosology", "programme_years", "first_grade", "profile", "age_group", "form_of_study", "language",
    "shift",
)  # fmt: skip
"""Columns of ClassCell."""
MEASURES = (
    "classes", "students", "girls", "places", "overfull",
    "sets", "set_classes", "single_under_25", "single_under_14", "sets_under_25", "sets_under_14",
)  # fmt: skip
"""Columns of ClassDetailCounter."""

_OWN = "organisation_id = %(organisation)s"
_TOLD_APART = ", ".join(
    "coalesce(programme_years, 0) AS programme_years" if c == "programme_years" else c for c in CELL
)
_SEATED = f"""
    SELECT class_id, valid_from, valid_to, 1 AS n, (sex = 'female')::int AS female
      FROM contingent_regionstudent WHERE {_OWN} AND class_id IS NOT NULL
"""
_CLASSES = f"""
    SELECT class_id, class_set_id, grade, capacity, valid_from, valid_to, {_TOLD_APART}
      FROM contingent_regionclass WHERE {_OWN}
"""
# Who sits in a class is taken from the sizes just rebuilt: they are a tenth as many as the students.
_SEATED_TOGETHER = """
    SELECT joined.class_set_id, joined.valid_from AS since, joined.cell_id, joined.is_set, size.n,
           greatest(joined.valid_from, size.valid_from) AS valid_from, least(joined.valid_to, size.valid_to) AS valid_to
      FROM joined JOIN size ON size.class_id = joined.class_id
           AND size.valid_from < joined.valid_to AND size.valid_to > joined.valid_from
"""
_SIZES_TOGETHER = summed(_SEATED_TOGETHER, by=("class_set_id", "since", "cell_id", "is_set"), measures=("n",))
# Classes of schools in a комплект, while the same classes are in it; if only one is left, that one stands alone.
# A комплект counts in the cell of its lowest class, of one for special needs only if all its classes are such.
_SETS = f"""
    own AS MATERIALIZED (
        SELECT class.class_id, class.class_set_id, class.grade, class.capacity, class.valid_from, class.valid_to,
               cell.id AS cell_id, is_of_school, is_of_school AND class.class_set_id IS NULL AS is_single,
               kind IN ('{SPECIAL}', '{INTELLECTUAL}') AS is_special
          FROM ({_CLASSES}) AS class JOIN contingent_classcell cell USING ({", ".join(CELL)})
               CROSS JOIN LATERAL (SELECT level <> ALL (ARRAY{list(GROUP_LEVELS)})) AS school(is_of_school)),
    size AS MATERIALIZED (SELECT class_id, valid_from, valid_to, n, female FROM contingent_classsize WHERE {_OWN}),
    cut AS (
        SELECT class_set_id, valid_from AS day FROM own WHERE class_set_id IS NOT NULL AND is_of_school
         UNION
        SELECT class_set_id, valid_to FROM own WHERE class_set_id IS NOT NULL AND is_of_school),
    piece AS (
        SELECT class_set_id, day AS valid_from, lead(day) OVER (PARTITION BY class_set_id ORDER BY day) AS valid_to
          FROM cut),
    joined AS MATERIALIZED (
        SELECT own.class_set_id, piece.valid_from, piece.valid_to, own.class_id, own.cell_id AS own_cell_id,
               count(*) OVER (PARTITION BY own.class_set_id, piece.valid_from) > 1 AS is_set,
               first_value(own.cell_id) OVER (PARTITION BY own.class_set_id, piece.valid_from
                                              ORDER BY own.is_special, own.grade, own.class_id) AS cell_id
          FROM piece JOIN own ON own.class_set_id = piece.class_set_id AND own.is_of_school
               AND own.valid_from <= piece.valid_from AND own.valid_to > piece.valid_from)
"""
_SMALL = {25: ("single_under_25", "sets_under_25"), 14: ("single_under_14", "sets_under_14")}
"""Classes that stand alone and комплекты with fewer students: ОО-1 2.4, row 05, asks 25 of towns and 14 of villages."""


def _counting(source: str, *, cell: str = "cell_id", **measures: str) -> str:
    """SQL: each row of `source` counts so much (an expression) in these measures, 0 in the others."""
    counted = ", ".join(f"({measures.get(name, '0')})::int AS {name}" for name in MEASURES)
    return f"SELECT {cell} AS cell_id, valid_from, valid_to, {counted} FROM {source}"


def _singles(count: str) -> dict[str, str]:
    """Measures of small classes that stand alone: the expression `count`, in which {limit} stands for the limit."""
    return {name: f"CASE WHEN is_single THEN {count.format(limit=n)} ELSE 0 END" for n, (name, _sets) in _SMALL.items()}


def _of_joined(count: str) -> dict[str, str]:
    """Likewise of what stands in `joined`: of комплекты, and of classes left alone in one."""
    found: dict[str, str] = {}
    for limit, (single, sets) in _SMALL.items():
        number = count.format(limit=limit)
        found |= {
            single: f"CASE WHEN is_set THEN 0 ELSE {number} END",
            sets: f"CASE WHEN is_set THEN {number} ELSE 0 END",
        }
    return found


# Whatever may be small counts as small, and is taken away for as long as its students are too many.
_FULL = f"""
    WITH {_SETS}
    {_counting("own", classes="1", places="capacity", **_singles("1"))}
     UNION ALL
    {_counting(
        "(SELECT size.*, cell_id, capacity, is_single FROM own JOIN size USING (class_id)) AS filled",
        students="n", girls="female", overfull="n > capacity", **_singles("-(n >= {limit})::int"),
    )}
     UNION ALL
    {_counting("joined WHERE is_set", cell="own_cell_id", set_classes="1")}
     UNION ALL
    {_counting(
        "(SELECT DISTINCT class_set_id, cell_id, valid_from, valid_to, is_set FROM joined) AS one",
        sets="is_set", **_of_joined("1"),
    )}
     UNION ALL
    {_counting(f"({_SIZES_TOGETHER}) AS sized WHERE n >= {min(_SMALL)}", **_of_joined("-(n >= {limit})::int"))}
"""  # fmt: skip


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
