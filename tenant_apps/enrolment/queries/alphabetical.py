"""The alphabetical book as of a day, read page by page: everybody who had been enrolled by then, under his number.

A name is that of the day of admission. The number is that of the entry, in the order in which enrolments were written
down, and stays for ever: cancelled ones keep theirs, and nobody who comes later, or is called otherwise, moves the
numbers of others. A leaving after the day of the book is not in it yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from shared_apps.handbooks import closed_values
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.ui.windows import Window
from tenant_apps.people.names import full_name, like


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the book is looked at.

    :ivar class_id: only those who were in this class on the day. :ivar present: only those enrolled on the day.
    :ivar measure: kind of enrolment. :ivar words: each of them must stand somewhere in the name.
    """

    day: date
    class_id: int | None = None
    measure: str = ""
    present: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookRow:
    """A line of the alphabetical book. `class_name`: on its day; `until`: 31.12.9999 of those who have not left."""

    number: int
    name: str
    name_key: str
    student_id: int
    file_number: str
    birth_date: date | None
    since: date
    first_class: str
    begun: str
    class_name: str
    until: date
    last_class: str
    ended: str
    counterpart: str


_COUNT = "SELECT count(*) FROM enrolment_enrolment e{names} WHERE {where}"
_NAMES = """
       JOIN people_student s ON s.id = e.student_id
       JOIN people_person p ON p.id = s.person_id
       JOIN people_personname n ON n.person_id = p.id AND n.valid_from <= e.valid_from AND n.valid_to > e.valid_from"""
_IN_CLASS = """
       AND EXISTS (SELECT FROM enrolment_classmembership m
                    WHERE m.enrolment_id = e.id AND m.voided_by_id IS NULL AND m.class_group_id = %(class)s
                      AND m.valid_from <= %(day)s AND m.valid_to > %(day)s)"""
_PAGE = """
    WITH listed AS (
        SELECT e.id, e.student_id, e.valid_from, e.valid_to, e.begun_by_id, e.ended_by_id,
               CASE WHEN e.end_reason = ANY(%(closed)s) THEN '' ELSE e.end_counterpart END AS end_counterpart,
               e.valid_to <= %(day)s AS has_left, s.file_number, p.birth_date, n.surname, n.given_name, n.patronymic,
               n.search_key, row_number() OVER (ORDER BY {order}) AS place
          FROM enrolment_enrolment e{names}
         WHERE {where}
         ORDER BY place OFFSET %(offset)s LIMIT %(limit)s),
    numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS number FROM enrolment_enrolment)
    SELECT numbered.number, listed.surname, listed.given_name, listed.patronymic, listed.search_key, listed.student_id,
           listed.file_number, listed.birth_date, listed.valid_from, began.name, begun.number, begun.date, now.name,
           CASE WHEN has_left THEN listed.valid_to END, CASE WHEN has_left THEN ended_in.name END, ended.number,
           ended.date, CASE WHEN has_left THEN listed.end_counterpart ELSE '' END
      FROM listed
           JOIN numbered ON numbered.id = listed.id
           LEFT JOIN enrolment_order begun ON begun.id = listed.begun_by_id
           LEFT JOIN enrolment_order ended ON has_left AND ended.id = listed.ended_by_id
           {began}{ended_in}{now}
     ORDER BY listed.place
"""
_CLASS = """
           LEFT JOIN LATERAL (
                SELECT c.name FROM enrolment_classmembership m JOIN enrolment_classgroup c ON c.id = m.class_group_id
                 WHERE m.enrolment_id = listed.id AND m.voided_by_id IS NULL
                   AND m.valid_from <= {day} AND m.valid_to > {day}
                 LIMIT 1) {alias} ON true"""
_SORTS: Mapping[str, str] = {
    "name_key": "n.search_key {way}",
    "number": "e.id {way}",
    "birth_date": "p.birth_date {way}",
    "since": "e.valid_from {way}",
}
USUAL = "name_key"


def listed(asked: Asked, *, order: str = USUAL, by: By) -> Window:
    """The entries asked for, read page by page."""

    def read(order: str, offset: int, limit: int) -> Sequence[BookRow]:
        return page(asked, order=order, offset=offset, limit=limit, by=by)

    return Window(number(asked), read, order=order)


def number(asked: Asked) -> int:
    """How many entries there are."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(names=_NAMES if asked.words else "", where=_conditions(asked)), _parameters(asked))
        found: int = cursor.fetchone()[0]
    return found


def page(asked: Asked, *, order: str = USUAL, offset: int = 0, limit: int | None = None, by: By) -> list[BookRow]:
    """Some entries, one query. `order`: columns of the table, "-" for descending, by commas.

    Where somebody went is not said where the reader may not know on what ground he left.
    """
    statement = _PAGE.format(
        names=_NAMES, where=_conditions(asked), order=", ".join(_sorts(order)),
        began=_CLASS.format(day="listed.valid_from", alias="began"),
        ended_in=_CLASS.format(day="listed.valid_to - 1", alias="ended_in"),
        now=_CLASS.format(day="%(day)s", alias="now"),
    )  # fmt: skip
    closed = closed_values.closed_codes("leaving_reason", by)
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(asked) | {"offset": offset, "limit": limit, "closed": closed})
        found = cursor.fetchall()
    return [_row(*line) for line in found]


def _row(
    number: int, surname: str, given: str, patronymic: str, key: str, student: int, file_number: str,
    born: date | None, since: date, first_class: str | None, begun: str | None, begun_on: date | None,
    class_name: str | None, until: date | None, last_class: str | None, ended: str | None, ended_on: date | None,
    counterpart: str,
) -> BookRow:  # fmt: skip
    return BookRow(
        number, full_name(surname, given, patronymic), key, student, file_number, born, since, first_class or "",
        _order(begun, begun_on), class_name or "", until or FOREVER, last_class or "", _order(ended, ended_on),
        counterpart,
    )  # fmt: skip


def _order(number: str | None, day: date | None) -> str:
    return f"№ {number} {day:%d.%m.%Y}" if day else ""


def _conditions(asked: Asked) -> str:
    found = "e.voided_by_id IS NULL AND e.valid_from <= %(day)s"
    if asked.measure:
        found += " AND e.kind = %(measure)s"
    if asked.present or asked.class_id is not None:
        found += " AND e.valid_to > %(day)s"
    if asked.class_id is not None:
        found += _IN_CLASS
    return found + "".join(f" AND n.search_key LIKE %(word{at})s" for at in range(len(asked.words)))


def _parameters(asked: Asked) -> dict[str, Any]:
    words = {f"word{at}": f"%{like(word)}%" for at, word in enumerate(asked.words)}
    return {"day": asked.day, "class": asked.class_id, "measure": asked.measure, **words}


def _sorts(order: str) -> list[str]:
    """What is asked for, then name and entry, so that the order is total."""
    asked = [one for one in order.split(",") if one.lstrip("-") in _SORTS]
    named = [_SORTS[one.lstrip("-")].format(way="DESC" if one.startswith("-") else "ASC") for one in asked]
    return [*named, "n.search_key", "e.valid_from", "e.id"]
