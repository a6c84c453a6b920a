"""What lies in an envelope: the personal file of a student as canonical JSON, packed for many students at once.

    {"format": 1, "from": {"id", "name"}, "person": {"uid", "values"}, "student": {…},
     "rows": {"people.PersonName": [{…}], …},
     "guardians": [{"uid", "values", "guardian": {…}, "rows": {…}, "links": [{…}]}],
     "studies": [{…}], "files": {sha256: {"name", …, "content": base64}}}

Values stand as the columns have them; the organisation's own handbook codes (~…) as the region's they are mapped to.
What needs a consent and had none on the last day here is left out (travelling.py).
"""

import base64
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from shared_apps.organisations.orphans import handbook_columns
from tenant_apps.passport.models import LocalHandbookItem
from tenant_apps.people.models import Guardian, Guardianship, Person, StoredFile, Student
from tenant_apps.people.refusals import FileIsGone
from tenant_apps.people.services import content_of

from .studies import studies_of
from .travelling import Allowed, Table, columns_of, is_voided, tables_of

FORMAT = 1
Values = dict[str, Any]
Rows = dict[str, list[Values]]


@dataclass(frozen=True, slots=True)
class GuardianFile:
    """A guardian as he comes: his card, and what he is to the student."""

    uid: str
    values: Values
    guardian: Values
    rows: Rows
    links: list[Values]


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """An opened envelope."""

    sender_id: int
    sender_name: str
    uid: str
    values: Values
    student: Values
    rows: Rows
    guardians: list[GuardianFile]
    studies: list[Values]
    files: dict[str, Values] = field(default_factory=dict)

    @property
    def name(self) -> Values:
        """The last of the names that came."""
        return max(self.rows.get("people.PersonName", [{}]), key=lambda row: str(row.get("valid_from", "")))

    def identifier(self, kind: str) -> str:
        """The number of a kind, or ""."""
        rows = self.rows.get("people.Identifier", [])
        return next((str(row["value"]) for row in rows if row["kind"] == kind), "")


def pack(students: Sequence[int], *, left_on: Mapping[int, date], sender_id: int, sender_name: str) -> dict[int, bytes]:
    """Contents by the student's id. A number of queries that does not depend on how many students there are.

    `left_on`: the first day without the student.
    """
    packer = _Packer(students, left_on)
    studies = studies_of(students, left_on=left_on, organisation_name=sender_name)
    return {
        student_id: canonical(packer.file(student_id, studies[student_id], {"id": sender_id, "name": sender_name}))
        for student_id in students
    }


def unpack(content: bytes) -> PersonalFile:
    """Open what `pack` made."""
    read = json.loads(content)
    return PersonalFile(
        sender_id=read["from"]["id"],
        sender_name=read["from"]["name"],
        uid=read["person"]["uid"],
        values=read["person"]["values"],
        student=read["student"],
        rows=read["rows"],
        guardians=[GuardianFile(**one) for one in read["guardians"]],
        studies=read["studies"],
        files=read["files"],
    )


def canonical(value: Any) -> bytes:
    """One spelling of a value: keys sorted, no spaces."""
    text = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


class _Packer:
    """Reads the tables once for all students."""

    def __init__(self, students: Sequence[int], left_on: Mapping[int, date]) -> None:
        self.own_codes = {(item.handbook, item.code): item.maps_to for item in LocalHandbookItem.objects.all()}
        self.handbooks = handbook_columns()
        self.students = {one.pk: one for one in Student.objects.filter(pk__in=students).select_related("person")}
        links = Guardianship.objects.unvoided().filter(student__in=students).select_related("guardian__person")
        self.links: dict[int, list[Guardianship]] = defaultdict(list)
        for link in links.order_by("pk"):
            self.links[link.student_id].append(link)
        persons = {one.person_id for one in self.students.values()}
        persons |= {link.guardian.person_id for each in self.links.values() for link in each}
        self.left_on = left_on
        days = {self._last_day(student_id) for student_id in self.students}
        self.allowed = {day: Allowed(persons, day) for day in days}
        self.of_persons = self._read(tables_of(Person), persons)
        self.of_students = self._read(tables_of(Student), list(self.students))
        self.files = StoredFile.objects.in_bulk(list(self._files_named()))

    def _last_day(self, student_id: int) -> date:
        return self.left_on[student_id] - timedelta(days=1)

    def file(self, student_id: int, studies: list[Values], sender: Values) -> Values:
        student = self.students[student_id]
        allowed = self.allowed[self._last_day(student_id)]
        used: set[int] = set()
        guardians: dict[int, Values] = {}
        for link in self.links[student_id]:
            person = link.guardian.person
            one = guardians.setdefault(
                link.guardian_id,
                {
                    "uid": person.person_uid,
                    "values": self._card(person, person.pk, allowed, used),
                    "guardian": self._card(link.guardian, person.pk, allowed, used),
                    "rows": self._rows(self.of_persons, person.pk, person.pk, allowed, used),
                    "links": [],
                },
            )
            one["links"].append(self._values(link, used))
        file = {
            "format": FORMAT,
            "from": sender,
            "person": {
                "uid": student.person.person_uid,
                "values": self._card(student.person, student.person_id, allowed, used),
            },
            "student": self._card(student, student.person_id, allowed, used),
            "rows": self._rows(self.of_persons, student.person_id, student.person_id, allowed, used)
            | self._rows(self.of_students, student_id, student.person_id, allowed, used),
            "guardians": list(guardians.values()),
            "studies": studies,
        }
        file["files"] = {self.files[pk].sha256: _file(self.files[pk]) for pk in sorted(used) if pk in self.files}
        return file

    def _read(self, tables: Iterable[Table], owners: Iterable[int]) -> dict[str, dict[int, list[models.Model]]]:
        found: dict[str, dict[int, list[models.Model]]] = {}
        for table in tables:
            rows = table.model._default_manager.filter(**{f"{table.link}__in": list(owners)}).order_by("pk")
            by_owner: dict[int, list[models.Model]] = defaultdict(list)
            for row in rows:
                if not is_voided(row):
                    by_owner[getattr(row, table.link)].append(row)
            found[table.label] = by_owner
        return found

    def _rows(
        self,
        read: Mapping[str, Mapping[int, list[models.Model]]],
        owner: int,
        person_id: int,
        allowed: Allowed,
        used: set[int],
    ) -> Rows:
        found = {
            label: [self._values(row, used) for row in by_owner[owner] if allowed.row(person_id, row)]
            for label, by_owner in read.items()
            if owner in by_owner
        }
        return {label: rows for label, rows in found.items() if rows}

    def _card(self, row: models.Model, person_id: int, allowed: Allowed, used: set[int]) -> Values:
        """The row of a card without the columns that have no ground."""
        model = type(row)
        return {
            name: value for name, value in self._values(row, used).items() if allowed.column(person_id, model, name)
        }

    def _values(self, row: models.Model, used: set[int]) -> Values:
        found: Values = {}
        for column in columns_of(type(row)):
            value = getattr(row, column.attname)
            if isinstance(column, models.ForeignKey):
                if value is not None:
                    used.add(value)
                    value = self.files[value].sha256 if value in self.files else None
            elif isinstance(value, str) and value.startswith("~"):
                value = self._code_of_the_region(f"{row._meta.db_table}.{column.column}", value)
            found[column.name] = value
        return found

    def _code_of_the_region(self, column: str, value: str) -> str:
        named = self.handbooks.get(column)
        if named is None:
            return value
        return next((code for each in named if (code := self.own_codes.get((each, value)))), "")

    def _files_named(self) -> Iterable[int]:
        """Ids of the files that the rows refer to."""
        rows: list[models.Model] = [one.person for one in self.students.values()]
        rows += [link.guardian.person for each in self.links.values() for link in each]
        for read in (self.of_persons, self.of_students):
            rows += [row for by_owner in read.values() for each in by_owner.values() for row in each]
        for row in rows:
            for column in columns_of(type(row)):
                if isinstance(column, models.ForeignKey) and (pk := getattr(row, column.attname)) is not None:
                    yield pk


def _file(stored: StoredFile) -> Values:
    try:
        content = base64.b64encode(content_of(stored)).decode()
    except FileIsGone:
        content = ""
    return {
        "name": stored.name,
        "content_type": stored.content_type,
        "size": stored.size,
        "sensitivity": stored.sensitivity,
        "purpose": stored.purpose,
        "content": content,
    }


__all__ = ["Guardian", "GuardianFile", "PersonalFile", "canonical", "pack", "unpack"]
