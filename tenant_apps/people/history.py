"""How cards stand in the history: what a record is about, and which rows make up a card."""

from collections.abc import Collection, Mapping

from shared_apps.organisations.privacy import Privacy
from tenant_apps.history.services import Subject
from tenant_apps.history.wording import register_subject

from .circumstances import PARTS
from .models import Employee, Guardian, PersonName, Student
from .names import full_name
from .queries.cards import PersonCard

EMPLOYEE_RECORDS = (
    "people_employment",
    "people_employeepost",
    "people_employeesubject",
    "people_employeeeducation",
    "people_employeecourse",
    "people_employeequalification",
    "people_employeeattestation",
    "people_employeeaward",
    "people_employeework",
    "people_employeeleave",
)
"""Tables whose rows belong to an employee's card."""


def persons_by_id(ids: Collection[int]) -> dict[int, str]:
    """Present names by the person's id."""
    rows = PersonName.objects.filter(person__in=ids).order_by("valid_from")
    names = rows.values_list("person_id", "surname", "given_name", "patronymic")
    return {person_id: full_name(surname, given, patronymic) for person_id, surname, given, patronymic in names}


def students_by_id(ids: Collection[int]) -> dict[int, str]:
    return _through(dict(Student.objects.filter(pk__in=ids).values_list("pk", "person_id")))


def employees_by_id(ids: Collection[int]) -> dict[int, str]:
    return _through(dict(Employee.objects.filter(pk__in=ids).values_list("pk", "person_id")))


def guardians_by_id(ids: Collection[int]) -> dict[int, str]:
    return _through(dict(Guardian.objects.filter(pk__in=ids).values_list("pk", "person_id")))


def _through(persons: Mapping[int, int]) -> dict[int, str]:
    names = persons_by_id(set(persons.values()))
    return {pk: names[person_id] for pk, person_id in persons.items() if person_id in names}


_FURTHER: list[tuple[str, str, str]] = []


def register_rows(table: str, column: str, whose: str) -> None:
    """Say which rows of an app above belong to the history of cards; `whose` the column names: person or student."""
    if (table, column, whose) not in _FURTHER:
        _FURTHER.append((table, column, whose))


def rows_of_card(head: PersonCard) -> Subject:
    """All rows that say something of a person: the card, its parts, and what he is here."""
    rows: dict[str, Collection[int]] = {"people_person": [head.id]}
    references: dict[tuple[str, str], Collection[int]] = {
        ("people_personname", "person_id"): [head.id],
        ("people_identifier", "person_id"): [head.id],
        ("people_identitydocument", "person_id"): [head.id],
        ("people_consent", "person_id"): [head.id],
        ("people_erasedfields", "person_id"): [head.id],
        ("people_citizenship", "person_id"): [head.id],
        ("people_cardfile", "person_id"): [head.id],
    }
    if head.student_id is not None:
        rows["people_student"] = [head.student_id]
        references["people_guardianship", "student_id"] = [head.student_id]
        for part in PARTS.values():
            references[part.model._meta.db_table, "student_id"] = [head.student_id]
    if head.employee_id is not None:
        rows["people_employee"] = [head.employee_id]
        for table in EMPLOYEE_RECORDS:
            references[table, "employee_id"] = [head.employee_id]
    if head.guardian_id is not None:
        rows["people_guardian"] = [head.guardian_id]
        references["people_guardianship", "guardian_id"] = [head.guardian_id]
    cards = {"person": head.id, "student": head.student_id}
    references |= {(table, column): [pk] for table, column, whose in _FURTHER if (pk := cards[whose]) is not None}
    return Subject(rows=rows, references=references)


def register() -> None:
    """Called when the app is ready."""
    register_subject("people_person", persons_by_id, privacy=Privacy.IDENTITY, rank=0)
    register_subject("people_student", students_by_id, privacy=Privacy.IDENTITY, rank=1)
    register_subject("people_employee", employees_by_id, privacy=Privacy.IDENTITY, rank=2)
    register_subject("people_guardian", guardians_by_id, privacy=Privacy.IDENTITY, rank=3)
