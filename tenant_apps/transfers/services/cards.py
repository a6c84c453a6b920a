"""A card from an envelope: made new, or filled into one that is known here.

What meets nothing here is written, what goes on here ends or goes on (meeting.py), and what clashes waits for a human
(settling.py): nothing of a file is left out unseen.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from shared_apps.organisations.crossing import By
from shared_apps.organisations.privacy import Privacy
from tenant_apps.people.models import Employee, Guardian, Guardianship, Person, StoredFile, Student
from tenant_apps.people.services import store_file
from tenant_apps.people.services.citizenships import repeat_first
from tenant_apps.people.services.persons import locked, touch

from ..contents import GuardianFile, PersonalFile, Rows, Values
from ..meetings import FORMER_STUDY, MetCard, MetRow, met_cards, met_columns, met_rows
from ..same_person import known_person
from ..staff_contents import StaffFile
from ..travelling import columns_of, tables_of
from ..wording import label_of, row_label


@dataclass(slots=True)
class Placed:
    """What became of a file: the student's card; `is_whole`: nothing of the file met anything that stood here."""

    student: Student
    is_new: bool
    is_whole: bool


@transaction.atomic
def place_file(*, file: PersonalFile, student_id: int | None, files: "Files") -> Placed:
    """Write the file into the card `student_id`, or into a new one.

    What is empty in a known card is filled in, what began later ends what stands; the rest is `comparing.differences`.
    """
    student, is_new = _student(file, student_id, files)
    studies = {FORMER_STUDY: [*file.rows.get(FORMER_STUDY, []), *file.studies]}
    whole = {student.person_id} if is_new and _put_all(file.rows | studies, student, files) else set()
    for one in file.guardians:
        guardian, is_made = _guardian(one, files)
        if is_made and _put_all(one.rows, guardian, files) and _put_links(one, guardian, student, files):
            whole.add(guardian.person_id)
    for met in met_cards(file, student):
        if met.person.pk not in whole:
            _place_met(met, files)
    return Placed(student, is_new, is_whole=len(whole) == 1 + len(file.guardians))


@transaction.atomic
def place_employee(*, file: StaffFile, by: By) -> tuple[int, list[str]]:
    """The card of an employee who passes here: made new, or filled where it is empty; no post is written.

    Its id, and what of the file was left out, because the card here says otherwise: labels, never values.
    """
    files = Files(file.files, by)
    person = known_person(file.uid, file.rows)
    if person is None:
        person = Person.objects.create(person_uid=file.uid, **_read(Person, file.values, files))
    employee, _made = Employee.objects.get_or_create(person=person, defaults=_read(Employee, file.employee, files))
    cards = ((person, file.values), (employee, file.employee))
    owners: tuple[tuple[type[models.Model], int], ...] = ((Person, person.pk), (Employee, employee.pk))
    met = MetCard(person, file.uid, "", cards, file.rows, owners)
    _place_met(met, files)
    return int(employee.pk), list(dict.fromkeys(_left_out(met)))


def _left_out(met: MetCard) -> Iterator[str]:
    """What a file that has been placed still says otherwise than the card."""
    for column in met_columns(met):
        yield label_of(column.column)
    for row in met_rows(met):
        meeting = row.meeting
        if meeting.clashes or meeting.adds or any(one.changes for one in meeting.ours):
            yield row_label(row.table.model, meeting.theirs)


def write_row(one: MetRow, files: "Files") -> None:
    """Rows of the card that change, those of the same day last, and rows that are added, where the database allows."""
    table, meeting = one.table.model._default_manager, one.meeting
    since = meeting.theirs.get("valid_from")
    for each in sorted(meeting.ours, key=lambda each: each.values.get("valid_from") == since):
        if each.pk and each.changes:
            table.filter(pk=each.pk).update(**each.changes)
    for values in meeting.adds:
        _put(one.table.model, values | one.also, files)


def _place_met(met: MetCard, files: "Files") -> None:
    person = locked(met.person.pk, None)
    filled: dict[int, tuple[models.Model, list[str]]] = {}
    for column in met_columns(met):
        if column.fills:
            setattr(column.row, column.column.name, column.theirs)
            filled.setdefault(id(column.row), (column.row, []))[1].append(column.column.name)
    for row, names in filled.values():
        row.save(update_fields=names)
    for met_row in met_rows(met):
        write_row(met_row, files)
    if met.rows.get("people.Citizenship"):
        repeat_first(person)
    touch(person)


def _student(file: PersonalFile, student_id: int | None, files: "Files") -> tuple[Student, bool]:
    if student_id is not None:
        return Student.objects.select_related("person").get(pk=student_id), False
    person = known_person(file.uid, file.rows)
    if person is not None:
        return Student.objects.select_related("person").get_or_create(person=person)[0], False
    person = Person.objects.create(person_uid=file.uid, **_read(Person, file.values, files))
    return Student.objects.create(person=person, **_read(Student, file.student, files)), True


def _guardian(one: GuardianFile, files: "Files") -> tuple[Guardian, bool]:
    """The card, and whether nobody knew the person here."""
    known = known_person(one.uid, one.rows)
    person = known or Person.objects.create(person_uid=one.uid, **_read(Person, one.values, files))
    values = _read(Guardian, one.guardian, files)
    return Guardian.objects.select_related("person").get_or_create(person=person, defaults=values)[0], known is None


def _put_all(rows: Rows, card: Student | Guardian, files: "Files") -> bool:
    """Write the rows of a new card, table by table. Returns True if all of them found their place."""
    owners: tuple[tuple[type[models.Model], int], ...] = ((Person, card.person_id), (type(card), card.pk))
    put = [
        _put_many(table.model, [{**row, table.link: owner_id} for row in rows[table.label]], files)
        for owner, owner_id in owners
        for table in tables_of(owner)
        if rows.get(table.label)
    ]
    return all(put)


def _put_links(one: GuardianFile, guardian: Guardian, student: Student, files: "Files") -> bool:
    links = [{**link, "guardian_id": guardian.pk, "student_id": student.pk} for link in one.links]
    return _put_many(Guardianship, links, files)


def _put_many(model: type[models.Model], rows: list[Values], files: "Files") -> bool:
    """Rows of one table at once; False: one of them contradicts something, and none was written."""
    try:
        with transaction.atomic():
            model._default_manager.bulk_create([model(**_columns(model, values, files)) for values in rows])
    except (IntegrityError, ValidationError):
        return False
    return True


def _put(model: type[models.Model], values: Mapping[str, Any], files: "Files") -> None:
    """One row, unless it contradicts what stands: then it is seen among the differences."""
    columns = _columns(model, values, files)
    if any(
        isinstance(column, models.ForeignKey) and columns.get(column.attname) is None for column in columns_of(model)
    ):
        return  # a scan whose content was lost at the sender
    try:
        with transaction.atomic():
            model._default_manager.create(**columns)
    except (IntegrityError, ValidationError):
        return


def _columns(model: type[models.Model], values: Mapping[str, Any], files: "Files") -> dict[str, Any]:
    return _read(model, values, files) | {name: values[name] for name in values if name.endswith("_id")}


def _read(model: type[models.Model], values: Mapping[str, Any], files: "Files") -> dict[str, Any]:
    """Values of the columns that this code knows, in their types; others that came are left out."""
    found: dict[str, Any] = {}
    for column in columns_of(model):
        if column.name not in values:
            continue
        value = values[column.name]
        if isinstance(column, models.ForeignKey):
            found[column.attname] = files.row(value)
        else:
            found[column.name] = column.to_python(value)
    return found


class Files:
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


__all__ = ["Files", "Placed", "place_employee", "place_file", "write_row"]
