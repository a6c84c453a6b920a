"""A child in several groups of a centre at once: enrolments beside each other, orders about one of them, lists, balances.
(docs/decisions/0011)"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import refusals, services
from tenant_apps.enrolment.checks import findings
from tenant_apps.enrolment.models import ClassGroup, ClassMembership, Enrolment, Order
from tenant_apps.enrolment.queries import balances, cards, movement_book, orders, persons, students, today
from tenant_apps.enrolment.services import imports
from tenant_apps.people.models import Student
from tests.enrolment.refused_world import World
from tests.importing.school import received, verdicts

SEPTEMBER, OCTOBER, NOVEMBER = date(2025, 9, 1), date(2025, 10, 6), date(2025, 11, 5)


@dataclass
class Centre:
    chess: ClassGroup
    dance: ClassGroup
    robots: ClassGroup


@pytest.fixture
def centre(school: Organisation, inside: None, by: By) -> Centre:
    """2025/2026 with three groups."""
    with crossing.shared(by=by):
        school.periods.update(kind="centre")
    year = services.open_academic_year(valid_from=SEPTEMBER, valid_to=date(2026, 9, 1), by=by)

    def group(name: str) -> ClassGroup:
        parameters = services.ClassParameters(level="additional", name=name)
        return services.create_class(year_id=year.pk, parameters=parameters, by=by)

    return Centre(group("Шахматы"), group("Танцы"), group("Роботы"))


Issue = Callable[..., Order]


@pytest.fixture
def issue(by: By) -> Issue:
    """One order about one student."""

    def sign(kind: str, student: Student, on: date, **line: object) -> Order:
        lines = [services.Line(student_id=student.pk, on=on, **line)]  # type: ignore[arg-type]
        return services.issue_order(
            lines=lines, kind=kind, requisites=services.Requisites(date=on), sign=True, insist=True, by=by
        )

    return sign


@pytest.fixture
def anna(centre: Centre, a_student: Callable[..., Student], issue: Issue) -> Student:
    """In chess since September, in dance since October."""
    student = a_student("Ёлкина")
    issue("admission_programme", student, SEPTEMBER, class_group_id=centre.chess.pk)
    issue("admission_programme", student, OCTOBER, class_group_id=centre.dance.pk)
    return student


def names(student: Student, day: date) -> str:
    return cards.standing(student.pk, day).class_names


def test_a_child_of_a_centre_is_admitted_to_another_group_and_stays_in_the_first(anna: Student, by: By) -> None:
    assert names(anna, OCTOBER - timedelta(days=1)) == "Шахматы"
    assert names(anna, OCTOBER) == "Шахматы, Танцы"
    assert [row.measure for row in cards.enrolments_of(anna.pk, by=by)] == ["дополнительное"] * 2


def test_nobody_is_twice_in_one_group(centre: Centre, anna: Student, issue: Issue) -> None:
    with pytest.raises(refusals.AlreadyInThisClass, match="Шахматы"):
        issue("admission_programme", anna, NOVEMBER, class_group_id=centre.chess.pk)
    with pytest.raises(refusals.AlreadyInThisClass, match="Танцы"):
        issue("class_transfer", anna, NOVEMBER, of_class_id=centre.chess.pk, class_group_id=centre.dance.pk)
    with pytest.raises(refusals.ClassMissing):
        issue("admission_programme", anna, NOVEMBER, level="additional")
    assert Enrolment.objects.unvoided().count() == 2


def test_an_earlier_admission_to_a_group_where_he_comes_later_is_refused(
    centre: Centre, anna: Student, issue: Issue
) -> None:
    with pytest.raises(refusals.AlreadyInThisClass):
        issue("admission_programme", anna, SEPTEMBER, class_group_id=centre.dance.pk)


def test_main_enrolments_exclude_each_other_in_the_database(inside: None, a_student: Callable[..., Student]) -> None:
    student = a_student()
    Enrolment.objects.create(student=student, valid_from=SEPTEMBER)
    Enrolment.objects.create(student=student, kind=Enrolment.Kind.ADDITIONAL, valid_from=SEPTEMBER)
    with pytest.raises(IntegrityError, match="main_enrolments_of_a_student_never_overlap"), transaction.atomic():
        Enrolment.objects.create(student=student, valid_from=OCTOBER)


def test_an_order_says_which_of_the_groups_it_is_about(centre: Centre, anna: Student, issue: Issue, by: By) -> None:
    for kind, line in (
        ("leaving_programme", {}),
        ("class_transfer", {"class_group_id": centre.robots.pk}),
        ("temporary_leave", {"until": date(2025, 12, 1)}),
    ):
        with pytest.raises(refusals.SeveralGroups, match="Танцы, Шахматы"):
            issue(kind, anna, NOVEMBER, **line)
    with pytest.raises(refusals.NotInThatClass, match="Роботы"):
        issue("leaving_programme", anna, NOVEMBER, of_class_id=centre.robots.pk)
    left = issue("leaving_programme", anna, NOVEMBER, of_class_id=centre.chess.pk)
    assert [line.from_class for line in orders.lines_of(left, by=by)] == ["Шахматы"]
    assert names(anna, NOVEMBER) == "Танцы"
    issue("leaving_programme", anna, NOVEMBER + timedelta(days=1))
    assert not cards.standing(anna.pk, NOVEMBER + timedelta(days=1)).is_enrolled


def test_one_group_is_changed_for_another_and_the_other_stays(centre: Centre, anna: Student, issue: Issue) -> None:
    issue("class_transfer", anna, NOVEMBER, of_class_id=centre.dance.pk, class_group_id=centre.robots.pk)
    assert names(anna, NOVEMBER) == "Шахматы, Роботы"
    back = issue("admission_programme", anna, NOVEMBER, class_group_id=centre.dance.pk)
    assert names(anna, NOVEMBER) == "Шахматы, Роботы, Танцы"
    assert back.began.get().valid_from == NOVEMBER


def test_a_leave_is_of_one_group(centre: Centre, anna: Student, issue: Issue) -> None:
    issue("temporary_leave", anna, NOVEMBER, of_class_id=centre.dance.pk, until=date(2025, 12, 1))
    issue("return", anna, date(2025, 12, 1), of_class_id=centre.dance.pk)
    leave = Enrolment.objects.get(memberships__class_group=centre.dance).arrangements.get()
    assert (leave.valid_from, leave.valid_to) == (NOVEMBER, date(2025, 12, 1))


def test_a_leaving_is_cancelled_though_he_came_to_another_group_since(
    centre: Centre, anna: Student, issue: Issue, by: By
) -> None:
    left = issue("leaving_programme", anna, NOVEMBER, of_class_id=centre.chess.pk)
    issue("admission_programme", anna, NOVEMBER + timedelta(days=7), class_group_id=centre.robots.pk)
    services.cancel_order(order_id=left.pk, requisites=services.Requisites(date=date(2025, 12, 1)), by=by)
    assert names(anna, date(2025, 12, 2)) == "Шахматы, Танцы, Роботы"


def test_a_leaving_stands_while_he_is_in_the_same_group_again(
    centre: Centre, anna: Student, issue: Issue, by: By
) -> None:
    left = issue("leaving_programme", anna, NOVEMBER, of_class_id=centre.chess.pk)
    again = issue("admission_programme", anna, NOVEMBER + timedelta(days=7), class_group_id=centre.chess.pk)
    with pytest.raises(refusals.LaterOrdersDepend, match=again.number):
        services.cancel_order(order_id=left.pk, requisites=services.Requisites(date=date(2025, 12, 1)), by=by)


def test_balances_count_enrolments_and_persons_and_both_add_up(
    centre: Centre, anna: Student, a_student: Callable[..., Student], issue: Issue, by: By
) -> None:
    issue("admission_programme", a_student("Петрова"), OCTOBER, class_group_id=centre.chess.pk)
    issue("class_transfer", anna, NOVEMBER, of_class_id=centre.dance.pk, class_group_id=centre.robots.pk)
    issue("leaving_programme", anna, NOVEMBER, of_class_id=centre.chess.pk)

    whole, people = balances.balance(SEPTEMBER, NOVEMBER), persons.persons(SEPTEMBER, NOVEMBER)
    assert (whole.at_start, whole.arrived, whole.left, whole.at_end) == (0, 3, 1, 2)
    assert (people.at_start, people.arrived, people.left, people.at_end) == (0, 2, 0, 2)
    assert whole.adds_up
    assert people.adds_up
    of_groups = {row.name: row for row in balances.balances(SEPTEMBER, NOVEMBER)}
    assert all(row.adds_up for row in of_groups.values())
    assert {name: (row.admitted, row.came, row.left, row.went, row.at_end) for name, row in of_groups.items()} == {
        "Шахматы": (2, 0, 1, 0, 1), "Танцы": (1, 0, 0, 1, 0), "Роботы": (0, 1, 0, 0, 1),
    }  # fmt: skip
    assert sum(row.students for row in balances.by_kinds(SEPTEMBER, NOVEMBER, by=by) if row.part == "in") == 3
    written = movement_book.page(movement_book.Asked(first=SEPTEMBER, last=NOVEMBER), by=by)
    assert [(row.direction, row.class_name) for row in written] == [
        ("in", "Шахматы"), ("in", "Танцы"), ("in", "Шахматы"), ("out", "Шахматы"),
    ]  # fmt: skip


def test_whoever_leaves_and_comes_the_same_day_has_not_left_as_a_person(
    centre: Centre, anna: Student, issue: Issue
) -> None:
    for group in (centre.chess, centre.dance):
        issue("leaving_programme", anna, NOVEMBER, of_class_id=group.pk)
    assert persons.persons(NOVEMBER, NOVEMBER).left == 1
    issue("admission_programme", anna, NOVEMBER, class_group_id=centre.robots.pk)
    counted = persons.persons(NOVEMBER, NOVEMBER)
    assert (counted.at_start, counted.arrived, counted.left, counted.at_end) == (1, 0, 0, 1)


def test_lists_show_a_child_once_and_each_group_shows_him(centre: Centre, anna: Student, by: By) -> None:
    assert [row.pk for row in students.students_on(OCTOBER, by=by)] == [anna.pk]
    for group in (centre.chess, centre.dance):
        (row,) = students.students_on(OCTOBER, by=by, class_id=group.pk)
        assert (row.pk, row.class_name) == (anna.pk, group.name)  # type: ignore[attr-defined]
    assert list(students.students_on(OCTOBER, by=by, class_id=centre.robots.pk)) == []
    assert [name for _pk, name, _hint in students.options("Ёлк", OCTOBER, by=by, presence="enrolled")] == [
        "Ёлкина Анна"
    ]
    first_page = today.today(OCTOBER, by=by)
    assert (first_page.students, first_page.enrolments, first_page.without_class) == (1, 2, 0)


def test_checks_count_a_child_once_and_see_him_twice_in_a_group(centre: Centre, anna: Student) -> None:
    found = {one.check.code: one.count for one in findings(OCTOBER)}
    assert found["students_without_guardian"] == 1
    assert "students_twice_in_a_group" not in found
    ClassMembership.objects.filter(class_group=centre.dance).update(class_group=centre.chess)
    assert {one.check.code: one.count for one in findings(OCTOBER)}["students_twice_in_a_group"] == 1


def test_a_file_admits_to_another_group_and_to_the_same_one_never_twice(centre: Centre, anna: Student, by: By) -> None:
    said = ["Ёлкина", "Анна", "", "06.05.2014", "ж"]
    again = received([*said, "Шахматы", "05.11.2025"], by=by)
    assert verdicts(again) == ["skip"]
    run = received([*said, "Роботы", "05.11.2025"], by=by)
    assert verdicts(run) == ["create"]
    imports.confirm(run_id=run.pk, choice=imports.Choice(order_date=NOVEMBER), by=by)
    assert names(anna, NOVEMBER) == "Шахматы, Танцы, Роботы"


def test_pages_of_a_centre_offer_another_group_and_ask_which(school: Organisation) -> None:
    world = World(school)
    with world.inside():
        student = world.in_two_groups()
        dance = ClassGroup.objects.get(name="Танцы").pk
    here, client = f"/o/{school.slug}", world.client
    page = f"{here}/students/{student}/order/end/?on=2025-11-05"

    assert "Зачислить ещё в одну группу" in client.get(f"{here}/students/{student}/").content.decode()
    assert f'<option value="{dance}">Танцы</option>' in client.get(page).content.decode()
    order = {"on": "2025-11-05", "date": "2025-11-05", "reason": "own_wish", "sign": "on"}
    refused = client.post(page, order)
    assert (refused.status_code, "several_groups" in refused.content.decode()) == (422, True)
    assert client.post(page, {**order, "of_class": dance}).status_code == 302
    book = client.get(f"{here}/movement/?first=2025-09-01&last=2025-11-05").content.decode()
    assert "1 человек" in book
