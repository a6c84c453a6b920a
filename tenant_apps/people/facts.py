"""What people publish: employees by post. Students are published with their enrolments."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.history.facts import EVERY, SAME_KEY, Column, Fact, Sensitivity
from tenant_apps.passport.facts import region_code

MAY_BE_DISCLOSED = "true"
"""The hook for consents: SQL over the row of people_person named `p` and the day `piece.valid_from`, true where
consent or a legal ground lets names and birth dates go above the organisation. Until consents are kept, the ground is
273-ФЗ (records of students and staff) for all. A condition that changes within time must also cut pieces there."""

RESTRICTED_OF_A_PERSON = (
    Column("surname", "people.PersonName.surname", Sensitivity.RESTRICTED),
    Column("given_name", "people.PersonName.given_name", Sensitivity.RESTRICTED),
    Column("patronymic", "people.PersonName.patronymic", Sensitivity.RESTRICTED),
    Column("birth_date", "people.Person.birth_date", Sensitivity.RESTRICTED, empty="NULL::date"),
    Column("search_key", "people.PersonName.search_key", Sensitivity.RESTRICTED),
)

NAME_COLUMNS = """coalesce(n.surname, '') AS surname, coalesce(n.given_name, '') AS given_name,
               coalesce(n.patronymic, '') AS patronymic, coalesce(n.search_key, '') AS search_key"""

BIRTH_YEAR = "date_part('year', p.birth_date)::smallint"

EMPLOYEE = Fact(
    name="employee",
    title=_("employee"),
    grain="a post of an employee, cut where his name changes",
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
        *RESTRICTED_OF_A_PERSON,
    ),
    select=f"""
        WITH held AS (
            SELECT h.id, h.employee_id, h.post, h.kind, h.rate, h.valid_from, h.valid_to, m.person_id
              FROM people_employeepost h JOIN people_employee m ON m.id = h.employee_id
             WHERE {{only}}),
        point AS (
            SELECT h.id, h.valid_from AS day FROM held h
             UNION
            SELECT h.id, cut.day
              FROM held h JOIN people_personname n ON n.person_id = h.person_id
                   CROSS JOIN LATERAL (VALUES (n.valid_from), (n.valid_to)) cut(day)
             WHERE cut.day > h.valid_from AND cut.day < h.valid_to),
        piece AS (
            SELECT id, day AS valid_from, lead(day) OVER (PARTITION BY id ORDER BY day) AS next_day FROM point)
        SELECT h.employee_id, h.id AS post_id, piece.valid_from, coalesce(piece.next_day, h.valid_to) AS valid_to,
               p.person_uid, {region_code("post", "h.post")} AS post, {region_code("post_kind", "h.kind")} AS kind,
               h.rate, p.sex, {BIRTH_YEAR} AS birth_year, p.birth_date,
               {NAME_COLUMNS}, {MAY_BE_DISCLOSED} AS disclosed
          FROM piece
               JOIN held h ON h.id = piece.id
               JOIN people_person p ON p.id = h.person_id
               LEFT JOIN people_personname n ON n.person_id = h.person_id
                    AND n.valid_from <= piece.valid_from AND n.valid_to > piece.valid_from
    """,
    key_expression="h.employee_id",
    touched_by={
        "employee": SAME_KEY,
        "person": "SELECT id FROM people_employee WHERE person_id = ANY(%(keys)s::bigint[])",
        "handbook": EVERY,
    },
)

FACTS = (EMPLOYEE,)
