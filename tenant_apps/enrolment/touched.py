"""Which students a change in the organisation touches: what facts of persons are recomputed by."""

from tenant_apps.history.facts import EVERY, SAME_KEY

TOUCHED_WITH_A_STUDENT = {
    "student": SAME_KEY,
    "person": "SELECT id FROM people_student WHERE person_id = ANY(%(keys)s::bigint[])",
    "enrolment": "SELECT student_id FROM enrolment_enrolment WHERE id = ANY(%(keys)s::bigint[])",
    "class": """
        SELECT DISTINCT e.student_id
          FROM enrolment_classmembership m JOIN enrolment_enrolment e ON e.id = m.enrolment_id
         WHERE m.class_group_id = ANY(%(keys)s::bigint[])
    """,
    "handbook": EVERY,
}
"""Entity of the outbox → the students."""
