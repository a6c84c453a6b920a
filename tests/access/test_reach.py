"""Whom a class teacher reaches: the students of today's classes and those who left from them, whatever day is shown;
and that roles end with the employment."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared_apps.accounts.models import Membership
from shared_apps.organisations.crossing import inside, shared
from tenant_apps.enrolment import services
from tenant_apps.enrolment.models import ClassGroup, ClassTeacher
from tenant_apps.enrolment.queries import classes
from tenant_apps.enrolment.queries.reach import seen_students
from tenant_apps.enrolment.queries.students import students_on
from tenant_apps.people import services as people
from tenant_apps.people.models import Employee
from tenant_apps.people.queries.lists import guardians_on

from .conftest import BY, TODAY, Acting, Filled

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def other_fifth(filled: Filled) -> int:
    with inside(filled.organisation, by=BY):
        year = ClassGroup.objects.get(pk=filled.fifth).academic_year_id
        group = services.create_class(
            year_id=year, parameters=services.ClassParameters(grade=5, letter="Б"), by=BY
        )  # fmt: skip
        return group.pk


def order(kind: str, student: int, on: date, **line: Any) -> None:
    services.issue_order(
        lines=[services.Line(student_id=student, on=on, **line)],
        kind=kind,
        requisites=services.Requisites(date=min(on, TODAY)),
        sign=True,
        insist=True,
        by=BY,
    )


def seen(by: Any) -> set[int]:
    found = seen_students(by)
    assert found is not None
    return set(found.values_list("pk", flat=True))


def test_whoever_went_on_to_another_class_is_out_of_reach(filled: Filled, acting: Acting, other_fifth: int) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=BY):
        assert seen(teacher) == {filled.anna}
        order("class_transfer", filled.anna, YESTERDAY, class_group_id=other_fifth)
        assert seen(teacher) == set()
        assert not students_on(TODAY, by=teacher, presence="all").exists()
        assert not guardians_on(TODAY, by=teacher).exists()


def test_whoever_goes_on_tomorrow_is_in_reach_of_both(filled: Filled, acting: Acting, other_fifth: int) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=BY):
        order("class_transfer", filled.anna, TODAY + timedelta(days=1), class_group_id=other_fifth)
        assert seen(teacher) == {filled.anna}


def test_whoever_left_from_the_class_stays_in_reach(filled: Filled, acting: Acting) -> None:
    teacher = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=BY):
        order("leaving", filled.anna, YESTERDAY, counterpart="Школа № 2", reason="moved")
        assert not students_on(TODAY, by=teacher).exists()
        assert [row.pk for row in students_on(TODAY, by=teacher, presence="all")] == [filled.anna]


def test_a_class_led_before_opens_nothing_on_its_days(filled: Filled, acting: Acting) -> None:
    """Lists take a day; reach does not go back with it."""
    teacher = acting("classteacher", card_id=filled.teacher)
    with inside(filled.organisation, by=BY):
        led = ClassTeacher.objects.get(employee=filled.teacher)
        day = led.valid_from
        assert [row.pk for row in students_on(day, by=teacher)] == [filled.anna]
        led.valid_to = YESTERDAY
        led.save()
        for as_of in (day, TODAY):
            assert not students_on(as_of, by=teacher, presence="all").exists()
            assert not guardians_on(as_of, by=teacher).exists()
            assert not classes.classes_on(as_of, by=teacher).exists()


def roles_of(account_id: int | None) -> list[tuple[str, date]]:
    with shared(by=BY):
        rows = Membership.objects.not_over(TODAY).filter(account=account_id).order_by("pk")
        return list(rows.values_list("role", "valid_to"))


@pytest.mark.parametrize("ahead", [0, 10], ids=["today", "ahead"])
def test_roles_end_with_the_employment(filled: Filled, acting: Acting, ahead: int) -> None:
    """Whoever gave them; of others nothing ends."""
    dismissed = acting("classteacher", card_id=filled.teacher)
    other = acting("teacher", card_id=filled.teacher + 1, login="other")
    guardian = acting("guardian", card_id=filled.teacher, login="namesake")  # a card of another kind with this number
    on = TODAY + timedelta(days=ahead)
    with inside(filled.organisation, by=BY):
        people.let_go(employee_id=filled.teacher, on=on, reason="own_wish", by=BY)
    assert roles_of(dismissed.account_id) == ([("classteacher", on)] if ahead else [])
    assert [role for role, _end in roles_of(other.account_id)] == ["teacher"]
    assert [role for role, _end in roles_of(guardian.account_id)] == ["guardian"]


def test_roles_end_with_the_last_post(filled: Filled, acting: Acting) -> None:
    dismissed = acting("teacher", card_id=filled.teacher)
    with inside(filled.organisation, by=BY):
        post = Employee.objects.get(pk=filled.teacher).posts.get()
        people.dismiss(post_id=post.pk, on=TODAY, by=BY)
    assert roles_of(dismissed.account_id) == []
