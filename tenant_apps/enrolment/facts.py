"""What enrolment publishes of persons and classes. What it publishes in numbers alone: counted_facts.py."""

from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks.closed_values import for_the_region, tells_more
from tenant_apps.history.facts import EVERY, SAME_KEY, Column, Fact, Sensitivity
from tenant_apps.passport.facts import region_code
from tenant_apps.people.facts import (
    BIRTH_YEAR,
    DISCLOSING_CONSENT,
    MAY_BE_DISCLOSED,
    NAME_COLUMNS,
    RESTRICTED_OF_A_PERSON,
    days_of_disclosure,
)

from .completion_facts import COMPLETION
from .counted_facts import ARRANGEMENT, CIRCUMSTANCE
from .guardian_facts import GUARDIAN
from .result_facts import YEAR_RESULT
from .touched import TOUCHED_WITH_A_STUDENT


def _arranged(track: int) -> str:
    return (
        f"EXISTS (SELECT FROM arranged a WHERE a.enrolment_id = piece.id AND a.track = {track}"
        " AND a.valid_from <= piece.valid_from AND a.valid_to > piece.valid_from)"
    )


STUDENT = Fact(
    name="student",
    title=_("student"),
    grain="an enrolment, cut where grade, class, name, leave, plan or the consent to disclosure change; and the way on",
    key="student_id",
    identity=("enrolment_id", "valid_from"),
    columns=(
        Column("student_id", "people.Student.id"),
        Column("enrolment_id", "enrolment.Enrolment.id"),
        Column("valid_from", "enrolment.Enrolment.valid_from"),
        Column("valid_to", "enrolment.Enrolment.valid_to"),
        Column("person_uid", "people.Person.person_uid"),
        Column("kind", "enrolment.Enrolment.kind"),
        Column("level", "enrolment.ClassMembership.level"),
        Column("grade", "enrolment.ClassMembership.grade"),
        Column("class_id", "enrolment.ClassGroup.id"),
        Column("class_name", "enrolment.ClassGroup.name"),
        Column("class_set_id", "enrolment.ClassGroup.class_set"),
        Column("shift", "enrolment.ClassGroup.shift"),
        Column("form_of_study", "enrolment.ClassMembership.form_of_study"),
        Column("is_on_leave"),
        Column("has_individual_plan"),
        Column("sex", "people.Person.sex"),
        Column("birth_year"),
        *RESTRICTED_OF_A_PERSON,
        Column("envelope_id"),  # of the way to another organisation alone
    ),
    # That somebody is away says nothing of health; which leave it is, and home study, never go up with a person.
    # Outside the dates of its class a membership still says the grade, but no class: the student is not distributed.
    # Who left in an envelope stays here, in the grade he left and in no class, until he studies here again (in a
    # centre, in a group of that enrolment: others stand beside it); the region leaves the row out as soon as it holds
    # the beginning at the receiver (region/contingent/projections.py).
    select=f"""
        WITH enrolled AS (
            SELECT e.id, e.student_id, e.kind, e.valid_from, e.valid_to, e.end_envelope_id, s.person_id
              FROM enrolment_enrolment e JOIN people_student s ON s.id = e.student_id
             WHERE e.voided_by_id IS NULL AND {{only}}),
        membership AS (
            SELECT m.enrolment_id, m.level, m.grade, m.form_of_study, m.valid_from, m.valid_to, c.id AS class_id,
                   c.name AS class_name, c.class_set_id, c.shift, c.valid_from AS class_from, c.valid_to AS class_to
              FROM enrolment_classmembership m
                   JOIN enrolled e ON e.id = m.enrolment_id
                   LEFT JOIN enrolment_classgroup c ON c.id = m.class_group_id
             WHERE m.voided_by_id IS NULL),
        arranged AS (
            SELECT a.enrolment_id, a.track, a.valid_from, a.valid_to
              FROM enrolment_studyarrangement a JOIN enrolled e ON e.id = a.enrolment_id
             WHERE a.voided_by_id IS NULL AND a.track IN (1, 2)),
        point AS (
            SELECT e.id, e.valid_from AS day FROM enrolled e
             UNION
            SELECT e.id, cut.day
              FROM enrolled e JOIN membership m ON m.enrolment_id = e.id
                   CROSS JOIN LATERAL unnest(ARRAY[
                       m.valid_from,
                       m.valid_to,
                       CASE WHEN m.class_from > m.valid_from AND m.class_from < m.valid_to THEN m.class_from END,
                       CASE WHEN m.class_to > m.valid_from AND m.class_to < m.valid_to THEN m.class_to END]) cut(day)
             WHERE cut.day > e.valid_from AND cut.day < e.valid_to
             UNION
            SELECT e.id, cut.day
              FROM enrolled e JOIN people_personname n ON n.person_id = e.person_id
                   CROSS JOIN LATERAL (VALUES (n.valid_from), (n.valid_to)) cut(day)
             WHERE cut.day > e.valid_from AND cut.day < e.valid_to
             UNION
            SELECT e.id, cut.day
              FROM enrolled e JOIN arranged a ON a.enrolment_id = e.id
                   CROSS JOIN LATERAL (VALUES (a.valid_from), (a.valid_to)) cut(day)
             WHERE cut.day > e.valid_from AND cut.day < e.valid_to{days_of_disclosure("enrolled")}),
        piece AS (
            SELECT id, day AS valid_from, lead(day) OVER (PARTITION BY id ORDER BY day) AS next_day FROM point)
        SELECT e.student_id, e.id AS enrolment_id, piece.valid_from, coalesce(piece.next_day, e.valid_to) AS valid_to,
               p.person_uid, e.kind, coalesce(m.level, '') AS level, m.grade,
               CASE WHEN in_class THEN m.class_id END AS class_id,
               CASE WHEN in_class THEN m.class_name ELSE '' END AS class_name,
               CASE WHEN in_class THEN m.class_set_id END AS class_set_id,
               CASE WHEN in_class THEN m.shift END AS shift,
               coalesce({region_code("form_of_study", "m.form_of_study")}, '') AS form_of_study,
               {_arranged(1)} AS is_on_leave, {_arranged(2)} AS has_individual_plan,
               p.sex, {BIRTH_YEAR} AS birth_year, p.birth_date,
               {NAME_COLUMNS}, NULL::uuid AS envelope_id, {MAY_BE_DISCLOSED} AS disclosed
          FROM piece
               JOIN enrolled e ON e.id = piece.id
               JOIN people_person p ON p.id = e.person_id
               LEFT JOIN membership m ON m.enrolment_id = piece.id
                    AND m.valid_from <= piece.valid_from AND m.valid_to > piece.valid_from
               LEFT JOIN people_personname n ON n.person_id = e.person_id
                    AND n.valid_from <= piece.valid_from AND n.valid_to > piece.valid_from
               CROSS JOIN LATERAL (
                    SELECT coalesce(m.class_from <= piece.valid_from AND m.class_to > piece.valid_from, false)
                    ) presence(in_class)
               {DISCLOSING_CONSENT}
         UNION ALL
        SELECT e.student_id, e.id, piece.valid_from, piece.valid_to, p.person_uid, e.kind, coalesce(m.level, ''),
               m.grade, NULL, '', NULL, NULL,
               coalesce({region_code("form_of_study", "m.form_of_study")}, ''),
               false, false, p.sex, {BIRTH_YEAR}, p.birth_date, {NAME_COLUMNS}, e.end_envelope_id, {MAY_BE_DISCLOSED}
          FROM enrolled e
               JOIN people_person p ON p.id = e.person_id
               CROSS JOIN LATERAL (
                    SELECT e.valid_to, coalesce(min(later.valid_from), '9999-12-31')
                      FROM enrolment_enrolment later
                     WHERE later.student_id = e.student_id AND later.voided_by_id IS NULL
                       AND later.valid_from >= e.valid_to
                       AND (e.kind = 'main' OR later.kind = 'main' OR EXISTS (
                            SELECT FROM membership m JOIN enrolment_classmembership a
                                   ON a.class_group_id = m.class_id AND a.voided_by_id IS NULL
                             WHERE m.enrolment_id = e.id AND a.enrolment_id = later.id))
                    ) piece(valid_from, valid_to)
               LEFT JOIN membership m ON m.enrolment_id = e.id
                    AND m.valid_from < e.valid_to AND m.valid_to >= e.valid_to
               LEFT JOIN people_personname n ON n.person_id = e.person_id
                    AND n.valid_from <= piece.valid_from AND n.valid_to > piece.valid_from
               {DISCLOSING_CONSENT}
         WHERE e.end_envelope_id IS NOT NULL AND piece.valid_from < piece.valid_to
    """,
    key_expression="e.student_id",
    touched_by=TOUCHED_WITH_A_STUDENT,
)

CLASS = Fact(
    name="class",
    title=_("class"),
    grain="a class, a kindergarten's or a centre's group, in one academic year",
    key="class_id",
    identity=("class_id",),
    columns=(
        Column("class_id", "enrolment.ClassGroup.id"),
        Column("valid_from", "enrolment.ClassGroup.valid_from"),
        Column("valid_to", "enrolment.ClassGroup.valid_to"),
        Column("academic_year", "enrolment.AcademicYear.name"),
        Column("level", "enrolment.ClassGroup.level"),
        Column("grade", "enrolment.ClassGroup.grade"),
        Column("name", "enrolment.ClassGroup.name"),
        Column("kind", "enrolment.ClassGroup.kind"),
        Column("age_group", "enrolment.ClassGroup.age_group"),
        Column("profile", "enrolment.ClassGroup.profile"),
        Column("class_set_id", "enrolment.ClassGroup.class_set"),
        Column("class_set", "enrolment.ClassSet.name"),
        Column("form_of_study", "enrolment.ClassGroup.form_of_study"),
        Column("language", "enrolment.ClassGroup.language"),
        Column("shift", "enrolment.ClassGroup.shift"),
        Column("capacity", "enrolment.ClassGroup.capacity"),
        Column("first_grade", "enrolment.ClassGroup.first_grade"),
        Column("nosology", "enrolment.ClassGroup.nosology"),
        Column("programme_years", "enrolment.ClassGroup.programme_years"),
        Column("regime", "enrolment.ClassGroup.regime"),
        Column("programme_level", "enrolment.ClassGroup.programme_level"),
        Column("funding", "enrolment.ClassGroup.funding"),
    ),
    select=f"""
        SELECT c.id AS class_id, c.valid_from, c.valid_to, y.name AS academic_year, c.level, c.grade, c.name,
               {region_code("class_kind", "c.kind")} AS kind, {region_code("age_group", "c.age_group")} AS age_group,
               {region_code("class_profile", "c.profile")} AS profile,
               c.class_set_id, coalesce(u.name, '') AS class_set,
               {region_code("form_of_study", "c.form_of_study")} AS form_of_study,
               {region_code("language", "c.language")} AS language, c.shift, c.capacity,
               c.first_grade, c.nosology, c.programme_years, c.regime, c.programme_level, c.funding
          FROM enrolment_classgroup c
               JOIN enrolment_academicyear y ON y.id = c.academic_year_id
               LEFT JOIN enrolment_classset u ON u.id = c.class_set_id
         WHERE c.valid_to > c.valid_from AND ({{only}})
    """,
    key_expression="c.id",
    touched_by={
        "class": SAME_KEY,
        "class_set": "SELECT id FROM enrolment_classgroup WHERE class_set_id = ANY(%(keys)s::bigint[])",
        "academic_year": "SELECT id FROM enrolment_classgroup WHERE academic_year_id = ANY(%(keys)s::bigint[])",
        "handbook": EVERY,
    },
    about_a_person=False,
)

_CAME_AS, _LEFT_AS = region_code("admission_reason", "e.begin_reason"), region_code("leaving_reason", "e.end_reason")

MOVEMENT = Fact(
    name="movement",
    title=_("movement"),
    grain="a beginning or an end of an enrolment; happened on the first day of being, or of no longer being, enrolled",
    key="student_id",
    identity=("enrolment_id", "direction"),
    columns=(
        Column("student_id", "people.Student.id"),
        Column("enrolment_id", "enrolment.Enrolment.id"),
        Column("direction"),
        Column("happened_on"),
        Column("person_uid", "people.Person.person_uid"),
        Column("kind", "enrolment.Enrolment.kind"),
        Column("reason", "enrolment.Enrolment.end_reason"),
        Column("counterpart", "enrolment.Enrolment.end_counterpart", Sensitivity.RESTRICTED),
        Column("destination", "enrolment.Enrolment.end_destination"),
        Column("result", "enrolment.Enrolment.end_result"),
        Column("envelope_id", "enrolment.Enrolment.end_envelope_id"),
        Column("level", "enrolment.ClassMembership.level"),
        Column("grade", "enrolment.ClassMembership.grade"),
        Column("class_id", "enrolment.ClassMembership.class_group"),
        Column("class_name", "enrolment.ClassGroup.name"),
        Column("sex", "people.Person.sex"),
        Column("birth_year"),
    ),
    select=f"""
        SELECT e.student_id, e.id AS enrolment_id, piece.direction, piece.happened_on, p.person_uid, e.kind,
               CASE piece.direction WHEN 'in' THEN {for_the_region("admission_reason", _CAME_AS)}
                                    ELSE {for_the_region("leaving_reason", _LEFT_AS)} END AS reason,
               CASE piece.direction
                    WHEN 'in' THEN CASE WHEN {tells_more("admission_reason", _CAME_AS)}
                                        THEN '' ELSE e.begin_counterpart END
                    ELSE CASE WHEN {tells_more("leaving_reason", _LEFT_AS)}
                              THEN '' ELSE e.end_counterpart END END AS counterpart,
               CASE piece.direction WHEN 'in' THEN '' ELSE e.end_destination END AS destination,
               CASE piece.direction WHEN 'in' THEN '' ELSE e.end_result END AS result,
               CASE piece.direction WHEN 'in' THEN e.envelope_id ELSE e.end_envelope_id END AS envelope_id,
               coalesce(m.level, '') AS level, m.grade, m.class_group_id AS class_id,
               coalesce(c.name, '') AS class_name, p.sex, {BIRTH_YEAR} AS birth_year, {MAY_BE_DISCLOSED} AS disclosed
          FROM enrolment_enrolment e
               JOIN people_student s ON s.id = e.student_id
               JOIN people_person p ON p.id = s.person_id
               CROSS JOIN LATERAL (VALUES
                   ('in', e.valid_from, e.valid_from),
                   ('out', e.valid_to, e.valid_to - 1)) piece(direction, happened_on, valid_from)
               LEFT JOIN enrolment_classmembership m ON m.enrolment_id = e.id AND m.voided_by_id IS NULL
                    AND m.valid_from <= piece.valid_from AND m.valid_to > piece.valid_from
               LEFT JOIN enrolment_classgroup c ON c.id = m.class_group_id
               {DISCLOSING_CONSENT}
         WHERE e.voided_by_id IS NULL AND piece.happened_on < '9999-12-31' AND {{only}}
    """,
    key_expression="e.student_id",
    touched_by=TOUCHED_WITH_A_STUDENT,
)

FACTS = (STUDENT, CLASS, MOVEMENT, YEAR_RESULT, ARRANGEMENT, COMPLETION, CIRCUMSTANCE, GUARDIAN)
