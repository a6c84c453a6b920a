"""Twins and doubled contingent: pairs of records that may be of one person, and who is counted twice on a day.

Call inside region(scope). A reader finds the sides of a pair that lie in his organisations; of another he learns
that there is one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID

from region.contingent import counting
from region.contingent.narrowing import EVERYTHING, Filters, conditions
from region.feed import places

from . import telling
from .listing import RestrictedList, Source, chosen, containing
from .models import SamePerson, SamePersonSide

Which = Literal["twice", "all"]
TWICE: Which = "twice"
"""Who is counted twice on the day, each person once; "all" are pairs whose records never overlap too."""

_STANDS = "valid_from <= %(on)s AND valid_to > %(on)s"
# A person is listed once, by the first of his records in the places asked for.
_COUNTED_TWICE = f"""
        SELECT DISTINCT ON (t.person, t.is_confirmed) t.organisation_id, place.name AS organisation,
               place.within AS municipality, t.measure AS subject, t.person_uid, t.record_id,
               CASE WHEN t.is_confirmed THEN 'confirmed' ELSE 'proposed' END AS state,
               (SELECT min(side.pair_id) FROM registry_samepersonside side
                 WHERE side.organisation_id = t.organisation_id AND side.person_uid = t.person_uid
                   AND side.state = CASE WHEN t.is_confirmed THEN 'confirmed' ELSE 'proposed' END) AS pair_id,
               (SELECT array_agg(DISTINCT o.organisation_id) FROM contingent_countedtwice o
                 WHERE o.person = t.person AND o.is_confirmed = t.is_confirmed AND o.measure = t.measure
                   AND o.{_STANDS.replace("valid_to", "o.valid_to")}
                   AND (o.organisation_id, o.record_id) <> (t.organisation_id, t.record_id)) AS others,
               t.valid_from AS twice_from
          FROM contingent_countedtwice t JOIN place USING (organisation_id)
         WHERE t.measure = %(subject)s AND t.{_STANDS.replace("valid_to", "t.valid_to")}{{state}}
         ORDER BY t.person, t.is_confirmed, t.organisation_id, t.record_id
"""
_PAIRS = f"""
        SELECT DISTINCT ON (side.pair_id) side.organisation_id, place.name AS organisation,
               place.within AS municipality, side.subject, side.person_uid, NULL::bigint AS record_id, side.state,
               side.pair_id,
               (SELECT array_agg(DISTINCT o.organisation_id) FROM registry_samepersonside o
                 WHERE o.pair_id = side.pair_id AND o.person_uid <> side.person_uid) AS others,
               (SELECT min(valid_from) FROM contingent_countedtwice t
                 WHERE t.organisation_id = side.organisation_id AND t.person_uid = side.person_uid
                   AND t.measure = side.subject AND t.{_STANDS.replace("valid_to", "t.valid_to")}) AS twice_from
          FROM registry_samepersonside side JOIN place USING (organisation_id)
         WHERE side.subject = %(subject)s{{state}}
         ORDER BY side.pair_id, side.organisation_id, side.person_uid
"""
_OF_STUDENTS = ("contingent_regionstudent", "enrolment_id", "class_name")
_OF_EMPLOYEES = ("staffing_regionemployee", "post_id", "post")
# The record that is counted twice, else the one of the day, else the last.
_ROWS = f"""
      FROM mine CROSS JOIN LATERAL (
           SELECT surname, given_name, patronymic, birth_date, search_key, {{what}} AS class_name, {{record}} AS record,
                  (SELECT min(valid_from) FROM {{table}} w
                    WHERE w.organisation_id = s.organisation_id AND w.{{record}} = s.{{record}}) AS since,
                  (SELECT max(valid_to) FROM {{table}} w
                    WHERE w.organisation_id = s.organisation_id AND w.{{record}} = s.{{record}}) AS until
             FROM {{table}} s
            WHERE s.organisation_id = mine.organisation_id AND s.person_uid = mine.person_uid AND s.kind = 'main'
            ORDER BY coalesce(s.{{record}} = mine.record_id, false) DESC, ({_STANDS}) DESC, valid_from DESC LIMIT 1
           ) AS person
     WHERE true{{name_has}}
"""
_COLUMNS = """organisation_id, organisation, municipality, pair_id, subject, person_uid, state, surname, given_name,
           patronymic, birth_date, class_name, since, until, others, twice_from"""
# As the record is on the day, else as it was last: a later piece may be closed already, its consent having ended.
_AS_OF = f"({_STANDS}) DESC, valid_from DESC"
_SIDES = f"""
    SELECT side.organisation_id, side.person_uid, side.subject, person.record_id, person.surname, person.given_name,
           person.patronymic, person.birth_date, person.class_name, person.since, person.until
      FROM registry_samepersonside side CROSS JOIN LATERAL (
           SELECT enrolment_id AS record_id, min(valid_from) AS since, max(valid_to) AS until,
                  (array_agg(surname ORDER BY {_AS_OF}))[1] AS surname,
                  (array_agg(given_name ORDER BY {_AS_OF}))[1] AS given_name,
                  (array_agg(patronymic ORDER BY {_AS_OF}))[1] AS patronymic,
                  (array_agg(birth_date ORDER BY {_AS_OF}))[1] AS birth_date,
                  (array_agg(class_name ORDER BY {_AS_OF}))[1] AS class_name
             FROM contingent_regionstudent s
            WHERE s.organisation_id = side.organisation_id AND s.person_uid = side.person_uid AND s.kind = 'main'
              AND s.envelope_id IS NULL AND side.subject = 'student'
            GROUP BY enrolment_id
            UNION ALL
           SELECT post_id, min(valid_from), max(valid_to), (array_agg(surname ORDER BY {_AS_OF}))[1],
                  (array_agg(given_name ORDER BY {_AS_OF}))[1],
                  (array_agg(patronymic ORDER BY {_AS_OF}))[1],
                  (array_agg(birth_date ORDER BY {_AS_OF}))[1], (array_agg(post ORDER BY {_AS_OF}))[1]
             FROM staffing_regionemployee e
            WHERE e.organisation_id = side.organisation_id AND e.person_uid = side.person_uid AND e.kind = 'main'
              AND side.subject = 'employee'
            GROUP BY post_id) AS person
     WHERE side.pair_id = %(pair)s
     ORDER BY side.person_uid, person.since, side.organisation_id
"""


@dataclass(frozen=True, slots=True)
class Double:
    """A person of whom there is another record. Names are empty where nothing gives ground to disclose them.

    `class_name`: of an employee, the code of his post. `others`: organisations of the other record that the reader
    sees, empty when he sees none; `elsewhere` names them. `twice_from`: since when he is counted twice; None: he is
    not, on that day. `pair_id` None: both records are of one card. `answers`: the last ones of organisations.
    """

    organisation_id: int
    organisation: str
    municipality: str
    pair_id: int | None
    subject: str
    person_uid: UUID
    state: str
    surname: str
    given_name: str
    patronymic: str
    birth_date: date | None
    class_name: str
    since: date
    until: date
    others: Sequence[int] | None
    twice_from: date | None
    elsewhere: tuple[str, ...] = ()
    answers: tuple[telling.Answer, ...] = ()

    @property
    def told_as(self) -> telling.Key:
        return self.pair_id or self.person_uid


@dataclass(frozen=True, slots=True)
class Side:
    """A record of one of a pair. `organisation`, `municipality`: as they are called on the day asked for."""

    organisation_id: int
    person_uid: UUID
    subject: str
    record_id: int
    surname: str
    given_name: str
    patronymic: str
    birth_date: date | None
    class_name: str
    since: date
    until: date
    organisation: str = ""
    municipality: str = ""

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the list is narrowed to. `state`: one of SamePerson.State, "" all. `subject`: among whom."""

    as_of: date
    filters: Filters = EVERYTHING
    which: Which = TWICE
    state: str = ""
    subject: str = SamePerson.Subject.STUDENT.value
    text: str = ""


class DoubleList(RestrictedList[Asked, Double]):
    """Persons counted twice on a day, each once; or all pairs."""

    what = "doubles"
    person = Double
    columns = _COLUMNS
    orders: ClassVar[Mapping[str, str]] = {
        "name": "search_key",
        "-name": "search_key DESC",
        "birth_date": "birth_date, search_key",
        "-birth_date": "birth_date DESC NULLS LAST, search_key",
        "since": "since, search_key",
        "-since": "since DESC, search_key",
    }
    at_last = "organisation_id, person_uid, pair_id"

    def source(self, asked: Asked) -> Source:
        narrowed = conditions(asked.filters)
        name_has, parameters = containing(asked.text)
        if asked.which == TWICE:
            mine, state = _COUNTED_TWICE, " AND t.is_confirmed = (%(state)s = 'confirmed') AND %(state)s <> 'refused'"
        else:
            mine, state = _PAIRS, " AND side.state = %(state)s"
        table, record, what = _OF_STUDENTS if asked.subject == SamePerson.Subject.STUDENT else _OF_EMPLOYEES
        place = f"place AS MATERIALIZED ({counting.places('organisation', narrowed)})"
        head = f"WITH {place}, mine AS MATERIALIZED ({mine.format(state=state if asked.state else '')})"
        rows = _ROWS.format(table=table, record=record, what=what, name_has=name_has)
        asked_with = {"on": asked.as_of, "state": asked.state, "subject": asked.subject}
        return Source(head, rows, {**narrowed.parameters, **parameters, **asked_with})

    def persons(self, found: list[tuple[Any, ...]], source: Source, asked: Asked) -> tuple[Double, ...]:
        """Two queries more: what organisations answer, and the names of the others."""
        rows = super().persons(found, source, asked)
        pairs, cards = {row.pair_id for row in rows if row.pair_id}, {row.person_uid for row in rows}
        said = telling.answers(pairs, cards)
        answering = {one.organisation_id for answers in said.values() for one in answers}
        named = sorted({key for row in rows for key in row.others or ()} | answering)
        names = places.organisations(named, on=asked.as_of)
        return tuple(
            replace(
                row, elsewhere=_named(row.others or (), names),
                answers=telling.with_names(said.get(row.told_as, ()), names),
            )
            for row in rows
        )  # fmt: skip

    def said(self, asked: Asked) -> dict[str, Any]:
        more = {"which": asked.which, "pair_state": asked.state, "among": asked.subject}
        return chosen(asked.filters, text=asked.text) | {name: value for name, value in more.items() if value}


LIST = DoubleList()


def is_seen(pair_id: int) -> bool:
    """Whether a side of the pair lies in the reader's scope. Nobody's name is read."""
    return SamePersonSide.objects.filter(pair_id=pair_id).exists()


def sides(pair_id: int, *, as_of: date) -> tuple[Side, ...]:
    """The records of a pair that the reader sees; none: he sees nothing of it, or there is none. Two queries."""
    found = [Side(*row) for row in counting.read(_SIDES, {"pair": pair_id, "on": as_of})]
    names = places.organisations(sorted({side.organisation_id for side in found}), on=as_of)
    return tuple(
        replace(side, organisation=seen.name, municipality=seen.municipality)
        for side in found
        if (seen := names.get(side.organisation_id))
    )


def _named(keys: Iterable[int], names: Mapping[int, places.SeenOrganisation]) -> tuple[str, ...]:
    return tuple(names[key].name for key in keys if key in names)
