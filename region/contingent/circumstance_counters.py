"""The counters of an organisation's circumstances and arrangements, rebuilt in SQL from its facts."""

from datetime import date
from typing import Any

from django.db.backends.utils import CursorWrapper

from region.feed import upkeep
from region.feed.academic_years import period_of
from region.feed.counting import bounds, missing_cells, summed

from .circumstance_models import MEASURES, CircumstanceCounter

ARRANGEMENT = "arrangement"
"""The kind under which arrangements are counted; all as closed as home study is (topic "health")."""

_NUMBERS = ", ".join(MEASURES)
_CIRCUMSTANCES = f"""
    SELECT topic, kind, value, variant, valid_from, valid_to, {_NUMBERS}
      FROM contingent_regioncircumstance WHERE organisation_id = %(organisation)s
"""
_ARRANGEMENTS = f"""
    SELECT 2::smallint AS topic, '{ARRANGEMENT}' AS kind, kind AS value, '' AS variant, valid_from, valid_to, {_NUMBERS}
      FROM contingent_regionarrangement WHERE organisation_id = %(organisation)s
"""


def _missing_cells(single: str) -> str:
    """SQL: add the cells that are not there yet."""
    by = ("kind", "value", "variant")
    return missing_cells("contingent_circumstancecell", single, by=by, beside={"topic": "topic"})


def _counters(single: str, cells: str) -> upkeep.Kept:
    """The organisation's counters of these cells, as its facts say."""
    placed = f"""
        SELECT cell.id AS cell_id, valid_from, valid_to, {_NUMBERS}
          FROM ({single}) AS single JOIN contingent_circumstancecell cell USING (kind, value, variant)
    """
    rows = f"""
        SELECT %(organisation)s::bigint AS organisation_id, period, (period * 4 + nth)::smallint AS quarter, cell_id,
               greatest(valid_from, begins) AS valid_from, least(valid_to, ends) AS valid_to, {_NUMBERS}
          FROM ({summed(placed, by=("cell_id",), measures=MEASURES)}) AS counted
               CROSS JOIN generate_series(0, 3) AS part(nth)
               CROSS JOIN LATERAL (
                    SELECT (make_date(period, 9, 1) + make_interval(months => 3 * part.nth))::date,
                           (make_date(period, 9, 1) + make_interval(months => 3 * part.nth + 3))::date
                    ) AS quarter(begins, ends)
         WHERE valid_from < ends AND valid_to > begins
    """
    chosen = f"cell_id IN (SELECT id FROM contingent_circumstancecell WHERE {cells})"
    return upkeep.kept(CircumstanceCounter, rows, within=f"organisation_id = %(organisation)s AND {chosen}")


_OF_CIRCUMSTANCES = (_missing_cells(_CIRCUMSTANCES), _counters(_CIRCUMSTANCES, f"kind <> '{ARRANGEMENT}'"))
_OF_ARRANGEMENTS = (_missing_cells(_ARRANGEMENTS), _counters(_ARRANGEMENTS, f"kind = '{ARRANGEMENT}'"))


def quarter_of(day: date) -> int:
    """The quarter that a day lies in, as `CircumstanceCounter` names it."""
    return period_of(day) * 4 + (day.month - 9) % 12 // 3


def rebuild_circumstances(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Make the counters of circumstances what the `RegionCircumstance` rows say. Returns how many rows changed."""
    return _rebuild(cursor, organisation_id, through, *_OF_CIRCUMSTANCES)


def rebuild_arrangements(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Likewise those of arrangements, from `RegionArrangement`."""
    return _rebuild(cursor, organisation_id, through, *_OF_ARRANGEMENTS)


def _rebuild(cursor: CursorWrapper, organisation_id: int, through: int, cells: str, counters: upkeep.Kept) -> int:
    parameters: dict[str, Any] = {"organisation": organisation_id, **bounds(through)}
    cursor.execute(cells, parameters)
    return counters.bring_up(cursor, parameters)
