"""What the personnel office knows of employees: hiring, service, education, categories, subjects, courses, awards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db.models import Model

from deploy.demo.days import Days
from deploy.demo.distributions import weighted
from shared_apps.handbooks.catalogue import CATALOGUE
from shared_apps.organisations.periods import FOREVER
from tenant_apps.people.models import (
    Employee,
    EmployeeAttestation,
    EmployeeAward,
    EmployeeCourse,
    EmployeeEducation,
    EmployeeLeave,
    EmployeePost,
    EmployeeQualification,
    EmployeeSubject,
    EmployeeWork,
    Employment,
)
from tenant_apps.people.services import term_of

_CATEGORY = {item.code: item.group for item in CATALOGUE["post"].items}
_HIGHER = {item.code: item.group == "higher" for item in CATALOGUE["staff_education"].items}
EDUCATION: dict[str, dict[str, float]] = {
    "management": {"specialist": 0.62, "master": 0.25, "postgraduate": 0.05, "bachelor": 0.08},
    "teaching": {
        "specialist": 0.48,
        "master": 0.14,
        "bachelor": 0.2,
        "vocational_specialist": 0.16,
        "postgraduate": 0.02,
    },
    "support": {"specialist": 0.15, "bachelor": 0.2, "vocational_specialist": 0.45, "secondary": 0.2},
    "other": {"specialist": 0.1, "vocational_specialist": 0.3, "vocational_worker": 0.35, "secondary": 0.25},
}
CATEGORIES = {"highest": 0.29, "first": 0.26, "conforms": 0.28, "": 0.17}
SUBJECTS = {
    "primary": 0.27, "russian": 0.12, "mathematics": 0.11, "english": 0.1, "history": 0.07, "pe": 0.08, "biology": 0.04,
    "geography": 0.03, "physics": 0.03, "chemistry": 0.02, "informatics": 0.03, "labour": 0.04, "music": 0.02,
    "art": 0.02, "safety": 0.01, "kuban_studies": 0.01,
}  # fmt: skip
SECOND_SUBJECTS = {"kuban_studies": 0.4, "informatics": 0.15, "safety": 0.15, "art": 0.15, "geography": 0.15}
ORIGINS = {
    "other_organisation": 0.52, "graduate_higher": 0.17, "graduate_vocational": 0.08, "other_field": 0.15,
    "not_working": 0.08,
}  # fmt: skip
REASONS = {"own_wish": 0.6, "agreement": 0.1, "retirement": 0.12, "transfer": 0.1, "term": 0.08}
FAMILY = {"married": 0.64, "single": 0.18, "divorced": 0.12, "widowed": 0.06}
INSTITUTES = (
    "Кубанский государственный университет", "Армавирский государственный педагогический университет",
    "Адыгейский государственный университет", "Кубанский государственный университет физической культуры",
)  # fmt: skip
COLLEGES = (
    "Краснодарский педагогический колледж", "Усть-Лабинский социально-педагогический колледж",
    "Ейский полипрофильный колледж",
)  # fmt: skip
COURSES = (
    "Реализация требований обновлённых ФГОС НОО и ООО в работе учителя", "Первая помощь",
    "Современный урок: цифровая образовательная среда", "Работа с обучающимися с ОВЗ в условиях инклюзии",
    "Функциональная грамотность: развиваем и оцениваем",
)  # fmt: skip
WORKS = (
    ("development", "Система заданий для устного счёта"), ("programme", "Программа кружка «Юный краевед»"),
    ("project", "Школьный музей: виртуальный тур"), ("open_lesson", "Открытый урок «Реки Кубани»"),
    ("publication", "Приёмы смыслового чтения на уроке"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Personnel:
    """Makes the records of one organisation's employees from the posts they hold."""

    days: Days
    rng: Random

    def records(self, posts: list[EmployeePost]) -> Iterator[Model]:
        """Everything beside the posts; also fills in the employees' own columns."""
        held: dict[int, list[EmployeePost]] = {}
        for post in posts:
            held.setdefault(id(post.employee), []).append(post)
        for own in held.values():
            yield from self._of_employee(own[0].employee, sorted(own, key=lambda post: post.valid_from))

    def _of_employee(self, employee: Employee, posts: list[EmployeePost]) -> Iterator[Model]:
        first, born = posts[0], employee.person.birth_date or date(1980, 1, 1)
        group = _CATEGORY[first.post]
        pedagogical = group in ("teaching", "management")
        begun = min(first.valid_from, date(born.year + self.rng.randint(19, 24), 9, 1))
        begun = max(begun, date(born.year + 15, 9, 1))
        employee.service_since = begun
        if pedagogical:
            employee.teaching_since = min(first.valid_from, max(begun, self._between(begun, first.valid_from)))
        employee.marital_status = weighted(self.rng, FAMILY)
        yield self._employment(employee, posts)
        yield from self._education(employee, group, born, first.valid_from)
        if group == "teaching":
            yield from self._teaching(employee, posts)
        if pedagogical:
            yield from self._attestation(employee, first)
            yield from self._growth(employee, first.valid_from)
        if self.rng.random() < 0.1:
            award = self.rng.choice(["municipal_diploma", "region_diploma", "ministry_diploma", "honorary_worker"])
            yield EmployeeAward(employee=employee, award=award, awarded_on=self._between(date(2010, 1, 1)))
        if employee.person.sex == "female" and self.days.today.year - born.year < 42 and self.rng.random() < 0.05:
            since = max(self.days.today - timedelta(days=self.rng.randint(30, 700)), first.valid_from)
            yield EmployeeLeave(
                employee=employee, kind="childcare", valid_from=since, valid_to=since + timedelta(days=1090),
                order_number=f"{self.rng.randint(1, 90)}-о", order_date=since,
            )  # fmt: skip

    def _between(self, first: date, last: date | None = None) -> date:
        last = last or self.days.today
        return first + timedelta(days=self.rng.randint(0, max(0, (last - first).days)))

    def _employment(self, employee: Employee, posts: list[EmployeePost]) -> Employment:
        first, until = posts[0], max(post.valid_to for post in posts)
        left = until != FOREVER
        return Employment(
            employee=employee,
            valid_from=first.valid_from,
            valid_to=until,
            hiring_order=first.order_number,
            hiring_order_on=first.order_date,
            origin=weighted(self.rng, ORIGINS),
            leaving_order=f"{self.rng.randint(1, 140)}-к" if left else "",
            leaving_order_on=self.days.working(until - timedelta(days=1)) if left else None,
            leaving_reason=weighted(self.rng, REASONS) if left else "",
        )

    def _education(self, employee: Employee, group: str, born: date, hired: date) -> Iterator[Model]:
        level = weighted(self.rng, EDUCATION[group])
        is_higher = _HIGHER[level]
        graduated = date(born.year + (22 if is_higher else 20), 6, self.rng.randint(20, 30))
        pedagogical = group in ("teaching", "management") and self.rng.random() < 0.88
        yield EmployeeEducation(
            employee=employee,
            level=level,
            is_pedagogical=pedagogical and level != "secondary",
            institution=self.rng.choice(INSTITUTES if is_higher else COLLEGES) if level != "secondary" else "",
            speciality="педагогическое образование" if pedagogical else "",
            qualification="учитель" if pedagogical else "",
            document=f"{self.rng.randint(100000, 999999)} {self.rng.randint(1000000, 9999999)}",
            issued_on=min(graduated, hired),
        )

    def _teaching(self, employee: Employee, posts: list[EmployeePost]) -> Iterator[Model]:
        taught = [post for post in posts if post.post == "teacher"]
        if not taught:
            return
        since, until = taught[0].valid_from, max(post.valid_to for post in taught)
        main = weighted(self.rng, SUBJECTS)
        yield EmployeeSubject(
            employee=employee, subject=main, is_main=True, hours=self.rng.randint(14, 26), valid_from=since,
            valid_to=until,
        )  # fmt: skip
        second = weighted(self.rng, SECOND_SUBJECTS)
        if self.rng.random() < 0.25 and second != main:
            yield EmployeeSubject(
                employee=employee, subject=second, hours=self.rng.randint(1, 6), valid_from=since, valid_to=until
            )

    def _attestation(self, employee: Employee, first: EmployeePost) -> Iterator[Model]:
        code = weighted(self.rng, CATEGORIES)
        given = self._between(self.days.today - timedelta(days=int(365.25 * 5.4)))
        if code and given > first.valid_from:
            yield EmployeeQualification(
                employee=employee, qualification=code, post=first.post, valid_from=given, valid_to=term_of(code, given),
                order_number=f"{self.rng.randint(100, 999)}", order_date=given,
            )  # fmt: skip
        if code != "highest" and self.rng.random() < 0.06:
            begun = self.days.today - timedelta(days=self.rng.randint(5, 75))
            yield EmployeeAttestation(
                employee=employee, sought="first" if code != "first" else "highest", post=first.post, begun_on=begun,
                due_on=begun + timedelta(days=60),
            )  # fmt: skip

    def _growth(self, employee: Employee, hired: date) -> Iterator[Model]:
        for _ in range(self.rng.randint(0, 2)):
            ended = self._between(self.days.today - timedelta(days=1200))
            yield EmployeeCourse(
                employee=employee, kind="refresher", title=self.rng.choice(COURSES),
                institution="Институт развития образования Краснодарского края",
                hours=self.rng.choice([16, 36, 72, 108]), begun_on=ended - timedelta(days=14), ended_on=ended,
                document=f"2312{self.rng.randint(10000000, 99999999)}",
            )  # fmt: skip
        if self.rng.random() < 0.15:
            kind, title = self.rng.choice(WORKS)
            yield EmployeeWork(
                employee=employee, kind=kind, title=title, done_on=self._between(max(hired, date(2019, 9, 1)))
            )
