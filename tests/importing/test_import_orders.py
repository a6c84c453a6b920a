"""Orders that a file of students makes, and its way from the check to the confirmation, or away."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from shared_apps.importing import refusals as import_refusals
from tenant_apps.enrolment import refusals, services
from tenant_apps.enrolment.import_models import ImportRun
from tenant_apps.enrolment.models import AcademicYear, Enrolment, Order
from tenant_apps.enrolment.services import imports
from tenant_apps.enrolment.services.imports import Choice
from tenant_apps.people.models import Identifier, Person, Student

from .school import (
    ANNA,
    FIRST_DAY,
    OPERATOR,
    PETER,
    TODAY,
    VERA,
    admitted,
    codes,
    group,
    open_year,
    received,
    verdicts,
)

pytestmark = pytest.mark.usefixtures("in_school")


def test_orders_of_the_file_keep_their_numbers_and_dates() -> None:
    titles = ["№ приказа", "Дата приказа"]
    run = received([*ANNA, "45-у", "01.09.2026"], [*PETER, "45-у", ""], [*VERA, "", ""], by=OPERATOR, more=titles)
    imports.confirm(run_id=run.pk, choice=Choice(order_number="7-п", order_date=date(2026, 9, 2)), by=OPERATOR)

    found = [(order.number, order.date, order.lines.count()) for order in Order.objects.order_by("number")]
    assert found == [("45-у", date(2026, 9, 1), 2), ("7-п", date(2026, 9, 2), 1)]


def test_number_that_is_taken_is_an_error_of_its_rows() -> None:
    titles = ["№ приказа", "Дата приказа"]
    first = received([*ANNA, "45-у", "01.09.2026"], by=OPERATOR, more=titles)
    imports.confirm(run_id=first.pk, choice=Choice(), by=OPERATOR)

    assert codes(received([*PETER, "45-У", "02.09.2026"], by=OPERATOR, more=titles)) == ["order.number_taken"]


def test_a_closed_year_takes_no_orders_of_files() -> None:
    year = open_year(OPERATOR, first=date(2025, 9, 1))
    AcademicYear.objects.filter(pk=year).update(closed_at=timezone.now())
    row = [*ANNA, "45-у", "25.08.2026"]

    assert codes(received(row, by=OPERATOR, more=["№ приказа", "Дата приказа"])) == ["order.year_closed"]


def test_one_number_with_two_dates_is_an_error() -> None:
    titles = ["№ приказа", "Дата приказа"]
    run = received([*ANNA, "45-у", "01.09.2026"], [*PETER, "45-у", "02.09.2026"], by=OPERATOR, more=titles)

    assert (codes(run, 2), codes(run, 3)) == (["order.dates_differ"], ["order.dates_differ"])


def test_without_the_right_to_sign_the_order_waits_as_a_draft() -> None:
    run = received(ANNA, by=OPERATOR)
    imports.confirm(run_id=run.pk, choice=Choice(sign=False), by=OPERATOR)

    order = Order.objects.get()
    assert (order.state, Student.objects.count(), Enrolment.objects.count()) == ("draft", 1, 0)
    again = received(ANNA, by=OPERATOR)
    assert (verdicts(again), codes(again)) == (["skip"], ["student.waits"])
    services.sign_order(order_id=order.pk, by=OPERATOR)
    assert Enrolment.objects.get().valid_from == FIRST_DAY


def test_only_what_was_chosen_is_done() -> None:
    student = admitted(ANNA)
    run = received([*ANNA, "8 918 111 22 33"], [*PETER, ""], by=OPERATOR, more=["Телефон"])
    imports.confirm(run_id=run.pk, choice=Choice(creates=False), by=OPERATOR)

    student.person.refresh_from_db()
    assert (student.person.phone, Student.objects.count()) == ("+79181112233", 1)


def test_reason_of_admission_is_the_chosen_one() -> None:
    imports.confirm(run_id=received(ANNA, by=OPERATOR).pk, choice=Choice(reason="from_same_municipality"), by=OPERATOR)

    assert Enrolment.objects.get().begin_reason == "from_same_municipality"


def test_groups_of_preschoolers_get_an_order_of_their_own() -> None:
    year = group("5А").academic_year
    parameters = services.ClassParameters(name="Солнышко", level="preschool", kind="general")
    services.create_class(year_id=year.pk, parameters=parameters, by=OPERATOR)
    child = ["Малышева", "Ева", "Олеговна", "05.05.2022", "ж", "группа «Солнышко»", "01.09.2026"]
    other = ["Малышев", "Лев", "Олегович", "06.06.2022", "м", "солнышко", "01.09.2026"]
    run = received(ANNA, child, other, by=OPERATOR)
    imports.confirm(run_id=run.pk, choice=Choice(order_number="5-в"), by=OPERATOR)

    kinds = Order.objects.order_by("kind").values_list("kind", "number")
    assert [kind for kind, _number in kinds] == ["admission", "admission_kindergarten"]
    assert len({number for _kind, number in kinds}) == 2


def test_what_changed_since_the_check_is_shown_instead_of_written() -> None:
    run = received(ANNA, PETER, by=OPERATOR)
    admitted(ANNA)

    outcome = imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)

    run.refresh_from_db()
    assert (outcome.is_done, outcome.changed, run.state, run.changed_rows) == (False, 1, "checked", 1)
    assert verdicts(run) == ["skip", "create"]
    assert imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR).created == 1


def test_refused_order_leaves_nothing() -> None:
    run = received(ANNA, by=OPERATOR)

    with pytest.raises(refusals.OrderDateInTheFuture):
        imports.confirm(run_id=run.pk, choice=Choice(order_date=TODAY + timedelta(days=2)), by=OPERATOR)

    run.refresh_from_db()
    assert (run.state, Person.objects.count(), Order.objects.count()) == ("checked", 0, 0)


def test_discarded_file_is_gone_with_its_rows() -> None:
    run = received(ANNA, by=OPERATOR)
    imports.abandon(run_id=run.pk, by=OPERATOR)

    run.refresh_from_db()
    assert (run.state, run.file, run.rows.count()) == ("abandoned", None, 0)
    with pytest.raises(import_refusals.ImportNotWaiting):
        imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)


def test_old_files_die_and_numbers_stay() -> None:
    run = received(ANNA, by=OPERATOR)
    imports.confirm(run_id=run.pk, choice=Choice(), by=OPERATOR)
    waiting = received(PETER, by=OPERATOR)
    for one in (run, waiting):
        one.refresh_from_db()
        one.keep_until = TODAY
        one.save()

    assert imports.forget_old_files(by=OPERATOR) == 2
    run.refresh_from_db()
    waiting.refresh_from_db()
    assert (run.state, run.file, run.rows.count(), run.created_count) == ("applied", None, 0, 1)
    assert waiting.state == "abandoned"
    assert Identifier.objects.count() == 0


def test_daily_task_forgets_old_files(monkeypatch: pytest.MonkeyPatch) -> None:
    run = received(ANNA, by=OPERATOR)
    ImportRun.objects.filter(pk=run.pk).update(keep_until=TODAY)

    assert imports.forget_old_files(by=OPERATOR) == 1
    assert imports.forget_old_files(by=OPERATOR) == 0
