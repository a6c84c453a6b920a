"""Circumstances of students on a day, in numbers: counted one student at a time, in plain SQL and Python."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier

HANDBOOKS = {
    "study_conditions": "study_conditions", "native_language": "language", "foreign_language_1": "foreign_language",
    "foreign_language_2": "foreign_language", "foreign_language_3": "foreign_language", "extended_day": "extended_day",
    "boarding": "boarding", "transport": "transport", "health_group": "health_group", "pe_group": "pe_group",
    "ovz": "ovz_category", "disability": "disability", "family": "family_kind", "social_category": "social_category",
    "orphan": "orphan_status", "preventive_record": "preventive_record",
}  # fmt: skip
"""What is counted above an organisation, with the handbook of its values; nothing else of a student's circumstances."""

_SAID = """
    SELECT c.student_id, c.kind, c.value, c.variant, p.sex
      FROM {o}.{table} c JOIN {o}.people_student s ON s.id = c.student_id JOIN {o}.people_person p ON p.id = s.person_id
     WHERE c.voided_by IS NULL AND c.valid_from <= %(on)s AND %(on)s < c.valid_to
       AND c.student_id IN (SELECT e.student_id FROM {o}.enrolment_enrolment e
                             WHERE e.voided_by_id IS NULL AND e.valid_from <= %(on)s AND %(on)s < e.valid_to)
"""


def circumstances(
    connection: BaseDatabaseWrapper, schema: str, on: date, own: dict[tuple[str, str], str]
) -> frozenset[tuple[Any, ...]]:
    """(kind, value, variant, students, of them female). `own`: the organisation's items as the region knows them."""
    found: set[tuple[Any, ...]] = set()
    for part in ("education", "health", "social"):
        table = Identifier(f"people_{part}circumstance")
        with connection.cursor() as cursor:
            cursor.execute(SQL(_SAID).format(o=Identifier(schema), table=table), {"on": on})
            found |= set(cursor.fetchall())
    students = {
        (student, kind, own.get((HANDBOOKS[kind], value), "") if value.startswith("~") else value, variant, sex)
        for student, kind, value, variant, sex in found
        if kind in HANDBOOKS
    }
    numbers = Counter((row[1:4], sex) for row in students for sex in ("", row[4]))
    return frozenset((*cell, n, numbers[cell, "female"]) for (cell, sex), n in numbers.items() if sex == "")
