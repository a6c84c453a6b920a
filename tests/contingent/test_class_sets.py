"""Комплекты and small classes in the region's counters, as ОО-1 2.4 asks for them: by hand, and beside the truth."""

from datetime import date, timedelta

import pytest
from django.db import connections

from region.contingent.classes import Asked, ClassNumbers, Numbers, classes
from region.contingent.narrowing import Filters
from region.feed import projector
from shared_apps.organisations.crossing import By, Scope, inside, region, shared
from shared_apps.organisations.models import Organisation, OrganisationPeriod
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, ClassMembership, ClassSet, Enrolment
from tests.feed.life import Life
from tests.truth.compare import differences

BY = By.system("tests")
BEGIN, END = date(2025, 9, 1), date(2026, 9, 1)
AUTUMN, SPRING = date(2025, 10, 1), date(2026, 3, 1)


class School:
    """A school whose classes are opened with so many students."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation, self.life = organisation, Life(organisation, 1)
        self.year = AcademicYear.objects.create(name="2025/2026", valid_from=BEGIN, valid_to=END)

    def opens(
        self,
        name: str,
        students: int,
        *,
        taught_in: ClassSet | None = None,
        until: date = END,
        kind: str = "",
        grade: int = 0,
    ) -> ClassGroup:
        grade = grade or int(name[0])
        level = "primary" if grade < 5 else "basic"
        group = ClassGroup.objects.create(
            academic_year=self.year, level=level, grade=grade, name=name, kind=kind, class_set=taught_in,
            nosology="zpr" if kind == "special_needs" else "", valid_from=BEGIN, valid_to=until,
        )  # fmt: skip
        for _ in range(students):
            enrolment = Enrolment.objects.create(student=self.life.student(), valid_from=BEGIN)
            ClassMembership.objects.create(
                enrolment=enrolment, level=level, grade=grade, class_group=group, valid_from=BEGIN, valid_to=until
            )
        return group

    def a_set(self, name: str) -> ClassSet:
        return ClassSet.objects.create(academic_year=self.year, name=name)


@pytest.fixture
def school(new_school: Organisation) -> Organisation:
    """1+3 of 24 + 2 (until 2026 the third grade is there), 2+4 of 5 + 8, 5А of 14 alone, 6А of 25, 7А of nobody, 8+9 with
    a class for special needs, 1В for special needs alone, 9Б in a set of which it is all."""
    with inside(new_school, by=BY):
        made = School(new_school)
        first, second, third, typo = (made.a_set(name) for name in ("1+3", "2+4", "8+9", "Комплкт"))
        made.opens("1А", 24, taught_in=first)
        made.opens("3А", 2, taught_in=first, until=date(2026, 1, 1))
        made.opens("2А", 5, taught_in=second)
        made.opens("4А", 8, taught_in=second)
        made.opens("5А", 14)
        made.opens("6А", 25)
        made.opens("7А", 0)
        made.opens("8К", 3, taught_in=third, kind="special_needs")
        made.opens("9А", 4, taught_in=third)
        made.opens("1В", 6, kind="special_needs")
        made.opens("9Б", 20, taught_in=typo)
    projector.drain(new_school.pk)
    return new_school


def found(school: Organisation, day: date) -> ClassNumbers:
    with region(Scope("ministry"), by=BY):
        return classes(Asked(as_of=day, filters=Filters(organisations=(school.pk,))))


def columns(one: Numbers) -> tuple[int, ...]:
    """Columns 3, 4, 5, 6 of 2.4, and row 05 of columns 4 and 5."""
    return one.units, one.singles, one.sets, one.set_classes, one.small_singles, one.small_sets


def by_level(school: Organisation, day: date) -> dict[str, tuple[int, ...]]:
    return {line.value: columns(line.numbers) for line in found(school, day).sets}


def test_class_sets_and_classes_alone_are_told_apart(school: Organisation) -> None:
    assert by_level(school, AUTUMN) == {"primary": (2, 0, 2, 4, 0, 1), "basic": (5, 4, 1, 1, 3, 1)}


def test_a_class_left_alone_in_its_set_stands_alone(school: Organisation) -> None:
    assert by_level(school, SPRING)["primary"] == (2, 1, 1, 2, 1, 1)


def test_in_a_village_fewer_than_fourteen_are_few(school: Organisation) -> None:
    with shared(by=BY):
        OrganisationPeriod.objects.filter(organisation=school).update(locality="rural")

    assert by_level(school, AUTUMN) == {"primary": (2, 0, 2, 4, 0, 1), "basic": (5, 4, 1, 1, 1, 1)}


def test_schools_as_a_whole_have_those_for_special_needs_too(school: Organisation) -> None:
    total = found(school, AUTUMN).total

    assert columns(total.schools) == (8, 5, 3, 6, 4, 2)
    assert columns(total.special) == (1, 1, 0, 1, 1, 0)
    assert total.schools.units == total.schools.singles + total.schools.sets


def test_the_second_implementation_counts_the_same_on_every_turn(school: Organisation) -> None:
    days = [BEGIN - timedelta(1), BEGIN, AUTUMN, date(2025, 12, 31), date(2026, 1, 1), END - timedelta(1), END]

    assert differences(connections["owner"], [school], days) == []
