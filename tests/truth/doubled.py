"""Who has two main enrolments on a day, asked of the organisations' own tables. Names of schemas stand in the SQL."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier, Literal

_ENROLLED = """
    SELECT {organisation}, e.id, p.person_uid
      FROM {o}.enrolment_enrolment e
           JOIN {o}.people_student st ON st.id = e.student_id
           JOIN {o}.people_person p ON p.id = st.person_id
     WHERE e.kind = 'main' AND e.voided_by_id IS NULL AND e.valid_from <= %(on)s AND %(on)s < e.valid_to
"""

_ENROLLED_YET = """
    SELECT {organisation}, e.id, p.person_uid, e.valid_from, e.valid_to
      FROM {o}.enrolment_enrolment e
           JOIN {o}.people_student st ON st.id = e.student_id
           JOIN {o}.people_person p ON p.id = st.person_id
     WHERE e.kind = 'main' AND e.voided_by_id IS NULL AND e.valid_to > %(today)s
"""


def doubled(
    connection: BaseDatabaseWrapper, schemas: Mapping[int, str], joined: Iterable[tuple[UUID, UUID]], on: date
) -> tuple[int, set[tuple[int, int]]]:
    """How many persons are counted twice, and which of their enrolments: (organisation, enrolment).

    The connection may read everything (the owner's). `joined`: pairs that somebody has confirmed.
    """
    with connection.cursor() as cursor:
        parts = [
            SQL(_ENROLLED).format(organisation=Literal(key), o=Identifier(schema)) for key, schema in schemas.items()
        ]
        cursor.execute(SQL(" UNION ALL ").join(parts), {"on": on})
        rows = cursor.fetchall()
    named = _names(joined)
    enrolments: dict[UUID, set[tuple[int, int]]] = defaultdict(set)
    for organisation, enrolment, uid in rows:
        enrolments[named.get(uid, uid)].add((organisation, enrolment))
    twice = [found for found in enrolments.values() if len(found) > 1]
    return len(twice), set().union(*twice)


def _names(joined: Iterable[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """Each uid of a person of several → one of them, the same for all."""
    named: dict[UUID, UUID] = {}
    for first, second in joined:
        old, new = named.get(first, first), named.get(second, second)
        named |= {first: new, second: new} | {uid: new for uid, one in named.items() if one == old}
    return named


def told(
    connection: BaseDatabaseWrapper, schemas: Mapping[int, str], joined: Iterable[tuple[UUID, UUID]], today: date
) -> set[tuple[int, int, int, date]]:
    """Whom organisations are told of for certain: (organisation, enrolment, the other organisation, in both since)."""
    with connection.cursor() as cursor:
        parts = [
            SQL(_ENROLLED_YET).format(organisation=Literal(key), o=Identifier(schema))
            for key, schema in schemas.items()
        ]
        cursor.execute(SQL(" UNION ALL ").join(parts), {"today": today})
        rows = cursor.fetchall()
    named = _names(joined)
    found: dict[tuple[int, int, int], date] = {}
    for organisation, enrolment, uid, since, until in rows:
        for other, _record, another, begun, ended in rows:
            both = max(since, begun)
            key = (organisation, enrolment, other)
            is_one = named.get(uid, uid) == named.get(another, another) and other != organisation
            if is_one and both < min(until, ended):
                found[key] = min(both, found.get(key, both))
    return {(*key, since) for key, since in found.items()}
