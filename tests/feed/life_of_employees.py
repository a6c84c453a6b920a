"""The employees in a life: hired, dismissed, taught, attested, counted by years."""

from collections.abc import Callable
from datetime import date
from typing import Any

from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.models import (
    Employee,
    EmployeeEducation,
    EmployeePost,
    EmployeeQualification,
    EmployeeSubject,
    Employment,
    Person,
)
from tests.feed.life_of_consents import FIRST_DAY


class Employees:
    """What a life does with them; the dice and the pieces are the life's."""

    random: Any
    _one: Callable[..., Any]
    _pick: Callable[..., Any]
    _day: Callable[[date], date]
    _person: Callable[[], Person]

    def hire(self) -> None:
        employee = self._one(Employee) if self.random.random() < 0.4 else None
        employee = employee or Employee.objects.create(person=self._person())
        start = self._day(FIRST_DAY)
        EmployeePost.objects.create(
            employee=employee, post=self._pick("teacher", "director", "~robots"), kind=self._pick("main", "internal"),
            rate=self._pick("1.00", "0.50"), valid_from=start, valid_to=self._pick(FOREVER, self._day(start)),
        )  # fmt: skip

    def dismiss(self) -> None:
        if post := self._one(EmployeePost):
            if self.random.random() < 0.3:
                post.delete()
            else:
                EmployeePost.objects.filter(pk=post.pk).update(valid_to=self._day(post.valid_from))

    def study(self) -> None:
        if employee := self._one(Employee):
            EmployeeEducation.objects.create(
                employee=employee, level=self._pick("master", "bachelor", "secondary"), issued_on=self._pick(
                    None, self._day(FIRST_DAY)), is_pedagogical=self._pick(True, False),
            )  # fmt: skip

    def qualify(self) -> None:
        if employee := self._one(Employee):
            start = self._day(FIRST_DAY)
            EmployeeQualification.objects.create(
                employee=employee, qualification=self._pick("highest", "first", "conforms", "mentor"),
                valid_from=start, valid_to=self._pick(FOREVER, self._day(start)),
            )  # fmt: skip

    def teach(self) -> None:
        if employee := self._one(Employee):
            start = self._day(FIRST_DAY)
            EmployeeSubject.objects.create(
                employee=employee, subject=self._pick("physics", "~robots", "art"), is_main=self._pick(True, False),
                valid_from=start, valid_to=self._pick(FOREVER, self._day(start)),
            )  # fmt: skip

    def employ(self) -> None:
        if employee := self._one(Employee):
            start = self._day(FIRST_DAY)
            end = self._pick(FOREVER, self._day(start))
            Employment.objects.create(
                employee=employee, valid_from=start, valid_to=end, origin=self._pick("", "graduate_higher"),
                leaving_reason="" if end == FOREVER else self._pick("own_wish", "~robots", ""),
            )  # fmt: skip

    def serve(self) -> None:
        if employee := self._one(Employee):
            since = self._pick(None, date(2005, 2, 28), date(2020, 2, 29), self._day(FIRST_DAY))
            Employee.objects.filter(pk=employee.pk).update(
                service_since=since, teaching_since=self._pick(None, since), degree=self._pick("", "candidate"),
                degree_on=self._pick(None, self._day(FIRST_DAY)),
            )  # fmt: skip
