"""A card from an envelope: made new, or filled into one that is known here."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.models import Employee, Guardian, Guardianship, Identifier, Person, StoredFile, Student
from tenant_apps.people.services import store_file

from ..contents import GuardianFile, PersonalFile, Rows, Values
from ..models import FormerStudy
from ..staff_contents import StaffFile
from ..travelling import columns_of, tables_of

TRUSTED_IDENTIFIER = "snils"
"""The kind of identifier by which a card of the same person is found."""


@dataclass(slots=True)
class Placed:
    """What became of a file: the student's card, and how many of its rows found no place (they stood here already)."""

    student: Student
    is_new: bool
    left_out: int = 0


def known_student(file: PersonalFile) -> int | None:
    """The card of the same person here: by the person's identifier, or by СНИЛС. Its student id, if he has one."""
    person = known_person(file.uid, file.rows)
    if person is None:
        return None
    return Student.objects.filter(person=person).values_list("pk", flat=True).first()


@transaction.atomic
def place_file(*, file: PersonalFile, student_id: int | None, take_theirs: bool = False, by: By) -> Placed:
    """Write the file into the card `student_id`, or into a new one.

    What is empty in a known card is filled in; what differs stays, unless `take_theirs`. Rows that would contradict
    what stands here are left out.
    """
    stored = _Files(file.files, by)
    student, is_new = _student(file, student_id, stored)
    placed = Placed(student, is_new)
    if not is_new:
        _fill(student.person, file.values, stored, take_theirs=take_theirs)
        if take_theirs:
            _take_name(student.person_id, file)
    placed.left_out += _put_rows(file.rows, Person, student.person_id, stored)
    placed.left_out += _put_rows(file.rows, Student, student.pk, stored)
    for guardian in file.guardians:
        placed.left_out += _place_guardian(guardian, student, stored)
    studies = [{**study, "student_id": student.pk} for study in file.studies]
    placed.left_out += _put_all(FormerStudy, studies, "student_id", stored) if studies else 0
    return placed


@transaction.atomic
def place_employee(*, file: StaffFile, by: By) -> int:
    """The card of an employee who passes here: made new, or filled where it is empty. Its id; no post is written."""
    stored = _Files(file.files, by)
    person = known_person(file.uid, file.rows)
    if person is None:
        person = Person.objects.create(person_uid=file.uid, **_read(Person, file.values, stored))
    else:
        _fill(person, file.values, stored, take_theirs=False)
    _put_rows(file.rows, Person, person.pk, stored)
    employee, is_new = Employee.objects.get_or_create(person=person, defaults=_read(Employee, file.employee, stored))
    if not is_new:
        theirs = _read(Employee, file.employee, stored)
        empty = {
            name: value
            for name, value in theirs.items()
            if getattr(employee, name) in ("", None) and value not in ("", None)
        }
        Employee.objects.filter(pk=employee.pk).update(**empty)
    _put_rows(file.rows, Employee, employee.pk, stored)
    return int(employee.pk)


def _student(file: PersonalFile, student_id: int | None, stored: "_Files") -> tuple[Student, bool]:
    if student_id is not None:
        return Student.objects.select_related("person").get(pk=student_id), False
    person = known_person(file.uid, file.rows)
    if person is not None:
        student, _made = Student.objects.get_or_create(person=person)
        return student, False
    person = Person.objects.create(person_uid=file.uid, **_read(Person, file.values, stored))
    return Student.objects.create(person=person, **_read(Student, file.student, stored)), True


def _place_guardian(one: GuardianFile, student: Student, stored: "_Files") -> int:
    person = known_person(one.uid, one.rows)
    left_out = 0
    if person is None:
        person = Person.objects.create(person_uid=one.uid, **_read(Person, one.values, stored))
        left_out += _put_rows(one.rows, Person, person.pk, stored)
    guardian, _made = Guardian.objects.get_or_create(person=person, defaults=_read(Guardian, one.guardian, stored))
    links = [{**link, "guardian_id": guardian.pk, "student_id": student.pk} for link in one.links]
    return left_out + _put_all(Guardianship, links, "guardian_id", stored)


def known_person(uid: str, rows: Rows) -> Person | None:
    """Who is here already: by the person's identifier, or by СНИЛС."""
    found = Person.objects.filter(person_uid=uid).first()
    if found is not None:
        return found
    for row in rows.get("people.Identifier", []):
        if row["kind"] == TRUSTED_IDENTIFIER:
            held = Identifier.objects.filter(kind=row["kind"], value=row["value"]).select_related("person").first()
            if held is not None:
                return held.person
    return None


def _fill(person: Person, values: Values, stored: "_Files", *, take_theirs: bool) -> None:
    theirs = _read(Person, values, stored)
    changed = {
        name: value
        for name, value in theirs.items()
        if value not in ("", None)
        and getattr(person, name) != value
        and (take_theirs or getattr(person, name) in ("", None))
    }
    if not changed:
        return
    for name, value in changed.items():
        setattr(person, name, value)
    person.version += 1
    person.save(update_fields=[*changed, "version"])


def _take_name(person_id: int, file: PersonalFile) -> None:
    """The name as the envelope has it, where the present one differs: it is the newer document."""
    table = apps.get_model("people.PersonName")
    present = table._default_manager.filter(person=person_id).order_by("-valid_from").first()
    parts = ("surname", "given_name", "patronymic", "search_key")
    if present is None or not file.name or all(getattr(present, part) == file.name[part] for part in parts):
        return
    for part in parts:
        setattr(present, part, file.name[part])
    present.save(update_fields=list(parts))


def _put_rows(rows: Rows, owner: type[models.Model], owner_id: int, stored: "_Files") -> int:
    """Rows of a person, a student or an employee; how many found no place."""
    return sum(
        _put_all(table.model, [{**row, table.link: owner_id} for row in rows[table.label]], table.link, stored)
        for table in tables_of(owner)
        if rows.get(table.label)
    )


def _put_all(model: type[models.Model], rows: list[Values], link: str, stored: "_Files") -> int:
    """Rows of one table and one owner at once, where he has none there yet; else one by one. How many are left out."""
    table = model._default_manager
    if not table.filter(**{link: rows[0][link]}).exists():
        try:
            with transaction.atomic():
                table.bulk_create([model(**_columns(model, values, stored)) for values in rows])
        except IntegrityError:
            pass  # one of them contradicts something: the others still find their place
        else:
            return 0
    return sum(not _put(model, values, stored) for values in rows)


def _columns(model: type[models.Model], values: Mapping[str, Any], stored: "_Files") -> dict[str, Any]:
    return _read(model, values, stored) | {name: values[name] for name in values if name.endswith("_id")}


def _put(model: type[models.Model], values: Mapping[str, Any], stored: "_Files") -> bool:
    """One row, unless it stands here already or contradicts what does."""
    read = _columns(model, values, stored)
    if model._default_manager.filter(**read).exists():
        return True
    try:
        with transaction.atomic():
            model._default_manager.create(**read)
    except (IntegrityError, ValidationError):
        return False
    return True


def _read(model: type[models.Model], values: Mapping[str, Any], stored: "_Files") -> dict[str, Any]:
    """Values of the columns that this code knows, in their types; others that came are left out."""
    found: dict[str, Any] = {}
    for column in columns_of(model):
        if column.name not in values:
            continue
        value = values[column.name]
        if isinstance(column, models.ForeignKey):
            found[column.attname] = stored.row(value)
        else:
            found[column.name] = column.to_python(value)
    return found


class _Files:
    """Files of the envelope, stored when a row asks for them."""

    def __init__(self, files: Mapping[str, Values], by: By) -> None:
        self.files, self.by = files, by
        self.rows: dict[str, StoredFile | None] = {}

    def row(self, sha256: str | None) -> int | None:
        if sha256 is None or sha256 not in self.files:
            return None
        if sha256 not in self.rows:
            one = self.files[sha256]
            content = base64.b64decode(one["content"])
            self.rows[sha256] = (
                store_file(
                    content=content,
                    name=one["name"],
                    content_type=one["content_type"],
                    sensitivity=Privacy(one["sensitivity"]),
                    purpose=one["purpose"],
                    by=self.by,
                )
                if content
                else None
            )
        row = self.rows[sha256]
        return None if row is None else row.pk


__all__ = ["Placed", "known_person", "known_student", "place_employee", "place_file"]
