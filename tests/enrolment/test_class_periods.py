"""Dates of years and classes change: class teachers go along, and stay those whom the rollover proposes."""

from collections.abc import Callable
from datetime import date

import pytest

from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import ClassGroup, ClassMembership, ClassTeacher
from tenant_apps.enrolment.services.next_classes import proposed_classes
from tenant_apps.history import reversal
from tenant_apps.history.services import written_as
from tenant_apps.people import services as people
from tenant_apps.people.models import Student

from .conftest import FIRST_DAY, SECRETARY, Admit, Year

MAY, JUNE, SEPTEMBER = date(2026, 5, 1), date(2026, 6, 1), date(2026, 9, 1)
JANUARY = date(2026, 1, 12)
Period = tuple[date, date]


def hired(surname: str) -> int:
    return people.hire(
        name=people.Name(surname, "Инна"), particulars={"sex": "female"}, post="teacher", kind="main", rate=1,
        since=FIRST_DAY, by=SECRETARY,
    ).pk  # fmt: skip


def led_by(group: ClassGroup, *days: date) -> list[int]:
    """Teachers appointed to a class, each from one of the days."""
    found = [hired(f"Учителева{'абв'[number]}") for number in range(len(days))]
    for employee, since in zip(found, days, strict=True):
        services.assign_class_teacher(class_id=group.pk, employee_id=employee, since=since, by=SECRETARY)
    return found


def lines(group: ClassGroup) -> list[Period]:
    return list(
        ClassTeacher.objects.filter(class_group=group).order_by("valid_from").values_list("valid_from", "valid_to")
    )


def ending(year: Year, end: date, begin: date = FIRST_DAY) -> None:
    services.change_academic_year(year_id=year.year.pk, valid_from=begin, valid_to=end, by=SECRETARY)


@pytest.fixture
def till_june(year: Year) -> Year:
    """The year was opened until 31 May."""
    ending(year, JUNE)
    return year


def test_teachers_of_a_prolonged_year_lead_their_classes_to_its_end(till_june: Year) -> None:
    _first, second = led_by(till_june.other_fifth, FIRST_DAY, JANUARY)

    ending(till_june, SEPTEMBER)

    assert lines(till_june.other_fifth) == [(FIRST_DAY, JANUARY), (JANUARY, SEPTEMBER)]
    proposed = proposed_classes(year_id=till_june.year.pk, next_year_id=till_june.following.pk)
    assert {one.name: one.employee_id for one in proposed}["6Б"] == second


def test_a_shortened_year_ends_the_lines_of_teachers_with_it(year: Year) -> None:
    led_by(year.fifth, FIRST_DAY, JANUARY, date(2026, 7, 1))
    led = lines(year.fifth)

    ending(year, JUNE)

    assert led[-1] == (date(2026, 7, 1), SEPTEMBER)
    assert lines(year.fifth) == [(FIRST_DAY, JANUARY), (JANUARY, JUNE)]


def test_a_class_that_ended_before_its_year_stays_within_the_year(
    year: Year, a_student: Callable[..., Student], admit: Admit
) -> None:
    early = services.ClassParameters(grade=5, letter="А", capacity=2, valid_to=date(2026, 7, 1))
    services.edit_class(class_id=year.fifth.pk, parameters=early, by=SECRETARY)
    led_by(year.fifth, FIRST_DAY)
    admit(a_student(), into=ClassGroup.objects.get(pk=year.fifth.pk))

    found = []
    for end in (date(2026, 8, 1), JUNE):
        ending(year, end)
        group = ClassGroup.objects.get(pk=year.fifth.pk)
        found.append((group.valid_to, lines(group), ClassMembership.objects.get().valid_to))

    assert found == [(end, [(FIRST_DAY, end)], end) for end in (date(2026, 7, 1), JUNE)]


def test_teachers_of_a_class_go_along_with_its_dates(year: Year) -> None:
    led_by(year.fifth, FIRST_DAY, JANUARY)
    found = []
    for since, until in ((FIRST_DAY, MAY), (FIRST_DAY, SEPTEMBER), (date(2025, 10, 1), MAY), (JANUARY, MAY)):
        said = services.ClassParameters(grade=5, letter="А", valid_from=since, valid_to=until)
        services.edit_class(class_id=year.fifth.pk, parameters=said, by=SECRETARY)
        found.append(lines(year.fifth))

    assert found == [
        [(FIRST_DAY, JANUARY), (JANUARY, MAY)],
        [(FIRST_DAY, JANUARY), (JANUARY, SEPTEMBER)],
        [(date(2025, 10, 1), JANUARY), (JANUARY, MAY)],
        [(JANUARY, MAY)],
    ]


def test_a_prolonged_class_keeps_the_day_of_a_teacher_appointed_after_its_end(year: Year) -> None:
    services.end_class(class_id=year.fifth.pk, on=MAY, by=SECRETARY)
    first, second = hired("Ранняя"), hired("Поздняя")
    for employee, since, until in ((first, FIRST_DAY, MAY), (second, JUNE, SEPTEMBER)):
        ClassTeacher.objects.create(class_group=year.fifth, employee_id=employee, valid_from=since, valid_to=until)

    services.prolong_class(class_id=year.fifth.pk, until=SEPTEMBER, by=SECRETARY)

    assert lines(year.fifth) == [(FIRST_DAY, JUNE), (JUNE, SEPTEMBER)]


def test_other_dates_of_a_year_are_taken_back_whole(year: Year) -> None:
    led_by(year.fifth, FIRST_DAY, JANUARY, date(2026, 7, 1))
    before = lines(year.fifth)
    with written_as("trial:1"):
        ending(year, JUNE)

    protocol = reversal.plan(reversal.by_source("trial:1"), title="Проба", reason="Ошибка", by=SECRETARY)
    reversal.confirm(protocol.number, by=SECRETARY)

    assert lines(year.fifth) == before
    assert ClassGroup.objects.get(pk=year.fifth.pk).valid_to == SEPTEMBER
