"""What this organisation knows already of the people that a file names. So many queries, whatever the rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from shared_apps.importing.rows import Row
from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.models import Identifier, IdentityDocument, Person, PersonName, Student
from tenant_apps.people.names import full_name, search_key
from tenant_apps.people.queries.grounds import Grounds, grounds
from tenant_apps.people.services import PARTICULARS

from ..models import ClassMembership, Enrolment, Order, OrderLine
from ..order_kinds import ORDER_KINDS, Effect

NUMBERS = ("snils", "inn", "medical_policy")
"""Columns that are kinds of identifiers of the same name."""
DocumentKey = tuple[str, str, str]


@dataclass(slots=True)
class KnownStay:
    """An enrolment that was not voided, with the class of each of its memberships."""

    kind: str
    valid_from: date
    valid_to: date
    begun_by: Order | None
    ended_by: Order | None
    classes: list[tuple[date, date, int | None, str]] = field(default_factory=list)
    forms: list[tuple[date, date, str]] = field(default_factory=list)

    def class_on(self, day: date) -> tuple[int | None, str]:
        """Id and name of the class on a day; of the last one before it when there is none."""
        found: tuple[int | None, str] = (None, "")
        for valid_from, valid_to, class_id, name in self.classes:
            if valid_from <= day:
                found = (class_id, name)
                if day < valid_to:
                    break
        return found

    def form_on(self, day: date) -> str:
        """The form of study on a day; "" where there is none."""
        return next((form for valid_from, valid_to, form in self.forms if valid_from <= day < valid_to), "")


@dataclass(slots=True)
class KnownCard:
    """A person's card. `student_id` is None for somebody who is known as an employee or a guardian only."""

    person_id: int
    particulars: dict[str, Any]
    surname: str = ""
    given_name: str = ""
    patronymic: str = ""
    named_since: date = date.min
    student_id: int | None = None
    file_number: str = ""
    first_names: set[str] = field(default_factory=set)
    identifiers: dict[str, str] = field(default_factory=dict)
    insurer: str = ""
    documents: dict[DocumentKey, IdentityDocument] = field(default_factory=dict)
    stays: list[KnownStay] = field(default_factory=list)
    waits_in: Order | None = None

    @property
    def birth_date(self) -> date | None:
        born: date | None = self.particulars["birth_date"]
        return born

    def __str__(self) -> str:
        """`"Иванова Анна Петровна, 03.04.2012"`"""
        name = full_name(self.surname or "—", self.given_name, self.patronymic)
        return f"{name}, {self.birth_date:%d.%m.%Y}" if self.birth_date else name


@dataclass(slots=True)
class Known:
    """Cards by person's id, and the ways that lead to them."""

    cards: dict[int, KnownCard]
    owners: dict[tuple[str, str], int]
    file_numbers: dict[str, int]
    named: dict[tuple[date, str], list[tuple[int, str]]]
    document_owners: dict[DocumentKey, int]
    grounds: Grounds

    @classmethod
    def read(cls, rows: Sequence[Row], also: Collection[int] = ()) -> "Known":
        """Everything that the rows may be about. `also`: people whose cards are wanted besides."""
        owners = _owners(rows)
        file_numbers = dict(
            Student.objects.filter(file_number__in=_values(rows, "file_number")).values_list("file_number", "person_id")
        )
        named = _named(rows)
        document_owners = {
            (kind, series, number): person_id
            for kind, series, number, person_id in IdentityDocument.objects.filter(
                number__in=_values(rows, "document_number")
            ).values_list("kind", "series", "number", "person_id")
        }
        wanted = {(born, key) for row in rows if (born := row.cells.get("birth_date")) and (key := first_name_key(row))}
        candidates = {pk for where in wanted for pk, _patronymic in named.get(where, ())}
        candidates |= set(also) | set(owners.values()) | set(file_numbers.values()) | set(document_owners.values())
        consents = grounds(candidates, timezone.localdate())
        return cls(_cards(candidates), owners, file_numbers, named, document_owners, consents)

    def of_number(self, kind: str, value: str | None) -> KnownCard | None:
        """The card that has this identifier."""
        return self._card(self.owners.get((kind, value))) if value else None

    def of_file_number(self, value: str | None) -> KnownCard | None:
        return self._card(self.file_numbers.get(value)) if value else None

    def of_name(self, row: Row) -> list[KnownCard]:
        """Cards with this surname, given name (of any time) and birth date, and no other patronymic."""
        key, born = first_name_key(row), row.cells.get("birth_date")
        if not key or not born:
            return []
        patronymic = search_key(row.cells.get("patronymic") or "")
        found = [
            (pk, theirs == patronymic)
            for pk, theirs in self.named.get((born, key), ())
            if not theirs or not patronymic or theirs == patronymic
        ]
        exact = {pk for pk, same in found if same}
        chosen = exact if len(exact) == 1 and patronymic else {pk for pk, _same in found}
        return [self.cards[pk] for pk in sorted(chosen)]

    def _card(self, person_id: int | None) -> KnownCard | None:
        return self.cards.get(person_id) if person_id is not None else None


def first_name_key(row: Row) -> str:
    """Surname and given name as they are compared; "" if one is missing."""
    surname, given = row.cells.get("surname"), row.cells.get("given_name")
    return search_key(surname, given) if surname and given else ""


def _values(rows: Iterable[Row], code: str) -> list[str]:
    return sorted({value for row in rows if (value := row.cells.get(code))})


def _owners(rows: Sequence[Row]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for kind in NUMBERS:
        known = Identifier.objects.filter(kind=kind, value__in=_values(rows, kind))
        found |= {(kind, value): person_id for value, person_id in known.values_list("value", "person_id")}
    return found


def _named(rows: Sequence[Row]) -> dict[tuple[date, str], list[tuple[int, str]]]:
    """(Birth date, surname and given name) → people with their patronymics: all who are born on days of the file."""
    days = {born for row in rows if (born := row.cells.get("birth_date"))}
    found: dict[tuple[date, str], list[tuple[int, str]]] = defaultdict(list)
    names = PersonName.objects.filter(person__birth_date__in=days).order_by("person_id", "-valid_to")
    for pk, born, surname, given, patronymic in names.values_list(
        "person_id", "person__birth_date", "surname", "given_name", "patronymic"
    ):
        assert born is not None
        found[born, search_key(surname, given)].append((pk, search_key(patronymic)))
    return found


def _cards(ids: set[int]) -> dict[int, KnownCard]:
    people = Person.objects.filter(pk__in=ids).values("pk", *PARTICULARS)
    cards = {one["pk"]: KnownCard(one.pop("pk"), one) for one in people}
    names = PersonName.objects.filter(person__in=ids)
    for pk, surname, given, patronymic, since, until in names.values_list(
        "person_id", "surname", "given_name", "patronymic", "valid_from", "valid_to"
    ):
        card = cards[pk]
        card.first_names.add(search_key(surname, given))
        if until == FOREVER:
            card.surname, card.given_name, card.patronymic, card.named_since = surname, given, patronymic, since
    numbers = Identifier.objects.filter(person__in=ids)
    for pk, kind, value, issued_by in numbers.values_list("person_id", "kind", "value", "issued_by"):
        cards[pk].identifiers[kind] = value
        if kind == "medical_policy":
            cards[pk].insurer = issued_by
    for document in IdentityDocument.objects.filter(person__in=ids):
        cards[document.person_id].documents[document.kind, document.series, document.number] = document
    of_students: dict[int, KnownCard] = {}
    for pk, person_id, number in Student.objects.filter(person__in=ids).values_list("pk", "person_id", "file_number"):
        card = of_students[pk] = cards[person_id]
        card.student_id, card.file_number = pk, number
    _read_movement(of_students)
    return cards


def _read_movement(cards: dict[int, KnownCard]) -> None:
    stays: dict[int, KnownStay] = {}
    enrolments = Enrolment.objects.unvoided().filter(student__in=cards).select_related("begun_by", "ended_by")
    for one in enrolments.order_by("valid_from"):
        stay = stays[one.pk] = KnownStay(one.kind, one.valid_from, one.valid_to, one.begun_by, one.ended_by)
        cards[one.student_id].stays.append(stay)
    members = ClassMembership.objects.unvoided().filter(enrolment__student__in=cards).order_by("valid_from")
    for enrolment_id, valid_from, valid_to, class_id, name, form in members.values_list(
        "enrolment_id", "valid_from", "valid_to", "class_group_id", "class_group__name", "form_of_study"
    ):
        if enrolment_id in stays:
            stays[enrolment_id].classes.append((valid_from, valid_to, class_id, name or ""))
            stays[enrolment_id].forms.append((valid_from, valid_to, form))
    admissions = [kind.code for kind in ORDER_KINDS.values() if kind.effect == Effect.BEGIN]
    waiting = OrderLine.objects.filter(
        student__in=cards, order__kind__in=admissions, order__state__in=[Order.State.DRAFT, Order.State.SIGNED]
    )
    for line in waiting.select_related("order"):
        cards[line.student_id].waits_in = line.order
