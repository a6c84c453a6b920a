"""What enrolment publishes of completed levels: how many, with which result and certificate (ОО-1 2.6)."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.history.facts import EVERY, SAME_KEY, Column, Fact

COMPLETION = Fact(
    name="completion",
    title=_("completed levels in numbers"),
    grain="how many students completed a grade that ends a level with a result on a day; nobody's row",
    key="grade",
    identity=("grade", "level", "result", "certificate", "happened_on"),
    columns=(
        Column("grade"),
        Column("level"),
        Column("result"),
        Column("certificate"),
        Column("happened_on"),
        Column("n"),
        Column("female"),
    ),
    select="""
        SELECT c.grade::smallint AS grade, c.level, c.result, c.certificate, c.on AS happened_on, count(*)::int AS n,
               (count(*) FILTER (WHERE p.sex = 'female'))::int AS female
          FROM enrolment_completion c
               JOIN enrolment_enrolment e ON e.id = c.enrolment_id AND e.voided_by_id IS NULL
               JOIN people_student s ON s.id = e.student_id
               JOIN people_person p ON p.id = s.person_id
         WHERE c.voided_by_id IS NULL AND {only}
         GROUP BY c.grade, c.level, c.result, c.certificate, c.on
    """,
    key_expression="c.grade",
    touched_by={"completion": SAME_KEY, "student": EVERY, "person": EVERY},
    about_a_person=False,
)
