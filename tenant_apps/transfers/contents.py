"""What lies in an envelope: the personal file of a student as canonical JSON, packed for many students at once.

    {"format": 1, "from": {"id", "name"}, "card": number of the student's card here,
     "person": {"uid", "values"}, "student": {…}, "rows": {"people.PersonName": [{…}], …},
     "guardians": [{"card", "uid", "values", "guardian": {…}, "rows": {…}, "links": [{…}]}],
     "studies": [{…}], "left_class": name of the class that is left, "debts": [{…}],
     "files": {sha256: {"name", …, "content": base64}}}

Values stand as the columns have them; the organisation's own handbook codes (~…) as the region's they are mapped to.
What needs a consent and had none on the last day here is left out (travelling.py).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from shared_apps.envelopes import queries as envelopes
from shared_apps.envelopes.models import Envelope
from shared_apps.envelopes.refusals import ContentsDamaged
from tenant_apps.enrolment.services import BroughtDebt, debts_taken_along
from tenant_apps.people.models import Guardian, Guardianship, Person, Student
from tenant_apps.people.names import full_name

from .reading import CardReader, Rows, Values
from .studies import studies_of
from .travelling import Allowed

FORMAT = 1


@dataclass(frozen=True, slots=True)
class GuardianFile:
    """A guardian as he comes: his card, and what he is to the student. `card`: its number at the sender."""

    uid: str
    values: Values
    guardian: Values
    rows: Rows
    links: list[Values]
    card: int = 0

    @property
    def full_name(self) -> str:
        """By the last of the names that came."""
        name = max(self.rows.get("people.PersonName", [{}]), key=lambda row: str(row.get("valid_from", "")))
        return full_name(name.get("surname", ""), name.get("given_name", ""), name.get("patronymic", ""))


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """An opened envelope. `card`: the student's number at the sender; 0 in those sent before numbers went along."""

    sender_id: int
    sender_name: str
    uid: str
    values: Values
    student: Values
    rows: Rows
    guardians: list[GuardianFile]
    studies: list[Values]
    files: dict[str, Values] = field(default_factory=dict)
    debts: list[BroughtDebt] = field(default_factory=list)
    card: int = 0
    left_class: str = ""

    @property
    def name(self) -> Values:
        """The last of the names that came."""
        return max(self.rows.get("people.PersonName", [{}]), key=lambda row: str(row.get("valid_from", "")))

    def identifier(self, kind: str) -> str:
        """The number of a kind, or ""."""
        rows = self.rows.get("people.Identifier", [])
        return next((str(row["value"]) for row in rows if row["kind"] == kind), "")


def pack(
    students: Sequence[int],
    *,
    left_on: Mapping[int, date],
    sender_id: int,
    sender_name: str,
    left_classes: Mapping[int, str] | None = None,
) -> dict[int, bytes]:
    """Contents by the student's id. A number of queries that does not depend on how many students there are.

    `left_on`: the first day without the student. `left_classes`: which of his classes he leaves.
    """
    packer = _Packer(students, left_on)
    studies = studies_of(students, left_on=left_on, organisation_name=sender_name)
    debts = debts_taken_along(students, left_on=left_on, organisation_name=sender_name)
    sender = {"id": sender_id, "name": sender_name}
    return {
        student_id: canonical(
            packer.file(student_id, studies[student_id], sender)
            | {
                "left_class": (left_classes or {}).get(student_id, ""),
                "debts": [debt.values() for debt in debts.get(student_id, ())],
            }
        )
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
        card=read.get("card", 0),
        left_class=read.get("left_class", ""),
        debts=[BroughtDebt.read(one) for one in read.get("debts", ())],
    )


def opened(row: Envelope) -> PersonalFile | None:
    """What lies in an envelope sent to this organisation; None: erased already.

    :raises ContentsDamaged: it is not what was sent.
    """
    content = envelopes.content(row.pk)
    if content is None:
        return None
    if hashlib.sha256(content).hexdigest() != row.digest:
        raise ContentsDamaged(params={"number": row.pk})
    return unpack(content)


def canonical(value: Any) -> bytes:
    """One spelling of a value: keys sorted, no spaces."""
    text = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


class _Packer:
    """Reads the tables once for all students."""

    def __init__(self, students: Sequence[int], left_on: Mapping[int, date]) -> None:
        self.students = {one.pk: one for one in Student.objects.filter(pk__in=students).select_related("person")}
        links = Guardianship.objects.unvoided().filter(student__in=students).select_related("guardian__person")
        self.links: dict[int, list[Guardianship]] = defaultdict(list)
        for link in links.order_by("pk"):
            self.links[link.student_id].append(link)
        people = {one.person_id: one.person for one in self.students.values()}
        people |= {link.guardian.person_id: link.guardian.person for each in self.links.values() for link in each}
        self.left_on = left_on
        days = {self._last_day(student_id) for student_id in self.students}
        self.allowed = {day: Allowed(list(people), day) for day in days}
        self.cards = CardReader({Person: list(people), Student: list(self.students)}, people.values())

    def _last_day(self, student_id: int) -> date:
        return self.left_on[student_id] - timedelta(days=1)

    def file(self, student_id: int, studies: list[Values], sender: Values) -> Values:
        student, cards = self.students[student_id], self.cards
        allowed = self.allowed[self._last_day(student_id)]
        used: set[int] = set()
        guardians: dict[int, Values] = {}
        for link in self.links[student_id]:
            person = link.guardian.person
            one = guardians.setdefault(
                link.guardian_id,
                {
                    "card": link.guardian_id,
                    "uid": person.person_uid,
                    "values": cards.card(person, person.pk, allowed, used),
                    "guardian": cards.card(link.guardian, person.pk, allowed, used),
                    "rows": cards.rows(Person, person.pk, person.pk, allowed, used),
                    "links": [],
                },
            )
            one["links"].append(cards.values(link, used))
        return {
            "format": FORMAT,
            "from": sender,
            "card": student_id,
            "person": {
                "uid": student.person.person_uid,
                "values": cards.card(student.person, student.person_id, allowed, used),
            },
            "student": cards.card(student, student.person_id, allowed, used),
            "rows": cards.rows(Person, student.person_id, student.person_id, allowed, used)
            | cards.rows(Student, student_id, student.person_id, allowed, used),
            "guardians": list(guardians.values()),
            "studies": studies,
            "files": cards.files_used(used),
        }


__all__ = ["Guardian", "GuardianFile", "PersonalFile", "Rows", "Values", "canonical", "opened", "pack", "unpack"]
