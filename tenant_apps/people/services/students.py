"""Writing students' cards. Whether somebody studies is said by orders (tenant_apps.enrolment), never here."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from shared_apps.organisations.crossing import By

from .. import refusals
from ..models import Person, Student
from ..queries.duplicates import described_person
from ..rights import refuse_fields_not_held
from .persons import Name, create_person, edit_person, locked, touch


@transaction.atomic
def create_student(
    *, name: Name, particulars: Mapping[str, Any], file_number: str = "", by: By, insist: bool = False
) -> Student:
    """A new person with a student's card.

    :raises SamePersonExists, FileNumberTaken, NameMissing, …: as `create_person`.
    """
    person = create_person(name=name, particulars=particulars, by=by, insist=insist)
    return make_student(person_id=person.pk, file_number=file_number, by=by)


@transaction.atomic
def make_student(*, person_id: int, file_number: str = "", by: By) -> Student:
    """A student's card for somebody who is known here already (an employee's child who is a guardian's, too).

    :raises AlreadyHasThisCard, FileNumberTaken:
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    present = Student.objects.filter(person=person).values_list("pk", flat=True).first()
    if present is not None:
        raise refusals.AlreadyHasThisCard(who=described_person(person_id), card_id=present)
    number = " ".join(file_number.split())
    _refuse_number_taken(number, None)
    try:
        with transaction.atomic():
            return Student.objects.create(person=person, file_number=number)
    except IntegrityError as error:
        raise _number_taken(number) from error


@transaction.atomic
def edit_student(
    *, student_id: int, changes: Mapping[str, Any], file_number: str, version: int | None, by: By
) -> Student:
    """Particulars and file number together. :raises: as `edit_person` and `change_file_number`."""
    student = Student.objects.get(pk=student_id)
    same_number = " ".join(file_number.split()) == student.file_number
    try:
        edit_person(person_id=student.person_id, changes=changes, version=version, by=by)
    except refusals.NothingToChange:
        if same_number:
            raise
    else:
        version = None  # it has grown, and the card is locked
    if not same_number:
        student = change_file_number(student_id=student_id, file_number=file_number, version=version, by=by)
    return student


@transaction.atomic
def change_file_number(*, student_id: int, file_number: str, version: int | None, by: By) -> Student:
    """:raises FileNumberTaken, ChangedMeanwhile, NothingToChange, FieldsNotYours:"""
    refuse_fields_not_held(by, Student, ["file_number"])
    student = Student.objects.get(pk=student_id)
    person = locked(student.person_id, version)
    number = " ".join(file_number.split())
    if number == student.file_number:
        raise refusals.NothingToChange
    _refuse_number_taken(number, student.pk)
    student.file_number = number
    try:
        with transaction.atomic():
            student.save(update_fields=["file_number"])
    except IntegrityError as error:
        raise _number_taken(number) from error
    touch(person)
    return student


def _refuse_number_taken(number: str, except_student: int | None) -> None:
    if number and Student.objects.filter(file_number=number).exclude(pk=except_student or 0).exists():
        raise _number_taken(number)


def _number_taken(number: str) -> refusals.FileNumberTaken:
    owner = Student.objects.filter(file_number=number).values_list("person_id", flat=True).first()
    who = described_person(owner) if owner is not None else "—"
    return refusals.FileNumberTaken(params={"number": number, "who": who})
