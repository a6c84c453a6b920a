"""Which tables and columns of a card travel with the student. Every table of a person or a student is declared here,
also one that hangs on him through others: an attempt on a debt, the debt on an enrolment, the enrolment on the student.

A table stands in TRAVELLING with the reason why it goes along, or in LEFT_BEHIND with the reason why it stays; a test
demands it of each new one. Columns of the class SECRET never go; those that need a consent (people/grounds.py: health,
family, policy, photo, work of a guardian) go only where the consent was in force on the last day at the sender
(`Allowed`). A reference to a file takes the file along; references to the former organisation's own rows (orders,
classes, employees) are left out.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.circumstances import FILE_PRIVACY, FILES_OF_FAMILIES
from tenant_apps.people.grounds import group_of_file
from tenant_apps.people.models import CardFile, Identifier, Person, StoredFile, Student
from tenant_apps.people.queries.grounds import Grounds, grounds

_ORDER = "приказ Минпросвещения № 177 от 12.03.2014 п. 6–9"
TRAVELLING: Mapping[str, str] = {
    "people.PersonName": f"identity; {_ORDER}",
    "people.Citizenship": f"identity; {_ORDER}",
    "people.Identifier": f"СНИЛС and the like; {_ORDER}; the medical policy by consent",
    "people.IdentityDocument": f"identity; {_ORDER}",
    "people.CardFile": f"documents of the personal file; {_ORDER}; those of health, policy, photo by consent",
    "people.EducationCircumstance": "how the student is taught; 273-ФЗ ст. 28 ч. 3 п. 10, 11",
    "people.HealthCircumstance": "by consent only; 152-ФЗ ст. 10 ч. 2 п. 1",
    "people.SocialCircumstance": "by consent only; 152-ФЗ ст. 9, ст. 10 ч. 2 п. 1",
    "transfers.FormerStudy": f"where he studied before; {_ORDER}",
    "enrolment.AcademicDebt": "open ones: a conditional transfer goes on; 273-ФЗ ст. 58 ч. 3–5, 8 (brought_debts.py)",
    "enrolment.DebtAttempt": "those used already count at the next organisation; 273-ФЗ ст. 58 ч. 5, 6",
}
"""Tables that go along, each with its ground: those of a person or a student (`tables_of`), and those that hang on his
enrolment and are carried by services of their own."""

_PERSONNEL = "ТК РФ ст. 65, 66.1, 75 ч. 5; форма № Т-2"
WITH_EMPLOYEE: Mapping[str, str] = {
    "people.EmployeeEducation": f"education and diplomas; {_PERSONNEL}",
    "people.EmployeeCourse": f"refresher courses; {_PERSONNEL}",
    "people.EmployeeQualification": "categories stay in force at another employer; приказ № 196 от 24.03.2023",
    "people.EmployeeAttestation": "an attestation that goes on; приказ № 196 от 24.03.2023",
    "people.EmployeeAward": f"awards; {_PERSONNEL}",
    "people.EmployeeWork": "methodical works are the teacher's; S2 appendix 2 §2.1.8",
}
"""Tables of an employee that pass whole to the successor of a reorganised organisation, each with its ground."""

IN_FORCE_WITH_EMPLOYEE: Mapping[str, str] = {
    "people.EmployeePost": "what is in force goes on from the day (people/services/passing.py)",
    "people.EmployeeSubject": "what is in force goes on from the day",
    "people.EmployeeLeave": "what is in force goes on from the day",
    "people.Employment": "ends here, begins there; an end that is known already is known there too",
}
STAYS_OF_EMPLOYEE: Mapping[str, str] = {
    "enrolment.ClassTeacher": "classes opened at the successor get the teacher they had (reorganising/staff.py)",
    "transfers.StaffTransfer": "this office's own work with the envelope",
}

_OF_EMPLOYEES = (
    "Employment", "EmployeePost", "EmployeeSubject", "EmployeeEducation", "EmployeeCourse", "EmployeeQualification",
    "EmployeeAttestation", "EmployeeAward", "EmployeeWork", "EmployeeLeave",
)  # fmt: skip
LEFT_BEHIND: Mapping[str, str] = {
    "people.Student": "the root of the file",
    "people.Employee": "work at the former organisation stays there",
    "people.Guardian": "comes with the guardianship",
    "people.Guardianship": "comes with the guardian's card",
    "transfers.Transfer": "this office's own work with the envelope",
    "transfers.StaffTransfer": "of the employee, not of the student",
    "people.Consent": "given to the former organisation; the new one asks for its own",
    "people.ErasedFields": "what was erased does not travel",
    "enrolment.Enrolment": "study here stays in the book; it travels as FormerStudy",
    "enrolment.OrderLine": "orders stay where they were issued",
    "enrolment.Completion": "the book of certificates is kept by who gave them; the student brings the certificate",
    "enrolment.ClassMembership": "classes are this organisation's; grade, class and dates travel as FormerStudy",
    "enrolment.StudyArrangement": "ends with the enrolment; how he is taught travels as EducationCircumstance",
    "enrolment.ClassTeacher": "who taught here",
    **dict.fromkeys([f"people.{name}" for name in _OF_EMPLOYEES], "of the employee, not of the student"),
    "rollover.PlannedOutcome": "this organisation's plan of the next year",
    "upkeep.CardCheck": "a class teacher's word about the card as it stood here",
    "upkeep.Correction": "decided here, and in the card by then",
    "upkeep.ProposedField": "comes with the correction",
    "access.FamilyNotice": "what the former organisation told the family",
}
"""Tables that belong to a person or a student, at any distance, and do not travel by themselves, with the reason."""

COLUMNS_LEFT_BEHIND = frozenset({"version", "file_number", "begun_by", "ended_by"})
"""Columns that mean something in one organisation only."""


class Table(NamedTuple):
    """A travelling table: `link` is the column that refers to the person or the student."""

    label: str
    model: type[models.Model]
    link: str


@cache
def tables_of(owner: type[models.Model]) -> tuple[Table, ...]:
    """Travelling tables with a reference to `owner` (Person, Student, Employee), in an order that does not change."""
    found: list[Table] = []
    for label in sorted({*TRAVELLING, *WITH_EMPLOYEE}):
        model = apps.get_model(label)
        link = link_to(model, owner)
        if link:
            found.append(Table(label, model, link))
    return tuple(found)


def link_to(model: type[models.Model], owner: type[models.Model]) -> str:
    """The column by which rows of a table belong to a person or a student; "": they do not."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is owner:
            return field.attname
    return ""


def reached_from(root: type[models.Model]) -> set[str]:
    """Labels of all tables of organisations that refer to a table, directly or through others."""
    tables = [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("tenant_apps.")
        for model in config.get_models()
    ]
    found: set[type[models.Model]] = {root}
    while fresh := {one for one in tables if one not in found and _refers_to(one, found)}:
        found |= fresh
    return {one._meta.label for one in found - {root}}


def _refers_to(model: type[models.Model], others: Collection[type[models.Model]]) -> bool:
    fields = model._meta.concrete_fields
    return any(isinstance(field, models.ForeignKey) and field.related_model in others for field in fields)


class Allowed:
    """What of the people of an envelope may go, by the grounds of the last day at the sender."""

    def __init__(self, person_ids: Collection[int], as_of: date) -> None:
        self.known: Grounds = grounds(person_ids, as_of)

    def row(self, person_id: int, row: models.Model) -> bool:
        """Whether a row of a travelling table goes along: all that it says must have a ground."""
        if isinstance(row, Identifier):
            return self.known.opens_identifier(person_id, row.kind)
        if isinstance(row, CardFile):
            privacy = FILE_PRIVACY.get(row.kind, Privacy.HEALTH)
            of_family = row.kind in FILES_OF_FAMILIES  # a guardian may be an employee here: that stays here
            return of_family and self.known.is_open(person_id, group_of_file(row.kind, privacy))
        return all(self.column(person_id, type(row), column.name) for column in columns_of(type(row)))

    def column(self, person_id: int, model: type[models.Model], name: str) -> bool:
        """Whether a column of a card goes along."""
        privacy: Mapping[str, Privacy] = getattr(model, "privacy", {})
        return name not in privacy or self.known.opens(person_id, model, name)


@cache
def columns_of(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    """The columns of a table that travel."""
    privacy: Mapping[str, Privacy] = getattr(model, "privacy", {})
    return tuple(field for field in model._meta.concrete_fields if _travels(field, privacy.get(field.name)))


def _travels(field: "models.Field[Any, Any]", privacy: Privacy | None) -> bool:
    if field.primary_key or field.name in COLUMNS_LEFT_BEHIND or field.name == "person_uid":
        return False
    if privacy is Privacy.SECRET or isinstance(field, models.BinaryField):
        return False
    return not isinstance(field, models.ForeignKey) or field.related_model is StoredFile


def is_voided(row: models.Model) -> bool:
    """Whether the row was voided by an order: such rows stay where they are."""
    try:
        field = row._meta.get_field("voided_by")
    except FieldDoesNotExist:
        return False
    return getattr(row, field.attname) is not None  # type: ignore[union-attr]


__all__ = [
    "LEFT_BEHIND",
    "TRAVELLING",
    "Allowed",
    "Person",
    "Student",
    "Table",
    "columns_of",
    "is_voided",
    "link_to",
    "tables_of",
]
