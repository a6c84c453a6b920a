"""Cards by the thousand, as files bring them: a few statements whatever the number, with the checks of one card.

The caller has looked for twins and for numbers that belong to others; what slipped in since is refused as a whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg.sql import SQL, Composable
from psycopg.sql import Identifier as Quoted

from shared_apps.handbooks import identifiers
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER

from .. import refusals
from ..models import Identifier, IdentityDocument, Person, PersonName, Student
from ..queries.grounds import NOBODY, grounds
from ..rights import refuse_fields_not_held
from .closed import filled, refuse_closed_columns, refuse_closed_identifiers
from .documents import Document, checked_document
from .persons import BATCH, SINCE_EVER, Name, checked_name, checked_particulars, remember_citizenships


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContent:
    """What is written into one card. Particulars are those of `persons.PARTICULARS`; what is not named stays.

    :ivar identifiers: kind → number; it replaces the one of that kind.
    :ivar documents: id of the row it replaces, or None for a new one.
    :ivar insurer: who issued the medical policy; "" leaves what stands.
    :ivar changed_on: since when another name or citizenship holds; None: since the day of the whole operation.
    """

    name: Name | None = None
    particulars: Mapping[str, Any] = field(default_factory=dict)
    file_number: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    documents: Sequence[tuple[int | None, Document]] = ()
    insurer: str = ""
    changed_on: date | None = None


@transaction.atomic
def create_students(*, cards: Sequence[CardContent], by: By) -> list[int]:
    """New people with students' cards, each with a name; the ids of the students, in the order of `cards`.

    :raises: as `create_people`.
    """
    people = create_people(cards=cards, by=by)
    students = [
        Student(person_id=pk, file_number=" ".join(card.file_number.split()))
        for pk, card in zip(people, cards, strict=True)
    ]
    with _numbers_are_free():
        Student.objects.bulk_create(students, batch_size=BATCH)
    return [student.pk for student in students]


@transaction.atomic
def create_people(*, cards: Sequence[CardContent], by: By) -> list[int]:
    """New people, each with a name; their ids, in the order of `cards`. What they are here is made by the caller.

    :raises CardsChangedMeanwhile: a number of theirs was given to somebody else meanwhile.
    :raises FieldsNotYours, FieldsClosed, NameMissing, UnknownItem, …: as `create_person`.
    """
    _refuse_foreign_fields(cards, by)
    for card in cards:
        refuse_closed_columns(Person, {None: filled(card.particulars)}, NOBODY)
        refuse_closed_identifiers({None: card.identifiers}, NOBODY)
    people = [Person(**checked_particulars(card.particulars)) for card in cards]
    names = [checked_name(card.name or Name("", "")) for card in cards]
    with _numbers_are_free():
        Person.objects.bulk_create(people, batch_size=BATCH)
        PersonName.objects.bulk_create(
            [_named(person.pk, name, SINCE_EVER) for person, name in zip(people, names, strict=True)], batch_size=BATCH
        )
        remember_citizenships({person.pk: person.citizenship for person in people if person.citizenship})
        _write_numbers({person.pk: card for person, card in zip(people, cards, strict=True)})
        _write_documents({person.pk: (card, person.birth_date) for person, card in zip(people, cards, strict=True)})
    return [person.pk for person in people]


@transaction.atomic
def make_students(*, person_ids: Sequence[int], by: By) -> dict[int, int]:
    """Students' cards for people who are known here already: person's id → student's id."""
    made = Student.objects.bulk_create([Student(person_id=pk) for pk in person_ids], batch_size=BATCH)
    return {student.person_id: student.pk for student in made}


@transaction.atomic
def change_cards(*, contents: Mapping[int, CardContent], since: date, by: By) -> None:
    """Write contents into cards, by the person's id; cards that differ in nothing must not be among them.

    :param since: from when another name or citizenship holds, where the card does not say it; earlier lists keep the
        former ones. An added patronymic mends the present name.
    :raises CardsChangedMeanwhile, FieldsNotYours, UnknownItem, …: as `create_students`.
    """
    _refuse_foreign_fields(contents.values(), by)
    ids = sorted(contents)
    known = grounds(ids, timezone.localdate())
    refuse_closed_columns(Person, {pk: filled(card.particulars) for pk, card in contents.items()}, known)
    refuse_closed_identifiers({pk: card.identifiers for pk, card in contents.items()}, known)
    cards = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids)
    list(cards.order_by("pk").values_list("pk"))
    with _numbers_are_free():
        _update_particulars({pk: checked_particulars(card.particulars) for pk, card in contents.items()})
        days = {pk: card.changed_on or since for pk, card in contents.items()}
        _rename({pk: checked_name(card.name) for pk, card in contents.items() if card.name is not None}, days)
        numbers = {pk: " ".join(card.file_number.split()) for pk, card in contents.items() if card.file_number}
        _update("people_student", "person_id", "file_number", "text", numbers)
        remember_citizenships(
            {pk: card.particulars["citizenship"] for pk, card in contents.items() if "citizenship" in card.particulars},
            days,
        )
        _write_numbers(contents)
        births = dict(Person.objects.filter(pk__in=ids).values_list("pk", "birth_date"))
        _write_documents({pk: (card, births.get(pk)) for pk, card in contents.items()})


# --- parts ----------------------------------------------------------------------------------------------------------


@contextmanager
def _numbers_are_free() -> Iterator[None]:
    """Unique numbers that another transaction took in the meantime become a refusal that says so."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise refusals.CardsChangedMeanwhile from error


def _refuse_foreign_fields(cards: Iterable[CardContent], by: By) -> None:
    particulars: set[str] = set()
    has_numbers = has_documents = has_file_numbers = False
    for card in cards:
        particulars |= {name for name, value in card.particulars.items() if value not in ("", None)}
        has_numbers |= bool(card.identifiers)
        has_documents |= bool(card.documents)
        has_file_numbers |= bool(card.file_number)
    refuse_fields_not_held(by, Person, particulars)
    refuse_fields_not_held(by, Identifier, ["value"] if has_numbers else [])
    refuse_fields_not_held(by, IdentityDocument, ["number"] if has_documents else [])
    refuse_fields_not_held(by, Student, ["file_number"] if has_file_numbers else [])


def _named(person_id: int, name: Name, since: date) -> PersonName:
    return PersonName(
        person_id=person_id,
        surname=name.surname,
        given_name=name.given_name,
        patronymic=name.patronymic,
        search_key=name.key,
        valid_from=since,
    )


_UPDATE_ALIKE = "UPDATE people_person target SET {} FROM unnest({}) given({}) WHERE target.id = given.id"
_UPDATE_ONE = (
    "UPDATE {table} target SET {column} = given.value FROM unnest(%s::bigint[], {kind}) given(id, value)"
    " WHERE target.{key} = given.id"
)


def _update_particulars(values: Mapping[int, Mapping[str, Any]]) -> None:
    """One statement for all cards in which the same columns change; every card's version grows."""
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for pk, content in values.items():
        alike[tuple(sorted(content))].append(pk)
    for columns, ids in alike.items():
        sets: list[Composable] = [SQL("version = target.version + 1")]
        sets += [SQL("{0} = given.{0}").format(Quoted(column)) for column in columns]
        types = ["bigint", *("date" if column == "birth_date" else "text" for column in columns)]
        statement = SQL(_UPDATE_ALIKE).format(
            SQL(", ").join(sets),
            SQL(", ").join(SQL("%s::" + each + "[]") for each in types),
            SQL(", ").join([SQL("id"), *map(Quoted, columns)]),
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [ids, *([values[pk][column] for pk in ids] for column in columns)])


def _update(table: str, key: str, column: str, kind: str, values: Mapping[int, Any]) -> None:
    if not values:
        return
    statement = SQL(_UPDATE_ONE).format(
        table=Quoted(table), column=Quoted(column), key=Quoted(key), kind=SQL("%s::" + kind + "[]")
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(values), list(values.values())])


def _rename(names: Mapping[int, Name], days: Mapping[int, date]) -> None:
    present = PersonName.objects.filter(person__in=list(names), valid_to=FOREVER)
    begun: list[PersonName] = []
    ended: list[PersonName] = []
    for row in present:
        name, since = names[row.person_id], days[row.person_id]
        is_mended = (row.surname, row.given_name) == (name.surname, name.given_name) and not row.patronymic
        if is_mended or row.valid_from >= since:
            row.surname, row.given_name, row.patronymic = name.surname, name.given_name, name.patronymic
            row.search_key = name.key
            row.save(update_fields=["surname", "given_name", "patronymic", "search_key"])
        else:
            row.valid_to = since
            ended.append(row)
            begun.append(_named(row.person_id, name, since))
    PersonName.objects.bulk_update(ended, ["valid_to"], batch_size=BATCH)
    PersonName.objects.bulk_create(begun, batch_size=BATCH)


def _write_numbers(cards: Mapping[int, CardContent]) -> None:
    """:raises BadIdentifier: a number can't be right."""
    rows = [
        Identifier(person_id=pk, kind=kind, value=identifiers.kind(kind).clean(value, of="person"))
        for pk, card in cards.items()
        for kind, value in card.identifiers.items()
    ]
    if rows:
        Identifier.objects.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, update_fields=["value"], unique_fields=["person", "kind"]
        )
    insurers = {pk: " ".join(card.insurer.split()) for pk, card in cards.items() if card.insurer}
    if insurers:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE people_identifier target SET issued_by = given.name FROM unnest(%s::bigint[], %s::text[])"
                " given(id, name) WHERE target.person_id = given.id AND target.kind = 'medical_policy'",
                [list(insurers), list(insurers.values())],
            )


def _write_documents(cards: Mapping[int, tuple[CardContent, date | None]]) -> None:
    new: list[IdentityDocument] = []
    for pk, (card, born) in cards.items():
        for row_id, document in card.documents:
            clean = checked_document(document, born)
            row = IdentityDocument(
                pk=row_id, person_id=pk, kind=clean.kind, series=clean.series, number=clean.number,
                issued_on=clean.issued_on, issued_by=clean.issued_by,
            )  # fmt: skip
            if row_id is None:
                new.append(row)
            else:
                row.save(force_update=True)
    IdentityDocument.objects.bulk_create(new, batch_size=BATCH)
