"""Leaves, individual plans, home study, debts, destinations: what their orders do, refuse, and how they are cancelled."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from shared_apps.organisations.refusal import Refused
from tenant_apps.enrolment import arrangement_refusals, refusals, services
from tenant_apps.enrolment.arrangement_models import AcademicDebt, StudyArrangement
from tenant_apps.enrolment.models import ClassMembership, Enrolment, Order
from tenant_apps.enrolment.queries import alphabetical, balances, movement, orders
from tenant_apps.people.models import HealthCircumstance, Student
from tests.refusing.doors import BY

from .conftest import FIRST_DAY, Admit, Year

OCTOBER, NOVEMBER, DECEMBER = date(2025, 10, 6), date(2025, 11, 5), date(2025, 12, 1)
MakeStudent = Callable[..., Student]


def issued(kind: str, student: Student, *, on: date, by: By, **more: Any) -> Order:
    return services.issue_order(
        lines=[services.Line(student_id=student.pk, on=on, **more)], kind=kind,
        requisites=services.Requisites(date=on), sign=True, insist=True, by=by,
    )  # fmt: skip


def cancelled(order: Order, by: By) -> Order:
    return services.cancel_order(order_id=order.pk, requisites=services.Requisites(date=DECEMBER), by=by)


def arrangements(student: Student) -> list[tuple[str, date, date]]:
    rows = StudyArrangement.objects.unvoided().filter(enrolment__student=student).order_by("valid_from", "track")
    return list(rows.values_list("kind", "valid_from", "valid_to"))


def debts(student: Student) -> list[tuple[str, date, date, str]]:
    rows = AcademicDebt.objects.unvoided().filter(enrolment__student=student).order_by("subject")
    return list(rows.values_list("subject", "valid_from", "valid_to", "outcome"))


@pytest.fixture
def anna(year: Year, a_student: MakeStudent, admit: Admit) -> Student:
    student = a_student()
    admit(student, into=year.fifth)
    return student


@pytest.fixture
def debtor(year: Year, anna: Student, by: By) -> Student:
    """Transferred conditionally into 6А, owes two subjects."""
    _conditional(year, anna, by)
    return anna


def _conditional(year: Year, student: Student, by: By) -> None:
    line = services.Line(
        student_id=student.pk, on=year.following.valid_from, class_group_id=year.sixth.pk, subjects="Алгебра; Физика"
    )
    services.issue_order(
        lines=[line], kind="next_year_conditional", requisites=services.Requisites(date=DECEMBER), sign=True, by=by
    )


def test_leave_keeps_the_student_in_the_contingent_until_the_order_of_return(anna: Student, by: By) -> None:
    issued("temporary_leave", anna, on=OCTOBER, by=by, until=NOVEMBER)

    issued("return", anna, on=DECEMBER, by=by)

    assert arrangements(anna) == [("temporary_leave", OCTOBER, DECEMBER)]
    assert Enrolment.objects.valid(NOVEMBER).filter(student=anna).exists()


def test_individual_plan_ends_by_itself_on_the_day_its_order_names(anna: Student, by: By) -> None:
    issued("individual_plan", anna, on=OCTOBER, by=by, until=DECEMBER)

    assert arrangements(anna) == [("individual_plan", OCTOBER, DECEMBER)]


def test_home_study_and_an_individual_plan_go_together(anna: Student, by: By) -> None:
    issued("home_study", anna, on=OCTOBER, by=by, until=DECEMBER, document="Справка № 14")

    issued("individual_plan", anna, on=OCTOBER, by=by)

    assert {kind for kind, *_dates in arrangements(anna)} == {"home_study", "individual_plan"}


def test_cancelled_return_opens_the_leave_again(anna: Student, by: By) -> None:
    issued("academic_leave", anna, on=OCTOBER, by=by, until=DECEMBER)
    back = issued("return", anna, on=NOVEMBER, by=by)

    cancelled(back, by)

    assert arrangements(anna) == [("academic_leave", OCTOBER, FOREVER)]


def test_leave_with_a_return_can_be_cancelled_only_after_the_return(anna: Student, by: By) -> None:
    leave = issued("sanatorium", anna, on=OCTOBER, by=by, until=DECEMBER)
    issued("return", anna, on=NOVEMBER, by=by)

    with pytest.raises(refusals.LaterOrdersDepend):
        cancelled(leave, by)


def test_leaving_ends_what_was_arranged_and_its_cancelling_brings_it_back(anna: Student, by: By) -> None:
    issued("home_study", anna, on=OCTOBER, by=by, until=DECEMBER, document="Справка № 14")

    leaving = issued("leaving", anna, on=NOVEMBER, by=by)
    ended = arrangements(anna)
    cancelled(leaving, by)

    assert ended == [("home_study", OCTOBER, NOVEMBER)]
    assert arrangements(anna) == [("home_study", OCTOBER, DECEMBER)]


@pytest.mark.parametrize(
    ("before", "kind", "more", "refusal"),
    [
        ([], "return", {}, arrangement_refusals.NothingArranged),
        ([], "temporary_leave", {}, arrangement_refusals.ExpectedEndMissing),
        ([], "temporary_leave", {"until": OCTOBER}, arrangement_refusals.EndsBeforeItBegins),
        ([], "home_study", {"until": DECEMBER}, arrangement_refusals.MedicalDocumentMissing),
        (["temporary_leave"], "academic_leave", {"until": DECEMBER}, arrangement_refusals.AlreadyArranged),
        (["temporary_leave"], "return", {}, arrangement_refusals.EndsTheDayItBegan),
        ([], "debt_liquidation", {}, arrangement_refusals.NoDebts),
        ([], "leaving", {"reason": "to_college", "destination": "work"}, arrangement_refusals.DestinationDoesNotFit),
        ([], "leaving", {"organisation_id": 987654}, arrangement_refusals.NoSuchOrganisation),
        ([], "leaving_family_education", {"reason": "moved"}, arrangement_refusals.ReasonNotOfThisOrder),
        ([], "graduation", {"reason": "finished_basic"}, arrangement_refusals.NotTheLastGrade),
        ([], "graduation", {"result": "repeated"}, arrangement_refusals.ResultNotOfThisOrder),
    ],
)
def test_order_that_says_nonsense_is_refused_by_its_name(
    before: list[str], kind: str, more: dict[str, Any], refusal: type[Refused], anna: Student, by: By
) -> None:
    for one in before:
        issued(one, anna, on=OCTOBER, by=by, until=NOVEMBER)

    with pytest.raises(refusal):
        issued(kind, anna, on=OCTOBER, by=by, **more)


def test_readmission_is_only_of_those_who_studied_here(year: Year, a_student: MakeStudent, by: By) -> None:
    with pytest.raises(arrangement_refusals.NothingToRestore):
        issued("readmission", a_student(), on=OCTOBER, by=by, class_group_id=year.fifth.pk)


def test_ground_says_the_destination_where_it_allows_only_one(anna: Student, by: By) -> None:
    issued("leaving", anna, on=OCTOBER, by=by, reason="to_college", counterpart="Колледж связи")

    assert Enrolment.objects.get(student=anna).end_destination == "college"


def test_conditional_transfer_opens_a_debt_for_each_subject(year: Year, debtor: Student) -> None:
    day = year.following.valid_from

    assert debts(debtor) == [("Алгебра", day, FOREVER, ""), ("Физика", day, FOREVER, "")]


def test_liquidation_closes_the_debts_and_its_cancelling_opens_them(year: Year, debtor: Student, by: By) -> None:
    day = year.following.valid_from + timedelta(days=30)
    order = services.issue_order(
        lines=[services.Line(student_id=debtor.pk, on=day)], kind="debt_liquidation",
        requisites=services.Requisites(date=DECEMBER), sign=True, insist=True, by=by,
    )  # fmt: skip
    closed = {outcome for *_rest, outcome in debts(debtor)}

    cancelled(order, by)

    assert closed == {"liquidated"}
    assert {outcome for *_rest, outcome in debts(debtor)} == {""}


def test_third_attempt_is_refused(year: Year, debtor: Student, by: By) -> None:
    debt = AcademicDebt.objects.unvoided().filter(enrolment__student=debtor).first()
    assert debt is not None
    days = [debt.valid_from + timedelta(days=30 * number) for number in (1, 2, 3)]
    for day in days[:2]:
        services.record_debt_attempt(debt_id=debt.pk, on=day, is_passed=False, commission="К", by=by)

    with pytest.raises(arrangement_refusals.NoAttemptsLeft):
        services.record_debt_attempt(debt_id=debt.pk, on=days[2], is_passed=True, by=by)


def test_group_of_orders_may_have_numbers_of_its_own(year: Year, anna: Student, a_student: MakeStudent, by: By) -> None:
    services.set_order_indexes(indexes=[services.Index(group="transfer", index="-к/у", is_own_sequence=True)], by=by)

    plan = issued("individual_plan", anna, on=OCTOBER, by=by)
    leave = issued("temporary_leave", anna, on=OCTOBER, by=by, until=DECEMBER)

    assert (plan.number, leave.number) == ("1-к/у", "2-у")


def test_late_orders_are_found_by_the_filter(anna: Student, by: By) -> None:
    late = services.issue_order(
        lines=[services.Line(student_id=anna.pk, on=OCTOBER)], kind="leaving",
        requisites=services.Requisites(date=OCTOBER + timedelta(days=8)), sign=True, by=by,
    )  # fmt: skip

    assert list(orders.orders(by=by, overdue_on=DECEMBER)) == [late]


def test_numbers_of_the_alphabetical_book_stay_when_others_come(
    year: Year, a_student: MakeStudent, admit: Admit
) -> None:
    first, second = a_student("Яковлева"), a_student("Абрамова")
    admit(first, into=year.other_fifth)
    everybody = alphabetical.Asked(day=date.max)
    before = {row.student_id: row.number for row in alphabetical.page(everybody, by=BY)}

    admit(second, into=year.other_fifth)

    after = {row.student_id: row.number for row in alphabetical.page(everybody, by=BY)}
    assert before[first.pk] == after[first.pk] < after[second.pk]


# --- random sequences -----------------------------------------------------------------------------------------------


def standing() -> dict[str, Any]:
    """Everything that orders made, as it stands."""
    return {
        "enrolments": sorted(
            Enrolment.objects.unvoided().values_list(
                "student_id", "valid_from", "valid_to", "end_reason", "end_destination", "ended_by"
            ),
            key=str,
        ),
        "memberships": sorted(
            ClassMembership.objects.unvoided().values_list("enrolment_id", "class_group", "valid_from", "valid_to"),
            key=str,
        ),
        "arrangements": sorted(
            StudyArrangement.objects.unvoided().values_list(
                "enrolment_id", "kind", "variant", "valid_from", "valid_to"
            ),
            key=str,
        ),
        "programmes": sorted(
            HealthCircumstance.objects.unvoided().values_list(
                "student_id", "value", "variant", "valid_from", "valid_to", "ended_by"
            ),
            key=str,
        ),
        "debts": sorted(
            AcademicDebt.objects.unvoided().values_list("enrolment_id", "subject", "valid_to", "outcome"), key=str
        ),
    }


def random_order(chance: random.Random, students: list[Student], year: Year, by: By) -> Order:
    """:raises Refused: it makes no sense now."""
    kind, more = chance.choice(
        [
            ("admission", {"class_group_id": chance.choice([year.fifth, year.other_fifth]).pk}),
            ("readmission", {"class_group_id": year.other_fifth.pk}),
            ("class_transfer", {"class_group_id": chance.choice([year.fifth, year.other_fifth]).pk}),
            ("leaving", {"reason": chance.choice(["moved", "to_college", "own_wish"])}),
            ("temporary_leave", {"until": DECEMBER}),
            ("return", {}),
            ("individual_plan", {"until": chance.choice([None, date(2026, 1, 10)])}),
            ("individual_plan_end", {}),
            ("home_study", {"until": date(2026, 2, 1), "document": "Справка"}),
            ("home_study_end", {}),
            ("programme_transfer", {"variant": chance.choice(["", "v7_1", "v8_2"])}),
        ]
    )
    on = FIRST_DAY + timedelta(days=chance.randrange(150))
    return issued(kind, chance.choice(students), on=on, by=by, **more)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.more) for seed in range(2, 6))])
def test_cancelling_the_last_order_restores_what_was_before(
    seed: int, year: Year, a_student: MakeStudent, by: By
) -> None:
    chance = random.Random(seed)
    students = [a_student() for _ in range(3)]
    done = 0
    for _ in range(80):
        before = standing()
        try:
            order = random_order(chance, students, year, by)
        except Refused:
            continue
        done += 1
        if chance.random() < 0.5:
            cancelled(order, by)
            assert standing() == before, order.kind
    assert done > 2


@pytest.mark.parametrize(
    "seed",
    [0, *(pytest.param(seed, marks=pytest.mark.more if seed < 2 else pytest.mark.nightly) for seed in range(1, 9))],
)
def test_balance_adds_up_in_every_period_of_random_orders(
    seed: int, year: Year, a_student: MakeStudent, by: By
) -> None:
    chance = random.Random(seed)
    students = [a_student() for _ in range(5)]
    for _ in range(40):
        try:
            order = random_order(chance, students, year, by)
            if chance.random() < 0.2:
                cancelled(order, by)
        except Refused:
            continue
    for _ in range(20):
        first = FIRST_DAY + timedelta(days=chance.randrange(200))
        last = first + timedelta(days=chance.randrange(160))
        whole = movement.balance(first, last)
        for parts in (balances.balances(first, last), balances.balances(first, last, by="grade")):
            assert whole.adds_up
            assert all(one.adds_up for one in parts)
            assert sum(one.admitted for one in parts) == whole.arrived
            assert sum(one.left for one in parts) == whole.left
            assert sum(one.at_end for one in parts) == whole.at_end
