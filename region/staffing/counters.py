"""The counters of an organisation's posts and employees, rebuilt in SQL from its facts."""

from django.db.backends.utils import CursorWrapper

from region.feed import upkeep
from region.feed.counting import bounds, summed
from tenant_apps.people.service_years import SERVICE_FROM

from .models import PostCounter, StaffCounter, StaffMovement

RANK = "WHEN 'main' THEN 0 WHEN 'internal' THEN 1 WHEN 'combining' THEN 1 WHEN 'substituting' THEN 1"
"""SQL: which post a person counts by; 2 is no place on the staff list."""


def _band(since: str) -> str:
    """SQL: from how many years the band of service begins on `day`; '' where the beginning is not known."""
    marks = " ".join(
        f"WHEN ({since} + make_interval(years => {years}))::date <= day THEN '{years}'"
        for years in reversed(SERVICE_FROM[1:])
    )
    return f"CASE WHEN {since} IS NULL THEN '' {marks} ELSE '0' END"


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
_KEEP = upkeep.kept(PostCounter, _COUNTERS, within="organisation_id = %(organisation)s")


# A person counts by one post at a time: of the main place of work if there is one, else of an internal one, else any.
# Time is cut where posts begin and end, and where a band of service is left for the next.
_PERSONS = f"""
    WITH own AS MATERIALIZED (
        SELECT employee_id, post_id, post, kind, sex, birth_year, education, is_pedagogical, qualification,
               main_subject, degree, service_since, teaching_since, valid_from, valid_to
          FROM staffing_regionemployee WHERE organisation_id = %(organisation)s),
    span AS (
        SELECT employee_id, min(valid_from) AS first, max(valid_to) AS last FROM own GROUP BY employee_id),
    cut AS (
        SELECT employee_id, valid_from AS day FROM own
         UNION
        SELECT employee_id, valid_to FROM own
         UNION
        SELECT own.employee_id, mark.day
          FROM own JOIN span USING (employee_id)
               CROSS JOIN unnest(ARRAY{list(SERVICE_FROM[1:])}) AS band(years)
               CROSS JOIN LATERAL (VALUES ((service_since + make_interval(years => band.years))::date),
                                          ((teaching_since + make_interval(years => band.years))::date)) AS mark(day)
         WHERE mark.day > span.first AND mark.day < span.last),
    piece AS (
        SELECT employee_id, day, lead(day) OVER (PARTITION BY employee_id ORDER BY day) AS next_day FROM cut),
    person AS (
        SELECT DISTINCT ON (piece.employee_id, piece.day)
               own.*, piece.day, piece.next_day, CASE own.kind {RANK} ELSE 2 END AS rank
          FROM piece JOIN own ON own.employee_id = piece.employee_id
               AND own.valid_from <= piece.day AND own.valid_to > piece.day
         ORDER BY piece.employee_id, piece.day, rank, own.post_id)
    SELECT counted.dimension, counted.value, post, day AS valid_from, next_day AS valid_to, 1 AS n,
           (sex = 'female')::int AS women
      FROM person CROSS JOIN LATERAL (VALUES
               ('kind', kind, true),
               ('education', education || CASE WHEN is_pedagogical THEN '+' ELSE '' END, true),
               ('qualification', qualification, true),
               ('service', {_band("service_since")}, true),
               ('teaching', {_band("teaching_since")}, true),
               ('birth_year', coalesce(birth_year, 0)::text, true),
               ('subject', main_subject, main_subject <> ''),
               ('degree', degree, degree <> '')) AS counted(dimension, value, applies)
     WHERE counted.applies AND (counted.dimension = 'kind' OR rank < 2)
"""
_STAFF_COUNTERS = f"""
    SELECT %(organisation)s::bigint AS organisation_id, counted.*
      FROM ({summed(_PERSONS, by=("dimension", "value", "post"), measures=("n", "women"))}) AS counted
"""
_KEEP_PERSONS = upkeep.kept(StaffCounter, _STAFF_COUNTERS, within="organisation_id = %(organisation)s")

# Once for each employment: by its first post in, by its last post out. What never ends is no leaving, nor is the way to
# a successor where the beginning is not held yet.
_MOVEMENT = f"""
    WITH own AS (
        SELECT *, CASE kind {RANK} ELSE 2 END AS rank
          FROM staffing_regionemployee
         WHERE organisation_id = %(organisation)s AND employed_from IS NOT NULL),
    event AS (
        (SELECT DISTINCT ON (employee_id, employed_from)
                employed_from AS happened_on, 'in' AS direction, origin AS reason, post
           FROM own ORDER BY employee_id, employed_from, valid_from, rank, post_id)
         UNION ALL
        (SELECT DISTINCT ON (employee_id, employed_from) employed_to, 'out', leaving_reason, post
           FROM own
          WHERE employed_to < DATE '9999-12-31'
            AND NOT EXISTS (SELECT FROM staffing_regionemployee way
                             WHERE way.organisation_id = %(organisation)s AND way.employee_id = own.employee_id
                               AND way.is_on_the_way AND way.valid_from = own.employed_to)
          ORDER BY employee_id, employed_from, valid_to DESC, rank, post_id))
    SELECT %(organisation)s::bigint AS organisation_id, happened_on, direction, reason, post, count(*)::int AS n
      FROM event GROUP BY happened_on, direction, reason, post
"""
_KEEP_MOVEMENT = upkeep.kept(StaffMovement, _MOVEMENT, within="organisation_id = %(organisation)s")


def rebuild_posts(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Make `PostCounter` of an organisation what its `RegionEmployee` rows say. Returns how many rows had to change."""
    return _KEEP.bring_up(cursor, {"organisation": organisation_id, **bounds(through)})


def rebuild_persons(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Likewise `StaffCounter`."""
    return _KEEP_PERSONS.bring_up(cursor, {"organisation": organisation_id, **bounds(through)})


def rebuild_movement(cursor: CursorWrapper, organisation_id: int, through: int) -> int:
    """Likewise `StaffMovement`, of all years at once."""
    return _KEEP_MOVEMENT.bring_up(cursor, {"organisation": organisation_id})
