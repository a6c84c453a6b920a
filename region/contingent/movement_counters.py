"""The counters of movement and of results of years, rebuilt in SQL from an organisation's facts, of all years."""

from django.db.backends.utils import CursorWrapper

from region.feed import upkeep

from .movement_models import MovementCounter, ResultCounter

_RESULTS = """
    SELECT %(organisation)s::bigint AS organisation_id, happened_on, kind, result, level, count(*)::int AS n,
           (count(*) FILTER (WHERE sex = 'female'))::int AS female
      FROM contingent_yearresult WHERE organisation_id = %(organisation)s
     GROUP BY happened_on, kind, result, level
"""
_MOVEMENT = """
    SELECT %(organisation)s::bigint AS organisation_id, happened_on, kind, direction, reason, destination,
           envelope_id IS NOT NULL AS is_transfer, count(*)::int AS n
      FROM contingent_movement WHERE organisation_id = %(organisation)s
     GROUP BY happened_on, kind, direction, reason, destination, envelope_id IS NOT NULL
"""
_OWN = "organisation_id = %(organisation)s"
_KEEP_RESULTS = upkeep.kept(ResultCounter, _RESULTS, within=_OWN)
_KEEP_MOVEMENT = upkeep.kept(MovementCounter, _MOVEMENT, within=_OWN)


def rebuild_results(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Make `ResultCounter` what the `YearResult` rows say. Returns how many rows had to change."""
    return _KEEP_RESULTS.bring_up(cursor, {"organisation": organisation_id})


def rebuild_movement(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Likewise `MovementCounter`, from `Movement`."""
    return _KEEP_MOVEMENT.bring_up(cursor, {"organisation": organisation_id})
