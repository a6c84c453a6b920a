"""What staffing takes from the organisations, and what it counts from it."""

from region.feed.handover import Handover
from region.feed.projection import Projection
from tenant_apps.people.facts import EMPLOYEE
from tenant_apps.people.leave_facts import STAFF_LEAVE

from .counters import rebuild_movement, rebuild_persons, rebuild_posts
from .models import RegionEmployee, RegionStaffLeave

HAS_COME = """
    f.is_on_the_way AND EXISTS (
        SELECT FROM staffing_regionemployee there WHERE there.came_envelope_id = f.left_envelope_id)
"""
ON_THE_WAY = Handover(
    pending="""
        WITH begun AS (
            SELECT DISTINCT h.envelope_id
              FROM people_employeepost h
             WHERE h.envelope_id IS NOT NULL
               AND (%(keys)s::bigint[] IS NULL OR h.employee_id = ANY(%(keys)s::bigint[]))),
        held AS (
            SELECT DISTINCT e.came_envelope_id AS envelope_id
              FROM staffing_regionemployee e
             WHERE e.organisation_id = %(organisation)s AND e.came_envelope_id IS NOT NULL
               AND (%(keys)s::bigint[] IS NULL OR e.employee_id = ANY(%(keys)s::bigint[]))),
        undone AS (
            SELECT DISTINCT e.left_envelope_id AS envelope_id
              FROM staffing_regionemployee e
                   JOIN staffing_regionemployee there ON there.came_envelope_id = e.left_envelope_id
             WHERE e.organisation_id = %(organisation)s AND e.left_envelope_id IS NOT NULL
               AND (%(keys)s::bigint[] IS NULL OR e.employee_id = ANY(%(keys)s::bigint[]))
               AND NOT EXISTS (SELECT FROM people_employeepost h WHERE h.end_envelope_id = e.left_envelope_id))
        SELECT v.uid, v.sender_id
          FROM begun FULL JOIN held USING (envelope_id)
               JOIN envelopes_envelope v ON v.uid = envelope_id
         WHERE (begun.envelope_id IS NULL) <> (held.envelope_id IS NULL)
         UNION ALL
        SELECT v.uid, v.receiver_id FROM undone JOIN envelopes_envelope v ON v.uid = undone.envelope_id
    """,
    entity="employee",
    # also those whose passing was undone meanwhile: the region still knows it
    keys="""
        SELECT employee_id FROM people_employeepost
         WHERE end_envelope_id = ANY(%(envelopes)s::uuid[]) OR envelope_id = ANY(%(envelopes)s::uuid[])
         UNION
        SELECT employee_id FROM staffing_regionemployee
         WHERE organisation_id = %(organisation)s
           AND (left_envelope_id = ANY(%(envelopes)s::uuid[]) OR came_envelope_id = ANY(%(envelopes)s::uuid[]))
    """,
    concerned="""
        SELECT 1 FROM people_employeepost h
         WHERE h.employee_id = ANY(%(keys)s::bigint[])
           AND (h.envelope_id IS NOT NULL OR h.end_envelope_id IS NOT NULL)
         UNION ALL
        SELECT 1 FROM staffing_regionemployee e
         WHERE e.organisation_id = %(organisation)s AND e.employee_id = ANY(%(keys)s::bigint[])
           AND (e.came_envelope_id IS NOT NULL OR e.left_envelope_id IS NOT NULL)
         LIMIT 1
    """,
    held="""
        SELECT DISTINCT e.came_envelope_id, 'in'
          FROM staffing_regionemployee e
         WHERE e.organisation_id = %(organisation)s AND e.came_envelope_id IS NOT NULL
           AND (%(keys)s::bigint[] IS NULL OR e.employee_id = ANY(%(keys)s::bigint[]))
         UNION ALL
        SELECT DISTINCT e.left_envelope_id, 'out'
          FROM staffing_regionemployee e
         WHERE e.organisation_id = %(organisation)s AND e.left_envelope_id IS NOT NULL
           AND (%(keys)s::bigint[] IS NULL OR e.employee_id = ANY(%(keys)s::bigint[]))
           AND EXISTS (SELECT FROM staffing_regionemployee there WHERE there.came_envelope_id = e.left_envelope_id)
    """,
)
"""An employee who passes to the successor of a reorganised organisation counts at the side until the region holds him
there (docs/decisions/0004-students-on-the-way.md; the same for employees)."""

COUNTERS = {"posts": rebuild_posts, "persons": rebuild_persons, "movement": rebuild_movement}
PROJECTIONS = (
    Projection(EMPLOYEE, RegionEmployee, COUNTERS, unless=HAS_COME, handover=ON_THE_WAY),
    Projection(STAFF_LEAVE, RegionStaffLeave),
)
