"""The movement book read page by page: the database narrows, sorts and cuts it, whatever the number of years.

Both ends of the period belong to it, as in `movement`. The class of an arrival is that of its day, of a leaving that
of the day before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.ui.windows import Window
from tenant_apps.people.names import full_name, like

from ..closed_orders import closed_kinds
from ..models import ClassGroup
from .balances import closed_grounds
from .movement import Direction, MovementRow
from .orders import order_term


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the book is looked at. `reason`: "in:abroad" or "out:to_school", an arrival's or a leaving's ground.
    "not_stated" for a ground or a destination: there is none.

    :ivar words: each of them must stand somewhere in the name of that day.
    """

    first: date
    last: date
    direction: Direction | None = None
    class_id: int | None = None
    measure: str = ""
    reason: str = ""
    destination: str = ""
    words: tuple[str, ...] = ()


_MOVED = {
    "in": """
        SELECT 'in' AS direction, e.id AS enrolment_id, e.student_id, e.valid_from AS happened_on,
               e.valid_from AS class_day, {ground} AS reason, {counterpart} AS counterpart,
               '' AS destination, e.begun_by_id AS order_id
          FROM enrolment_enrolment e
         WHERE e.voided_by_id IS NULL AND e.valid_from BETWEEN %(first)s AND %(last)s{more}""",
    "out": """
        SELECT 'out', e.id, e.student_id, e.valid_to, e.valid_to - 1, {ground}, {counterpart},
               e.end_destination, e.ended_by_id
          FROM enrolment_enrolment e
         WHERE e.voided_by_id IS NULL AND e.valid_to BETWEEN %(first)s AND %(last)s{more}""",
}
_CLOSED = {"in": "e.begin_reason = ANY(%(closed_in)s)", "out": "e.end_reason = ANY(%(closed_out)s)"}
_GROUND = {
    way: f"CASE WHEN {closed} THEN %(other)s ELSE e.{end}_reason END"
    for (way, closed), end in zip(_CLOSED.items(), ("begin", "end"), strict=True)
}
_COUNTERPART = {
    way: f"CASE WHEN {closed} THEN '' ELSE e.{end}_counterpart END"
    for (way, closed), end in zip(_CLOSED.items(), ("begin", "end"), strict=True)
}
"""What the reader may know: shown, sorted and narrowed by alike."""
_ALIASES = "direction, enrolment_id, student_id, happened_on, class_day, reason, counterpart, destination, order_id"
_NAMES = """
       JOIN people_student s ON s.id = moved.student_id
       JOIN people_person p ON p.id = s.person_id
       JOIN people_personname n ON n.person_id = p.id
            AND n.valid_from <= moved.happened_on AND n.valid_to > moved.happened_on"""
# Of a page's entries one by one; of all of them, to narrow or to sort by the class, in one hash: memberships of an
# enrolment never overlap, so each has one at most.
_THEN = """
       LEFT JOIN LATERAL (
            SELECT m.grade, m.class_group_id, c.name
              FROM enrolment_classmembership m LEFT JOIN enrolment_classgroup c ON c.id = m.class_group_id
             WHERE m.enrolment_id = listed.enrolment_id AND m.voided_by_id IS NULL
               AND m.valid_from <= listed.class_day AND m.valid_to > listed.class_day
             LIMIT 1) then_listed ON true"""
_CLASS_OF_EACH = """
       LEFT JOIN (
            SELECT m.enrolment_id, m.valid_from, m.valid_to, m.grade, m.class_group_id, c.name
              FROM enrolment_classmembership m LEFT JOIN enrolment_classgroup c ON c.id = m.class_group_id
             WHERE m.voided_by_id IS NULL) then_moved
            ON then_moved.enrolment_id = moved.enrolment_id
           AND then_moved.valid_from <= moved.class_day AND then_moved.valid_to > moved.class_day"""
_ORDER = "\n       LEFT JOIN enrolment_order o ON o.id = moved.order_id"
_COUNT = "WITH moved({aliases}) AS ({moved}) SELECT count(*) FROM moved{joins} WHERE true{where}"
_PAGE = """
    WITH moved({aliases}) AS ({moved}),
    listed AS (
        SELECT moved.*, n.surname, n.given_name, n.patronymic, n.search_key, p.birth_date,
               row_number() OVER (ORDER BY {order}) AS place
          FROM moved{joins}
         WHERE true{where}
         ORDER BY place OFFSET %(offset)s LIMIT %(limit)s)
    SELECT listed.direction, listed.happened_on, listed.student_id, listed.surname, listed.given_name,
           listed.patronymic, listed.search_key, listed.birth_date, coalesce(then_listed.name, ''), then_listed.grade,
           listed.counterpart, listed.destination, listed.reason, listed.order_id, o.number, o.date, o.kind
      FROM listed{then} LEFT JOIN enrolment_order o ON o.id = listed.order_id
     ORDER BY listed.place
"""
_BY_CLASS = "then_moved.grade {way} NULLS FIRST, then_moved.name {way} NULLS FIRST"
_SORTS: Mapping[str, str] = {
    "name": "n.search_key {way}",
    "birth_date": "p.birth_date {way}",
    "direction": "moved.direction {way}",
    "on": "moved.happened_on {way}",
    "class_name": _BY_CLASS,
    "counterpart": "moved.counterpart {way}",
    "reason_name": "array_position(%(in_words)s::text[], moved.direction || moved.reason) {way}",
    "late_by": "nullif(greatest(o.date - moved.happened_on - %(term)s, 0), 0) {way} NULLS LAST",
}
USUAL = "on"
NOT_STATED = "not_stated"


def listed(asked: Asked, *, order: str = USUAL, by: By) -> Window:
    """The entries asked for, read page by page."""

    def read(order: str, offset: int, limit: int) -> Sequence[MovementRow]:
        return page(asked, order=order, offset=offset, limit=limit, by=by)

    return Window(number(asked, by=by), read, order=order)


def number(asked: Asked, *, by: By) -> int:
    """How many entries there are."""
    joins, where = "", _conditions(asked)
    if asked.words:
        joins += _NAMES
    if asked.class_id is not None:
        joins += _CLASS_OF_EACH
    statement = _COUNT.format(aliases=_ALIASES, moved=_moved(asked), joins=joins, where=where)
    with connection.cursor() as cursor:
        cursor.execute(statement, _parameters(asked) | closed_grounds(by))
        found: int = cursor.fetchone()[0]
    return found


def page(asked: Asked, *, order: str = USUAL, offset: int = 0, limit: int = 50, by: By) -> list[MovementRow]:
    """Some entries, one query and the handbooks. `order`: columns of the table, "-" for descending, by commas."""
    in_words, words = _reasons()
    sorts = _sorts(order)
    joins = _NAMES
    if asked.class_id is not None or any("then_moved" in one for one in sorts):
        joins += _CLASS_OF_EACH
    if any("o.date" in one for one in sorts):
        joins += _ORDER
    statement = _PAGE.format(
        aliases=_ALIASES, moved=_moved(asked), joins=joins, where=_conditions(asked), order=", ".join(sorts),
        then=_THEN,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            statement, {**_parameters(asked), **closed_grounds(by), "offset": offset, "limit": limit,
                        "in_words": in_words, "term": order_term().days},
        )  # fmt: skip
        found = cursor.fetchall()
    return list(_rows(found, words, by))


def classes_between(first: date, last: date) -> list[tuple[str, str]]:
    """Id and name of the classes that existed in the period, the latest year first; a name says its year if needed."""
    rows = list(
        ClassGroup.objects.filter(Q(valid_from__lte=last) & Q(valid_to__gt=first))
        .order_by("-academic_year__valid_from", "grade", "name")
        .values_list("pk", "name", "academic_year__name")
    )
    several = len({year for _pk, _name, year in rows}) > 1
    return [(str(pk), f"{name}, {year}" if several else name) for pk, name, year in rows]


def _moved(asked: Asked) -> str:
    """The beginnings and ends asked for, narrowed by what stands in the enrolment itself."""
    way, _colon, _reason = asked.reason.partition(":")
    ways = [one for one in ("in", "out") if asked.direction in (None, one) and (not way or way == one)]
    if asked.destination:
        ways = [one for one in ways if one == "out"]
    parts = []
    for one in ways:
        more = " AND e.kind = %(measure)s" if asked.measure else ""
        if asked.reason:
            more += f" AND {_GROUND[one]} = %(reason)s"
        if asked.destination:
            more += " AND e.end_destination = %(destination)s"
        parts.append(_part(one, more))
    if not parts:
        parts = [_part("in", " AND false")]
    return " UNION ALL ".join(parts)


def _part(way: str, more: str) -> str:
    return _MOVED[way].format(more=more, ground=_GROUND[way], counterpart=_COUNTERPART[way])


def _conditions(asked: Asked) -> str:
    found = "" if asked.class_id is None else " AND then_moved.class_group_id = %(class)s"
    return found + "".join(f" AND n.search_key LIKE %(word{at})s" for at in range(len(asked.words)))


def _parameters(asked: Asked) -> dict[str, Any]:
    return {
        "first": asked.first,
        "last": asked.last,
        "class": asked.class_id,
        "measure": asked.measure,
        "reason": _code(asked.reason.partition(":")[2]),
        "destination": _code(asked.destination),
        **{f"word{at}": f"%{like(word)}%" for at, word in enumerate(asked.words)},
    }


def _code(asked: str) -> str:
    return "" if asked == NOT_STATED else asked


def _sorts(order: str) -> list[str]:
    """What is asked for, then day and name, so that the order is total."""
    asked = [one for one in order.split(",") if one.lstrip("-") in _SORTS]
    named = [_SORTS[one.lstrip("-")].format(way="DESC" if one.startswith("-") else "ASC") for one in asked]
    return [*named, "moved.happened_on", "n.search_key", "moved.direction", "moved.enrolment_id"]


def _reasons() -> tuple[list[str], dict[tuple[str, str], str]]:
    """Directions with codes as their words sort, and the words."""
    books = {"in": handbooks.names("admission_reason"), "out": handbooks.names("leaving_reason")}
    words = {(way, code): text for way, book in books.items() for code, text in book.items()}
    return [way + code for (way, code), _text in sorted(words.items(), key=lambda item: item[1])], words


def _rows(found: Sequence[Sequence[Any]], words: Mapping[tuple[str, str], str], by: By) -> Iterator[MovementRow]:
    unknown = closed_kinds(by)
    destinations = handbooks.names("leaving_destination")
    term = order_term().days
    for way, on, student, surname, given, patronymic, key, born, name, grade, other, to, reason, *order in found:
        order_id, made_number, made, kind = order
        late = (made - on).days - term if made else 0
        yield MovementRow(
            direction=way,
            on=on,
            student_id=student,
            name=full_name(surname, given, patronymic),
            name_key=key,
            birth_date=born,
            class_name=name,
            grade=grade,
            counterpart=other,
            destination=destinations.get(to, to),
            reason=reason,
            reason_name=words.get((way, reason), reason),
            order_id=None if kind in unknown else order_id,
            order_number=made_number or "",
            order_date=made,
            late_by=late if late > 0 else None,
        )
