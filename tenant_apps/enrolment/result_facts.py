"""What enrolment publishes of how an academic year ended for its students: transferred, conditionally, left for a
repeated year, finished (ОО-1 2.6)."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.history.facts import EVERY, Column, Fact

from .touched import TOUCHED_WITH_A_STUDENT

RESULTS = {
    "next_year": "transferred",
    "next_year_conditional": "transferred_conditionally",
    "repeated_year": "repeated",
    "debt_repeat": "repeated",
}
"""Kind of the order that moves a student (order_kinds.py) → what the year before ended with (handbook year_result)."""

_BY_KIND = " ".join(f"WHEN '{kind}' THEN '{result}'" for kind, result in RESULTS.items())
_STOOD = """
           LEFT JOIN LATERAL (
                SELECT b.level, b.grade, b.class_group_id, b.valid_to
                  FROM enrolment_classmembership b
                 WHERE b.enrolment_id = e.id AND b.voided_by_id IS NULL AND {when}
                 ORDER BY b.valid_from DESC, b.id DESC LIMIT 1) stood ON true"""

YEAR_RESULT = Fact(
    name="year_result",
    title=_("results of academic years"),
    grain="what a year ended with for an enrolment: a transfer, a repeated year, a completed level; on its last day",
    key="student_id",
    identity=("enrolment_id", "happened_on", "result"),
    columns=(
        Column("student_id", "people.Student.id"),
        Column("enrolment_id", "enrolment.Enrolment.id"),
        Column("happened_on"),
        Column("result", "enrolment.Completion.result"),
        Column("person_uid", "people.Person.person_uid"),
        Column("kind", "enrolment.Enrolment.kind"),
        Column("level", "enrolment.ClassMembership.level"),
        Column("grade", "enrolment.ClassMembership.grade"),
        Column("class_id", "enrolment.ClassMembership.class_group"),
        Column("class_name", "enrolment.ClassGroup.name"),
        Column("sex", "people.Person.sex"),
    ),
    # Level, grade and class are those of the year that ended. A transfer stands though the student left, or moved on,
    # before it came: the order was carried out by another one. Only an order that cancels takes it away.
    select=f"""
        WITH said AS (
            SELECT e.id, e.student_id, e.kind, least(m.valid_from, stood.valid_to, e.valid_to) - 1 AS happened_on,
                   CASE o.kind {_BY_KIND} END AS result, stood.level, stood.grade, stood.class_group_id,
                   1 AS rank, m.id AS row
              FROM enrolment_classmembership m
                   JOIN enrolment_order o ON o.id = m.begun_by_id
                        AND o.kind IN ({", ".join(f"'{kind}'" for kind in RESULTS)})
                   JOIN enrolment_enrolment e ON e.id = m.enrolment_id AND e.voided_by_id IS NULL
                   LEFT JOIN enrolment_order v ON v.id = m.voided_by_id
                   {_STOOD.format(when="b.valid_from < m.valid_from")}
             WHERE v.kind IS DISTINCT FROM 'cancelling' AND {{only}}
             UNION ALL
            SELECT e.id, e.student_id, e.kind, c.on, c.result, c.level, c.grade, stood.class_group_id, 0, c.id
              FROM enrolment_completion c
                   JOIN enrolment_enrolment e ON e.id = c.enrolment_id AND e.voided_by_id IS NULL
                   {_STOOD.format(when="b.valid_from <= c.on AND b.valid_to > c.on")}
             WHERE c.voided_by_id IS NULL AND {{only}})
        SELECT DISTINCT ON (said.id, said.happened_on, said.result)
               said.student_id, said.id AS enrolment_id, said.happened_on, said.result, p.person_uid, said.kind,
               coalesce(said.level, '') AS level, said.grade, said.class_group_id AS class_id,
               coalesce(c.name, '') AS class_name, p.sex
          FROM said
               JOIN people_student s ON s.id = said.student_id
               JOIN people_person p ON p.id = s.person_id
               LEFT JOIN enrolment_classgroup c ON c.id = said.class_group_id
         ORDER BY said.id, said.happened_on, said.result, said.rank, said.row
    """,
    key_expression="e.student_id",
    touched_by=TOUCHED_WITH_A_STUDENT | {"completion": EVERY},
)
