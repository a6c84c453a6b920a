"""A student of one school who is at the other for a while, and what is written of him meanwhile."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shared_apps.envelopes import queries as envelopes
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.services import Requisites
from tenant_apps.people import services as people
from tenant_apps.people.models import Guardianship, Person, PersonName
from tenant_apps.transfers import services
from tenant_apps.transfers.comparing import Difference
from tenant_apps.transfers.models import Transfer
from tenant_apps.transfers.services.coming import Acceptance
from tenant_apps.transfers.services.settling import Choices, open_differences
from tests.transfers.conftest import BY, SEPTEMBER, D, School

BACK = D + timedelta(days=1)
SINCE = date(SEPTEMBER.year - 1, 10, 1)


@dataclass
class Away:
    """A student of `here` who is at `there` for a while."""

    here: School
    there: School
    student: int
    there_id: int

    def person(self, at: School) -> Person:
        return Person.objects.get(student=self.student if at is self.here else self.there_id)

    def send_back(self) -> int:
        with self.there.inside():
            sent = services.start_transfer(
                student_id=self.there_id,
                partner_id=self.here.pk,
                on=BACK,
                requisites=Requisites(date=D),
                sign=True,
                by=BY,
            )
        return sent.number or 0

    def admit(self, number: int, **choices: Any) -> Transfer:
        with self.here.inside():
            return services.accept_transfer(
                number=number,
                acceptance=Acceptance(class_group_id=self.here.class_id, choices=Choices(**choices)),
                requisites=Requisites(date=D), sign=True, by=BY,
            )  # fmt: skip

    def back(self, **choices: Any) -> Transfer:
        return self.admit(self.send_back(), **choices)

    def open_ones(self, transfer: Transfer) -> dict[str, Difference]:
        with self.here.inside():
            row = envelopes.envelope(transfer.number or 0)
            return {one.title: one for one in open_differences(row, Transfer.objects.get(pk=transfer.pk))}

    def settle(self, transfer: Transfer, **choices: Any) -> Transfer:
        with self.here.inside():
            return services.settle_transfer(number=transfer.number or 0, choices=Choices(**choices), by=BY)

    def kept(self, transfer: Transfer) -> bool:
        with self.here.inside():
            return envelopes.content(transfer.number or 0) is not None


def father_of(here: School, anna: int, **rights: Any) -> int:
    with here.inside():
        one = people.new_guardian_of(
            student_id=anna, name=people.Name("Ёлкин", "Пётр", "Ильич"), relation="father", since=SEPTEMBER, by=BY,
            particulars={"sex": "male", "birth_date": date(1980, 1, 2), "phone": "+7 900 000-00-01"}, **rights,
        )  # fmt: skip
        return int(one.guardian_id)


DEPRIVED = {
    "custody_limit": "deprived",
    "basis": "Решение суда",
    "is_legal": False,
    "may_collect": False,
    "may_see": False,
}


def deprive(trip: Away) -> None:
    with trip.there.inside():
        link = Guardianship.objects.get(student=trip.there_id, guardian__person__names__surname="Ёлкин")
        people.change_guardianship(guardianship_id=link.pk, by=BY, **DEPRIVED)


def link_of(here: School, guardian: int) -> Guardianship:
    with here.inside():
        return Guardianship.objects.unvoided().get(guardian=guardian, valid_to=FOREVER)


def healthy(at: School, student: int, kind: str, value: str, since: date, **more: Any) -> None:
    with at.inside():
        content = people.CircumstanceContent(kind=kind, value=value, valid_from=since, **more)
        people.begin_circumstance(student_id=student, content=content, by=BY)


def names(here: School, anna: int) -> list[tuple[str, date, str]]:
    with here.inside():
        rows = PersonName.objects.filter(person__student=anna).order_by("valid_from")
        return list(rows.values_list("surname", "valid_to", "document"))
