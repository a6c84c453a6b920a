"""Cards in full: who a person is, documents, guardians, posts. Columns the actor does not hold stay out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from shared_apps.handbooks import identifiers
from shared_apps.handbooks import queries as handbooks
from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.privacy import Privacy

from ..models import Citizenship, EmployeePost, Guardian, Guardianship, Identifier, IdentityDocument, Person, PersonName
from ..names import full_name
from ..reach import seen_students
from ..rights import holds, readable
from .duplicates import described_person
from .grounds import grounds


def last_day(valid_to: date) -> date:
    """The last day of a period; an open end stays open."""
    return valid_to if valid_to == FOREVER else valid_to - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NameLine:
    """A name and when it held."""

    surname: str
    given_name: str
    patronymic: str
    valid_from: date
    valid_to: date
    document: str

    @property
    def full(self) -> str:
        """A dash where the name was erased by law."""
        return full_name(self.surname, self.given_name, self.patronymic) or "—"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person on a day."""

    id: int
    version: int
    name: NameLine
    names: tuple[NameLine, ...]
    sex: str
    birth_date: date | None
    student_id: int | None
    employee_id: int | None
    guardian_id: int | None

    @property
    def roles(self) -> dict[str, int]:
        """What he is here (student, employee, guardian) with the card's id."""
        found = {"student": self.student_id, "employee": self.employee_id, "guardian": self.guardian_id}
        return {role: card for role, card in found.items() if card is not None}


def person_card(person_id: int, day: date, *, by: By) -> PersonCard | None:
    """The card's head; None: there is no such person. Two queries."""
    row = (
        Person.objects.filter(pk=person_id)
        .annotate(student_id=F("student__pk"), employee_id=F("employee__pk"), guardian_id=F("guardian__pk"))
        .values_list("version", "sex", "birth_date", "student_id", "employee_id", "guardian_id")
        .first()
    )
    if row is None:
        return None
    names = tuple(
        NameLine(*values)
        for values in PersonName.objects.filter(person=person_id)
        .order_by("-valid_from")
        .values_list("surname", "given_name", "patronymic", "valid_from", "valid_to", "document")
    )
    unnamed = NameLine("—", "", "", day, day, "")
    of_day = next((name for name in names if name.valid_from <= day < name.valid_to), names[0] if names else unnamed)
    version, *rest = row
    return PersonCard(person_id, version, of_day, names, *rest)


def particulars(person_id: int, *, by: By, of: Collection[Privacy] = tuple(Privacy)) -> list[tuple[str, Any]]:
    """Label and value of every particular of the classes in `of` with a ground that this actor may read, as shown."""
    person = Person.objects.get(pk=person_id)
    open_fields = readable(by, Person) & grounds([person_id], timezone.localdate()).open_columns(person_id, Person)
    shown: dict[str, Any] = {
        "sex": handbooks.name("sex", person.sex),
        "birth_date": person.birth_date,
        "birth_place": person.birth_place,
        "citizenship": "; ".join(line.title for line in citizenships_of(person_id, timezone.localdate(), by=by)),
        "phone": person.phone,
        "home_phone": person.home_phone,
        "work_phone": person.work_phone,
        "email": person.email,
        "registered_address": person.registered_address,
        "actual_address": person.actual_address,
    }
    return [
        (str(capfirst(str(Person._meta.get_field(field).verbose_name))), value)  # type: ignore[union-attr]
        for field, value in shown.items()
        if field in open_fields and Person.privacy[field] in of
    ]


@dataclass(frozen=True, slots=True)
class CitizenshipLine:
    """A citizenship and when it was held."""

    id: int
    country: str
    title: str
    valid_from: date
    valid_to: date
    document: str

    @property
    def last_day(self) -> date:
        return last_day(self.valid_to)


def citizenships_of(person_id: int, day: date | None = None, *, by: By) -> list[CitizenshipLine]:
    """Citizenships of a day, or without one of all time; documents only for those who hold them."""
    names = handbooks.names("citizenship")
    rows = Citizenship.objects.filter(person=person_id).order_by("valid_from", "pk")
    shows_documents = holds(by, Privacy.DOCUMENT)
    return [
        CitizenshipLine(
            row.pk, row.country, names.get(row.country, row.country), row.valid_from, row.valid_to,
            row.document if shows_documents else "",
        )
        for row in (rows if day is None else rows.valid(day))
    ]  # fmt: skip


def occupation(guardian_id: int, *, by: By) -> list[tuple[str, str]]:
    """Label and value of a guardian's education and work; nothing without a consent or for who holds no social data."""
    row = Guardian.objects.get(pk=guardian_id)
    shown = {
        "education": handbooks.name("staff_education", row.education),
        "workplace": row.workplace,
        "position": row.position,
    }
    known = grounds([row.person_id], timezone.localdate())
    open_fields = readable(by, Guardian) & known.open_columns(row.person_id, Guardian)
    return [
        (str(capfirst(str(Guardian._meta.get_field(field).verbose_name))), value)  # type: ignore[union-attr]
        for field, value in shown.items()
        if field in open_fields
    ]


@dataclass(frozen=True, slots=True)
class IdentifierLine:
    """A number of another register as people write it."""

    kind: str
    title: str
    value: str
    issued_by: str = ""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """An identity document as it is written in it."""

    id: int
    kind: str
    title: str
    series: str
    number: str
    issued_on: date | None
    issued_by: str


def identifiers_of(person_id: int, *, by: By) -> list[IdentifierLine]:
    """Every kind a person can have, with its number or ""; those without a ground, and all for those who don't hold
    documents, are left out."""
    if not holds(by, Privacy.DOCUMENT):
        return []
    rows = Identifier.objects.filter(person=person_id).values_list("kind", "value", "issued_by")
    found = {kind: (value, issuer) for kind, value, issuer in rows}
    known = grounds([person_id], timezone.localdate())
    kinds = [(kind, *found.get(kind.code, ("", ""))) for kind in identifiers.kinds_of("person")]
    return [
        IdentifierLine(kind.code, str(kind.title), kind.format(value), issuer)
        for kind, value, issuer in kinds
        if known.opens_identifier(person_id, kind.code)
    ]


def documents_of(person_id: int, *, by: By) -> list[DocumentLine]:
    """Identity documents, the latest first; nothing for those who don't hold documents."""
    if not holds(by, Privacy.DOCUMENT):
        return []
    kinds = handbooks.names("identity_document")
    rows = IdentityDocument.objects.filter(person=person_id).order_by(F("issued_on").desc(nulls_last=True), "-pk")
    return [
        DocumentLine(
            row.pk, row.kind, kinds.get(row.kind, row.kind), row.series, row.number, row.issued_on, row.issued_by
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class GuardianLine:
    """Who answers for a student, or for whom a guardian answers: the other side of the link."""

    link_id: int
    card_id: int
    person_id: int
    name: str
    birth_date: date | None
    relation: str
    is_legal: bool
    may_collect: bool
    may_see: bool
    custody_limit: str
    basis: str
    phone: str
    email: str
    valid_from: date
    valid_to: date

    @property
    def last_day(self) -> date:
        return last_day(self.valid_to)


def guardians_of(student_id: int, day: date, *, by: By, former: bool = False) -> list[GuardianLine]:
    """Those who answer for the student on a day (`former`: those who did before), mothers and fathers first."""
    rows = Guardianship.objects.unvoided().filter(student=student_id)
    rows = rows.filter(valid_to__lte=day) if former else rows.valid(day)
    return _lines(rows, "guardian", by)


def students_of(guardian_id: int, day: date, *, by: By, former: bool = False) -> list[GuardianLine]:
    """Those for whom the guardian answers on a day."""
    rows = Guardianship.objects.unvoided().filter(guardian=guardian_id)
    rows = rows.filter(valid_to__lte=day) if former else rows.valid(day)
    return _lines(rows, "student", by)


def links(*, by: By, student_id: int | None = None, guardian_id: int | None = None) -> QuerySet[Guardianship]:
    """Who answers for whom, of one student or of one guardian, the latest first; students that the actor sees."""
    rows = Guardianship.objects.unvoided().order_by("-valid_to", "-valid_from", "pk")
    rows = rows.filter(student=student_id) if student_id is not None else rows.filter(guardian=guardian_id)
    seen = seen_students(by)
    return rows if seen is None else rows.filter(student__in=seen.values("pk"))


def _lines(rows: Any, side: str, by: By) -> list[GuardianLine]:
    relations = handbooks.names("guardian_relation")
    order = list(relations)
    shows_contacts = holds(by, Privacy.CONTACT)
    shows_relation = "relation" in readable(by, Guardianship)
    name = f"{side}__person__names__"
    found = rows.filter(**{f"{name}valid_to": date.max}).values_list(
        f"{name}surname", f"{name}given_name", f"{name}patronymic", "relation", "pk", side, f"{side}__person",
        f"{side}__person__birth_date", "is_legal", "may_collect", "may_see", "custody_limit", "basis",
        f"{side}__person__phone", f"{side}__person__email", "valid_from", "valid_to",
    )  # fmt: skip
    lines = []
    limits = handbooks.names("custody_limit")
    for surname, given, patronymic, relation, pk, card_id, person_id, born, legal, collects, *more in found:
        may_see, limit, basis, phone, email, since, until = more
        line = GuardianLine(
            link_id=pk,
            card_id=card_id,
            person_id=person_id,
            name=full_name(surname, given, patronymic),
            birth_date=born,
            relation=relations.get(relation, relation) if shows_relation else "",
            is_legal=legal and shows_relation,
            may_collect=collects and shows_relation,
            may_see=may_see or not shows_relation,
            custody_limit=limits.get(limit, limit) if shows_relation else "",
            basis=basis if shows_relation else "",
            phone=phone if shows_contacts else "",
            email=email if shows_contacts else "",
            valid_from=since,
            valid_to=until,
        )
        lines.append((order.index(relation) if relation in order else len(order), line))
    return [line for _place, line in sorted(lines, key=lambda each: (each[0], each[1].name))]


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post held during a period."""

    id: int
    post: str
    title: str
    kind: str
    rate: Decimal
    valid_from: date
    valid_to: date
    order_number: str
    order_date: date | None

    @property
    def last_day(self) -> date:
        return last_day(self.valid_to)


def posts(employee_id: int) -> QuerySet[EmployeePost]:
    """Every post of an employee, the latest first."""
    return EmployeePost.objects.filter(employee=employee_id).order_by("-valid_to", "-valid_from", "pk")


def posts_of(employee_id: int) -> list[PostLine]:
    """Every post of an employee in words, the latest first."""
    titles, kinds = handbooks.names("post"), handbooks.names("post_kind")
    return [
        PostLine(
            row.pk, row.post, titles.get(row.post, row.post), kinds.get(row.kind, row.kind), row.rate, row.valid_from,
            row.valid_to, row.order_number, row.order_date,
        )
        for row in posts(employee_id)
    ]  # fmt: skip


__all__ = [
    "CitizenshipLine",
    "DocumentLine",
    "GuardianLine",
    "IdentifierLine",
    "NameLine",
    "PersonCard",
    "PostLine",
    "citizenships_of",
    "described_person",
    "documents_of",
    "guardians_of",
    "identifiers_of",
    "links",
    "occupation",
    "particulars",
    "person_card",
    "posts",
    "posts_of",
    "students_of",
]
