"""Students on the way between schools at random: every one is always somewhere, so no sum above ever changes.

Rows are written past the services: the feed owes the truth about whatever stands in the tables.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connections
from django.utils import timezone

from shared_apps.envelopes.models import Envelope
from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import ClassMembership, Enrolment, Order
from tenant_apps.people.models import Person, PersonName, Student
from tests.feed.life import BY, DAYS, FIRST_DAY

_ON_DAYS = """
    SELECT asked.day, coalesce(sum(c.n), 0)
      FROM unnest(%s::date[]) asked(day)
           LEFT JOIN contingent_stagecounter c ON c.organisation_id = ANY(%s)
                AND c.valid_from <= asked.day AND c.valid_to > asked.day AND c.stage %% 20 <> 10
     GROUP BY asked.day
"""


@dataclass(frozen=True)
class OnTheWay:
    """A student between two schools."""

    uid: UUID
    person: UUID
    sender: int
    receiver: int
    on: date


class Ways:
    """Random ways between schools; each step is one transaction of one school."""

    def __init__(self, schools: list[Organisation], seed: int, students: int = 6) -> None:
        self.schools = schools
        self.random = random.Random(seed)
        self.pending: list[OnTheWay] = []
        self.arrived: list[OnTheWay] = []
        self.number = 0
        for school in schools:
            with inside(school, by=BY):
                for _ in range(students):
                    self._enrol(self._student(uuid.uuid4()), FIRST_DAY, None)
        self.total = students * len(schools)

    def step(self) -> str:
        what = self.random.choice([self.send, self.send, self.accept, self.accept, self.give_back, self.cancel])
        what()
        return what.__name__

    def send(self) -> None:
        """Somebody leaves in an envelope: one transaction of the sender."""
        sender, receiver = self.random.sample(self.schools, 2)
        with inside(sender, by=BY):
            rows = list(Enrolment.objects.filter(voided_by=None, valid_to=FOREVER).order_by("pk"))
            if not rows:
                return
            enrolment = self.random.choice(rows)
            on = enrolment.valid_from + timedelta(days=self.random.randint(1, 200))
            if on > FIRST_DAY + timedelta(days=DAYS):
                return
            way = OnTheWay(uuid.uuid4(), enrolment.student.person.person_uid, sender.pk, receiver.pk, on)
            self._envelope(way)
            Enrolment.objects.filter(pk=enrolment.pk).update(valid_to=on, end_envelope_id=way.uid)
            ClassMembership.objects.filter(enrolment=enrolment, valid_to__gt=on).update(valid_to=on)
        self.pending.append(way)

    def accept(self, class_id: int | None = None) -> None:
        """The receiver admits him on the same day, into a class or none: one transaction of the receiver."""
        if not self.pending:
            return
        way = self.pending.pop(self.random.randrange(len(self.pending)))
        with inside(self._school(way.receiver), by=BY):
            person = Person.objects.filter(person_uid=way.person).first()
            student = Student.objects.get(person=person) if person else self._student(way.person)
            self._enrol(student, way.on, way.uid, class_id)
        self.arrived.append(way)

    def give_back(self) -> None:
        """The order of leaving is cancelled before he is admitted."""
        if not self.pending:
            return
        way = self.pending.pop()
        with inside(self._school(way.sender), by=BY):
            row = Enrolment.objects.get(end_envelope_id=way.uid)
            Enrolment.objects.filter(pk=row.pk).update(valid_to=FOREVER, end_envelope_id=None)
            ClassMembership.objects.filter(enrolment=row, valid_to=way.on).update(valid_to=FOREVER)

    def cancel(self) -> None:
        """The order of admission is cancelled: he is on the way again. Only who has not gone on."""
        for way in reversed(self.arrived):
            with inside(self._school(way.receiver), by=BY):
                row = Enrolment.objects.filter(envelope_id=way.uid, voided_by=None, valid_to=FOREVER).first()
                if row is None:
                    continue
                order = self._order()
                Enrolment.objects.filter(pk=row.pk).update(voided_by=order)
                ClassMembership.objects.filter(enrolment=row).update(voided_by=order)
            self.arrived.remove(way)
            self.pending.append(way)
            return

    def totals(self, days: list[date]) -> dict[date, int]:
        """What the region says on these days, in one statement."""
        with connections["owner"].cursor() as cursor:
            cursor.execute(_ON_DAYS, [days, [one.pk for one in self.schools]])
            return {day: int(n) for day, n in cursor.fetchall()}

    def _school(self, pk: int) -> Organisation:
        return next(one for one in self.schools if one.pk == pk)

    def _envelope(self, way: OnTheWay) -> None:
        Envelope.objects.using("owner").create(
            uid=way.uid, state="sent", sender_id=way.sender, receiver_id=way.receiver, who="Кто-то", on=way.on,
            person_uid=uuid.uuid4(), sent_at=timezone.now(), due_on=way.on,
        )  # fmt: skip

    def _student(self, uid: UUID) -> Student:
        self.number += 1
        person = Person.objects.create(
            person_uid=uid, sex=self.random.choice(["male", "female"]), birth_date=date(2012, 5, 3)
        )
        PersonName.objects.create(
            person=person, surname="Путёва", given_name=f"И{self.number}", search_key=f"путева и{self.number}",
            valid_from=date(2000, 1, 1),
        )  # fmt: skip
        return Student.objects.create(person=person)

    def _enrol(self, student: Student, on: date, envelope: UUID | None, class_id: int | None = None) -> None:
        enrolment = Enrolment.objects.create(
            student=student, valid_from=on, begun_by=self._order(), envelope_id=envelope
        )
        ClassMembership.objects.create(
            enrolment=enrolment, level="basic", grade=5, class_group_id=class_id, valid_from=on
        )

    def _order(self) -> Order:
        self.number += 1
        return Order.objects.create(
            kind="admission", date=FIRST_DAY, effective_on=FIRST_DAY, number=f"{self.random.random()}"
        )
