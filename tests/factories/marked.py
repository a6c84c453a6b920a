"""A small organisation full of marked data: equal ids in every organisation, and a mark in every text."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from shared_apps.organisations.crossing import By, inside
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.models import (
    AcademicYear,
    ClassGroup,
    ClassMembership,
    ClassTeacher,
    Enrolment,
    Order,
    OrderLine,
)
from tenant_apps.passport.models import LocalHandbookItem, OrganisationPassport
from tenant_apps.people.models import (
    Employee,
    EmployeePost,
    Guardian,
    Guardianship,
    Identifier,
    IdentityDocument,
    Person,
    PersonName,
    Student,
)

BY = By.system("tests")
FIRST = 1_000_001
"""The id of the first row of each table: the same in every organisation, so that ids betray nothing."""


@dataclass(frozen=True)
class Marked:
    """What was written: the mark, and the ids that stand in every marked organisation."""

    organisation: Organisation
    mark: str
    student: int = FIRST
    second_student: int = FIRST + 1
    employee: int = FIRST
    guardian: int = FIRST
    class_group: int = FIRST
    year: int = FIRST
    order: int = FIRST
    person: int = FIRST


def fill(organisation: Organisation, mark: str) -> Marked:
    """Write two students, a guardian, an employee, a class and an order, each with the mark in its texts."""
    with inside(organisation, by=BY):
        people = [
            _person(number, mark, birth)
            for number, birth in enumerate(("2015-03-02", "2015-05-09", "1980-01-01", "1985-02-02"))
        ]
        students = [Student.objects.create(id=FIRST + n, person=people[n], file_number=f"{mark}-{n}") for n in range(2)]
        guardian = Guardian.objects.create(id=FIRST, person=people[2], workplace=f"Завод {mark}")
        Guardianship.objects.create(
            id=FIRST, guardian=guardian, student=students[0], relation="mother", valid_from=date(2020, 1, 1)
        )
        employee = Employee.objects.create(id=FIRST, person=people[3], personnel_number=f"К-{mark}")
        EmployeePost.objects.create(id=FIRST, employee=employee, post="teacher", valid_from=date(2020, 9, 1))
        Identifier.objects.create(id=FIRST, person=people[0], kind="snils", value="11223344595")
        IdentityDocument.objects.create(
            id=FIRST,
            person=people[0],
            kind="birth_certificate",
            series="I-АГ",
            number="123456",
            issued_by=f"ЗАГС {mark}",
        )
        _movement(mark, students, employee)
        OrganisationPassport.objects.create(
            id=FIRST, valid_from=date(2020, 1, 1), capacity=500, director_name=f"Директор {mark}"
        )
        LocalHandbookItem.objects.create(
            id=FIRST, handbook="class_profile", code="~own", name=f"Свой профиль {mark}", maps_to="universal",
            valid_from=date(2020, 1, 1),
        )  # fmt: skip
    return Marked(organisation, mark)


def _person(number: int, mark: str, birth: str) -> Person:
    person = Person.objects.create(
        id=FIRST + number,
        sex="male",
        birth_date=birth,
        phone="+7 900 000-00-00",
        actual_address=f"ул. {mark}, {number}",
    )
    PersonName.objects.create(
        id=FIRST + number,
        person=person,
        surname=f"Фамилин{mark}",
        given_name="Имя",
        patronymic="Отчествович",
        search_key=f"фамилин{mark.lower()} имя отчествович",
        valid_from=date(2000, 1, 1),
    )
    return person


def _movement(mark: str, students: list[Student], employee: Employee) -> None:
    year = AcademicYear.objects.create(
        id=FIRST, name="2026/2027", valid_from=date(2026, 9, 1), valid_to=date(2027, 9, 1)
    )
    group = ClassGroup.objects.create(
        id=FIRST,
        academic_year=year,
        level="basic",
        grade=5,
        letter="А",
        name=f"5А {mark}",
        room=f"каб. {mark}",
        valid_from=year.valid_from,
        valid_to=year.valid_to,
    )
    ClassTeacher.objects.create(id=FIRST, class_group=group, employee=employee, valid_from=year.valid_from)
    order = Order.objects.create(
        id=FIRST,
        kind="admission_other_school",
        state=Order.State.EFFECTIVE,
        number="1-К",
        date=date(2026, 9, 1),
        effective_on=date(2026, 9, 1),
        basis=f"Заявления {mark}",
        signed_at=timezone.now(),
        signed_name=f"Директор {mark}",
    )
    for position, student in enumerate(students, start=1):
        OrderLine.objects.create(
            id=FIRST + position, order=order, position=position, student=student, on=order.date, grade=5, level="basic",
            class_group=group, counterpart=f"Школа {mark}",
        )  # fmt: skip
        enrolment = Enrolment.objects.create(
            id=FIRST + position,
            student=student,
            valid_from=order.date,
            begun_by=order,
            begin_counterpart=f"Школа {mark}",
        )
        ClassMembership.objects.create(
            id=FIRST + position, enrolment=enrolment, level="basic", grade=5, class_group=group,
            valid_from=order.date, begun_by=order,
        )  # fmt: skip
