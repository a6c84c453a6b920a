"""Circumstances of students on a day, in numbers, by the words of their definition: one enrolment after another.

A student of an organisation on a day is whoever has a main enrolment in force there on that day; an additional
enrolment in force is an enrolment beside. Of either it is counted once, and once as a girl's, what on that very day

* his card says of a kind that goes up, however many rows of the card say the same to the region;
* his citizenships make him: a citizen of Russia, of Russia and another state (dual), of other states alone, of none;
* each state is whose citizen he is;
* the language is in which the class is taught where this enrolment sits;
* an order has arranged for this enrolment; whoever owes a subject at least is there conditionally.

And of the academic year of that day: who has come or left until then on a ground that nobody is told of by name.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier

HANDBOOKS = {
    "study_conditions": "study_conditions", "native_language": "language", "foreign_language_1": "foreign_language",
    "foreign_language_2": "foreign_language", "foreign_language_3": "foreign_language", "extended_day": "extended_day",
    "boarding": "boarding", "transport": "transport", "meals": "meals", "health_group": "health_group",
    "pe_group": "pe_group", "ovz": "ovz_category", "disability": "disability", "family": "family_kind",
    "social_category": "social_category", "orphan": "orphan_status", "preventive_record": "preventive_record",
}  # fmt: skip
"""What is counted of a card, with the handbook of its values; nothing else of it."""

_STUDY = """
    SELECT e.id, e.student_id, s.person_id, e.kind, (SELECT p.sex FROM {o}.people_person p WHERE p.id = s.person_id)
      FROM {o}.enrolment_enrolment e, {o}.people_student s
     WHERE s.id = e.student_id AND e.voided_by_id IS NULL AND %(on)s >= e.valid_from AND %(on)s < e.valid_to
"""
_SAY = """
    SELECT student_id, kind, value, variant FROM {o}.people_educationcircumstance
     WHERE voided_by IS NULL AND %(on)s >= valid_from AND %(on)s < valid_to
     UNION ALL
    SELECT student_id, kind, value, variant FROM {o}.people_healthcircumstance
     WHERE voided_by IS NULL AND %(on)s >= valid_from AND %(on)s < valid_to
     UNION ALL
    SELECT student_id, kind, value, variant FROM {o}.people_socialcircumstance
     WHERE voided_by IS NULL AND %(on)s >= valid_from AND %(on)s < valid_to
"""
_BELONG = """
    SELECT person_id, country FROM {o}.people_citizenship WHERE %(on)s >= valid_from AND %(on)s < valid_to
"""
_SIT = """
    SELECT m.enrolment_id, c.language FROM {o}.enrolment_classmembership m, {o}.enrolment_classgroup c
     WHERE c.id = m.class_group_id AND m.voided_by_id IS NULL
       AND %(on)s >= m.valid_from AND %(on)s < m.valid_to AND %(on)s >= c.valid_from AND %(on)s < c.valid_to
"""
_ARE_ARRANGED = """
    SELECT enrolment_id, kind FROM {o}.enrolment_studyarrangement
     WHERE voided_by_id IS NULL AND NOT (track = 4 AND variant = '') AND %(on)s >= valid_from AND %(on)s < valid_to
     UNION ALL
    SELECT enrolment_id, 'next_year_conditional' FROM {o}.enrolment_academicdebt
     WHERE voided_by_id IS NULL AND %(on)s >= valid_from AND %(on)s < valid_to
"""
_CAME_AND_LEFT = """
    SELECT 'admission_ground', 'admission_reason', e.begin_reason, e.kind, p.sex
      FROM {o}.enrolment_enrolment e, {o}.people_student s, {o}.people_person p
     WHERE s.id = e.student_id AND p.id = s.person_id AND e.voided_by_id IS NULL
       AND e.valid_from >= %(since)s AND e.valid_from <= %(on)s
     UNION ALL
    SELECT 'leaving_ground', 'leaving_reason', e.end_reason, e.kind, p.sex
      FROM {o}.enrolment_enrolment e, {o}.people_student s, {o}.people_person p
     WHERE s.id = e.student_id AND p.id = s.person_id AND e.voided_by_id IS NULL
       AND e.valid_to >= %(since)s AND e.valid_to <= %(on)s
"""
CLOSED_GROUNDS = {
    "admission_reason": {"from_detention"},
    "leaving_reason": {"health", "to_special", "court", "left_at_fifteen", "expelled"},
}
"""Grounds of movement that tell of health, of an offence or of the commission on juveniles."""
Numbers = tuple[int, int, int, int]


class Day:
    """What an organisation's tables say of a day."""

    def __init__(self, connection: BaseDatabaseWrapper, schema: str, on: date, own: dict[tuple[str, str], str]) -> None:
        self._asked = connection, Identifier(schema), on
        self._own = own
        self.enrolments = self._rows(_STUDY)

    def circumstances(self) -> frozenset[tuple[Any, ...]]:
        """(kind, value, variant, students, girls, additional enrolments, of girls)."""
        said: dict[int, set[tuple[str, str, str]]] = {}
        for student, kind, value, variant in self._rows(_SAY):
            if kind in HANDBOOKS:
                said.setdefault(student, set()).add((kind, self._as_region(HANDBOOKS[kind], value), variant))
        countries: dict[int, set[str]] = {}
        for person, country in self._rows(_BELONG):
            countries.setdefault(person, set()).add(country)
        languages = dict(self._rows(_SIT))

        def of_an_enrolment(enrolment: int, student: int, person: int) -> Iterator[tuple[str, str, str]]:
            yield from said.get(student, ())
            yield from _citizen(countries.get(person, set()))
            if languages.get(enrolment):
                yield "teaching_language", self._as_region("language", languages[enrolment]), ""

        return _counted(self.enrolments, of_an_enrolment) | self._moved()

    def _moved(self) -> frozenset[tuple[Any, ...]]:
        rows = []
        for kind, handbook, ground, measure, sex in self._rows(_CAME_AND_LEFT):
            meant = self._as_region(handbook, ground)
            if meant in CLOSED_GROUNDS[handbook]:
                rows.append((len(rows), None, (kind, meant, ""), measure, sex))
        return _counted(rows, lambda _number, _student, cell: [cell])

    def arrangements(self) -> frozenset[tuple[Any, ...]]:
        """(kind, students, girls, additional enrolments, of girls)."""
        arranged: dict[int, set[tuple[str]]] = {}
        for enrolment, kind in self._rows(_ARE_ARRANGED):
            arranged.setdefault(enrolment, set()).add((kind,))
        return _counted(self.enrolments, lambda enrolment, _student, _person: arranged.get(enrolment, ()))

    def _rows(self, sql: str) -> list[Any]:
        connection, schema, on = self._asked
        with connection.cursor() as cursor:
            since = date(on.year if on.month >= 9 else on.year - 1, 9, 1)
            cursor.execute(SQL(sql).format(o=schema), {"on": on, "since": since})
            return list(cursor.fetchall())

    def _as_region(self, handbook: str, code: str) -> str:
        return self._own.get((handbook, code), "") if code.startswith("~") else code


def _citizen(countries: set[str]) -> Iterator[tuple[str, str, str]]:
    states = countries - {"stateless"}
    if states == {"ru"}:
        yield "citizenship", "russia", ""
    elif "ru" in states:
        yield "citizenship", "dual", ""
    elif states:
        yield "citizenship", "foreign", ""
    elif countries:
        yield "citizenship", "stateless", ""
    for state in states:
        yield "citizenship_country", state, ""


def _counted(enrolments: list[Any], of_an_enrolment: Any) -> frozenset[tuple[Any, ...]]:
    numbers: Counter[tuple[Any, ...]] = Counter()
    for enrolment, student, person, measure, sex in enrolments:
        for cell in of_an_enrolment(enrolment, student, person):
            numbers[cell, measure, False] += 1
            numbers[cell, measure, True] += sex == "female"
    return frozenset(
        (
            *cell,
            numbers[cell, "main", False],
            numbers[cell, "main", True],
            numbers[cell, "additional", False],
            numbers[cell, "additional", True],
        )
        for cell in {cell for cell, _measure, _girls in numbers}
    )
