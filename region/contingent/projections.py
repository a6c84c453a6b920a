"""What the contingent takes from the organisations, and what it counts from it."""

from region.feed.handover import Handover
from region.feed.projection import Projection
from tenant_apps.enrolment.completion_facts import COMPLETION
from tenant_apps.enrolment.counted_facts import ARRANGEMENT, CIRCUMSTANCE
from tenant_apps.enrolment.facts import CLASS, MOVEMENT, STUDENT
from tenant_apps.enrolment.result_facts import YEAR_RESULT

from .circumstance_counters import rebuild_arrangements, rebuild_circumstances
from .class_counters import rebuild_details, rebuild_sizes
from .counters import rebuild_classes, rebuild_students
from .models import (
    Movement,
    RegionArrangement,
    RegionCircumstance,
    RegionClass,
    RegionCompletion,
    RegionStudent,
    YearResult,
)
from .movement_counters import rebuild_movement, rebuild_results

HAS_ARRIVED = """
    f.envelope_id IS NOT NULL AND EXISTS (
        SELECT FROM contingent_movement arrival
         WHERE arrival.envelope_id = f.envelope_id AND arrival.direction = 'in')
"""
ON_THE_WAY = Handover(
    pending="""
        WITH begun AS (
            SELECT e.envelope_id, bool_or(e.voided_by_id IS NULL) AS is_here
              FROM enrolment_enrolment e
             WHERE e.envelope_id IS NOT NULL
               AND (%(keys)s::bigint[] IS NULL OR e.student_id = ANY(%(keys)s::bigint[]))
             GROUP BY e.envelope_id),
        held AS (
            SELECT DISTINCT m.envelope_id
              FROM contingent_movement m
             WHERE m.organisation_id = %(organisation)s AND m.direction = 'in' AND m.envelope_id IS NOT NULL
               AND (%(keys)s::bigint[] IS NULL OR m.student_id = ANY(%(keys)s::bigint[]))),
        undone AS (
            SELECT DISTINCT m.envelope_id
              FROM contingent_movement m JOIN contingent_movement arrival ON arrival.envelope_id = m.envelope_id
             WHERE m.organisation_id = %(organisation)s AND m.direction = 'out' AND arrival.direction = 'in'
               AND (%(keys)s::bigint[] IS NULL OR m.student_id = ANY(%(keys)s::bigint[]))
               AND NOT EXISTS (SELECT FROM enrolment_enrolment e
                                WHERE e.end_envelope_id = m.envelope_id AND e.voided_by_id IS NULL))
        SELECT v.uid, v.sender_id
          FROM begun FULL JOIN held USING (envelope_id)
               JOIN envelopes_envelope v ON v.uid = envelope_id
         WHERE coalesce(begun.is_here, false) <> (held.envelope_id IS NOT NULL)
         UNION ALL
        SELECT v.uid, v.receiver_id FROM undone JOIN envelopes_envelope v ON v.uid = undone.envelope_id
    """,
    entity="student",
    # also those whose leaving or coming was undone meanwhile: the region still knows it
    keys="""
        SELECT student_id FROM enrolment_enrolment
         WHERE end_envelope_id = ANY(%(envelopes)s::uuid[]) OR envelope_id = ANY(%(envelopes)s::uuid[])
         UNION
        SELECT student_id FROM contingent_movement
         WHERE organisation_id = %(organisation)s AND envelope_id = ANY(%(envelopes)s::uuid[])
    """,
    concerned="""
        SELECT 1 FROM enrolment_enrolment e
         WHERE e.student_id = ANY(%(keys)s::bigint[])
           AND (e.envelope_id IS NOT NULL OR e.end_envelope_id IS NOT NULL)
         UNION ALL
        SELECT 1 FROM contingent_movement m
         WHERE m.organisation_id = %(organisation)s AND m.student_id = ANY(%(keys)s::bigint[])
           AND m.envelope_id IS NOT NULL
         LIMIT 1
    """,
    held="""
        SELECT m.envelope_id, m.direction
          FROM contingent_movement m JOIN envelopes_envelope v ON v.uid = m.envelope_id
         WHERE m.organisation_id = %(organisation)s
           AND (%(keys)s::bigint[] IS NULL OR m.student_id = ANY(%(keys)s::bigint[]))
           AND (m.direction = 'in'
                OR EXISTS (SELECT FROM contingent_movement arrival
                            WHERE arrival.envelope_id = m.envelope_id AND arrival.direction = 'in'))
    """,
)
"""Movement is projected after the students, so what it holds is what stood before this run."""

COUNTERS_OF_STUDENTS = {
    "students": rebuild_students,
    "class sizes": rebuild_sizes,
    "class details": rebuild_details,
}
PROJECTIONS = (
    Projection(CLASS, RegionClass, {"classes": rebuild_classes, "class details": rebuild_details}),
    Projection(STUDENT, RegionStudent, COUNTERS_OF_STUDENTS, unless=HAS_ARRIVED, handover=ON_THE_WAY),
    Projection(MOVEMENT, Movement, {"movement": rebuild_movement}),
    Projection(YEAR_RESULT, YearResult, {"results": rebuild_results}),
    Projection(ARRANGEMENT, RegionArrangement, {"arrangements": rebuild_arrangements}),
    Projection(COMPLETION, RegionCompletion),
    Projection(CIRCUMSTANCE, RegionCircumstance, {"circumstances": rebuild_circumstances}),
)
