"""A file of employees: cards, posts, records; the rules of the card under their own names; confirmed, undone."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.services import import_undoing
from tenant_apps.people import services as people
from tenant_apps.people.models import Employee, EmployeePost, EmployeeQualification, EmployeeSubject, Person
from tests.factories.organisations import within

from .people_files import HELEN, OLEG, confirmed, employees
from .school import SNILS, codes, row, verdicts

BY = By(account_id=11, name="Секретарёва С. С.")


@pytest.fixture(autouse=True)
def inside(school: Organisation) -> Iterator[None]:
    with within(school, by=BY):
        yield


def test_check_leaves_nothing_and_confirmation_takes_on() -> None:
    run = employees(HELEN, OLEG, by=BY)
    assert (verdicts(run), Person.objects.count(), Employee.objects.count()) == (["create", "create"], 0, 0)

    confirmed(run, BY)

    post = EmployeePost.objects.get(post="teacher")
    assert (post.kind, post.rate, post.valid_from) == ("main", Decimal(1), date(2015, 9, 1))
    assert post.employee.employments.get().valid_from == date(2015, 9, 1)
    assert row(run, 2).card_id == post.employee_id
    assert row(run, 2).class_name == "учитель"


def test_two_posts_in_two_rows_are_one_card() -> None:
    second = [*HELEN[:5], "методист", "0,5", "01.09.2020", "внутреннее совместительство"]
    run = employees([*HELEN, ""], second, by=BY, more=["Вид занятости"])

    confirmed(run, BY)

    assert Employee.objects.count() == 1
    assert sorted(EmployeePost.objects.values_list("post", "kind", "rate")) == [
        ("methodist", "internal", Decimal("0.50")), ("teacher", "main", Decimal("1.00")),
    ]  # fmt: skip


def test_records_of_the_card_come_with_the_row() -> None:
    more = [
        "Табельный номер", "Предметы", "Образование", "Учебное заведение", "№ диплома", "Дата диплома", "Категория",
        "Дата категории", "Стаж общий", "Стаж пед.", "Курсы", "Часов курсов", "Дата курсов", "СНИЛС",
    ]  # fmt: skip
    cells = [
        "0042", "математика; физика", "высшее", "КубГУ", "ВСГ 1234567", "25.06.2007", "высшая", "20.12.2023", "18", "16",
        "Обновлённые ФГОС", "72", "20.03.2026", SNILS[0],
    ]  # fmt: skip
    run = employees([*HELEN, *cells], by=BY, more=more)
    assert verdicts(run) == ["create"], row(run, 2).problems
    assert codes(run) == ["education.taken_as"]

    confirmed(run, BY)

    employee = Employee.objects.get()
    assert (employee.personnel_number, employee.education.get().document) == ("0042", "ВСГ 1234567")
    assert list(EmployeeSubject.objects.order_by("-is_main").values_list("subject", "is_main")) == [
        ("mathematics", True), ("physics", False),
    ]  # fmt: skip
    assert (EmployeeQualification.objects.get().qualification, employee.courses.get().hours) == ("highest", 72)
    assert employee.service_since is not None
    assert employee.person.identifiers.get().value
    assert verdicts(employees([*HELEN, *cells], by=BY, more=more)) == ["skip"]


def test_annex_1_comes_with_the_row() -> None:
    more = ["Домашний телефон", "Место рождения", "Учёное звание", "Дата присвоения звания", "Награды",
            "Дата награждения"]  # fmt: skip
    cells = ["8 (86159) 3-45-67", "г. Горячий Ключ", "доцент", "20.05.2019", "отличник просвещения", "01.10.2020"]
    run = employees([*HELEN, *cells], by=BY, more=more)
    assert verdicts(run) == ["create"], row(run, 2).problems

    confirmed(run, BY)

    employee = Employee.objects.get()
    assert (employee.academic_title, employee.title_on) == ("docent", date(2019, 5, 20))
    assert employee.awards.values_list("award", "awarded_on").get() == ("excellence", date(2020, 10, 1))
    assert (employee.person.home_phone, employee.person.birth_place) == ("+78615934567", "г. Горячий Ключ")
    again = employees([*HELEN, *cells], by=BY, more=more)
    assert verdicts(again) == ["skip"]


def test_other_award_needs_its_name() -> None:
    run = employees([*HELEN, "иная награда"], by=BY, more=["Награды"])
    assert verdicts(run) == ["error"]


def test_another_rate_and_phone_change_the_card() -> None:
    confirmed(employees(HELEN, by=BY), BY)
    changed = [*HELEN[:6], "0,75", HELEN[7], "8 918 111 22 33"]
    run = employees(changed, by=BY, more=["Телефон"])
    assert verdicts(run) == ["update"]
    assert [change["after"] for change in row(run, 2).changes] == ["+79181112233", "0,75"]

    outcome = confirmed(run, BY)

    assert (outcome.created, outcome.updated) == (0, 1)
    assert EmployeePost.objects.order_by("-valid_from").first().rate == Decimal("0.75")  # type: ignore[union-attr]


def test_guardian_gets_a_card_of_an_employee() -> None:
    known = people.create_guardian(
        name=people.Name("Петрова", "Елена", "Викторовна"),
        particulars={"sex": "female", "birth_date": date(1985, 5, 14)}, by=BY,
    )  # fmt: skip
    confirmed(employees(HELEN, by=BY), BY)

    assert Employee.objects.get().person_id == known.person_id


def test_teacher_of_a_subject_is_a_teacher() -> None:
    run = employees([*HELEN[:5], "учитель математики", *HELEN[6:]], by=BY)

    assert (verdicts(run), codes(run)) == (["create"], ["post.subject_left"])


@pytest.mark.parametrize(
    ("at", "value", "more", "code"),
    [
        (0, "", {}, "value.missing"),
        (3, "31.02.1985", {}, "date.no_such_day"),
        (5, "маг", {}, "choice.unknown"),
        (6, "полторы", {}, "number.unclear"),
        (6, "5", {}, "rate_out_of_bounds"),
        (7, "", {}, "value.missing"),
        (None, "", {"Категория": "высшая"}, "category.without_day"),
        (None, "", {"Стаж общий": "много"}, "service.unclear"),
        (None, "", {"Стаж общий": "5", "Стаж пед.": "10"}, "teaching_longer_than_service"),
        (None, "", {"Стаж общий": "39"}, "service_before_growing_up"),
        (None, "", {"СНИЛС": "112-233-445 96"}, "snils.identifier_control_number"),
        (None, "", {"ИНН": "500100732258"}, "inn.identifier_control_number"),
        (None, "", {"Предметы": "алхимия"}, "choice.unknown"),
        (None, "", {"Учёная степень": "кандидат наук", "Дата окончания": "01.09.2014"}, "ends_before_it_begins"),
    ],
)
def test_each_error_has_its_name(at: int | None, value: str, more: dict[str, str], code: str) -> None:
    cells = [value if place == at else cell for place, cell in enumerate(HELEN)]
    run = employees([*cells, *more.values()], by=BY, more=list(more))

    said = [problem["code"] for problem in row(run, 2).problems if problem["level"] == "error"]
    assert (verdicts(run), code in said) == (["error"], True), said
    assert Person.objects.count() == 0


def test_rows_after_a_wrong_first_one_say_so() -> None:
    second = [*HELEN[:5], "методист", "0,5", "01.09.2020"]
    run = employees([*HELEN[:6], "5", HELEN[7]], second, by=BY)

    assert (verdicts(run), codes(run, 3)) == (["error", "error"], ["employee.first_row_wrong"])


def test_course_without_a_day_is_left_out_with_a_remark() -> None:
    run = employees([*HELEN, "Обновлённые ФГОС"], by=BY, more=["Курсы"])

    assert (verdicts(run), codes(run)) == (["create"], ["course.without_day"])
    confirmed(run, BY)
    assert Employee.objects.get().courses.count() == 0


def test_columns_of_classes_that_the_role_does_not_hold_are_left_out() -> None:
    class Operator(By):
        holds = frozenset(Privacy) - {Privacy.SOCIAL, Privacy.DOCUMENT}

    by = Operator(account_id=5, name="Операторова О. О.")
    run = employees(
        [*HELEN, SNILS[0], "состоит в зарегистрированном браке"], by=by, more=["СНИЛС", "Семейное положение"]
    )

    assert (verdicts(run), [note["code"] for note in run.notes]) == (["create"], ["column.not_yours"])
    confirmed(run, by)
    employee = Employee.objects.get()
    assert (employee.marital_status, employee.person.identifiers.count()) == ("", 0)


def test_undo_takes_cards_posts_and_records_back() -> None:
    confirmed(employees(OLEG, by=BY), BY)
    run = employees([*HELEN, "высшая", "20.12.2023"], [*OLEG, "", ""], by=BY, more=["Категория", "Дата категории"])
    assert verdicts(run) == ["create", "skip"]
    confirmed(run, BY)

    import_undoing.plan_undoing(run_id=run.pk, reason="Не тот файл", by=BY)
    import_undoing.undo(run_id=run.pk, by=BY)

    assert [one.post for one in EmployeePost.objects.all()] == ["director"]
    assert (Person.objects.count(), EmployeeQualification.objects.count()) == (1, 0)
