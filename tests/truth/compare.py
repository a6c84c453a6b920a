"""The region's tables beside the second implementation: row by row, counter by counter, on any day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from shared_apps.organisations.models import Organisation

from .counted import Truth, class_details, truth
from .results import counted
from .staff import staff_cells

_PERSONS = """
    SELECT enrolment_id, student_id, person_uid, kind, level, grade, class_id, class_name, class_set_id, shift,
           form_of_study, is_on_leave, has_individual_plan, sex, birth_year, surname, given_name, patronymic, birth_date, search_key
      FROM contingent_regionstudent
     WHERE organisation_id = %(organisation)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_CLASSES = """
    SELECT class_id, academic_year, level, grade, name, kind, age_group, profile, class_set_id, class_set,
           form_of_study, language, shift, capacity, first_grade, nosology, programme_years, regime, programme_level,
           funding
      FROM contingent_regionclass
     WHERE organisation_id = %(organisation)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_POSTS = """
    SELECT post_id, employee_id, person_uid, post, kind, rate, sex, birth_year, surname, given_name, patronymic,
           birth_date, search_key, education, is_pedagogical, qualification, main_subject, degree, service_since,
           teaching_since, employed_from, employed_to, origin, leaving_reason
      FROM staffing_regionemployee
     WHERE organisation_id = %(organisation)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_PASSPORT = """
    SELECT capacity, shifts, buildings, legal_form, inn, kpp, ogrn, director_name, phone, email, site, number, status,
           school_week, ownership, okpo, okato, oktmo, okogu, okved, licence_number, has_video, computers_online,
           content_filter, internet_speed
      FROM feed_regionorganisation
     WHERE organisation_id = %(organisation)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_MOVEMENT = """
    SELECT enrolment_id, direction, happened_on, kind, reason, counterpart, destination, result, envelope_id, grade
      FROM contingent_movement WHERE organisation_id = %(organisation)s AND happened_on <= %(on)s
"""
_ARRANGEMENTS = """
    SELECT kind, n, female, additional, additional_female FROM contingent_regionarrangement
     WHERE organisation_id = %(organisation)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_COMPLETIONS = """
    SELECT grade, level, result, certificate, happened_on, n, female FROM contingent_regioncompletion
     WHERE organisation_id = %(organisation)s AND happened_on <= %(on)s
"""
_COUNTED_MOVEMENT = """
    SELECT happened_on, kind, direction, reason, destination, is_transfer, n
      FROM contingent_movementcounter WHERE organisation_id = %(organisation)s AND happened_on <= %(on)s
"""
_RESULTS = """
    SELECT enrolment_id, student_id, happened_on, result, kind, level, grade, class_id, class_name, sex
      FROM contingent_yearresult WHERE organisation_id = %(organisation)s AND happened_on <= %(on)s
"""
_COUNTED_RESULTS = """
    SELECT happened_on, kind, result, level, n, female
      FROM contingent_resultcounter WHERE organisation_id = %(organisation)s AND happened_on <= %(on)s
"""
_CIRCUMSTANCES = """
    SELECT kind, value, variant, n, female, additional, additional_female FROM contingent_regioncircumstance
     WHERE organisation_id = %(organisation)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_COUNTED_CIRCUMSTANCES = """
    SELECT cell.kind, cell.value, cell.variant, n, female, additional, additional_female
      FROM contingent_circumstancecounter counter JOIN contingent_circumstancecell cell ON cell.id = counter.cell_id
     WHERE organisation_id = %(organisation)s AND period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_GUARDIANS = """
    SELECT guardian_id, person_uid, children, additional, surname, given_name, patronymic, search_key
      FROM registry_regionguardian
     WHERE organisation_id = %(organisation)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_LEAVES = """
    SELECT kind, n, women FROM staffing_regionstaffleave
     WHERE organisation_id = %(organisation)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_CELLS = """
    SELECT cell.kind, cell.level, cell.grade, cell.birth_year, cell.shift, cell.form_of_study,
           counter.n, counter.male, counter.female
      FROM contingent_counter counter JOIN contingent_cell cell ON cell.id = counter.cell_id
     WHERE organisation_id = %(organisation)s AND period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_STAGES = """
    SELECT CASE WHEN stage %% 20 = 10 THEN 'additional' ELSE 'main' END,
           CASE stage %% 20 WHEN 0 THEN '' WHEN 1 THEN 'preschool' WHEN 2 THEN 'primary' WHEN 3 THEN 'basic'
                           WHEN 4 THEN 'secondary' WHEN 10 THEN 'additional' ELSE 'other' END,
           stage < 20, n, male, female
      FROM contingent_stagecounter
     WHERE organisation_id = %(organisation)s AND period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_CLASS_CELLS = """
    SELECT cell.level, cell.grade, cell.shift, cell.form_of_study, classes, units
      FROM contingent_classcounter counter JOIN contingent_cell cell ON cell.id = counter.cell_id
     WHERE organisation_id = %(organisation)s AND period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_CLASS_SIZES = """
    SELECT class_id, n, female FROM contingent_classsize
     WHERE organisation_id = %(organisation)s AND period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_CLASS_DETAILS = """
    SELECT level, kind, nosology, programme_years, first_grade, profile, age_group, form_of_study, language, shift,
           classes, students, girls, places, overfull, sets, set_classes,
           single_under_25, single_under_14, sets_under_25, sets_under_14
      FROM contingent_classdetailcounter counter JOIN contingent_classcell cell ON cell.id = counter.cell_id
     WHERE organisation_id = %(organisation)s AND period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_POST_CELLS = """
    SELECT post, kind, n, rate FROM staffing_postcounter
     WHERE organisation_id = %(organisation)s AND period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_STAFF_CELLS = """
    SELECT dimension, value, post, n, women FROM staffing_staffcounter
     WHERE organisation_id = %(organisation)s AND period = %(period)s AND valid_from <= %(on)s AND valid_to > %(on)s
"""
_STAFF_MOVEMENT = """
    SELECT happened_on, direction, reason, post, n FROM staffing_staffmovement
     WHERE organisation_id = %(organisation)s AND happened_on <= %(on)s
"""


def differences(
    connection: BaseDatabaseWrapper, organisations: Iterable[Organisation], days: Sequence[date]
) -> list[str]:
    """Every disagreement between the region's tables and the truth, in words. Empty: they agree.

    The connection may read everything (the owner's), with `public` in its path.
    """
    found: list[str] = []
    for organisation in organisations:
        for on in days:
            said = truth(connection, str(organisation.schema_name), on)
            where = f"{organisation.schema_name} on {on}"
            found += [f"{where}: {what}" for what in _of_day(connection, organisation.pk, on, said)]
    return found


def students_on(connection: BaseDatabaseWrapper, organisations: Iterable[Organisation], on: date) -> dict[str, int]:
    """The second implementation's numbers for the whole region: "main" and "additional" enrolments."""
    total = {"main": 0, "additional": 0}
    for organisation in organisations:
        for cell, (n, _male, _female) in truth(connection, str(organisation.schema_name), on).cells.items():
            total[cell[0]] += n
    return total


def _of_day(connection: BaseDatabaseWrapper, organisation_id: int, on: date, said: Truth) -> list[str]:
    def rows(sql: str) -> list[tuple[Any, ...]]:
        period = on.year if on.month >= 9 else on.year - 1
        with connection.cursor() as cursor:
            cursor.execute(sql, {"organisation": organisation_id, "on": on, "period": period})
            return list(cursor.fetchall())

    found: list[str] = []
    for name, sql, truly in (
        ("students", _PERSONS, said.persons),
        ("classes", _CLASSES, said.classes),
        ("posts", _POSTS, said.posts),
        ("passport", _PASSPORT, said.passport),
        ("movement", _MOVEMENT, said.movement),
        ("arrangements", _ARRANGEMENTS, said.arrangements),
        ("completions", _COMPLETIONS, said.completions),
        ("results", _RESULTS, said.results),
        ("circumstances", _CIRCUMSTANCES, said.circumstances),
        ("counters of circumstances", _COUNTED_CIRCUMSTANCES, _all_counted(said)),
        ("guardians", _GUARDIANS, said.guardians),
        ("long leaves", _LEAVES, said.leaves),
    ):
        kept = rows(sql)
        if len(kept) != len(set(kept)):
            found.append(f"{name}: the region holds a row twice")
        found += [f"{name}: missing {row}" for row in truly - set(kept)]
        found += [f"{name}: extra {row}" for row in set(kept) - truly]
    cells = {row[:6]: row[6:] for row in rows(_CELLS)}
    stages = {row[:3]: row[3:] for row in rows(_STAGES)}
    class_cells = {row[:4]: row[4:] for row in rows(_CLASS_CELLS)}
    post_cells = {row[:2]: row[2:] for row in rows(_POST_CELLS)}
    found += _unequal("counter", cells, said.cells)
    found += _unequal("stage counter", stages, said.stages)
    found += _unequal("class counter", class_cells, said.class_cells)
    found += _unequal("size of class", {row[0]: row[1:] for row in rows(_CLASS_SIZES)}, said.class_sizes)
    details = {row[:10]: row[10:] for row in rows(_CLASS_DETAILS)}
    found += _unequal("classes by details", details, class_details(said))
    found += _unequal("post counter", post_cells, said.post_cells)
    moved_by_day = Counter((row[2], row[3], row[1], row[4], row[6], row[8] is not None) for row in said.movement)
    found += _unequal("movement counter", {row[:6]: row[6] for row in rows(_COUNTED_MOVEMENT)}, moved_by_day)
    found += _unequal("result counter", {row[:4]: row[4:] for row in rows(_COUNTED_RESULTS)}, counted(said.results))
    staff = {row[:3]: row[3:] for row in rows(_STAFF_CELLS)}
    moved = {row[:4]: row[4] for row in rows(_STAFF_MOVEMENT)}
    found += _unequal("staff counter", staff, staff_cells(said.posts, on))
    found += _unequal("staff movement", moved, said.staff_movement)
    return found


def _all_counted(said: Truth) -> frozenset[tuple[Any, ...]]:
    """What the counters of circumstances hold: arrangements too, as values of one kind."""
    return said.circumstances | {("arrangement", row[0], "", *row[1:]) for row in said.arrangements}


def _unequal(name: str, kept: dict[Any, Any], truly: dict[Any, Any]) -> list[str]:
    keys = kept.keys() | truly.keys()
    return [f"{name} {key}: {kept.get(key)} is {truly.get(key)}" for key in keys if kept.get(key) != truly.get(key)]
