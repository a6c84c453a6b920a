"""Citizenships, languages of classes, guardians and long leaves of employees at random, with lots of their own."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import ClassGroup
from tenant_apps.people.models import (
    Citizenship,
    Consent,
    Employee,
    EmployeeLeave,
    Guardian,
    Guardianship,
    Person,
    Student,
)

from .life_of_consents import DAYS, FIRST_DAY


class Families:
    """What a life does with them; `lots` and `_try` are the life's."""

    lots: random.Random
    _try: Callable[[Callable[[], None]], None]

    def about_families(self) -> None:
        """Two times of three something happens."""
        acts = (
            *[self.become_a_citizen] * 4, self.give_up_a_citizenship, self.never_was_a_citizen, self.teach_in,
            *[self.answer_for] * 3, self.answer_no_more, self.void_a_guardianship, self.limit_a_guardianship,
            *[self.go_on_leave] * 2, self.return_from_leave, self.forget_a_leave,
        )  # fmt: skip
        if self.lots.random() < 0.67:
            self._try(self.lots.choice(acts))

    def become_a_citizen(self) -> None:
        student = self._lotted(Student)
        person = student.person if student else None
        if person:
            start = self.lots.choice([date(2000, 1, 1), self._lotted_day(FIRST_DAY)])
            Citizenship.objects.create(
                person=person, country=self.lots.choice(["ru", "ru", "am", "kz", "stateless"]), valid_from=start,
                valid_to=self.lots.choice([FOREVER, FOREVER, self._lotted_day(start + timedelta(days=1))]),
            )  # fmt: skip

    def give_up_a_citizenship(self) -> None:
        if row := self._lotted(Citizenship):
            Citizenship.objects.filter(pk=row.pk).update(valid_to=self._lotted_day(row.valid_from + timedelta(days=1)))

    def never_was_a_citizen(self) -> None:
        if row := self._lotted(Citizenship):
            row.delete()

    def teach_in(self) -> None:
        """A class is taught in a language, in an item of the organisation's own, or nobody says in which."""
        if group := self._lotted(ClassGroup):
            language = self.lots.choice(["rus", "adyghe", "~robots", ""])
            ClassGroup.objects.filter(pk=group.pk).update(language=language)

    def answer_for(self) -> None:
        if student := self._lotted(Student):
            start = self._lotted_day(FIRST_DAY)
            Guardianship.objects.create(
                guardian=self._guardian(), student=student, relation="mother", is_legal=self.lots.random() < 0.8,
                valid_from=start, valid_to=self.lots.choice([FOREVER, self._lotted_day(start + timedelta(days=1))]),
            )  # fmt: skip

    def answer_no_more(self) -> None:
        if row := self._lotted(Guardianship):
            if self.lots.random() < 0.3:
                row.delete()
            else:
                day = self._lotted_day(row.valid_from + timedelta(days=1))
                Guardianship.objects.filter(pk=row.pk).update(valid_to=day)

    def void_a_guardianship(self) -> None:
        if row := self._lotted(Guardianship):
            Guardianship.objects.filter(pk=row.pk).update(voided_by=None if row.voided_by else 1)

    def limit_a_guardianship(self) -> None:
        if row := self._lotted(Guardianship):
            Guardianship.objects.filter(pk=row.pk).update(is_legal=not row.is_legal)

    def go_on_leave(self) -> None:
        if employee := self._lotted(Employee):
            start = self._lotted_day(FIRST_DAY)
            EmployeeLeave.objects.create(
                employee=employee, kind=self.lots.choice(["maternity", "childcare", "long_teaching"]), valid_from=start,
                valid_to=self.lots.choice([FOREVER, self._lotted_day(start + timedelta(days=1))]),
            )  # fmt: skip

    def return_from_leave(self) -> None:
        if row := self._lotted(EmployeeLeave):
            EmployeeLeave.objects.filter(pk=row.pk).update(
                valid_to=self._lotted_day(row.valid_from + timedelta(days=1))
            )

    def forget_a_leave(self) -> None:
        if row := self._lotted(EmployeeLeave):
            row.delete()

    def _guardian(self) -> Guardian:
        """One of those known already, an employee among them, or a new one."""
        known = self._lotted(Guardian) if self.lots.random() < 0.5 else None
        if known:
            return known
        employee = self._lotted(Employee) if self.lots.random() < 0.2 else None
        if employee and not Guardian.objects.filter(person_id=employee.person_id).exists():
            return Guardian.objects.create(person_id=employee.person_id)
        person = Person.objects.create(sex=self.lots.choice(["male", "female"]), birth_date=date(1985, 4, 2))
        person.names.create(
            surname="Опекунова", given_name=f"Имя{person.pk}", patronymic="", search_key=f"опекунова имя{person.pk}",
            valid_from=date(2000, 1, 1),
        )  # fmt: skip
        if self.lots.random() < 0.6:
            Consent.objects.create(
                person=person, given_by=person, purpose="registry", covers=["registry"], signed_on=FIRST_DAY,
                valid_from=self.lots.choice([date(2020, 1, 1), self._lotted_day(FIRST_DAY)]),
            )  # fmt: skip
        return Guardian.objects.create(person=person)

    def _lotted(self, model):
        pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=self.lots.choice(pks)) if pks else None

    def _lotted_day(self, after: date) -> date:
        return max(after, FIRST_DAY + timedelta(days=self.lots.randint(0, DAYS)))
