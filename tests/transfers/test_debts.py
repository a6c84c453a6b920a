"""A student transferred to the grade conditionally changes the school: debts, terms and attempts go along."""

from datetime import date, timedelta
from html import unescape

import pytest

from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.routing import organisation_url
from tenant_apps.enrolment import arrangement_refusals
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.arrangement_models import AcademicDebt
from tenant_apps.enrolment.queries import lists
from tenant_apps.enrolment.services import Line, Requisites, cancel_order
from tenant_apps.people import services as people
from tenant_apps.rollover.queries.standing import standing_debts
from tenant_apps.transfers import services
from tests.transfers.conftest import BY, SEPTEMBER, D, School
from tests.transfers.test_pages import office, url

TRIED = SEPTEMBER + timedelta(days=1)


@pytest.fixture
def debtor(here: School) -> int:
    """Into 5А with Алгебра and Физика owed; one attempt at Алгебра has failed. The card's id."""
    before = date(SEPTEMBER.year - 1, 9, 1)
    with here.inside():
        year = enrolment.open_academic_year(valid_from=before, valid_to=SEPTEMBER, by=BY)
        fourth = enrolment.create_class(
            year_id=year.pk, parameters=enrolment.ClassParameters(grade=4, letter="А", capacity=25), by=BY
        )
        student = people.create_student(
            name=people.Name("Долгов", "Пётр", "Ильич"),
            particulars={"sex": "male", "birth_date": date(SEPTEMBER.year - 11, 3, 4)}, by=BY, insist=True,
        )  # fmt: skip
        orders = (
            ("admission", Line(student_id=student.pk, on=before, class_group_id=fourth.pk)),
            (
                "next_year_conditional",
                Line(student_id=student.pk, on=SEPTEMBER, class_group_id=here.class_id, subjects="Алгебра; Физика"),
            ),
        )
        for kind, line in orders:
            enrolment.issue_order(
                lines=[line], kind=kind, requisites=Requisites(date=line.on), sign=True, insist=True, by=BY
            )
        algebra = AcademicDebt.objects.get(subject="Алгебра")
        enrolment.record_debt_attempt(debt_id=algebra.pk, on=TRIED, is_passed=False, by=BY)
        return student.pk


def open_debts(at: School, student_id: int) -> dict[str, tuple[date, date, list[tuple[int, date, bool]]]]:
    with at.inside():
        rows = AcademicDebt.objects.unvoided().filter(enrolment__student=student_id, valid_to=FOREVER)
        return {
            row.subject: (row.valid_from, row.due_on, list(row.attempts.values_list("number", "on", "is_passed")))
            for row in rows
        }


def test_debts_stand_at_the_receiver_with_term_and_attempts(here, there: School, debtor: int, send, accept) -> None:
    owed = open_debts(here, debtor)
    admitted = accept(send(debtor).number)

    assert owed["Алгебра"] == (SEPTEMBER, SEPTEMBER + timedelta(days=365), [(1, TRIED, False)])
    assert open_debts(there, admitted.student_id) == owed
    assert open_debts(here, debtor) == {}
    with there.inside():
        debt = AcademicDebt.objects.get(subject="Физика")
        assert debt.begun_by_id == admitted.order_id
        assert "о переводе" in debt.origin or "№" in debt.origin
        assert standing_debts().count() == 2  # the end of the year asks for them here


def test_the_second_attempt_there_needs_a_commission_and_is_the_last(there, debtor: int, send, accept) -> None:
    accept(send(debtor).number)
    with there.inside():
        debt = AcademicDebt.objects.get(subject="Алгебра")
        with pytest.raises(arrangement_refusals.CommissionMissing):
            enrolment.record_debt_attempt(debt_id=debt.pk, on=D, is_passed=False, by=BY)
        second = enrolment.record_debt_attempt(debt_id=debt.pk, on=D, is_passed=False, commission="К", by=BY)
        assert second.number == 2


def test_the_list_of_the_conditionally_transferred_names_the_class_there(there, debtor: int, send, accept) -> None:
    accept(send(debtor).number)
    with there.inside():
        [row] = lists.conditional(D, D, class_id=there.class_id)
        assert (row.class_name, row.attempts) == ("5А", 1)


def test_a_cancelled_admission_takes_the_debts_back_and_a_new_one_brings_them(there, debtor: int, send, accept) -> None:
    number = send(debtor).number
    first = accept(number)
    before = open_debts(there, first.student_id)
    with there.inside():
        cancel_order(order_id=first.order_id, requisites=Requisites(date=D), by=BY)
    assert open_debts(there, first.student_id) == {}

    again = accept(number)

    assert open_debts(there, again.student_id) == before


def test_a_withdrawn_transfer_leaves_the_debts_open_here(here: School, debtor: int, send) -> None:
    before = open_debts(here, debtor)
    number = send(debtor).number
    with here.inside():
        services.withdraw_transfer(number=number, reason="Передумали", by=BY)

    assert open_debts(here, debtor) == before


def test_a_closed_debt_stays(here: School, there: School, debtor: int, send, accept) -> None:
    with here.inside():
        enrolment.issue_order(
            lines=[Line(student_id=debtor, on=TRIED)], kind="debt_liquidation", requisites=Requisites(date=TRIED),
            sign=True, insist=True, by=BY,
        )  # fmt: skip
    admitted = accept(send(debtor).number)

    assert open_debts(there, admitted.student_id) == {}


def test_the_origin_stays_the_first_one_on_a_way_further(here, there: School, debtor: int, send, accept) -> None:
    admitted = accept(send(debtor).number)
    with there.inside():
        [origin] = set(AcademicDebt.objects.values_list("origin", flat=True))
        onward = services.start_transfer(
            student_id=admitted.student_id, partner_id=here.pk, on=D + timedelta(days=1),
            requisites=Requisites(date=D), sign=True, by=BY,
        )  # fmt: skip
    with here.inside():
        services.accept_transfer(
            number=onward.number, acceptance=services.Acceptance(class_group_id=here.class_id),
            requisites=Requisites(date=D), sign=True, by=BY,
        )  # fmt: skip
        back = AcademicDebt.objects.unvoided().filter(enrolment__student=debtor, valid_to=FOREVER)
        assert set(back.values_list("origin", flat=True)) == {origin}
        assert back.count() == 2


def test_the_page_of_acceptance_says_what_is_owed(here: School, there: School, debtor: int, send) -> None:
    number = send(debtor).number
    page = unescape(office(there).get(url(there, "accept", number)).content.decode())
    assert "Переведён в этот класс условно" in page
    assert page.count("Физика") == page.count("Алгебра") == 1
    assert f"{TRIED:%d.%m.%Y}" in page.replace("\xa0", " ")


def test_the_card_there_says_where_a_debt_arose(there: School, debtor: int, send, accept) -> None:
    admitted = accept(send(debtor).number)
    address = organisation_url(there.organisation.slug, "students:card", admitted.student_id)
    assert "возникла: " in unescape(office(there).get(address, {"tab": "study"}).content.decode())
