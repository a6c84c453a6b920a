"""The counters of an organisation's posts and employees, rebuilt in SQL from its facts."""

from django.db.backends.utils import CursorWrapper

from region.feed import upkeep
from region.feed.counting import bounds, summed

from .models import PostCounter

# An employee counts once while he holds any post: intervals between "none" and "some" of his posts.
_POSTS = """
    WITH own AS (
        SELECT employee_id, post, kind, rate, valid_from, valid_to
          FROM staffing_regionemployee WHERE organisation_id = %(organisation)s),
    edge AS (
        SELECT employee_id, day, sum(sign) AS change
          FROM own CROSS JOIN LATERAL (VALUES (valid_from, 1), (valid_to, -1)) AS edge(day, sign)
         GROUP BY employee_id, day),
    held AS (
        SELECT employee_id, day AS valid_from, lead(day) OVER over_time AS valid_to, sum(change) OVER over_time AS posts
          FROM edge WINDOW over_time AS (PARTITION BY employee_id ORDER BY day))
    SELECT post, kind, valid_from, valid_to, 1 AS n, rate FROM own
     UNION ALL
    SELECT '', '', valid_from, valid_to, 1, 0 FROM held WHERE posts > 0
"""
_COUNTERS = f"""
    SELECT %(organisation)s::bigint AS organisation_id, counted.*
      FROM ({summed(_POSTS, by=("post", "kind"), measures=("n", "rate"))}) AS counted
"""
_KEEP = upkeep.statement(PostCounter, _COUNTERS, within="organisation_id = %(organisation)s")


def rebuild_posts(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Make `PostCounter` of an organisation what its `RegionEmployee` rows say. Returns how many rows had to change."""
    cursor.execute(_KEEP, {"organisation": organisation_id, **bounds(through)})
    return int(cursor.fetchone()[0])
