"""Lists that the office makes of movement: graduates, those who left, repeated years, conditional transfers, and the
information on those who came and left. Each is one query and the handbooks, of a period, of one class or of all.

A period of one day gives the list as of that day: whoever repeats a year, or owes a subject, on it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from shared_apps.handbooks import closed_values
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.models import Student
from tenant_apps.people.names import full_name

from ..arrangement_models import AcademicDebt
from ..closed_orders import closed_kinds
from .movement import MovementRow

FINISHED = "finished"
"""The group of leaving_reason that graduates leave by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What every row has: who, and by which order."""

    student_id: int
    name: str
    name_key: str
    birth_date: date | None
    class_name: str
    order_id: int | None
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Listed):
    """Somebody who left, or graduated. `on`: the first day without him; of who `stays` for grade 10, the day on which
    he completed grade 9."""

    on: date
    reason: str
    destination: str
    counterpart: str
    result: str
    confirmed_on: date | None
    confirmation: str
    certificate: str = ""
    series_and_number: str = ""
    issued_on: date | None = None
    examination: str = ""
    stays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated(Listed):
    """Somebody left for a repeated year: from which class, since when, until when he stays in the new one."""

    former_class: str
    since: date
    until: date
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Listed):
    """Somebody transferred conditionally: `subjects` is what he owed in the period, `stay_open` what he still owes on
    its last day, each with its term, `due_on` the nearest of them; `attempts` how often he tried to make up."""

    since: date
    due_on: date
    subjects: str
    stay_open: str
    attempts: int
    outcome: str
    closed_on: date | None


_WHO = "s.id, n.surname, n.given_name, n.patronymic, n.search_key, p.birth_date"
_PERSON = """
       JOIN people_student s ON s.id = e.student_id
       JOIN people_person p ON p.id = s.person_id
       JOIN people_personname n ON n.person_id = p.id AND n.valid_from <= {day} AND n.valid_to > {day}"""
_LEFT = """
    SELECT {who}, coalesce(m.name, ''), o.id, o.number, o.date, e.valid_to, e.end_reason, e.end_destination,
           e.end_counterpart, e.end_result, e.end_confirmed_on, e.end_confirmation, o.kind,
           coalesce(d.certificate, ''), coalesce(d.series, ''), coalesce(d.number, ''), d.issued_on,
           coalesce(d.examination, '')
      FROM enrolment_enrolment e{person}
           LEFT JOIN LATERAL (
               SELECT c.* FROM enrolment_completion c
                WHERE c.enrolment_id = e.id AND c.voided_by_id IS NULL AND c.begun_by_id = e.ended_by_id
                LIMIT 1) d ON true
           LEFT JOIN LATERAL (
               SELECT m.grade, m.class_group_id, c.name
                 FROM enrolment_classmembership m LEFT JOIN enrolment_classgroup c ON c.id = m.class_group_id
                WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL
                  AND m.valid_from < e.valid_to AND m.valid_to >= e.valid_to
                LIMIT 1) m ON true
           LEFT JOIN enrolment_order o ON o.id = e.ended_by_id
     WHERE e.voided_by_id IS NULL AND e.valid_to BETWEEN %(first)s AND %(last)s
       AND (e.end_reason = ANY(%(finished)s)) = %(graduates)s
       AND (%(class)s::bigint IS NULL OR m.class_group_id = %(class)s)
     ORDER BY m.grade NULLS FIRST, m.name, n.search_key, e.valid_to
"""
_COMPLETED = """
    SELECT {who}, coalesce(m.name, ''), o.id, o.number, o.date, d.on, d.result, d.certificate, d.series, d.number,
           d.issued_on, d.examination
      FROM enrolment_completion d
           JOIN enrolment_enrolment e ON e.id = d.enrolment_id
           JOIN enrolment_order o ON o.id = d.begun_by_id{person}
           LEFT JOIN LATERAL (
               SELECT m.class_group_id, c.name
                 FROM enrolment_classmembership m LEFT JOIN enrolment_classgroup c ON c.id = m.class_group_id
                WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL
                  AND m.valid_from <= d.on AND m.valid_to > d.on
                LIMIT 1) m ON true
     WHERE d.voided_by_id IS NULL AND e.voided_by_id IS NULL AND o.kind = 'basic_completion'
       AND d.on BETWEEN %(first)s AND %(last)s
       AND (%(class)s::bigint IS NULL OR m.class_group_id = %(class)s)
     ORDER BY m.name, n.search_key
"""
_REPEATED = """
    SELECT {who}, coalesce(c.name, ''), o.id, o.number, o.date, coalesce(former.name, ''), m.valid_from, m.valid_to,
           o.kind
      FROM enrolment_classmembership m
           JOIN enrolment_enrolment e ON e.id = m.enrolment_id
           JOIN enrolment_order o ON o.id = m.begun_by_id{person}
           LEFT JOIN enrolment_classgroup c ON c.id = m.class_group_id
           LEFT JOIN LATERAL (
               SELECT c.name
                 FROM enrolment_classmembership b LEFT JOIN enrolment_classgroup c ON c.id = b.class_group_id
                WHERE b.enrolment_id = e.id AND b.voided_by_id IS NULL AND b.valid_from < m.valid_from
                ORDER BY b.valid_from DESC LIMIT 1) former ON true
     WHERE m.voided_by_id IS NULL AND e.voided_by_id IS NULL AND o.kind IN ('repeated_year', 'debt_repeat')
       AND m.valid_from <= %(last)s AND m.valid_to > %(first)s AND m.valid_from < e.valid_to
       AND (%(class)s::bigint IS NULL OR m.class_group_id = %(class)s)
     ORDER BY c.grade NULLS FIRST, c.name, n.search_key
"""
_CONDITIONAL = """
    WITH owed AS (
        SELECT d.enrolment_id, d.begun_by_id, min(d.valid_from) AS since,
               coalesce(min(d.due_on) FILTER (WHERE d.valid_to > %(last)s), min(d.due_on)) AS due_on,
               string_agg(d.subject || to_char(d.due_on, ' (DD.MM.YYYY)'), '; ' ORDER BY d.subject)
                   FILTER (WHERE d.valid_to > %(last)s) AS stay_open,
               max(d.valid_to) AS valid_to, string_agg(nullif(d.subject, ''), '; ' ORDER BY d.subject) AS subjects,
               (SELECT count(*) FROM enrolment_debtattempt a JOIN enrolment_academicdebt x ON x.id = a.debt_id
                 WHERE x.enrolment_id = d.enrolment_id AND x.begun_by_id = d.begun_by_id) AS attempts,
               CASE WHEN bool_or(d.valid_to > %(last)s) THEN '' ELSE max(d.outcome) END AS outcome
          FROM enrolment_academicdebt d
         WHERE d.voided_by_id IS NULL AND d.valid_from <= %(last)s AND d.valid_to > %(first)s
         GROUP BY d.enrolment_id, d.begun_by_id)
    SELECT {who}, coalesce(m.name, ''), o.id, o.number, o.date, d.since, d.due_on, coalesce(d.subjects, ''),
           coalesce(d.stay_open, ''), d.attempts, d.outcome, d.valid_to
      FROM owed d
           JOIN enrolment_enrolment e ON e.id = d.enrolment_id
           JOIN enrolment_order o ON o.id = d.begun_by_id{person}
           LEFT JOIN LATERAL (
               SELECT m.class_group_id, c.name, c.grade
                 FROM enrolment_classmembership m LEFT JOIN enrolment_classgroup c ON c.id = m.class_group_id
                WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL
                  AND m.valid_from <= greatest(d.since, e.valid_from) AND m.valid_to > greatest(d.since, e.valid_from)
                LIMIT 1) m ON true
     WHERE e.voided_by_id IS NULL AND (%(class)s::bigint IS NULL OR m.class_group_id = %(class)s)
     ORDER BY m.grade NULLS FIRST, m.name, n.search_key
"""


def graduates(first: date, last: date, *, class_id: int | None = None) -> list[Left]:
    """Those who finished: basic or secondary education, kindergarten, a programme of a centre; and those who completed
    grade 9 and stay for grade 10."""
    return [*_left(first, last, class_id, graduates=True), *_completed(first, last, class_id)]


def leavers(first: date, last: date, *, class_id: int | None = None, by: By) -> list[Left]:
    """Those who left before they finished, with ground, destination and the receiver's confirmation.

    A ground that the reader may not know is another one to him, and where the student went is not said.
    """
    closed, unknown = closed_values.closed_codes("leaving_reason", by), closed_kinds(by)
    return _left(first, last, class_id, graduates=False, closed=closed, unknown=unknown)


def repeated(first: date, last: date, *, class_id: int | None = None) -> list[Repeated]:
    """Those who repeat a year on some day of the period; `class_id`: the class they repeat it in."""
    kinds = handbooks.names("order_kind")
    return [
        Repeated(**who, former_class=former, since=since, until=until, kind=kinds.get(kind, kind))
        for who, (former, since, until, kind) in _split(_read(_REPEATED, "m.valid_from", first, last, class_id))
    ]


def conditional(first: date, last: date, *, class_id: int | None = None) -> list[Conditional]:
    """Those who owe a subject on some day of the period; `class_id`: the class they were transferred to."""
    outcomes = {str(code): str(words) for code, words in AcademicDebt.Outcome.choices}
    return [
        Conditional(
            **who, since=since, due_on=due, subjects=subjects, stay_open=stay_open, attempts=attempts,
            outcome=outcomes.get(outcome, outcome), closed_on=closed if closed != FOREVER and not stay_open else None,
        )
        for who, (since, due, subjects, stay_open, attempts, outcome, closed) in _split(
            _read(_CONDITIONAL, "d.since", first, last, class_id)
        )
    ]  # fmt: skip


def addresses(rows: Sequence[MovementRow]) -> dict[int, str]:
    """Where the students of these rows live, by student: the residence, else the registration."""
    found = Student.objects.filter(pk__in={row.student_id for row in rows}).values_list(
        "pk", "person__actual_address", "person__registered_address"
    )
    return {pk: actual or registered for pk, actual, registered in found}


def _left(
    first: date, last: date, class_id: int | None, *, graduates: bool, closed: Collection[str] = (),
    unknown: Collection[str] = (),
) -> list[Left]:  # fmt: skip
    """`closed`: grounds that are not said; `unknown`: kinds of orders that lead nowhere."""
    reasons, destinations = handbooks.names("leaving_reason"), handbooks.names("leaving_destination")
    results = handbooks.names("year_result")
    finished = [code for code in reasons if handbooks.group_of("leaving_reason", code) == FINISHED]
    found = _read(_LEFT, "e.valid_to", first, last, class_id, finished=finished, graduates=graduates)
    return [
        Left(
            **{**who, "order_id": None if kind in unknown else who["order_id"]},
            on=on, reason=reasons.get(closed_values.OTHER if reason in closed else reason, reason),
            destination=destinations.get(to, to), counterpart="" if reason in closed else other,
            result=results.get(result, result), confirmed_on=confirmed,
            confirmation="" if reason in closed else document, **_certificate(*certified),
        )
        for who, (on, reason, to, other, result, confirmed, document, kind, *certified) in _split(found)
    ]  # fmt: skip


def _completed(first: date, last: date, class_id: int | None) -> list[Left]:
    results, ground = handbooks.names("year_result"), handbooks.name("order_kind", "basic_completion")
    return [
        Left(
            **who, on=on, reason=ground, destination=_("goes on to grade 10"), counterpart="",
            result=results.get(result, result), confirmed_on=None, confirmation="", stays=True,
            **_certificate(*certified),
        )
        for who, (on, result, *certified) in _split(_read(_COMPLETED, "d.on", first, last, class_id))
    ]  # fmt: skip


def _certificate(
    certificate: str, series: str, number: str, issued_on: date | None, examination: str
) -> dict[str, Any]:
    return {
        "certificate": handbooks.name("education_certificate", certificate),
        "series_and_number": f"{series} {number}".strip(), "issued_on": issued_on,
        "examination": handbooks.name("final_examination", examination),
    }  # fmt: skip


def _read(
    statement: str, named_on: str, first: date, last: date, class_id: int | None, **more: Any
) -> list[tuple[Any, ...]]:
    """`named_on`: the day whose names are shown."""
    filled = statement.format(who=_WHO, person=_PERSON.format(day=named_on))
    with connection.cursor() as cursor:
        cursor.execute(filled, {"first": first, "last": last, "class": class_id, **more})
        return list(cursor.fetchall())


def _split(found: Sequence[Sequence[Any]]) -> Iterator[tuple[dict[str, Any], Sequence[Any]]]:
    """What every row has, and the rest."""
    for pk, surname, given, patronymic, key, born, class_name, order_id, number, made, *rest in found:
        yield {
            "student_id": pk, "name": full_name(surname, given, patronymic), "name_key": key, "birth_date": born,
            "class_name": class_name, "order_id": order_id, "order": f"№ {number} {made:%d.%m.%Y}" if made else "",
        }, rest  # fmt: skip
