"""Attempts to make up for debts, confirmations of arrival, conditions of study that follow orders, settings of orders."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment import arrangement_refusals, services
from tenant_apps.enrolment.models import ClassGroup, Order
from tenant_apps.enrolment.queries import arrangements, movement, orders
from tenant_apps.passport.settings import write_setting
from tenant_apps.people import services as people
from tenant_apps.people.models import EducationCircumstance, HealthCircumstance, Person, Student
from tests.refusing.doors import BY

from .browsing import signed_in
from .conftest import FIRST_DAY, Admit, Year
from .refused_world import ATTEMPTED, World
from .test_arrangements import DECEMBER, NOVEMBER, OCTOBER, cancelled, issued

MakeStudent = Callable[..., Student]


def conditions(student: Student) -> list[tuple[str, date, date]]:
    rows = EducationCircumstance.objects.unvoided().filter(student=student).order_by("valid_from", "value")
    return list(rows.values_list("value", "valid_from", "valid_to"))


@pytest.fixture
def anna(year: Year, a_student: MakeStudent, admit: Admit) -> Student:
    student = a_student()
    admit(student, into=year.fifth)
    return student


# --- conditions of study --------------------------------------------------------------------------------------------


def test_home_study_stands_in_the_card_and_ends_there_too(anna: Student, by: By) -> None:
    issued("home_study", anna, on=OCTOBER, by=by, until=DECEMBER, document="Справка № 14")
    before = conditions(anna)

    issued("home_study_end", anna, on=NOVEMBER, by=by)

    assert before == [("at_home", OCTOBER, DECEMBER)]
    assert conditions(anna) == [("at_home", OCTOBER, NOVEMBER)]


def test_orders_issued_together_leave_in_cards_what_each_would_leave(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    """As the turn of the year issues them: two leavings and a programme, beside the same three signed one by one."""
    ClassGroup.objects.filter(pk=year.fifth.pk).update(capacity=30)
    apart, together = [[a_student() for _each in range(3)] for _way in range(2)]
    for student in (*apart, *together):
        admit(student, into=year.fifth)
        issued("home_study", student, on=OCTOBER, by=by, until=DECEMBER, document="Справка № 14")
        issued("individual_plan", student, on=OCTOBER, by=by)
    head = services.Requisites(date=NOVEMBER)

    def drafts(students: list[Student]) -> list[services.Draft]:
        said = [("leaving", {}), ("leaving", {}), ("programme_transfer", {"variant": "v7_2"})]
        return [
            services.Draft(
                kind=kind, requisites=head, lines=[services.Line(student_id=student.pk, on=NOVEMBER, **more)]
            )
            for student, (kind, more) in zip(students, said, strict=True)
        ]

    for one in drafts(apart):
        services.issue_order(kind=one.kind, requisites=head, lines=one.lines, sign=True, insist=True, by=by)
    services.issue_orders(drafts=drafts(together), by=by)

    for alone, with_others in zip(apart, together, strict=True):
        assert in_card(with_others) == in_card(alone)
    assert conditions(together[0]) == [("at_home", OCTOBER, NOVEMBER), ("individual_plan", OCTOBER, NOVEMBER)]


def in_card(student: Student) -> list[tuple[object, ...]]:
    """What the card says, which kinds of orders began and ended it, and how often it changed."""
    kinds = dict(Order.objects.values_list("pk", "kind"))
    found: list[tuple[object, ...]] = [(Person.objects.get(student=student).version,)]
    for model in (EducationCircumstance, HealthCircumstance):
        rows = model._default_manager.filter(student=student).order_by("kind", "value", "pk")
        found += [
            (row.kind, row.value, row.valid_from, row.valid_to, *map(kinds.get, (row.begun_by, row.ended_by, row.voided_by)))
            for row in rows
        ]  # fmt: skip
    return found


def test_cancelled_orders_leave_no_condition_behind(anna: Student, by: By) -> None:
    home = issued("home_study", anna, on=OCTOBER, by=by, until=DECEMBER, document="Справка № 14")
    end = issued("home_study_end", anna, on=NOVEMBER, by=by)

    cancelled(end, by)
    reopened = conditions(anna)
    cancelled(home, by)

    assert reopened == [("at_home", OCTOBER, DECEMBER)]
    assert conditions(anna) == []


def test_leaving_ends_the_condition(anna: Student, by: By) -> None:
    issued("individual_plan", anna, on=OCTOBER, by=by)
    assert conditions(anna) == [("individual_plan", OCTOBER, FOREVER)]

    issued("leaving", anna, on=NOVEMBER, by=by)

    assert conditions(anna) == [("individual_plan", OCTOBER, NOVEMBER)]


def test_what_a_human_wrote_of_the_same_days_stays(anna: Student, by: By) -> None:
    content = people.CircumstanceContent(kind="study_conditions", value="at_home", valid_from=FIRST_DAY)
    people.begin_circumstance(student_id=anna.pk, content=content, by=by)

    issued("home_study", anna, on=OCTOBER, by=by, until=DECEMBER, document="Справка № 14")

    assert conditions(anna) == [("at_home", FIRST_DAY, FOREVER)]


def test_a_second_order_begins_a_second_row(anna: Student, by: By) -> None:
    issued("home_study", anna, on=OCTOBER, by=by, until=NOVEMBER, document="Справка № 14")

    issued("home_study", anna, on=NOVEMBER, by=by, until=DECEMBER, document="Справка № 15")

    assert conditions(anna) == [("at_home", OCTOBER, NOVEMBER), ("at_home", NOVEMBER, DECEMBER)]


# --- settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("style", "number"), [("suffix", "2-у"), ("plain", "2"), ("year", "2/2025-у")])
def test_numbers_are_written_as_the_setting_says(anna: Student, by: By, style: str, number: str) -> None:
    write_setting(code="order_numbering", value=style, since=date(2020, 1, 1), by=by)

    assert issued("leaving", anna, on=OCTOBER, by=by).number == number


def test_term_of_orders_is_the_settings(year: Year, a_student: MakeStudent, by: By) -> None:
    line = services.Line(student_id=a_student().pk, on=FIRST_DAY, class_group_id=year.fifth.pk)
    day = FIRST_DAY + timedelta(days=9)
    order = services.issue_order(
        lines=[line], kind="admission", requisites=services.Requisites(date=day), sign=True, by=by
    )
    late = [row.days_late for row in movement.overdue_orders(DECEMBER, by=by)]

    write_setting(code="order_deadline_days", value="10", since=date(2020, 1, 1), by=by)

    assert (late, movement.overdue_orders(DECEMBER, by=by)) == ([2], [])
    assert orders.days_late(Order.objects.get(pk=order.pk), FIRST_DAY, DECEMBER) == 0
    assert list(orders.orders(by=by, overdue_on=DECEMBER)) == []


def test_attempts_are_as_many_as_the_setting_says(world: World) -> None:
    with world.inside():
        _student, debt = world.debtor()
        services.record_debt_attempt(debt_id=debt, on=ATTEMPTED[0], is_passed=False, by=BY)
        write_setting(code="debt_attempts", value="1", since=date(2020, 1, 1), by=BY)

        with pytest.raises(arrangement_refusals.NoAttemptsLeft):
            services.record_debt_attempt(debt_id=debt, on=ATTEMPTED[1], is_passed=True, commission="К", by=BY)


# --- debts and arrivals: pages and API ------------------------------------------------------------------------------


@pytest.fixture
def world(school: Organisation) -> World:
    return World(school)


@pytest.fixture
def client(world: World) -> Client:
    return signed_in("director", world.school)


def url(world: World, path: str) -> str:
    return f"/o/{world.school.slug}/{path}"


def test_days_on_leave_do_not_count_into_the_term(world: World) -> None:
    with world.inside():
        student, debt = world.debtor(until=date(2026, 9, 25))
        world.issued("temporary_leave", student, on=date(2026, 9, 10), until=date(2026, 9, 30), dated=DECEMBER)
        world.issued("return", student, on=date(2026, 9, 30), dated=DECEMBER)

        services.record_debt_attempt(debt_id=debt, on=date(2026, 10, 10), is_passed=True, by=BY)

        [row] = arrangements.debts_of(student)
        assert [one.is_passed for one in row.attempts] == [True]
        assert not row.is_open


def test_attempt_is_written_down_on_its_page_and_shown(world: World, client: Client) -> None:
    with world.inside():
        student, debt = world.debtor()
    page = url(world, f"students/{student}/debts/{debt}/attempt/")
    assert client.get(page).status_code == 200

    sent = client.post(page, {"on": ATTEMPTED[0].isoformat(), "result": "failed", "commission": ""})

    assert sent.status_code == 302, sent.content.decode()[:2000]
    tab = client.get(url(world, f"students/{student}/?tab=study")).content.decode()
    assert "Физика" in tab
    assert "не сдано" in tab
    assert f"debts/{debt}/attempt/" in tab


def test_debts_are_seen_by_those_who_hold_the_class(world: World) -> None:
    with world.inside():
        student, debt = world.debtor()
    client = signed_in("operator", world.school)
    tab = client.get(url(world, f"students/{student}/?tab=study")).content.decode()
    holds = "Физика" in tab
    status = client.get(url(world, f"api/v1/students/{student}/debts/")).status_code
    assert status == (200 if holds else 403) or status == 404
    teacher = signed_in("teacher", world.school)
    assert teacher.get(url(world, f"students/{student}/debts/{debt}/attempt/")).status_code in (403, 404)


def test_debt_of_another_student_is_not_there(world: World, client: Client) -> None:
    with world.inside():
        _student, debt = world.debtor()
        other = world.admitted()

    assert client.get(url(world, f"students/{other}/debts/{debt}/attempt/")).status_code == 404
    sent = client.post(
        url(world, f"api/v1/students/{other}/debts/{debt}/attempts/"),
        {"on": ATTEMPTED[0].isoformat(), "is_passed": True}, content_type="application/json",
    )  # fmt: skip
    assert sent.status_code == 404


def test_attempt_by_the_api(world: World, client: Client) -> None:
    with world.inside():
        student, debt = world.debtor()

    sent = client.post(
        url(world, f"api/v1/students/{student}/debts/{debt}/attempts/"),
        {"on": ATTEMPTED[0].isoformat(), "is_passed": True}, content_type="application/json",
    )  # fmt: skip

    assert sent.status_code == 201
    assert [one["is_passed"] for one in sent.json()["attempts"]] == [True]
    [listed] = client.get(url(world, f"api/v1/students/{student}/debts/")).json()
    assert (listed["subject"], listed["outcome"], len(listed["attempts"])) == ("Физика", "", 1)


def test_arrival_is_confirmed_on_its_page_and_by_the_api(world: World, client: Client) -> None:
    with world.inside():
        student = world.admitted()
        world.issued("leaving_transfer", student, counterpart="г. Майкоп")
        enrolment = world.enrolment(student)
    tab = client.get(url(world, f"students/{student}/?tab=study")).content.decode()
    page = f"students/{student}/enrolments/{enrolment}/arrival/"
    assert page in tab

    sent = client.post(url(world, page), {"on": "2025-10-08", "document": "Справка № 5"})

    assert sent.status_code == 302
    tab = client.get(url(world, f"students/{student}/?tab=study")).content.decode()
    assert "08.10.2025 · Справка № 5" in tab
    assert page not in tab
    again = client.post(
        url(world, f"api/v1/{page}"), {"on": "2025-10-09", "document": "Справка № 6"}, content_type="application/json"
    )
    assert (again.status_code, again.json()["confirmed_on"]) == (200, "2025-10-09")
