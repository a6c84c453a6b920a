"""Movement book, classes, orders, the first page."""

from collections.abc import Callable
from datetime import date

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment import services
from tenant_apps.enrolment.queries import alphabetical, cards, classes, movement, movement_book, orders, today
from tenant_apps.people import services as people
from tenant_apps.people.models import Student
from tests.refusing.doors import BY

from .conftest import FIRST_DAY, Admit, Year
from .test_orders import OCTOBER, cancelled, signed

MakeStudent = Callable[..., Student]


def test_movement_book_balances(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    anna, vera, zoya = a_student("Антонова"), a_student("Белова"), a_student("Громова")
    admit(anna, vera, into=year.fifth)
    admit(zoya, into=year.other_fifth, on=OCTOBER)
    signed("leaving_transfer", vera, on=OCTOBER, by=by, counterpart="г. Майкоп")

    book = movement_book.page(movement_book.Asked(first=OCTOBER, last=OCTOBER), order="on", by=by)
    balance = movement.balance(OCTOBER, OCTOBER)

    assert [(row.direction, row.name, row.class_name, row.counterpart) for row in book] == [
        ("out", "Белова Анна", "5А", "г. Майкоп"),
        ("in", "Громова Анна", "5Б", ""),
    ]
    assert (balance.at_start, balance.arrived, balance.left, balance.at_end) == (2, 1, 1, 2)
    assert balance.adds_up


def test_alphabetical_book_keeps_those_who_left(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    vera, anna = a_student("Белова"), a_student("Антонова")
    admit(anna, vera, into=year.fifth)
    signed("leaving", anna, on=OCTOBER, by=by)

    book = alphabetical.page(alphabetical.Asked(day=OCTOBER), by=BY)

    assert [(row.number, row.name, row.until) for row in book] == [
        (1, "Антонова Анна", OCTOBER), (2, "Белова Анна", date.max),
    ]  # fmt: skip
    assert (book[0].begun, book[0].ended, book[0].last_class) == ("№ 1-у 01.09.2025", "№ 2-у 06.10.2025", "5А")


def test_order_made_later_than_seven_days_is_overdue(year: Year, a_student: MakeStudent, by: By) -> None:
    line = services.Line(student_id=a_student().pk, on=FIRST_DAY, class_group_id=year.fifth.pk)
    draft = services.draft_order(kind="admission", requisites=services.Requisites(date=FIRST_DAY), lines=[line], by=by)

    assert movement.overdue_orders(date(2025, 9, 8), by=by) == []
    assert [row.days_late for row in movement.overdue_orders(date(2025, 9, 10), by=by)] == [2]
    services.change_order(order_id=draft.pk, requisites=services.Requisites(date=OCTOBER), version=None, by=by)
    services.sign_order(order_id=draft.pk, by=by)
    assert [(row.state, row.days_late) for row in movement.overdue_orders(OCTOBER, by=by)] == [("effective", 28)]


def test_classes_say_who_leads_them_and_how_full_they_are(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    admit(a_student(), a_student(), into=year.fifth)
    head = people.create_employee(name=people.Name("Петрова", "Инна", "Ивановна"), particulars={"sex": "female"}, by=by)
    services.assign_class_teacher(class_id=year.fifth.pk, employee_id=head.pk, since=FIRST_DAY, by=by)

    row = classes.classes_on(OCTOBER, year_id=year.year.pk).get(pk=year.fifth.pk)

    assert (row.students, row.girls, row.boys, row.free) == (2, 2, 0, 0)
    assert classes.teacher_name(row) == "Петрова\u00a0И.\u00a0И."
    assert cards.standing(a_student().pk, OCTOBER) == cards.Standing(False)


def test_card_tells_the_whole_way(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    anna = a_student()
    admit(anna, into=year.fifth)
    signed("class_transfer", anna, on=OCTOBER, by=by, into=year.other_fifth)

    (row,) = cards.enrolments_of(anna.pk, by=by)

    assert [stay.class_name for stay in row.stays] == ["5Б", "5А"]
    assert [order.number for order in orders.orders_of(anna.pk, by=by)] == ["2-у", "1-у"]
    assert cards.standing(anna.pk, OCTOBER).class_name == "5Б"


def test_first_page_counts_what_waits(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    admit(a_student(), grade=5)
    admit(a_student(), into=year.fifth)
    cancelled(admit(a_student(), into=year.fifth), by)
    services.draft_order(kind="admission", requisites=services.Requisites(date=FIRST_DAY), by=by)

    page = today.today(OCTOBER, by=by)

    assert (page.students, page.without_class, len(page.drafts)) == (2, 1, 1)
    assert [(row.level, row.students, row.classes) for row in page.levels] == [("basic", 2, 2)]
    assert page.month.adds_up


def test_orders_are_found_by_number_and_by_name(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    admit(a_student("Ёлкина"), into=year.fifth)
    admit(a_student("Белова"), into=year.other_fifth)

    found = orders.orders(by=by)
    assert [order.number for order in orders.matching(found, "елк")] == ["1-у"]
    assert [order.number for order in orders.matching(found, "2-")] == ["2-у"]
