"""Finding who may be one person and who is counted twice: whole statements over the region's facts, in a job.

Organisations are told of their students who are in another one too, in the same transaction: telling.py.

Facts carry no СНИЛС and no document: those are closed in a person's row. What goes up is the name, the birth date and
the sex, where a consent or the law lets them (enrolment/facts.py, people/facts.py); so persons whose names may not be
disclosed are proposed to nobody.

Call inside feed_tables(). A statement writes what differs and nothing else, so each may be repeated.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.backends.utils import CursorWrapper

from region.contingent.models import CountedTwice
from region.feed import upkeep
from shared_apps.organisations.crossing import By, feed_tables

from . import telling
from .models import SamePerson, SamePersonSide

ALIKE_AT_MOST = 10
"""So many persons of one name, birth date and sex are compared; more of them are a mistake of an import, no persons."""

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('svod.same_person'))"

# Additional enrolments and part-time posts are left out: they are counted beside the main ones by design.
_PROPOSE = """
    WITH known AS (
        SELECT 'student' AS subject, person_uid, search_key, birth_date, sex FROM contingent_regionstudent
         WHERE kind = 'main' AND birth_date IS NOT NULL AND surname <> '' GROUP BY 2, 3, 4, 5
         UNION ALL
        SELECT 'employee', person_uid, search_key, birth_date, sex FROM staffing_regionemployee
         WHERE kind = 'main' AND birth_date IS NOT NULL AND surname <> '' GROUP BY 2, 3, 4, 5),
    alike AS MATERIALIZED (
        SELECT * FROM (SELECT known.*, count(*) OVER (PARTITION BY subject, search_key, birth_date, sex) AS n
                         FROM known) AS counted
         WHERE n BETWEEN 2 AND %(most)s),
    found AS MATERIALIZED (
        SELECT DISTINCT ON (a.person_uid, b.person_uid) a.subject, a.person_uid AS first_uid, b.person_uid AS second_uid
          FROM alike a JOIN alike b USING (subject, search_key, birth_date, sex)
         WHERE a.person_uid < b.person_uid
         ORDER BY a.person_uid, b.person_uid, a.subject DESC),
    gone AS (
        DELETE FROM registry_sameperson kept
         WHERE state = 'proposed' AND decided_at IS NULL
           AND NOT EXISTS (SELECT FROM found
                            WHERE (found.first_uid, found.second_uid) = (kept.first_uid, kept.second_uid))
        RETURNING id),
    put AS (
        INSERT INTO registry_sameperson (subject, first_uid, second_uid, state, found_at, decided_name, reason)
        SELECT subject, first_uid, second_uid, 'proposed', now(), '', '' FROM found
        ON CONFLICT (first_uid, second_uid) DO NOTHING
        RETURNING id)
    SELECT (SELECT count(*) FROM put), (SELECT count(*) FROM gone)
"""
_SIDES = """
    SELECT known.organisation_id, pair.id AS pair_id, one.uid AS person_uid, pair.subject, pair.state
      FROM registry_sameperson pair
           CROSS JOIN LATERAL (VALUES (pair.first_uid), (pair.second_uid)) one(uid)
           CROSS JOIN LATERAL (
               SELECT organisation_id FROM contingent_regionstudent s
                WHERE s.person_uid = one.uid AND s.kind = 'main' AND pair.subject = 'student'
                UNION
               SELECT organisation_id FROM staffing_regionemployee e
                WHERE e.person_uid = one.uid AND e.kind = 'main' AND pair.subject = 'employee') known
"""
# Who is on the way to another organisation, or to a successor, is counted once: those rows are none of these.
_TWICE = """
    WITH RECURSIVE edge AS (
        SELECT one.a, one.b, state = 'confirmed' AS is_sure
          FROM registry_sameperson
               CROSS JOIN LATERAL (VALUES (first_uid, second_uid), (second_uid, first_uid)) one(a, b)
         WHERE state <> 'refused'),
    surely(uid, other) AS (
        SELECT a, a FROM edge WHERE is_sure
         UNION
        SELECT surely.uid, edge.b FROM surely JOIN edge ON edge.a = surely.other AND edge.is_sure),
    maybe(uid, other) AS (
        SELECT a, a FROM edge
         UNION
        SELECT maybe.uid, edge.b FROM maybe JOIN edge ON edge.a = maybe.other),
    sure AS (SELECT uid, min(other::text)::uuid AS person FROM surely GROUP BY uid),
    likely AS (SELECT uid, min(other::text)::uuid AS person FROM maybe GROUP BY uid),
    held AS (
        SELECT 'student' AS measure, organisation_id, enrolment_id AS record_id, person_uid,
               min(valid_from) AS since, max(valid_to) AS until
          FROM contingent_regionstudent WHERE kind = 'main' AND envelope_id IS NULL AND {among} GROUP BY 2, 3, 4
         UNION ALL
        SELECT 'employee', organisation_id, post_id, person_uid, min(valid_from), max(valid_to)
          FROM staffing_regionemployee WHERE kind = 'main' AND NOT is_on_the_way AND {among} GROUP BY 2, 3, 4),
    several AS MATERIALIZED (
        SELECT * FROM (
            SELECT held.*, coalesce(sure.person, person_uid) AS sure, coalesce(likely.person, person_uid) AS likely,
                   count(*) OVER (PARTITION BY measure, coalesce(likely.person, person_uid)) AS n
              FROM held LEFT JOIN sure ON sure.uid = held.person_uid
                        LEFT JOIN likely ON likely.uid = held.person_uid) AS counted
         WHERE n > 1),
    twice AS (
        SELECT a.measure, a.organisation_id, a.record_id, a.person_uid, a.sure = b.sure AS is_confirmed,
               CASE WHEN a.sure = b.sure THEN a.sure ELSE a.likely END AS person,
               range_agg(daterange(greatest(a.since, b.since), least(a.until, b.until))) AS days
          FROM several a JOIN several b USING (measure, likely)
         WHERE (a.organisation_id, a.record_id) <> (b.organisation_id, b.record_id)
           AND a.since < b.until AND b.since < a.until
         GROUP BY 1, 2, 3, 4, 5, 6)
    SELECT organisation_id, measure, record_id, is_confirmed, lower(span.days) AS valid_from,
           upper(span.days) AS valid_to, person_uid, person
      FROM twice CROSS JOIN LATERAL unnest(twice.days) AS span(days)
"""
_THESE = "person_uid = ANY(%(these)s::uuid[])"
_ALL_SIDES = upkeep.statement(SamePersonSide, _SIDES, within="true")
_ALL_TWICE = upkeep.statement(CountedTwice, _TWICE.format(among="true"), within="true")
_TWICE_OF_THESE = upkeep.statement(CountedTwice, _TWICE.format(among=_THESE), within=_THESE)
# Whom a decision may concern: all that are joined to the pair by pairs in any state.
_AROUND = """
    WITH RECURSIVE around(uid) AS (
        SELECT unnest(%(these)s::uuid[])
         UNION
        SELECT CASE WHEN pair.first_uid = around.uid THEN pair.second_uid ELSE pair.first_uid END
          FROM around JOIN registry_sameperson pair ON around.uid IN (pair.first_uid, pair.second_uid))
    SELECT uid FROM around
"""


def find_all(*, by: By) -> dict[str, int]:
    """Propose pairs anew, say where their sides are, and who is counted twice. How many rows of each changed."""
    with feed_tables(by=by), connections["feed"].cursor() as cursor:
        cursor.execute(_LOCK)
        proposed, gone = _row(cursor, _PROPOSE, {"most": ALIKE_AT_MOST})
        [sides] = _row(cursor, _ALL_SIDES, {})
        [twice] = _row(cursor, _ALL_TWICE, {})
        told = telling.tell(cursor)
    return {"proposed": proposed, "gone": gone, "sides": sides, "counted_twice": twice, "told": told}


def count_again(pair_id: int, *, by: By) -> int:
    """Who is counted twice among those whom a decision on the pair may concern. How many rows changed."""
    with feed_tables(by=by), connections["feed"].cursor() as cursor:
        cursor.execute(_LOCK)
        pair = SamePerson.objects.using("feed").get(pk=pair_id)
        these = _around(cursor, [pair.first_uid, pair.second_uid])
        [changed] = _row(cursor, _TWICE_OF_THESE, {"these": these})
        telling.tell(cursor, these)
    return int(changed)


def _around(cursor: CursorWrapper, uids: Sequence[UUID]) -> list[UUID]:
    cursor.execute(_AROUND, {"these": list(uids)})
    return [uid for (uid,) in cursor.fetchall()]


def _row(cursor: CursorWrapper, statement: str, parameters: dict[str, Any]) -> tuple[int, ...]:
    cursor.execute(statement, parameters)
    return tuple(cursor.fetchone())
