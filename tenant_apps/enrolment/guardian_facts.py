"""What enrolment publishes of guardians: who answers for somebody enrolled here, by name where the guardian consents.

Whose guardian he is, how he is related, what he may and may not, and every contact of his stay in the organisation:
family is closed (docs/architecture.md). Source: Krasnodar order, annex 1, 2.3 ("limited data on parents").
"""

from django.utils.translation import gettext_lazy as _

from tenant_apps.history.facts import SAME_KEY, Column, Fact
from tenant_apps.people.facts import (
    DISCLOSING_CONSENT,
    MAY_BE_DISCLOSED,
    NAME_COLUMNS,
    RESTRICTED_OF_A_PERSON,
    days_of_disclosure,
)

_NAMES = tuple(column for column in RESTRICTED_OF_A_PERSON if column.name != "birth_date")

GUARDIAN = Fact(
    name="guardian",
    title=_("legal representative"),
    grain="a legal representative while his children are enrolled; cut where their number, his name or consent change",
    key="guardian_id",
    identity=("guardian_id", "valid_from"),
    columns=(
        Column("guardian_id", "people.Guardian.id"),
        Column("valid_from"),
        Column("valid_to"),
        Column("person_uid", "people.Person.person_uid"),
        Column("children"),  # with main enrolments
        Column("additional"),  # with additional ones
        *_NAMES,
    ),
    select=f"""
        WITH kin AS (
            SELECT g.guardian_id, u.person_id, e.kind, greatest(g.valid_from, e.valid_from) AS valid_from,
                   least(g.valid_to, e.valid_to) AS valid_to
              FROM people_guardianship g
                   JOIN people_guardian u ON u.id = g.guardian_id
                   JOIN enrolment_enrolment e ON e.student_id = g.student_id AND e.voided_by_id IS NULL
                        AND e.valid_from < g.valid_to AND g.valid_from < e.valid_to
             WHERE g.voided_by IS NULL AND g.is_legal AND {{only}}),
        span AS (
            SELECT guardian_id AS id, person_id, min(valid_from) AS valid_from, max(valid_to) AS valid_to
              FROM kin GROUP BY guardian_id, person_id),
        point AS (
            SELECT guardian_id AS id, valid_from AS day FROM kin
             UNION
            SELECT guardian_id, valid_to FROM kin
             UNION
            SELECT s.id, cut.day
              FROM span s JOIN people_personname n ON n.person_id = s.person_id
                   CROSS JOIN LATERAL (VALUES (n.valid_from), (n.valid_to)) cut(day)
             WHERE cut.day > s.valid_from AND cut.day < s.valid_to{days_of_disclosure("span")}),
        piece AS (
            SELECT id, day AS valid_from, lead(day) OVER (PARTITION BY id ORDER BY day) AS valid_to FROM point),
        held AS (
            SELECT piece.id, piece.valid_from, piece.valid_to, count(*) FILTER (WHERE kin.kind = 'main') AS children,
                   count(*) FILTER (WHERE kin.kind <> 'main') AS additional
              FROM piece JOIN kin ON kin.guardian_id = piece.id
                   AND kin.valid_from <= piece.valid_from AND kin.valid_to > piece.valid_from
             GROUP BY piece.id, piece.valid_from, piece.valid_to)
        SELECT piece.id AS guardian_id, piece.valid_from, piece.valid_to, p.person_uid,
               piece.children::smallint AS children, piece.additional::smallint AS additional,
               {NAME_COLUMNS}, {MAY_BE_DISCLOSED} AS disclosed
          FROM held piece
               JOIN span ON span.id = piece.id
               JOIN people_person p ON p.id = span.person_id
               LEFT JOIN people_personname n ON n.person_id = p.id
                    AND n.valid_from <= piece.valid_from AND n.valid_to > piece.valid_from
               {DISCLOSING_CONSENT}
    """,
    key_expression="g.guardian_id",
    touched_by={
        "guardian": SAME_KEY,
        "student": "SELECT guardian_id FROM people_guardianship WHERE student_id = ANY(%(keys)s::bigint[])",
        "person": "SELECT id FROM people_guardian WHERE person_id = ANY(%(keys)s::bigint[])",
    },
)
