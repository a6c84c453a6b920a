"""Two schools with a class each, and a student of the first one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shared_apps.accounts.models import Account
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import AcademicYear
from tenant_apps.enrolment.services import Line, Requisites
from tenant_apps.people import services as people
from tenant_apps.people.models import Consent, Student
from tenant_apps.transfers import services
from tenant_apps.transfers.models import Transfer
from tenant_apps.transfers.services.coming import Acceptance
from tests.factories.accounts import account

BY = By(account_id=11, name="Секретарёва С. С.")
TODAY = timezone.localdate()
SEPTEMBER = date(TODAY.year - (TODAY.month < 9), 9, 1)
D = max(SEPTEMBER + timedelta(days=1), TODAY - timedelta(days=3))
"""The day of the transfers."""


@dataclass
class School:
    """A school, and the ids of what stands in it."""

    organisation: Organisation
    class_id: int
    full_class_id: int

    @contextmanager
    def inside(self) -> Iterator[None]:
        with crossing.inside(self.organisation, by=BY):
            yield

    @property
    def pk(self) -> int:
        return self.organisation.pk


def a_school(organisation: Organisation) -> School:
    """The academic year of today, with 5А, and 5Б of one place."""
    with crossing.inside(organisation, by=BY):
        year = enrolment.open_academic_year(valid_from=SEPTEMBER, valid_to=date(SEPTEMBER.year + 1, 9, 1), by=BY)
        groups = [
            enrolment.create_class(
                year_id=year.pk,
                parameters=enrolment.ClassParameters(grade=5, letter=letter, capacity=capacity),
                by=BY,
            )
            for letter, capacity in (("А", 25), ("Б", 1))
        ]
    return School(organisation, groups[0].pk, groups[1].pk)


@pytest.fixture
def here(school: Organisation) -> School:
    with crossing.shared(by=BY):
        load_catalogue()
    return a_school(school)


@pytest.fixture
def there(here: School, other_school: Organisation) -> School:
    return a_school(other_school)


def enrolled(at: School, surname: str = "Ёлкина", *, snils: str = "", born: date | None = None) -> int:
    """A student of 5А since 1 September; the card's id."""
    with at.inside():
        particulars = {
            "sex": "female",
            "birth_date": born or date(SEPTEMBER.year - 11, 3, 4),
            "phone": "+7 900 111-22-33",
        }
        student = people.create_student(
            name=people.Name(surname, "Анна", "Петровна"), particulars=particulars, by=BY, insist=True
        )
        if snils:
            people.set_identifier(person_id=student.person_id, kind="snils", value=snils, by=BY)
        enrolment.issue_order(
            lines=[Line(student_id=student.pk, on=SEPTEMBER, class_group_id=at.class_id)],
            kind="admission",
            requisites=Requisites(date=SEPTEMBER),
            sign=True,
            by=BY,
        )
        return student.pk


def a_group(at: School, *, level: str, name: str, capacity: int = 20, age_group: str = "") -> int:
    """A group of preschool children, or of an additional programme."""
    with at.inside():
        year = AcademicYear.objects.get()
        kind = "general" if level == "preschool" else "ordinary"
        parameters = enrolment.ClassParameters(
            name=name, level=level, kind=kind, age_group=age_group, capacity=capacity
        )
        return enrolment.create_class(year_id=year.pk, parameters=parameters, by=BY).pk


def in_group(at: School, group: int, kind: str, *, born: date, surname: str = "Малинина") -> int:
    """A child admitted to a group since 1 September; the card's id."""
    with at.inside():
        particulars = {"sex": "female", "birth_date": born}
        child = people.create_student(
            name=people.Name(surname, "Вера", "Ильинична"), particulars=particulars, by=BY, insist=True
        )
        lines = [Line(student_id=child.pk, on=SEPTEMBER, class_group_id=group)]
        enrolment.issue_order(
            lines=lines, kind=kind, requisites=Requisites(date=SEPTEMBER), sign=True, insist=True, by=BY
        )
        return child.pk


def preschooler(at: School) -> int:
    """Three and a half years old, in the junior group."""
    group = a_group(at, level="preschool", name="Солнышко", age_group="junior")
    return in_group(at, group, "admission_kindergarten", born=date(SEPTEMBER.year - 3, 3, 4))


@pytest.fixture
def anna(here: School) -> int:
    return enrolled(here, snils="112-233-445 95")


@pytest.fixture
def the_secretary(here: School) -> None:
    """The account of BY, for tests in which it gives rights; ids of other accounts are behind it."""
    number = 0
    while (made := account(f"secretary-{number}")).pk < BY.account_id:
        number += 1
    with crossing.shared(by=BY):
        Account.objects.filter(pk=made.pk).update(id=BY.account_id)


Send = Callable[..., Transfer]


@pytest.fixture
def send(here: School, there: School) -> Send:
    """The order of leaving from here to there, signed."""

    def do(student_id: int, **more) -> Transfer:
        values = {"partner_id": there.pk, "on": D, "requisites": Requisites(date=D), "sign": True} | more
        with here.inside():
            return services.start_transfer(student_id=student_id, by=BY, **values)

    return do


@pytest.fixture
def accept(there: School) -> Send:
    """The order of admission there, signed."""

    def do(number: int, **more) -> Transfer:
        values = {
            "acceptance": Acceptance(class_group_id=there.class_id),
            "requisites": Requisites(date=D),
            "sign": True,
        }
        with there.inside():
            return services.accept_transfer(number=number, by=BY, **(values | more))

    return do


@pytest.fixture
def away(here: School, there: School, anna: int, send, accept) -> Callable[[], Any]:
    """A trip (trips.Away), begun when it is called: what is known here is written down before."""
    from tests.transfers.trips import Away

    return lambda: Away(here, there, anna, accept(send(anna).number).student_id)


@pytest.fixture
def open_health(here: School, there: School, anna: int) -> Callable[[School, int], None]:
    """Opens health by a consent: here already, and where it is called for."""
    from tests.transfers.test_travelling import consent

    def do(at: School, student: int) -> None:
        with at.inside():
            person_id = Student.objects.get(pk=student).person_id
        consent(at, person_id, "health")
        with at.inside():
            Consent.objects.update(until_leaving=False)

    do(here, anna)
    return do


@pytest.fixture
def phoned(away) -> Any:
    """The student's phone and the name differ."""
    trip = away()
    with trip.there.inside():
        person = trip.person(trip.there)
        people.edit_person(person_id=person.pk, changes={"phone": "+7 900 999-99-99"}, version=None, by=BY)
        people.correct_name(person_id=person.pk, name=people.Name("Елкина", "Анна", "Петровна"), version=None, by=BY)
    return trip
