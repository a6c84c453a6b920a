"""Telling organisations of their students who stand as main in another one too, and reading what they answer.

The notices are the one thing that goes down from the region (docs/decisions/0013): rows of
`envelopes.DoubledStudent` under row-level security, written by the worker that finds who is counted twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from region.feed import places
from shared_apps.envelopes.models import DoubledAnswer

_COLUMNS = ("person_uid", "since", "until", "is_confirmed", "pair_id", "other_phone")
# Of days that are over nobody is told. Perhaps one person: only by a pair of these two that waits for a decision.
_TELL = f"""
    WITH stated AS MATERIALIZED (
        SELECT DISTINCT ON (a.organisation_id, a.record_id, b.organisation_id)
               a.organisation_id, a.record_id AS enrolment_id, b.organisation_id AS other_id, a.person_uid,
               greatest(a.valid_from, b.valid_from) AS since, least(a.valid_to, b.valid_to) AS until, a.is_confirmed,
               CASE WHEN a.person_uid <> b.person_uid THEN coalesce(pair.id, (
                    SELECT min(id) FROM registry_sameperson
                     WHERE state = 'confirmed' AND a.person_uid IN (first_uid, second_uid))) END AS pair_id,
               coalesce(place.phone, '') AS other_phone
          FROM contingent_countedtwice a
               JOIN contingent_countedtwice b ON b.measure = a.measure AND b.person = a.person
                    AND b.is_confirmed = a.is_confirmed AND b.organisation_id <> a.organisation_id
                    AND b.valid_from < a.valid_to AND b.valid_to > a.valid_from
               LEFT JOIN registry_sameperson pair ON pair.first_uid = least(a.person_uid, b.person_uid)
                    AND pair.second_uid = greatest(a.person_uid, b.person_uid)
               LEFT JOIN feed_regionorganisation place ON place.organisation_id = b.organisation_id
                    AND place.valid_from <= %(today)s AND place.valid_to > %(today)s
         WHERE a.measure = 'student' AND a.valid_to > %(today)s AND b.valid_to > %(today)s
           AND (a.is_confirmed OR pair.state = 'proposed')
           AND (%(these)s::uuid[] IS NULL OR a.person_uid = ANY(%(these)s::uuid[]))
         ORDER BY 1, 2, 3, a.is_confirmed DESC, since),
    put AS (
        INSERT INTO envelopes_doubledstudent AS kept
               (organisation_id, enrolment_id, other_id, {", ".join(_COLUMNS)}, found_at)
        SELECT organisation_id, enrolment_id, other_id, {", ".join(_COLUMNS)}, now() FROM stated
        ON CONFLICT (organisation_id, enrolment_id, other_id) DO UPDATE
           SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)}, gone_at = NULL
         WHERE kept.gone_at IS NOT NULL
            OR ({", ".join(f"kept.{name}" for name in _COLUMNS)})
               IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _COLUMNS)})
        RETURNING id),
    gone AS (
        UPDATE envelopes_doubledstudent kept SET gone_at = now()
         WHERE gone_at IS NULL AND (%(these)s::uuid[] IS NULL OR person_uid = ANY(%(these)s::uuid[]))
           AND NOT EXISTS (SELECT FROM stated
                            WHERE (stated.organisation_id, stated.enrolment_id, stated.other_id)
                                = (kept.organisation_id, kept.enrolment_id, kept.other_id))
        RETURNING id)
    SELECT (SELECT count(*) FROM put) + (SELECT count(*) FROM gone)
"""


def tell(cursor: CursorWrapper, these: Collection[UUID] | None = None) -> int:
    """Make the notices what `CountedTwice` says today, of these persons or of all. How many changed.

    Call inside feed_tables(). What is so no longer is marked, never deleted.
    """
    cursor.execute(_TELL, {"today": localdate(), "these": None if these is None else list(these)})
    return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Answer:
    """What an organisation has said of its record. `answer`: one of DoubledAnswer.Answer."""

    organisation_id: int
    answer: str
    reason: str
    at: datetime
    who: str
    organisation: str = ""

    @property
    def words(self) -> str:
        return str(DoubledAnswer.Answer(self.answer).label)


Key = int | UUID
"""A pair's number; or, where both records are of one card, its person_uid."""


def answers(pairs: Iterable[int], cards: Iterable[UUID]) -> Mapping[Key, Sequence[Answer]]:
    """The last answers of organisations within the scope about these pairs and cards; without names. One query."""
    rows = _answers(Q(doubled__pair_id__in=list(pairs)) | Q(doubled__pair_id=None, doubled__person_uid__in=list(cards)))
    found: dict[Key, dict[int, Answer]] = defaultdict(dict)
    for pair_id, uid, notice, *said in rows:
        found[pair_id or uid].setdefault(notice, Answer(*said))
    return {key: list(last.values()) for key, last in found.items()}


def answers_about(pair_id: int, *, as_of: date) -> Sequence[Answer]:
    """All that organisations within the scope have answered about a pair, the latest first. Two queries at most."""
    found = [Answer(*said) for _pair, _uid, _notice, *said in _answers(Q(doubled__pair_id=pair_id))]
    return with_names(found, places.organisations(sorted({one.organisation_id for one in found}), on=as_of))


def with_names(found: Iterable[Answer], names: Mapping[int, places.SeenOrganisation]) -> tuple[Answer, ...]:
    """The answers of organisations that are among those named."""
    return tuple(
        Answer(one.organisation_id, one.answer, one.reason, one.at, one.who, names[one.organisation_id].name)
        for one in found if one.organisation_id in names
    )  # fmt: skip


def _answers(about: Q) -> QuerySet[DoubledAnswer, tuple[Any, ...]]:
    columns = ("doubled__pair_id", "doubled__person_uid", "doubled_id", "organisation_id")
    said = ("answer", "reason", "answered_at", "answered_name")
    return DoubledAnswer.objects.filter(about).order_by("-pk").values_list(*columns, *said)
