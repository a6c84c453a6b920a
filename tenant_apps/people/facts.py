"""What people publish: employees by post, long leaves in numbers. Students are published with their enrolments."""

from django.utils.translation import gettext_lazy as _

from shared_apps.handbooks.catalogue import CATALOGUE
from tenant_apps.history.facts import EVERY, SAME_KEY, Column, Fact, Sensitivity
from tenant_apps.passport.facts import region_code

from .grounds import GROUPS, NAMES_ABOVE
from .leave_facts import STAFF_LEAVE

_DISCLOSING = f"""{{consent}}.purpose = '{GROUPS[NAMES_ABOVE].purpose}' AND '{NAMES_ABOVE}' = ANY({{consent}}.covers)
                    AND {{consent}}.withdrawn_on IS NULL"""

DISCLOSING_CONSENT = f"""LEFT JOIN people_consent disclosing ON disclosing.person_id = p.id
                    AND {_DISCLOSING.format(consent="disclosing")}
                    AND disclosing.valid_from <= piece.valid_from AND disclosing.valid_to > piece.valid_from"""
"""Joins the consent that lets names and birth dates of the person `p` go above the organisation on the day
`piece.valid_from` (grounds.py, group registry). One at most: consents to a purpose never overlap. A withdrawn consent
discloses nothing on any day, those before the withdrawal included. Leaving ends pieces: `until_leaving` is not asked.
"""

MAY_BE_DISCLOSED = "disclosing.id IS NOT NULL"


def days_of_disclosure(of: str) -> str:
    """The days on which disclosure may change, as a part of `point`. `of`: the CTE with id, person_id and dates."""
    return f"""
             UNION
            SELECT whole.id, cut.day
              FROM {of} whole JOIN people_consent c ON c.person_id = whole.person_id
                    AND {_DISCLOSING.format(consent="c")}
                   CROSS JOIN LATERAL (VALUES (c.valid_from), (c.valid_to)) cut(day)
             WHERE cut.day > whole.valid_from AND cut.day < whole.valid_to"""


LAST_IN_ORDER = "chr(65535)"
"""The key of a name that may not be disclosed: a sign that no name has, after every letter. So an index over keys
lists those without a name last, and no search finds them."""

RESTRICTED_OF_A_PERSON = (
    Column("surname", "people.PersonName.surname", Sensitivity.RESTRICTED),
    Column("given_name", "people.PersonName.given_name", Sensitivity.RESTRICTED),
    Column("patronymic", "people.PersonName.patronymic", Sensitivity.RESTRICTED),
    Column("birth_date", "people.Person.birth_date", Sensitivity.RESTRICTED, empty="NULL::date"),
    Column("search_key", "people.PersonName.search_key", Sensitivity.RESTRICTED, empty=LAST_IN_ORDER),
)

NAME_COLUMNS = """coalesce(n.surname, '') AS surname, coalesce(n.given_name, '') AS given_name,
               coalesce(n.patronymic, '') AS patronymic, coalesce(n.search_key, '') AS search_key"""

BIRTH_YEAR = "date_part('year', p.birth_date)::smallint"

EDUCATION = tuple(item.code for item in CATALOGUE["staff_education"].items)
"""Levels of education, the highest first."""

QUALIFICATIONS = ("methodist", "mentor", "highest", "first", "second", "conforms")
"""Categories, the highest first: methodologists and mentors hold the highest one too (F5)."""


def _best(column: str, codes: tuple[str, ...]) -> str:
    """SQL to order by: the first of the codes first."""
    return f"array_position(ARRAY{list(codes)}, {column})"


EMPLOYEE = Fact(
    name="employee",
    title=_("employee"),
    grain="a post of an employee, cut where his name, records, employment or the consent to disclosure change",
    key="employee_id",
    identity=("post_id", "valid_from"),
    columns=(
        Column("employee_id", "people.Employee.id"),
        Column("post_id", "people.EmployeePost.id"),
        Column("valid_from", "people.EmployeePost.valid_from"),
        Column("valid_to", "people.EmployeePost.valid_to"),
        Column("person_uid", "people.Person.person_uid"),
        Column("post", "people.EmployeePost.post"),
        Column("kind", "people.EmployeePost.kind"),
        Column("rate", "people.EmployeePost.rate"),
        Column("sex", "people.Person.sex"),
        Column("birth_year"),
        Column("education", "people.EmployeeEducation.level"),
        Column("is_pedagogical", "people.EmployeeEducation.is_pedagogical"),
        Column("qualification", "people.EmployeeQualification.qualification"),
        Column("main_subject", "people.EmployeeSubject.subject"),
        Column("degree", "people.Employee.degree"),
        Column("service_since", "people.Employee.service_since"),
        Column("teaching_since", "people.Employee.teaching_since"),
        Column("employed_from", "people.Employment.valid_from"),
        Column("employed_to", "people.Employment.valid_to"),
        Column("origin", "people.Employment.origin"),
        Column("leaving_reason", "people.Employment.leaving_reason"),
        Column("came_envelope_id", "people.EmployeePost.envelope_id"),
        Column("left_envelope_id", "people.EmployeePost.end_envelope_id"),
        Column("is_on_the_way"),
        *RESTRICTED_OF_A_PERSON,
    ),
    # A post that left in an envelope stays here as it was, as long as it would have lasted; the region leaves the row
    # out as soon as it holds the post at the successor (region/staffing/projections.py).
    select=f"""
        WITH own AS (
            SELECT h.*, m.person_id, m.service_since, m.teaching_since, m.degree, m.degree_on
              FROM people_employeepost h JOIN people_employee m ON m.id = h.employee_id
             WHERE {{only}}),
        held AS (
            SELECT id, id AS post_id, employee_id, post, kind, rate, valid_from, valid_to, person_id, service_since,
                   teaching_since, degree, degree_on, envelope_id, end_envelope_id, false AS is_on_the_way
              FROM own
             UNION ALL
            SELECT -id, id, employee_id, post, kind, rate, valid_to, passed_until, person_id, service_since,
                   teaching_since, degree, degree_on, NULL, end_envelope_id, true
              FROM own WHERE end_envelope_id IS NOT NULL AND passed_until > valid_to),
        edge AS (
            SELECT h.employee_id, cut.day
              FROM (SELECT DISTINCT employee_id, person_id FROM held) h
                   JOIN people_personname n ON n.person_id = h.person_id
                   CROSS JOIN LATERAL (VALUES (n.valid_from), (n.valid_to)) cut(day)
             UNION
            SELECT g.employee_id, g.issued_on FROM people_employeeeducation g
             WHERE g.employee_id IN (SELECT employee_id FROM held)
             UNION
            SELECT g.employee_id, cut.day
              FROM people_employeequalification g CROSS JOIN LATERAL (VALUES (g.valid_from), (g.valid_to)) cut(day)
             WHERE g.employee_id IN (SELECT employee_id FROM held)
             UNION
            SELECT g.employee_id, cut.day
              FROM people_employeesubject g CROSS JOIN LATERAL (VALUES (g.valid_from), (g.valid_to)) cut(day)
             WHERE g.is_main AND g.employee_id IN (SELECT employee_id FROM held)
             UNION
            SELECT g.employee_id, cut.day
              FROM people_employment g CROSS JOIN LATERAL (VALUES (g.valid_from), (g.valid_to)) cut(day)
             WHERE g.employee_id IN (SELECT employee_id FROM held)
             UNION
            SELECT employee_id, degree_on FROM held),
        point AS (
            SELECT h.id, h.valid_from AS day FROM held h
             UNION
            SELECT h.id, edge.day FROM held h JOIN edge USING (employee_id)
             WHERE edge.day > h.valid_from AND edge.day < h.valid_to{days_of_disclosure("held")}),
        piece AS (
            SELECT id, day AS valid_from, lead(day) OVER (PARTITION BY id ORDER BY day) AS next_day FROM point)
        SELECT h.employee_id, h.post_id, piece.valid_from, coalesce(piece.next_day, h.valid_to) AS valid_to,
               p.person_uid, {region_code("post", "h.post")} AS post, {region_code("post_kind", "h.kind")} AS kind,
               h.rate, p.sex, {BIRTH_YEAR} AS birth_year, p.birth_date,
               coalesce(e.level, '') AS education, coalesce(e.is_pedagogical, false) AS is_pedagogical,
               coalesce(q.qualification, '') AS qualification,
               coalesce({region_code("main_subject", "s.subject")}, '') AS main_subject,
               CASE WHEN h.degree_on > piece.valid_from THEN '' ELSE h.degree END AS degree,
               h.service_since, h.teaching_since, w.valid_from AS employed_from, w.valid_to AS employed_to,
               coalesce(w.origin, '') AS origin,
               coalesce({region_code("staff_leaving_reason", "w.leaving_reason")}, '') AS leaving_reason,
               h.envelope_id AS came_envelope_id, h.end_envelope_id AS left_envelope_id, h.is_on_the_way,
               {NAME_COLUMNS}, {MAY_BE_DISCLOSED} AS disclosed
          FROM piece
               JOIN held h ON h.id = piece.id
               JOIN people_person p ON p.id = h.person_id
               LEFT JOIN people_personname n ON n.person_id = h.person_id
                    AND n.valid_from <= piece.valid_from AND n.valid_to > piece.valid_from
               {DISCLOSING_CONSENT}
               LEFT JOIN people_employment w ON w.employee_id = h.employee_id
                    AND w.valid_from <= piece.valid_from AND w.valid_to > piece.valid_from
               LEFT JOIN LATERAL (
                    SELECT g.level, g.is_pedagogical FROM people_employeeeducation g
                     WHERE g.employee_id = h.employee_id AND coalesce(g.issued_on <= piece.valid_from, true)
                     ORDER BY {_best("g.level", EDUCATION)}, g.is_pedagogical DESC LIMIT 1) e ON true
               LEFT JOIN LATERAL (
                    SELECT g.qualification FROM people_employeequalification g
                     WHERE g.employee_id = h.employee_id
                       AND g.valid_from <= piece.valid_from AND g.valid_to > piece.valid_from
                     ORDER BY {_best("g.qualification", QUALIFICATIONS)}, g.id LIMIT 1) q ON true
               LEFT JOIN LATERAL (
                    SELECT g.subject FROM people_employeesubject g
                     WHERE g.employee_id = h.employee_id AND g.is_main AND g.valid_from <= piece.valid_from
                       AND (g.valid_to > piece.valid_from OR (h.is_on_the_way AND g.valid_to = h.valid_from))
                     ORDER BY g.id LIMIT 1) s ON true
    """,
    key_expression="h.employee_id",
    touched_by={
        "employee": SAME_KEY,
        "person": "SELECT id FROM people_employee WHERE person_id = ANY(%(keys)s::bigint[])",
        "handbook": EVERY,
    },
)

FACTS = (EMPLOYEE, STAFF_LEAVE)
