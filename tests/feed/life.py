"""The life of a school at random: writes to its tables of every kind the feed must bear, from a seed.

Most rows are written past the services on purpose: the feed owes the truth about whatever stands in the tables. Orders,
their cancelling and the undoing of operations are the services' own (life_of_orders.py).
"""

import random
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from django.db import IntegrityError, connection, transaction

from shared_apps.organisations.crossing import inside
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, ClassMembership, ClassSet, Enrolment, Order
from tenant_apps.passport.models import LocalHandbookItem, OrganisationPassport
from tenant_apps.people.models import (
    Person,
    PersonName,
    Student,
)
from tenant_apps.people.names import search_key
from tests.feed.life_of_arrangements import Arrangements
from tests.feed.life_of_circumstances import something_happens
from tests.feed.life_of_consents import DAYS, FIRST_DAY, Consents
from tests.feed.life_of_employees import Employees
from tests.feed.life_of_families import Families
from tests.feed.life_of_groups import Groups
from tests.feed.life_of_orders import BY, Orders
from tests.feed.life_of_results import Results

LEVELS = {None: "preschool"} | dict.fromkeys(range(1, 5), "primary") | dict.fromkeys(range(5, 10), "basic")
SURNAMES = ("Иванова", "Петров", "Ёлкина", "Сидоренко", "Ким", "Абдуллаев")


class Life(Consents, Arrangements, Employees, Families, Groups, Orders, Results):
    """Random writes into one organisation; each `step()` is one transaction."""

    def __init__(self, organisation: Organisation, seed: int) -> None:
        self.organisation = organisation
        self.random = random.Random(seed)
        self.dice = random.Random(f"consents of {seed}")
        self.coin = random.Random(f"arrangements of {seed}")
        self.dues = random.Random(f"debts of {seed}")
        self.fates = random.Random(f"circumstances of {seed}")
        self.lots = random.Random(f"families of {seed}")
        self.turns = random.Random(f"results of {seed}")
        self.begin_orders(seed)
        self.begin_groups(seed)
        self.number = seed * 1000
        self.steps: tuple[Callable[[], None], ...] = (
            *[self.enrol] * 6, *[self.move] * 4, *[self.leave] * 3, *[self.cancel] * 2, *[self.rename] * 2,
            self.void_a_membership, self.enrol_again, self.correct_a_person, self.change_a_class, self.join_a_set,
            self.many_at_once, self.delete_a_membership, self.hire, self.dismiss, self.map_a_code, self.new_passport,
            self.study, self.qualify, self.teach, self.employ, self.serve,
            self.give_up, self.shift_dates, self.change_kind, self.rename_a_year, self.delete_a_class,
        )  # fmt: skip

    def begin(self, students: int = 10) -> None:
        """Years, classes, a class set, some students and employees."""
        with inside(self.organisation, by=BY):
            for start in (2024, 2025, 2026):
                begins, ends = date(start, 9, 1), date(start + 1, 9, 1)
                year = AcademicYear.objects.create(name=f"{start}/{start + 1}", valid_from=begins, valid_to=ends)
                union = ClassSet.objects.create(academic_year=year, name="Комплект 1")
                for grade in (None, 1, 3, 5):
                    for letter in "АБ":
                        self._class(year, grade, letter, union if grade in (1, 3) and letter == "Б" else None)
            for what in (
                self.new_passport,
                *[self.enrol] * students,
                *[self.hire] * 4,
                self.employ,
                self.employ,
                self.study,
                self.qualify,
            ):
                self._try(what)

    def step(self) -> str:
        """One random write in a door of its own; what the constraints refuse is not written. Returns what it was."""
        what = self.random.choice(self.steps)
        operation = f"life:{uuid.uuid4().hex}"
        with inside(self.organisation, by=BY.as_source(operation)):
            self._try(what)
            self._beside()
        self.told.append(operation)
        return what.__name__

    def steps_in_one_transaction(self, number: int, *, keep: bool = True) -> None:
        """Several writes in one door; `keep=False`: rolled back."""
        operation, told, done = f"life:{uuid.uuid4().hex}", list(self.told), Counter(self.done)
        with inside(self.organisation, by=BY.as_source(operation)) as door:
            for _ in range(number):
                self._try(self.random.choice(self.steps))
                self._beside()
            if not keep:
                door.roll_back()
        if keep:
            self.told.append(operation)
        else:
            self.told, self.done = told, done

    def let_some_leave(self, times: int) -> None:
        """Leavings, and nothing else: where a page has to show some."""
        with inside(self.organisation, by=BY):
            for _ in range(times):
                self._try(self.leave)

    def turn_years(self, times: int) -> None:
        """Years end for its students, levels are completed, something is said of classes; nothing else."""
        with inside(self.organisation, by=BY):
            for _ in range(times):
                for what in (self.pass_on, self.complete, self.tell_of_a_class):
                    self._try(what)

    def tell_circumstances(self, times: int) -> None:
        """Much about its students, and nothing else."""
        with inside(self.organisation, by=BY):
            for _ in range(times):
                something_happens(self.fates, self._fated_day, self._try)

    def tell_of_families(self, times: int) -> None:
        """Citizenships, languages of classes, guardians and leaves of employees, and nothing else."""
        with inside(self.organisation, by=BY):
            for _ in range(times):
                self.about_families()

    def _beside(self) -> None:
        """What happens by dice of its own, so that it changes nothing of the rest."""
        self.about_consents()
        self.about_arrangements()
        self.about_families()
        something_happens(self.fates, self._fated_day, self._try)
        self.about_results()
        self.about_orders()
        self.about_groups()

    def _fated_day(self, after: date) -> date:
        return max(after, FIRST_DAY + timedelta(days=self.fates.randint(0, DAYS)))

    def _try(self, what: Callable[[], None]) -> None:
        try:
            with transaction.atomic():
                what()
        except IntegrityError:
            pass  # two random rows would overlap, or a row is still in use

    # --- students ----------------------------------------------------------------------------------------------------

    def student(self) -> Student:
        return Student.objects.create(person=self._person(), file_number="")

    def enrol(self) -> None:
        self._enrol(self.student())

    def enrol_again(self) -> None:
        if student := self._one(Student):
            self._enrol(student)

    def move(self) -> None:
        enrolment = self._one(Enrolment)
        last = enrolment and enrolment.memberships.filter(voided_by=None).order_by("-valid_from").first()
        if last is None:
            return
        day = self._day(last.valid_from)
        ClassMembership.objects.filter(pk=last.pk).update(valid_to=day)
        until = last.valid_to if self.random.random() < 0.8 else self._day(day)
        self._member(last.enrolment, day, until)

    def leave(self) -> None:
        if enrolment := self._one(Enrolment):
            day = self._day(enrolment.valid_from)
            Enrolment.objects.filter(pk=enrolment.pk).update(
                valid_to=day, end_reason=self._pick("moved", "~robots", "", "health", "court"), end_counterpart="Школа № 5, г. Омск",
                end_envelope_id=self._pick(None, None, uuid.uuid4()),
            )  # fmt: skip
            if self.random.random() < 0.7:  # otherwise a membership outlives its enrolment: it is clipped
                rows = ClassMembership.objects.filter(enrolment=enrolment, valid_from__lt=day, valid_to__gt=day)
                rows.update(valid_to=day)

    def cancel(self) -> None:
        """An order's cancellation: void what it began, or reopen what it ended."""
        if enrolment := self._one(Enrolment):
            if self.random.random() < 0.5:
                Enrolment.objects.filter(pk=enrolment.pk).update(voided_by=self._order())
            else:
                Enrolment.objects.filter(pk=enrolment.pk).update(
                    valid_to=FOREVER, voided_by=None, end_reason="", end_envelope_id=None
                )

    def void_a_membership(self) -> None:
        if membership := self._one(ClassMembership):
            voided_by = None if membership.voided_by_id else self._order()
            ClassMembership.objects.filter(pk=membership.pk).update(voided_by=voided_by)

    def delete_a_membership(self) -> None:
        if membership := self._one(ClassMembership):
            membership.delete()

    def give_up(self) -> None:
        """Delete an enrolment with everything below it, whatever stands on it."""
        if enrolment := self._one(Enrolment):
            enrolment.memberships.all().delete()
            enrolment.arrangements.all().delete()
            enrolment.completions.all().delete()
            enrolment.debts.all().delete()
            enrolment.delete()

    def shift_dates(self) -> None:
        if enrolment := self._one(Enrolment):
            start = enrolment.valid_from - timedelta(days=self.random.randint(1, 40))
            Enrolment.objects.filter(pk=enrolment.pk).update(valid_from=start)

    def change_kind(self) -> None:
        if enrolment := self._one(Enrolment):
            Enrolment.objects.filter(pk=enrolment.pk).update(kind=self._pick("main", "additional"))

    def rename(self) -> None:
        person = self._one(Person)
        last = person and person.names.order_by("-valid_from").first()
        if last is None:
            return
        day = self._day(last.valid_from)
        PersonName.objects.filter(pk=last.pk).update(valid_to=day)
        self._name(person, day, FOREVER if self.random.random() < 0.8 else self._day(day))

    def correct_a_person(self) -> None:
        if person := self._one(Person):
            person.sex = self._pick("male", "female")
            person.birth_date = None if self.random.random() < 0.2 else date(2010 + self.random.randint(0, 8), 5, 3)
            person.save()

    # --- classes and handbooks ----------------------------------------------------------------------------------------

    def change_a_class(self) -> None:
        if group := self._one(ClassGroup):
            group.shift = self.random.randint(1, 2)
            group.profile = self._pick("", "universal", "~robots")
            group.capacity += 1
            group.name = f"{group.name}+"[-12:] if self.random.random() < 0.3 else group.name
            group.valid_to = group.academic_year.valid_to - timedelta(days=self._pick(0, 0, 1, 100))
            group.save()

    def join_a_set(self) -> None:
        if group := self._one(ClassGroup):
            sets = list(ClassSet.objects.filter(academic_year_id=group.academic_year_id))
            group.class_set = self.random.choice([None, *sets])
            group.save()
        if (union := self._one(ClassSet)) and self.random.random() < 0.3:
            union.name = f"Комплект {self._next()}"
            union.save()

    def delete_a_class(self) -> None:
        if group := self._one(ClassGroup):
            members = ClassMembership.objects.filter(class_group=group)
            members.update(class_group=None)
            group.delete()

    def rename_a_year(self) -> None:
        if year := self._one(AcademicYear):
            year.name = f"{year.name[:9]}{self._pick('', '*')}"
            year.save()

    def map_a_code(self) -> None:
        handbook = self._pick("class_profile", "post", "form_of_study", "leaving_reason", "admission_reason")
        values = {"name": "своё", "maps_to": self._pick("one", "two", "three", "health"), "valid_from": FIRST_DAY}
        LocalHandbookItem.objects.update_or_create(handbook=handbook, code="~robots", defaults=values)

    def new_passport(self) -> None:
        last = OrganisationPassport.objects.order_by("-valid_from").first()
        day = self._day(last.valid_from) if last else FIRST_DAY
        if last:
            OrganisationPassport.objects.filter(pk=last.pk).update(valid_to=day)
        OrganisationPassport.objects.create(
            valid_from=day, capacity=self.random.randint(100, 900), inn=str(self._next())
        )

    def many_at_once(self) -> None:
        """One statement over many rows, past the ORM."""
        statement = self._pick(
            "UPDATE enrolment_classgroup SET shift = 3 - shift WHERE shift IN (1, 2)",
            "UPDATE people_person SET birth_date = birth_date + 30 WHERE sex = 'female'",
            "UPDATE enrolment_classmembership SET form_of_study = '~robots' WHERE id % 3 = 0",
            "UPDATE enrolment_classmembership SET form_of_study = 'full_time' WHERE id % 2 = 0",
            "UPDATE enrolment_enrolment SET valid_to = '2026-06-01' WHERE valid_to > '2026-06-01' AND id % 7 = 0"
            " AND valid_from < '2026-06-01'",
            "UPDATE people_personname SET surname = surname || 'ъ', search_key = search_key || 'ъ' WHERE id % 4 = 0",
            "UPDATE people_employeepost SET rate = 0.5 WHERE id % 2 = 0",
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)

    # --- pieces -------------------------------------------------------------------------------------------------------

    def _enrol(self, student: Student) -> None:
        start = self._day(FIRST_DAY)
        enrolment = Enrolment.objects.create(
            student=student, kind=self._pick("main", "main", "main", "additional"), valid_from=start,
            begun_by=self._order(), begin_reason=self._pick("", "~robots", "from_detention"),
            envelope_id=self._pick(None, uuid.uuid4()),
        )  # fmt: skip
        if self.random.random() < 0.9:
            self._member(enrolment, start, self._pick(FOREVER, FOREVER, date(start.year + 1, 8, 31)))

    def _member(self, enrolment: Enrolment, start: date, end: date) -> None:
        group = self._one(ClassGroup) if self.random.random() < 0.85 else None
        grade = group.grade if group else self._pick(1, 3, 5)
        ClassMembership.objects.create(
            enrolment=enrolment, level=LEVELS[grade], grade=grade, class_group=group, valid_from=start, valid_to=end,
            form_of_study=self._pick("full_time", "full_time", "family", "~robots"),
        )  # fmt: skip

    def _class(self, year: AcademicYear, grade: int | None, letter: str, union: ClassSet | None) -> None:
        ClassGroup.objects.create(
            academic_year=year, level=LEVELS[grade], grade=grade, letter=letter, class_set=union,
            name=f"{grade or 'Гр'}{letter}", valid_from=year.valid_from, valid_to=year.valid_to,
        )  # fmt: skip

    def _person(self) -> Person:
        born = date(2008 + self.random.randint(0, 12), self.random.randint(1, 12), 7)
        person = Person.objects.create(sex=self._pick("male", "female"), birth_date=born)
        self._name(person, date(2000, 1, 1), FOREVER)
        if self.dice.random() < 0.8:
            self._consent(person, self.dice.choice([date(2020, 1, 1), self._drawn_day(FIRST_DAY)]))
        return person

    def _name(self, person: Person, start: date, end: date) -> None:
        parts = (self.random.choice(SURNAMES), f"Имя{self._next()}", self._pick("", "Отчество"))
        PersonName.objects.create(
            person=person, surname=parts[0], given_name=parts[1], patronymic=parts[2],
            search_key=search_key(" ".join(parts)), valid_from=start, valid_to=end,
        )  # fmt: skip

    def _order(self) -> Order:
        return Order.objects.create(kind="admission", date=FIRST_DAY, effective_on=FIRST_DAY, number=str(self._next()))

    def _one(self, model):
        pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=self.random.choice(pks)) if pks else None

    def _day(self, after: date) -> date:
        """A day not before `after`; often equal, often the first of September, as life has it."""
        days = (after, FIRST_DAY, date(2025, 9, 1), date(2026, 9, 1))
        spread = FIRST_DAY + timedelta(days=self.random.randint(0, DAYS))
        return max(after, self.random.choice([*days, spread, spread, spread]))

    def _pick(self, *values):
        return self.random.choice(values)

    def _next(self) -> int:
        self.number += 1
        return self.number


def random_days(seed: int, number: int) -> list[date]:
    """Days to compare on: random ones, and the edges of academic years."""
    dice = random.Random(seed)
    edges = [date(2025, 8, 31), date(2025, 9, 1), date(2026, 9, 1), date(2027, 8, 31)]
    start = FIRST_DAY - timedelta(days=60)
    return edges + [start + timedelta(days=dice.randint(0, DAYS + 200)) for _ in range(number - len(edges))]
