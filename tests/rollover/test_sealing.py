"""Closing a year by two persons; what a closed year refuses; opening it again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import ReopeningRequest
from tenant_apps.enrolment import refusals as enrolment_refusals
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import AcademicYear, Order
from tenant_apps.history import reversal
from tenant_apps.rollover import refusals, services
from tenant_apps.rollover.models import RolloverPlan, YearSealing
from tenant_apps.rollover.queries.closing import unfinished_about

from .conftest import ADMINISTRATOR, COORDINATOR, NEXT, REGADMIN, Build, School, a_student, decided


@pytest.fixture
def moved(a_school: Build) -> School:
    """Everybody has moved on or left."""
    school = a_school({"5А": 2, "6А": 1, "11А": 1})
    plan = services.make_plan(year_id=school.year.pk, by=COORDINATOR)
    services.apply_all(plan_id=decided(plan).pk, by=COORDINATOR)
    return school


def close(school: School) -> YearSealing:
    sealing = services.propose_sealing(year_id=school.year.pk, by=COORDINATOR)
    return services.confirm_sealing(sealing_id=sealing.pk, by=ADMINISTRATOR)


def test_two_persons_close_a_year(moved: School) -> None:
    sealing = services.propose_sealing(year_id=moved.year.pk, by=COORDINATOR)
    assert AcademicYear.objects.get(pk=moved.year.pk).closed_at is None

    services.confirm_sealing(sealing_id=sealing.pk, by=ADMINISTRATOR)

    assert AcademicYear.objects.get(pk=moved.year.pk).closed_at is not None
    log = YearSealing.objects.get()
    assert (log.proposed_name, log.decided_name) == (COORDINATOR.name, ADMINISTRATOR.name)


@pytest.mark.parametrize("by", [COORDINATOR, replace(COORDINATOR, name="Другое имя"), By.system("nobody")])
def test_nobody_confirms_his_own_proposal(moved: School, by: By) -> None:
    sealing = services.propose_sealing(year_id=moved.year.pk, by=COORDINATOR)

    with pytest.raises(refusals.OwnProposal):
        services.confirm_sealing(sealing_id=sealing.pk, by=by)


def test_a_refused_proposal_can_be_made_again(moved: School) -> None:
    sealing = services.propose_sealing(year_id=moved.year.pk, by=COORDINATOR)
    services.refuse_sealing(sealing_id=sealing.pk, words="Рано", by=ADMINISTRATOR)

    again = services.propose_sealing(year_id=moved.year.pk, by=COORDINATOR)

    with pytest.raises(refusals.ProposalDecided):
        services.confirm_sealing(sealing_id=sealing.pk, by=ADMINISTRATOR)
    with pytest.raises(refusals.ProposalStands):
        services.propose_sealing(year_id=moved.year.pk, by=COORDINATOR)
    services.withdraw_proposal(sealing_id=again.pk, by=COORDINATOR)


def test_a_year_with_somebody_left_in_it_is_not_closed(a_school: Build) -> None:
    school = a_school({"5А": 1})

    with pytest.raises(refusals.StudentsNotMoved):
        services.propose_sealing(year_id=school.year.pk, by=COORDINATOR)


def test_a_year_that_is_not_over_is_not_closed(moved: School) -> None:
    following = AcademicYear.objects.get(valid_from=NEXT)

    with pytest.raises(refusals.YearNotOver):
        services.propose_sealing(year_id=following.pk, by=COORDINATOR)


def test_a_year_with_drafts_is_not_closed(moved: School) -> None:
    enrolment.draft_order(
        kind="admission", requisites=enrolment.Requisites(date=NEXT - timedelta(days=50)), by=COORDINATOR,
        lines=[enrolment.Line(student_id=moved.students["5А"][0].pk, on=NEXT - timedelta(days=50), grade=5)],
    )  # fmt: skip

    with pytest.raises(refusals.YearHasDrafts):
        services.propose_sealing(year_id=moved.year.pk, by=COORDINATOR)


def test_a_year_with_an_order_that_ends_with_it_is_not_closed(moved: School) -> None:
    """A leaving on the day after the year takes effect on the year's last day; a signed order waits as a draft does."""
    student = moved.students["5А"][0].pk
    line = enrolment.Line(student_id=student, on=moved.year.valid_to, reason="moved", counterpart="Школа № 2")
    draft = enrolment.draft_order(
        kind="leaving", requisites=enrolment.Requisites(date=NEXT - timedelta(days=3)), lines=[line], by=COORDINATOR
    )
    with pytest.raises(refusals.YearHasDrafts):
        services.propose_sealing(year_id=moved.year.pk, by=COORDINATOR)
    for state, refused in ((Order.State.SIGNED, True), (Order.State.CANCELLED, False)):
        Order.objects.filter(pk=draft.pk).update(state=state)
        assert bool(unfinished_about(moved.year)) is refused


def test_what_was_checked_is_checked_again_at_the_confirmation(moved: School) -> None:
    sealing = services.propose_sealing(year_id=moved.year.pk, by=COORDINATOR)
    plan = RolloverPlan.objects.get()
    services.plan_undoing(plan_id=plan.pk, reason="Ошибка", by=COORDINATOR)
    services.undo(plan_id=plan.pk, by=COORDINATOR)

    with pytest.raises(refusals.StudentsNotMoved):
        services.confirm_sealing(sealing_id=sealing.pk, by=ADMINISTRATOR)


# --- what a closed year refuses ---------------------------------------------------------------------------------------


def test_a_closed_year_takes_no_orders(moved: School) -> None:
    close(moved)
    late = a_student("Опоздалова", "5А")
    day = NEXT - timedelta(days=50)

    with pytest.raises(enrolment_refusals.LineYearSealed):
        enrolment.issue_order(
            lines=[enrolment.Line(student_id=late.pk, on=day, class_group_id=moved.classes["5А"].pk)],
            kind="admission", requisites=enrolment.Requisites(date=day), sign=True, by=COORDINATOR,
        )  # fmt: skip


def test_the_register_of_a_closed_year_gets_no_more_numbers(moved: School) -> None:
    """The date of an order decides, whenever the order takes effect: signed, issued with others, or cancelling one."""
    line = enrolment.Line(student_id=moved.students["5А"][0].pk, on=NEXT + timedelta(days=20), reason="moved")
    said = {"kind": "leaving", "lines": [line], "by": COORDINATOR}
    here, before = enrolment.Requisites(date=NEXT), enrolment.Requisites(date=moved.year.valid_to - timedelta(days=1))
    draft = enrolment.draft_order(requisites=before, **said)
    other = replace(line, student_id=moved.students["5А"][1].pk)
    signed = enrolment.issue_order(**{**said, "lines": [other]}, requisites=here, sign=True)
    close(moved)
    numbers = list(Order.objects.values_list("number", flat=True))

    for attempt in (
        lambda: enrolment.sign_order(order_id=draft.pk, by=COORDINATOR),
        lambda: enrolment.sign_order(order_id=draft.pk, number="1-а", insist=True, by=COORDINATOR),
        lambda: enrolment.issue_orders(
            drafts=[enrolment.Draft(kind="leaving", requisites=before, lines=[line])], by=COORDINATOR
        ),
        lambda: enrolment.cancel_order(order_id=signed.pk, requisites=before, by=COORDINATOR),
    ):
        with pytest.raises(enrolment_refusals.OrderDatedInClosedYear):
            attempt()

    assert list(Order.objects.values_list("number", flat=True)) == numbers


def test_orders_of_a_closed_year_stay(moved: School) -> None:
    close(moved)
    requisites = enrolment.Requisites(date=NEXT)

    for order in Order.objects.exclude(kind="cancelling"):
        with pytest.raises(enrolment_refusals.OrderOfClosedYear):
            enrolment.cancel_order(order_id=order.pk, requisites=requisites, by=COORDINATOR)


def test_classes_of_a_closed_year_stay(moved: School) -> None:
    close(moved)
    group = moved.classes["5А"]

    for attempt in (
        lambda: enrolment.edit_class(class_id=group.pk, parameters=enrolment.ClassParameters(grade=5), by=COORDINATOR),
        lambda: enrolment.delete_class(class_id=group.pk, by=COORDINATOR),
        lambda: enrolment.assign_class_teacher(class_id=group.pk, employee_id=None, since=NEXT, by=COORDINATOR),
        lambda: enrolment.create_class(
            year_id=moved.year.pk, parameters=enrolment.ClassParameters(grade=5, letter="Я"), by=COORDINATOR
        ),
    ):
        with pytest.raises(enrolment_refusals.AcademicYearSealed):
            attempt()


def test_a_rollover_is_not_undone_after_the_year_is_closed(moved: School) -> None:
    close(moved)

    with pytest.raises(enrolment_refusals.AcademicYearSealed):
        services.plan_undoing(plan_id=RolloverPlan.objects.get().pk, reason="Ошибка", by=COORDINATOR)


def test_history_takes_nothing_of_a_closed_year_back(moved: School) -> None:
    source = RolloverPlan.objects.get().source
    close(moved)

    protocol = reversal.plan(reversal.by_source(source), title="Проба", reason="Проба", by=COORDINATOR)

    with pytest.raises(reversal.ConflictsStand):
        reversal.confirm(protocol.number, by=COORDINATOR)


# --- opening again ------------------------------------------------------------------------------------------------------


def test_the_region_opens_a_closed_year_again(moved: School) -> None:
    close(moved)
    request = services.propose_reopening(year_id=moved.year.pk, reason="Ошибка в приказе", by=COORDINATOR)
    with crossing.shared(by=REGADMIN):
        carried = ReopeningRequest.objects.get()

    services.decide_reopening(sealing_id=request.pk, granted=True, words="Согласовано", by=REGADMIN)

    assert (carried.year_name, carried.reason) == (moved.year.name, "Ошибка в приказе")
    assert AcademicYear.objects.get(pk=moved.year.pk).closed_at is None
    assert YearSealing.objects.get(pk=request.pk).decided_name == REGADMIN.name


def test_reopening_is_not_for_those_of_the_organisation(moved: School) -> None:
    close(moved)
    request = services.propose_reopening(year_id=moved.year.pk, reason="Ошибка", by=COORDINATOR)

    with pytest.raises(refusals.DecidedByTheRegion):
        services.confirm_sealing(sealing_id=request.pk, by=ADMINISTRATOR)
    with pytest.raises(refusals.OwnProposal):
        services.decide_reopening(sealing_id=request.pk, granted=True, words="", by=COORDINATOR)


def test_reopening_needs_a_reason_and_a_closed_year(moved: School) -> None:
    with pytest.raises(refusals.YearNotClosed):
        services.propose_reopening(year_id=moved.year.pk, reason="Ошибка", by=COORDINATOR)
    close(moved)
    with pytest.raises(refusals.ReopeningNeedsReason):
        services.propose_reopening(year_id=moved.year.pk, reason=" ", by=COORDINATOR)


def test_a_withdrawn_request_leaves_the_administrator(moved: School) -> None:
    close(moved)
    request = services.propose_reopening(year_id=moved.year.pk, reason="Ошибка", by=COORDINATOR)

    services.withdraw_proposal(sealing_id=request.pk, by=COORDINATOR)

    with crossing.shared(by=REGADMIN):
        assert ReopeningRequest.objects.get().state == "withdrawn"
