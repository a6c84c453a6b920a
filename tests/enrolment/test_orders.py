"""Orders: what they begin and end, what they refuse, and how they are cancelled."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from shared_apps.organisations.crossing import By
from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment import refusals, services
from tenant_apps.enrolment.models import ClassGroup, ClassMembership, Enrolment, Order
from tenant_apps.people.models import Student

from .conftest import FIRST_DAY, Admit, Year

OCTOBER = date(2025, 10, 6)
MakeStudent = Callable[..., Student]


def signed(kind: str, *students: Student, on: date, by: By, into: ClassGroup | None = None, **more: object) -> Order:
    lines = [
        services.Line(student_id=one.pk, on=on, class_group_id=into.pk if into else None, **more)  # type: ignore[arg-type]
        for one in students
    ]
    order = services.draft_order(kind=kind, requisites=services.Requisites(date=on), lines=lines, by=by)
    return services.sign_order(order_id=order.pk, by=by)


def enrolments(student: Student) -> list[tuple[date, date]]:
    return list(
        Enrolment.objects.unvoided()
        .filter(student=student)
        .order_by("valid_from")
        .values_list("valid_from", "valid_to")
    )


def classes(student: Student) -> list[tuple[str | None, date, date]]:
    rows = ClassMembership.objects.unvoided().filter(enrolment__student=student).order_by("valid_from")
    return list(rows.values_list("class_group__name", "valid_from", "valid_to"))


def cancelled(order: Order, by: By) -> Order:
    return services.cancel_order(order_id=order.pk, requisites=services.Requisites(date=OCTOBER), by=by)


def test_admission_begins_an_enrolment_and_a_membership(year: Year, a_student: MakeStudent, admit: Admit) -> None:
    anna = a_student()

    order = admit(anna, into=year.fifth)

    assert order.state == Order.State.EFFECTIVE
    assert enrolments(anna) == [(FIRST_DAY, FOREVER)]
    assert classes(anna) == [("5А", FIRST_DAY, date(2026, 9, 1))]


def test_numbers_follow_one_another_within_an_academic_year(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    first, second = admit(a_student(), into=year.fifth), admit(a_student(), into=year.fifth)

    assert (first.number, second.number) == ("1-у", "2-у")


def test_number_given_twice_is_refused_with_the_next_free_one(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    admit(a_student(), into=year.fifth)
    line = services.Line(student_id=a_student().pk, on=OCTOBER, class_group_id=year.fifth.pk)
    draft = services.draft_order(kind="admission", requisites=services.Requisites(date=OCTOBER), lines=[line], by=by)

    with pytest.raises(refusals.OrderNumberTaken, match="2-у"):
        services.sign_order(order_id=draft.pk, number="1-У", by=by)


def test_admission_of_the_enrolled_is_refused(year: Year, a_student: MakeStudent, admit: Admit) -> None:
    anna = a_student()
    admit(anna, into=year.fifth)

    with pytest.raises(refusals.StudentAlreadyEnrolled, match=r"01\.09\.2025"):
        admit(anna, into=year.other_fifth, on=OCTOBER)


def test_all_problems_of_an_order_are_told_at_once(year: Year, a_student: MakeStudent, admit: Admit) -> None:
    anna, vera, fresh = a_student(), a_student(), a_student()
    admit(anna, vera, into=year.other_fifth)

    with pytest.raises(refusals.SeveralLinesRefused) as refused:
        admit(anna, fresh, vera, into=year.other_fifth)

    assert [problem.student_id for problem in refused.value.problems] == [anna.pk, vera.pk]


def test_full_class_is_a_warning_that_may_be_insisted_on(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    admit(a_student(), a_student(), into=year.fifth)
    line = services.Line(student_id=a_student().pk, on=FIRST_DAY, class_group_id=year.fifth.pk)
    draft = services.draft_order(kind="admission", requisites=services.Requisites(date=OCTOBER), lines=[line], by=by)

    with pytest.raises(refusals.ClassIsFull):
        services.sign_order(order_id=draft.pk, by=by)
    assert services.sign_order(order_id=draft.pk, insist=True, by=by).state == Order.State.EFFECTIVE


@pytest.mark.parametrize(
    ("on", "refusal"),
    [(date(2024, 9, 1), refusals.LineDateOutsideYears), (date(2027, 1, 1), refusals.ClassNotOpenThen)],
)
def test_date_outside_year_or_class_is_refused(
    on: date, refusal: type[refusals.LineRefused], year: Year, a_student: MakeStudent, by: By
) -> None:
    line = services.Line(student_id=a_student().pk, on=on, class_group_id=year.fifth.pk)
    draft = services.draft_order(kind="admission", requisites=services.Requisites(date=FIRST_DAY), lines=[line], by=by)

    with pytest.raises(refusal):
        services.sign_order(order_id=draft.pk, by=by)


def test_leaving_ends_enrolment_and_membership(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    anna = a_student()
    admit(anna, into=year.fifth)

    signed("leaving_transfer", anna, on=OCTOBER, by=by, reason="moved", counterpart="г. Майкоп")

    assert enrolments(anna) == [(FIRST_DAY, OCTOBER)]
    assert classes(anna) == [("5А", FIRST_DAY, OCTOBER)]
    row = Enrolment.objects.get(student=anna)
    assert (row.end_reason, row.end_counterpart) == ("moved", "г. Майкоп")


def test_leaving_the_day_admitted_asks_to_cancel_the_admission(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    anna = a_student()
    admit(anna, into=year.fifth)

    with pytest.raises(refusals.LeavesTheDayAdmitted, match="1-у"):
        signed("leaving", anna, on=FIRST_DAY, by=by)


def test_leaving_twice_is_refused(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    anna = a_student()
    admit(anna, into=year.fifth)
    signed("leaving", anna, on=OCTOBER, by=by)

    with pytest.raises(refusals.StudentLeftAlready, match="2-у"):
        signed("leaving", anna, on=OCTOBER + timedelta(days=3), by=by)


def test_placement_on_the_day_of_admission_replaces_the_membership_without_class(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    anna = a_student()
    admission = admit(anna, grade=5)
    assert classes(anna) == [(None, FIRST_DAY, date(2026, 9, 1))]

    placement = signed("placement", anna, on=FIRST_DAY, by=by, into=year.fifth)
    assert classes(anna) == [("5А", FIRST_DAY, date(2026, 9, 1))]

    with pytest.raises(refusals.LaterOrdersDepend, match=placement.number):
        cancelled(admission, by)
    cancelled(placement, by)
    assert classes(anna) == [(None, FIRST_DAY, date(2026, 9, 1))]


def test_transfer_moves_between_classes_and_its_cancellation_moves_back(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    anna = a_student()
    admit(anna, into=year.fifth)

    transfer = signed("class_transfer", anna, on=OCTOBER, by=by, into=year.other_fifth)
    assert classes(anna) == [("5А", FIRST_DAY, OCTOBER), ("5Б", OCTOBER, date(2026, 9, 1))]

    cancelled(transfer, by)
    assert classes(anna) == [("5А", FIRST_DAY, date(2026, 9, 1))]


def test_transfer_into_another_grade_is_asked(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    anna = a_student()
    seventh = services.create_class(
        year_id=year.year.pk, parameters=services.ClassParameters(grade=7, letter="А"), by=by
    )
    admit(anna, into=year.fifth)

    with pytest.raises(refusals.AnotherGrade):
        signed("class_transfer", anna, on=OCTOBER, by=by, into=seventh)


def test_next_year_follows_the_grade(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    anna = a_student()
    admit(anna, into=year.fifth)

    line = services.Line(student_id=anna.pk, on=date(2026, 9, 1), class_group_id=year.sixth.pk)
    june = min(date(2026, 6, 1), timezone.localdate())
    draft = services.draft_order(kind="next_year", requisites=services.Requisites(date=june), lines=[line], by=by)
    services.sign_order(order_id=draft.pk, by=by)

    assert [name for name, *_dates in classes(anna)] == ["5А", "6А"]
    signed("leaving", anna, on=OCTOBER, by=by)
    assert [name for name, *_dates in classes(anna)] == ["5А"]


def test_cancelled_leaving_brings_enrolment_and_class_back(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    anna = a_student()
    admit(anna, into=year.fifth)
    leaving = signed("leaving", anna, on=OCTOBER, by=by)

    order = cancelled(leaving, by)

    assert (order.kind, order.cancels_id, order.state) == ("cancelling", leaving.pk, Order.State.EFFECTIVE)
    assert enrolments(anna) == [(FIRST_DAY, FOREVER)]
    assert classes(anna) == [("5А", FIRST_DAY, date(2026, 9, 1))]
    row = Enrolment.objects.get(student=anna)
    assert (row.end_reason, row.ended_by) == ("", None)


def test_leaving_with_a_readmission_after_it_is_not_cancelled(
    year: Year, a_student: MakeStudent, admit: Admit, by: By
) -> None:
    anna = a_student()
    admit(anna, into=year.fifth)
    leaving = signed("leaving", anna, on=OCTOBER, by=by)
    again = admit(anna, into=year.other_fifth, on=OCTOBER + timedelta(days=10))

    with pytest.raises(refusals.LaterOrdersDepend) as refused:
        cancelled(leaving, by)

    assert [pk for pk, _words in refused.value.orders] == [again.pk]


def test_cancelled_admission_leaves_nothing_in_force(year: Year, a_student: MakeStudent, admit: Admit, by: By) -> None:
    anna = a_student()
    admission = admit(anna, into=year.fifth)

    cancelled(admission, by)

    assert (enrolments(anna), classes(anna)) == ([], [])
    admission.refresh_from_db()
    assert admission.state == Order.State.CANCELLED
    with pytest.raises(refusals.OrderNotInForce):
        cancelled(admission, by)


def test_order_of_a_later_day_waits_for_it(year: Year, a_student: MakeStudent, by: By) -> None:
    anna = a_student()
    tomorrow = timezone.localdate() + timedelta(days=1)
    requisites = services.Requisites(date=timezone.localdate(), effective_on=tomorrow)
    services.open_academic_year(valid_from=date(2030, 9, 1), valid_to=date(2031, 9, 1), by=by)
    line = services.Line(student_id=anna.pk, on=FIRST_DAY, class_group_id=year.fifth.pk)
    draft = services.draft_order(kind="admission", requisites=requisites, lines=[line], by=by)

    order = services.sign_order(order_id=draft.pk, by=by)
    assert (order.state, enrolments(anna)) == (Order.State.SIGNED, [])
    assert services.take_effect_of_due_orders(by=by) == []

    Order.objects.filter(pk=order.pk).update(effective_on=timezone.localdate())
    assert services.take_effect_of_due_orders(by=by) == []
    assert enrolments(anna) == [(FIRST_DAY, FOREVER)]


def test_draft_changed_by_another_is_not_signed(year: Year, a_student: MakeStudent, by: By) -> None:
    line = services.Line(student_id=a_student().pk, on=OCTOBER, class_group_id=year.fifth.pk)
    draft = services.draft_order(kind="admission", requisites=services.Requisites(date=OCTOBER), lines=[line], by=by)
    services.change_order(
        order_id=draft.pk, requisites=services.Requisites(date=FIRST_DAY), version=draft.version, by=by
    )

    with pytest.raises(refusals.OrderChangedMeanwhile):
        services.sign_order(order_id=draft.pk, version=draft.version, by=by)


def test_centres_orders_are_not_issued_by_a_school(year: Year, by: By) -> None:
    with pytest.raises(refusals.OrderKindNotOffered):
        services.draft_order(kind="admission_programme", requisites=services.Requisites(date=OCTOBER), by=by)
