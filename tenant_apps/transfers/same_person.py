"""Who of this organisation a student named by a transfer is, and which other transfers are of the same student.

Certain are the person's identifier, the СНИЛС and a card that was chosen; likely are the name and the birth date,
unless two СНИЛС are known and differ: namesakes born on one day are rare, and whoever knows better may insist.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from shared_apps.envelopes.models import Envelope
from shared_apps.envelopes.queries import WAITING
from tenant_apps.people.models import Identifier, Person, PersonName, Student
from tenant_apps.people.names import search_key

from .contents import PersonalFile
from .reading import Rows

SNILS = "snils"
"""The kind of identifier by which a card of the same person is found."""
_WITHOUT_PATRONYMIC = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A student as a transfer names him. What is not known is empty."""

    who: str
    birth_date: date | None
    person_uid: str = ""
    snils: str = ""
    student_id: int | None = None


@dataclass(frozen=True, slots=True)
class Students:
    """Ids of cards here."""

    certain: frozenset[int]
    likely: frozenset[int]


def students_here(one: Sought) -> Students:
    """Cards of the same student. A fixed number of queries."""
    sure = Q(pk=one.student_id or 0)
    if one.person_uid:
        sure |= Q(person__person_uid=one.person_uid)
    if one.snils:
        sure |= Q(person__in=Identifier.objects.filter(kind=SNILS, value=one.snils).values("person"))
    certain = frozenset(Student.objects.filter(sure).values_list("pk", flat=True))
    named = frozenset(_named(one)) - certain
    if one.snils and named:
        others = Identifier.objects.filter(kind=SNILS, person__student__in=named).exclude(value=one.snils)
        named -= set(others.values_list("person__student", flat=True))
    return Students(certain, named)


def transfers_waiting(one: Sought, *, but: int | None = None) -> tuple[Envelope | None, Envelope | None]:
    """Transfers of the same student that wait for an answer: one that certainly is, one that likely is.

    :param but: the number of the transfer at hand.
    """
    same = Q(birth_date=one.birth_date, birth_date__isnull=False)
    if one.person_uid:
        same |= Q(person_uid=one.person_uid)
    if one.snils:
        same |= Q(snils=one.snils)
    rows = Envelope.objects.filter(same, state__in=WAITING).exclude(pk=but or 0).order_by("pk")
    certain = likely = None
    for row in rows:
        if (one.person_uid and str(row.person_uid) == one.person_uid) or (one.snils and row.snils == one.snils):
            certain = certain or row
        elif row.birth_date == one.birth_date and not (one.snils and row.snils) and alike(row.who, one.who):
            likely = likely or row
    return certain, likely


def known_student(file: PersonalFile) -> int | None:
    """The card of the same person here: by the person's identifier, or by СНИЛС. Its student id, if he has one."""
    person = known_person(file.uid, file.rows)
    if person is None:
        return None
    return Student.objects.filter(person=person).values_list("pk", flat=True).first()


def known_person(uid: str, rows: Rows) -> Person | None:
    """Who is here already: by the person's identifier, or by СНИЛС."""
    found = Person.objects.filter(person_uid=uid).first()
    if found is not None:
        return found
    for row in rows.get("people.Identifier", []):
        if row["kind"] == SNILS:
            held = Identifier.objects.filter(kind=row["kind"], value=row["value"]).select_related("person").first()
            if held is not None:
                return held.person
    return None


def alike(name: str, other: str) -> bool:
    """The same name, ё as е; a patronymic that one of them leaves out does not count."""
    first, second = sorted((search_key(name), search_key(other)), key=len)
    return bool(first) and (
        first == second or (len(first.split()) >= _WITHOUT_PATRONYMIC and second.startswith(f"{first} "))
    )


def _named(one: Sought) -> list[int]:
    key = search_key(one.who)
    if one.birth_date is None or not key:
        return []
    start = " ".join(key.split()[:_WITHOUT_PATRONYMIC])
    names = PersonName.objects.filter(
        Q(search_key=start) | Q(search_key__startswith=f"{start} "),
        person__birth_date=one.birth_date,
        person__student__isnull=False,
    )
    return [student_id for student_id, found in names.values_list("person__student", "search_key") if alike(found, key)]
