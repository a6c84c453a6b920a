"""What was so on a day in one organisation, asked of its own tables. Names of schemas stand in the SQL."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier

from .circumstances import CLOSED_GROUNDS, Day
from .class_sets import measures, units
from .results import ended
from .staff import moved

_DISCLOSED = """
           EXISTS (SELECT FROM {{o}}.people_consent c WHERE c.person_id = p.id AND c.purpose = 'registry'
                      AND c.covers @> ARRAY['registry'] AND c.withdrawn_on IS NULL
                      AND c.valid_from <= {day} AND {day} < c.valid_to)"""
ON, LEFT = "%(on)s", "e.valid_to"


def disclosed(day: str) -> str:
    """Whether names of the person `p` may be known above the organisation on a day: a consent says so."""
    return _DISCLOSED.format(day=day)


PERSONS = f"""
    SELECT e.id, st.id, p.person_uid, e.kind, coalesce(m.level, ''), m.grade,
           c.id, coalesce(c.name, ''), c.class_set_id, c.shift,
           coalesce(m.form_of_study, ''),
           1 IN (SELECT a.track FROM {{o}}.enrolment_studyarrangement a WHERE a.enrolment_id = e.id
                  AND a.voided_by_id IS NULL AND a.valid_from <= %(on)s AND %(on)s < a.valid_to),
           2 IN (SELECT a.track FROM {{o}}.enrolment_studyarrangement a WHERE a.enrolment_id = e.id
                  AND a.voided_by_id IS NULL AND a.valid_from <= %(on)s AND %(on)s < a.valid_to),
           p.sex, date_part('year', p.birth_date)::int,
           coalesce(n.surname, ''), coalesce(n.given_name, ''), coalesce(n.patronymic, ''),
           CASE WHEN {disclosed(ON)} THEN p.birth_date END,
           CASE WHEN {disclosed(ON)} THEN coalesce(n.search_key, '') ELSE chr(65535) END
      FROM {{o}}.enrolment_enrolment e
           JOIN {{o}}.people_student st ON st.id = e.student_id
           JOIN {{o}}.people_person p ON p.id = st.person_id
           LEFT JOIN {{o}}.enrolment_classmembership m ON m.enrolment_id = e.id AND m.voided_by_id IS NULL
                AND m.valid_from <= %(on)s AND %(on)s < m.valid_to
           LEFT JOIN {{o}}.enrolment_classgroup c ON c.id = m.class_group_id
                AND c.valid_from <= %(on)s AND %(on)s < c.valid_to
           LEFT JOIN {{o}}.people_personname n ON n.person_id = p.id
                AND n.valid_from <= %(on)s AND %(on)s < n.valid_to AND {disclosed(ON)}
     WHERE e.voided_by_id IS NULL AND e.valid_from <= %(on)s AND %(on)s < e.valid_to
     UNION ALL
    SELECT e.id, st.id, p.person_uid, e.kind,
           coalesce((SELECT m.level FROM {{o}}.enrolment_classmembership m
                      WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL
                        AND m.valid_from <= e.valid_to - 1 AND e.valid_to - 1 < m.valid_to), ''),
           (SELECT m.grade FROM {{o}}.enrolment_classmembership m
             WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL
               AND m.valid_from <= e.valid_to - 1 AND e.valid_to - 1 < m.valid_to),
           NULL, '', NULL, NULL,
           coalesce((SELECT m.form_of_study FROM {{o}}.enrolment_classmembership m
                      WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL
                        AND m.valid_from <= e.valid_to - 1 AND e.valid_to - 1 < m.valid_to), ''),
           false, false, p.sex, date_part('year', p.birth_date)::int,
           coalesce(n.surname, ''), coalesce(n.given_name, ''), coalesce(n.patronymic, ''),
           CASE WHEN {disclosed(LEFT)} THEN p.birth_date END,
           CASE WHEN {disclosed(LEFT)} THEN coalesce(n.search_key, '') ELSE chr(65535) END
      FROM {{o}}.enrolment_enrolment e
           JOIN {{o}}.people_student st ON st.id = e.student_id
           JOIN {{o}}.people_person p ON p.id = st.person_id
           LEFT JOIN {{o}}.people_personname n ON n.person_id = p.id
                AND n.valid_from <= e.valid_to AND e.valid_to < n.valid_to AND {disclosed(LEFT)}
     WHERE e.voided_by_id IS NULL AND e.end_envelope_id IS NOT NULL AND e.valid_to <= %(on)s
       AND NOT (e.end_envelope_id = ANY(%(arrived)s::uuid[]))
       AND NOT EXISTS (SELECT FROM {{o}}.enrolment_enrolment f
                        WHERE f.student_id = e.student_id AND f.voided_by_id IS NULL
                          AND f.valid_from BETWEEN e.valid_to AND %(on)s
                          AND ('main' IN (e.kind, f.kind) OR EXISTS (
                              SELECT b.class_group_id FROM {{o}}.enrolment_classmembership b
                               WHERE b.enrolment_id = e.id AND b.voided_by_id IS NULL AND b.class_group_id IS NOT NULL
                              INTERSECT
                              SELECT b.class_group_id FROM {{o}}.enrolment_classmembership b
                               WHERE b.enrolment_id = f.id AND b.voided_by_id IS NULL)))
"""
ARRIVED = """
    SELECT envelope_id FROM {o}.enrolment_enrolment WHERE voided_by_id IS NULL AND envelope_id IS NOT NULL
"""
TAKEN_ON = "SELECT envelope_id FROM {o}.people_employeepost WHERE envelope_id IS NOT NULL"
CLASSES = """
    SELECT c.id, y.name, c.level, c.grade, c.name, c.kind, c.age_group,
           c.profile,
           c.class_set_id, coalesce((SELECT u.name FROM {o}.enrolment_classset u WHERE u.id = c.class_set_id), ''),
           c.form_of_study, c.language, c.shift, c.capacity, c.first_grade, c.nosology, c.programme_years, c.regime,
           c.programme_level, c.funding
      FROM {o}.enrolment_classgroup c JOIN {o}.enrolment_academicyear y ON y.id = c.academic_year_id
     WHERE c.valid_from <= %(on)s AND %(on)s < c.valid_to
"""
POSTS = f"""
    WITH level (code, place) AS (VALUES
        ('postgraduate', 1), ('master', 2), ('specialist', 3), ('bachelor', 4), ('vocational_specialist', 5),
        ('vocational_worker', 6), ('secondary', 7), ('basic', 8), ('none', 9))
    SELECT h.id, m.id, p.person_uid,
           h.post,
           h.kind, h.rate, p.sex, date_part('year', p.birth_date)::int, coalesce(n.surname, ''),
           coalesce(n.given_name, ''), coalesce(n.patronymic, ''),
           CASE WHEN {disclosed(ON)} THEN p.birth_date END,
           CASE WHEN {disclosed(ON)} THEN coalesce(n.search_key, '') ELSE chr(65535) END,
           coalesce((SELECT g.level FROM {{o}}.people_employeeeducation g JOIN level ON level.code = g.level
                      WHERE g.employee_id = m.id AND (g.issued_on IS NULL OR g.issued_on <= %(on)s)
                      ORDER BY level.place LIMIT 1), ''),
           coalesce((SELECT bool_or(g.is_pedagogical) FROM {{o}}.people_employeeeducation g
                      JOIN level ON level.code = g.level
                      WHERE g.employee_id = m.id AND (g.issued_on IS NULL OR g.issued_on <= %(on)s)
                      GROUP BY level.place ORDER BY level.place LIMIT 1), false),
           coalesce((SELECT g.qualification FROM {{o}}.people_employeequalification g
                      WHERE g.employee_id = m.id AND g.valid_from <= %(on)s AND %(on)s < g.valid_to
                      ORDER BY position(g.qualification IN 'methodist mentor highest first second conforms'), g.id
                      LIMIT 1), ''),
           coalesce((SELECT g.subject FROM {{o}}.people_employeesubject g
                      WHERE g.employee_id = m.id AND g.is_main AND g.valid_from <= %(on)s
                        AND (%(on)s < g.valid_to OR (h.is_gone AND g.valid_to = h.valid_from))
                      ORDER BY g.id LIMIT 1), ''),
           CASE WHEN m.degree_on > %(on)s THEN '' ELSE m.degree END, m.service_since, m.teaching_since,
           w.valid_from, w.valid_to, coalesce(w.origin, ''), coalesce(w.leaving_reason, '')
      FROM (SELECT id, employee_id, post, kind, rate, valid_from, valid_to, false AS is_gone
              FROM {{o}}.people_employeepost
             UNION ALL
            SELECT id, employee_id, post, kind, rate, valid_to, passed_until, true
              FROM {{o}}.people_employeepost
             WHERE end_envelope_id IS NOT NULL AND end_envelope_id <> ALL(%(taken_on)s::uuid[])) h
           LEFT JOIN {{o}}.people_employment w ON w.employee_id = h.employee_id
                AND w.valid_from <= %(on)s AND %(on)s < w.valid_to
           JOIN {{o}}.people_employee m ON m.id = h.employee_id
           JOIN {{o}}.people_person p ON p.id = m.person_id
           LEFT JOIN {{o}}.people_personname n ON n.person_id = p.id
                AND n.valid_from <= %(on)s AND %(on)s < n.valid_to AND {disclosed(ON)}
     WHERE h.valid_from <= %(on)s AND %(on)s < h.valid_to
"""
PASSPORT = """
    SELECT capacity, shifts, buildings, legal_form, inn, kpp, ogrn, director_name, phone, email, site, number, status,
           school_week, ownership, okpo, okato, oktmo, okogu, okved, licence_number, has_video, computers_online,
           content_filter, internet_speed
      FROM {o}.passport_organisationpassport WHERE valid_from <= %(on)s AND %(on)s < valid_to
"""
MOVEMENT = f"""
    SELECT e.id, 'in', e.valid_from, e.kind, e.begin_reason,
           CASE WHEN {disclosed("e.valid_from")} THEN e.begin_counterpart ELSE '' END, '', '', e.envelope_id,
           (SELECT m.grade FROM {{o}}.enrolment_classmembership m
             WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL
               AND m.valid_from <= e.valid_from AND e.valid_from < m.valid_to)
      FROM {{o}}.enrolment_enrolment e JOIN {{o}}.people_student st ON st.id = e.student_id
           JOIN {{o}}.people_person p ON p.id = st.person_id
     WHERE e.voided_by_id IS NULL AND e.valid_from <= %(on)s
     UNION ALL
    SELECT e.id, 'out', e.valid_to, e.kind, e.end_reason,
           CASE WHEN {disclosed("(e.valid_to - 1)")} THEN e.end_counterpart ELSE '' END,
           e.end_destination, e.end_result, e.end_envelope_id,
           (SELECT m.grade FROM {{o}}.enrolment_classmembership m
             WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL
               AND m.valid_from < e.valid_to AND e.valid_to <= m.valid_to)
      FROM {{o}}.enrolment_enrolment e JOIN {{o}}.people_student st ON st.id = e.student_id
           JOIN {{o}}.people_person p ON p.id = st.person_id
     WHERE e.voided_by_id IS NULL AND e.valid_to <= %(on)s
"""
GUARDIANS = f"""
    SELECT u.id, p.person_uid,
           (SELECT count(*) FROM {{o}}.people_guardianship g, {{o}}.enrolment_enrolment e
             WHERE g.guardian_id = u.id AND e.student_id = g.student_id AND g.is_legal AND g.voided_by IS NULL
               AND %(on)s >= g.valid_from AND %(on)s < g.valid_to AND e.voided_by_id IS NULL AND e.kind = 'main'
               AND %(on)s >= e.valid_from AND %(on)s < e.valid_to) AS children,
           (SELECT count(*) FROM {{o}}.people_guardianship g, {{o}}.enrolment_enrolment e
             WHERE g.guardian_id = u.id AND e.student_id = g.student_id AND g.is_legal AND g.voided_by IS NULL
               AND %(on)s >= g.valid_from AND %(on)s < g.valid_to AND e.voided_by_id IS NULL
               AND e.kind = 'additional' AND %(on)s >= e.valid_from AND %(on)s < e.valid_to) AS additional,
           coalesce(n.surname, ''), coalesce(n.given_name, ''), coalesce(n.patronymic, ''),
           CASE WHEN {disclosed(ON)} THEN coalesce(n.search_key, '') ELSE chr(65535) END
      FROM {{o}}.people_guardian u JOIN {{o}}.people_person p ON p.id = u.person_id
           LEFT JOIN {{o}}.people_personname n ON n.person_id = p.id
                AND n.valid_from <= %(on)s AND %(on)s < n.valid_to AND {disclosed(ON)}
"""
LEAVES = """
    SELECT l.kind, count(DISTINCT m.id), count(DISTINCT m.id) FILTER (WHERE p.sex = 'female')
      FROM {o}.people_employeeleave l JOIN {o}.people_employee m ON m.id = l.employee_id
           JOIN {o}.people_person p ON p.id = m.person_id
     WHERE l.valid_from <= %(on)s AND %(on)s < l.valid_to
       AND EXISTS (SELECT FROM {o}.people_employeepost h
                    WHERE h.employee_id = m.id AND h.valid_from <= %(on)s AND %(on)s < h.valid_to)
     GROUP BY l.kind
"""
COMPLETIONS = """
    SELECT c.grade, c.level, c.result, c.certificate, c.on, count(*),
           sum(CASE (SELECT p.sex FROM {o}.people_student st JOIN {o}.people_person p ON p.id = st.person_id
                      WHERE st.id = e.student_id) WHEN 'female' THEN 1 ELSE 0 END)
      FROM {o}.enrolment_completion c JOIN {o}.enrolment_enrolment e ON e.id = c.enrolment_id
     WHERE c.voided_by_id IS NULL AND e.voided_by_id IS NULL AND c.on <= %(on)s
     GROUP BY c.grade, c.level, c.result, c.certificate, c.on
"""
GROUND, COUNTERPART = 4, 5
"""Columns of MOVEMENT; its grounds are of one handbook when coming and of another one when leaving."""
CODED = {  # query → column → handbook (of a movement: when leaving)
    PERSONS: {10: "form_of_study"},
    CLASSES: {5: "class_kind", 6: "age_group", 7: "class_profile", 10: "form_of_study", 11: "language"},
    POSTS: {3: "post", 4: "post_kind", 16: "main_subject", 23: "staff_leaving_reason"},
    PASSPORT: {3: "legal_form"},
    MOVEMENT: {},
    GUARDIANS: {},
    LEAVES: {},
    COMPLETIONS: {},
}


@dataclass(frozen=True, slots=True)
class Truth:
    """Rows of one organisation on one day, and what they add up to."""

    persons: frozenset[tuple[Any, ...]]
    classes: frozenset[tuple[Any, ...]]
    posts: frozenset[tuple[Any, ...]]
    passport: frozenset[tuple[Any, ...]]
    movement: frozenset[tuple[Any, ...]]
    guardians: frozenset[tuple[Any, ...]]
    leaves: frozenset[tuple[Any, ...]]
    completions: frozenset[tuple[Any, ...]]
    results: frozenset[tuple[Any, ...]]
    staff_movement: dict[tuple[Any, ...], int]
    circumstances: frozenset[tuple[Any, ...]]
    arrangements: frozenset[tuple[Any, ...]]
    cells: dict[tuple[Any, ...], tuple[int, int, int]] = field(init=False)
    stages: dict[tuple[str, str, bool], tuple[int, int, int]] = field(init=False)
    class_cells: dict[tuple[Any, ...], tuple[int, int]] = field(init=False)
    class_sizes: dict[int, tuple[int, int]] = field(init=False)
    post_cells: dict[tuple[str, str], tuple[int, Any]] = field(init=False)

    def __post_init__(self) -> None:
        answering = frozenset(row for row in self.guardians if row[2] + row[3])  # whose child is enrolled here
        object.__setattr__(self, "guardians", answering)
        object.__setattr__(self, "cells", _cells(self.persons))
        object.__setattr__(self, "stages", _stages(self.persons))
        object.__setattr__(self, "class_cells", _class_cells(self.classes))
        object.__setattr__(self, "class_sizes", _class_sizes(self.persons))
        object.__setattr__(self, "post_cells", _post_cells(self.posts))


def truth(connection: BaseDatabaseWrapper, schema: str, on: date) -> Truth:
    """Ask the organisation's tables. The connection may read any schema (the owner's)."""
    with connection.cursor() as cursor:
        asked = SQL("SELECT handbook, code, maps_to FROM {}.passport_localhandbookitem").format(Identifier(schema))
        cursor.execute(asked)
        own = {(handbook, code): region for handbook, code, region in cursor.fetchall()}
        arrived, taken_on = (_arrived_anywhere(cursor, sql) for sql in (ARRIVED, TAKEN_ON))
    asked_with = {"on": on, "arrived": arrived, "taken_on": taken_on}
    rows = (_rows(connection, schema, sql, asked_with, own) for sql in CODED)
    day = Day(connection, schema, on, own)
    results = ended(connection, schema, on)
    return Truth(*rows, results, moved(connection, schema, on, own, taken_on), day.circumstances(), day.arrangements())


def _arrived_anywhere(cursor: Any, sql: str) -> list[Any]:
    """Envelopes that an enrolment in force, or a post, begins with in any organisation: who left in one is on the way no
    more."""
    cursor.execute("SELECT schema_name FROM public.organisations_organisation WHERE state IN ('ready', 'closed')")
    schemas = [Identifier(name) for (name,) in cursor.fetchall()]
    if not schemas:
        return []
    cursor.execute(SQL(" UNION ALL ").join(SQL(sql).format(o=schema) for schema in schemas))
    return [envelope for (envelope,) in cursor.fetchall()]


def _rows(
    connection: BaseDatabaseWrapper,
    schema: str,
    sql: str,
    asked_with: dict[str, Any],
    own: dict[tuple[str, str], str],
) -> frozenset[tuple[Any, ...]]:
    on = asked_with["on"]
    with connection.cursor() as cursor:
        cursor.execute(SQL(sql).format(o=Identifier(schema)), asked_with)
        rows = cursor.fetchall()
    assert len(set(rows)) == len(rows), f"Plain SQL says a row twice on {on} in {schema}."
    return frozenset(tuple(_as_region(sql, n, value, row, own) for n, value in enumerate(row)) for row in rows)


def _as_region(sql: str, n: int, value: Any, row: tuple[Any, ...], own: dict[tuple[str, str], str]) -> Any:
    """An organisation's own code (~…) as the region's item it is mapped to; nothing if it is mapped to none.

    A ground of movement that tells of health or of an offence is another one, and nobody learns where to or from.
    """
    if sql == MOVEMENT and n in (GROUND, COUNTERPART):
        handbook = "admission_reason" if row[1] == "in" else "leaving_reason"
        ground = row[GROUND]
        meant = own.get((handbook, ground), "") if ground.startswith("~") else ground
        if meant in CLOSED_GROUNDS[handbook]:
            return "other" if n == GROUND else ""
        return meant if n == GROUND else value
    handbook = CODED[sql].get(n)
    if handbook is None or not value.startswith("~"):
        return value
    return own.get((handbook, value), "")


def _cells(persons: frozenset[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[int, int, int]]:
    """(kind, level, grade, birth year, shift, form) → enrolments, of them male, female."""
    numbers = Counter(
        (row[3], row[4], row[5] or 0, row[14] or 0, row[9] or 0, row[10], sex)
        for row in persons
        for sex in {"", row[13]}
    )
    return {
        cell[:6]: (n, numbers[*cell[:6], "male"], numbers[*cell[:6], "female"])
        for cell, n in numbers.items()
        if cell[6] == ""
    }


def _stages(persons: frozenset[tuple[Any, ...]]) -> dict[tuple[str, str, bool], tuple[int, int, int]]:
    """(kind, level, in a class) → enrolments, of them male, female. All additional enrolments have one level."""
    found: dict[tuple[str, str, bool], tuple[int, int, int]] = {}
    for row in persons:
        key = (row[3], "additional" if row[3] == "additional" else row[4], row[9] is not None)
        n, male, female = found.get(key, (0, 0, 0))
        found[key] = n + 1, male + (row[13] == "male"), female + (row[13] == "female")
    return found


def _class_cells(classes: frozenset[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """(level, grade, shift, form) → classes, and classes with each комплект counted once, at its lowest grade."""
    found: dict[tuple[Any, ...], list[int]] = {}
    lowest: dict[Any, tuple[Any, ...]] = {}
    for row in classes:
        set_id = row[8]
        if set_id is not None and (set_id not in lowest or (row[3] or 0, row[0]) < lowest[set_id][:2]):
            lowest[set_id] = (row[3] or 0, row[0])
    for row in classes:
        pair = found.setdefault((row[2], row[3] or 0, row[12], row[10]), [0, 0])
        pair[0] += 1
        pair[1] += row[8] is None or lowest[row[8]][1] == row[0]
    return {cell: (pair[0], pair[1]) for cell, pair in found.items()}


def _class_sizes(persons: frozenset[tuple[Any, ...]]) -> dict[int, tuple[int, int]]:
    """Class → who sits in it, of them girls."""
    seated = Counter((row[6], sex) for row in persons if row[6] is not None for sex in {"", row[13]})
    return {group: (n, seated[group, "female"]) for (group, sex), n in seated.items() if sex == ""}


def class_details(said: "Truth") -> dict[tuple[Any, ...], tuple[int, ...]]:
    """(level, kind, nosology, years, first grade, profile, age, form, language, shift) → classes, students, girls, places,
    classes with more students than places; комплекты, the classes in them, small classes and комплекты (class_sets.py)."""
    found: dict[tuple[Any, ...], tuple[int, ...]] = {}

    def add(row: tuple[Any, ...], *more: int) -> None:
        cell = (row[2], row[5], row[15], row[16] or 0, row[14], row[7], row[6], row[10], row[11], row[12])
        found[cell] = tuple(map(sum, zip(found.get(cell, (0,) * 11), more, strict=True)))

    for row in said.classes:
        n, girls = said.class_sizes.get(row[0], (0, 0))
        add(row, 1, n, girls, row[13], int(n > row[13]), 0, 0, 0, 0, 0, 0)
    for unit in units(said.classes):
        sets, *small = measures(unit, said.class_sizes)
        add(unit[0], 0, 0, 0, 0, 0, sets, 0, *small)
        for row in unit if sets else ():
            add(row, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)
    return found


def _post_cells(posts: frozenset[tuple[Any, ...]]) -> dict[tuple[str, str], tuple[int, Any]]:
    found: dict[tuple[str, str], tuple[int, Any]] = {}
    for row in posts:
        number, rate = found.get((row[3], row[4]), (0, 0))
        found[row[3], row[4]] = number + 1, rate + row[5]
    persons = {row[1] for row in posts}
    return found | ({("", ""): (len(persons), 0)} if persons else {})
