"""Carrying a plan out: by orders, in steps, once; undoing it."""

from datetime import timedelta

import pytest

from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.arrangement_models import AcademicDebt
from tenant_apps.enrolment.models import AcademicYear, ClassGroup, Enrolment, Order
from tenant_apps.history.models import ChangeLog
from tenant_apps.rollover import refusals, services
from tenant_apps.rollover.models import RolloverPlan
from tenant_apps.rollover.outcomes import Outcome
from tenant_apps.rollover.queries import standing
from tenant_apps.rollover.services import applying

from .conftest import COORDINATOR, NEXT, Build, School, class_on, decided, enrolled_on, outcome_of

EVE = NEXT - timedelta(days=1)
SIZES = {"4А": 2, "5А": 3, "5Б": 2, "9А": 2, "10А": 1, "11А": 2}


@pytest.fixture
def old(a_school: Build) -> School:
    return a_school(SIZES)


@pytest.fixture
def plan(old: School) -> RolloverPlan:
    made = services.make_plan(year_id=old.year.pk, by=COORDINATOR)
    return decided(made)


def test_everybody_goes_where_the_plan_says(old: School, plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    found = {name: {class_on(one, NEXT) for one in students} for name, students in old.students.items()}
    assert found == {"4А": {"5А"}, "5А": {"6А"}, "5Б": {"6Б"}, "9А": {None}, "10А": {"11А"}, "11А": {None}}
    assert enrolled_on(EVE) == 8
    assert enrolled_on(NEXT) == 8


def test_nobody_is_lost_and_old_lists_stay(old: School, plan: RolloverPlan) -> None:
    before = enrolled_on(plan.leave_on - timedelta(days=1))
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    assert enrolled_on(plan.leave_on - timedelta(days=1)) == before == sum(SIZES.values())
    assert not standing.not_moved(old.year).exists()
    assert {class_on(one, EVE) for one in old.students["5А"]} == {"5А"}


def test_orders_are_issued_by_class_and_signed(plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    orders = Order.objects.filter(source=plan.source)
    assert sorted(orders.values_list("kind", flat=True)) == ["graduation"] * 2 + ["next_year"] * 4
    assert set(orders.values_list("state", flat=True)) == {"effective"}
    assert "" not in set(orders.values_list("number", flat=True))


def test_running_again_changes_nothing(plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    lines = ChangeLog.objects.count()

    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    assert ChangeLog.objects.count() == lines


def test_a_broken_off_run_goes_on_where_it_stopped(
    old: School, plan: RolloverPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    services.start_applying(plan_id=plan.pk, by=COORDINATOR)
    for _step in range(3):
        services.apply_next(plan_id=plan.pk, by=COORDINATOR)
    issued = set(Order.objects.filter(source=plan.source).values_list("pk", flat=True))

    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    assert len(issued) == 2
    assert issued < set(Order.objects.filter(source=plan.source).values_list("pk", flat=True))
    assert Order.objects.filter(source=plan.source).count() == 6
    assert not standing.not_moved(old.year).exists()


def test_what_is_not_decided_stops_the_plan(old: School) -> None:
    plan = services.make_plan(year_id=old.year.pk, by=COORDINATOR)

    with pytest.raises(refusals.PlanNotReady):
        services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    assert RolloverPlan.objects.get(pk=plan.pk).state == "draft"


def test_a_plan_that_is_not_true_any_more_stops(old: School, plan: RolloverPlan) -> None:
    left = old.students["5А"][0]
    enrolment.issue_order(
        lines=[enrolment.Line(student_id=left.pk, on=NEXT - timedelta(days=30), reason="own_wish")],
        kind="leaving", requisites=enrolment.Requisites(date=NEXT - timedelta(days=30)), sign=True, by=COORDINATOR,
    )  # fmt: skip

    with pytest.raises(refusals.PlanOutdated):
        services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    services.refresh_plan(plan_id=plan.pk, by=COORDINATOR)
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)


def test_repeaters_stay_and_conditional_ones_go_on(old: School, plan: RolloverPlan) -> None:
    repeats, conditional = old.students["5А"][:2]
    changes = [
        services.OutcomeChange(outcome_id=outcome_of(plan, repeats).pk, outcome="repeated"),
        services.OutcomeChange(
            outcome_id=outcome_of(plan, conditional).pk,
            outcome="conditional",
            subjects="Алгебра ; Физика;",
            due_on=NEXT + timedelta(days=50),
        ),
    ]
    services.change_outcomes(plan_id=plan.pk, changes=changes, by=COORDINATOR)

    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    assert (class_on(repeats, NEXT), class_on(conditional, NEXT)) == ("5А", "6А")
    assert {"repeated_year", "next_year_conditional"} < set(
        Order.objects.filter(source=plan.source).values_list("kind", flat=True)
    )
    debts = AcademicDebt.objects.unvoided().filter(enrolment__student=conditional)
    assert set(debts.values_list("subject", "due_on")) == {
        ("Алгебра", NEXT + timedelta(days=50)), ("Физика", NEXT + timedelta(days=50)),
    }  # fmt: skip


def test_who_leaves_is_said_where_to_and_by_which_order(old: School, plan: RolloverPlan) -> None:
    college, family = old.students["9А"]
    changes = [
        services.OutcomeChange(
            outcome_id=outcome_of(plan, college).pk, outcome="leaves", reason="to_college", counterpart="Колледж связи"
        ),
        services.OutcomeChange(outcome_id=outcome_of(plan, family).pk, outcome="leaves", reason="self_education"),
    ]
    services.change_outcomes(plan_id=plan.pk, changes=changes, by=COORDINATOR)

    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    ends = Enrolment.objects.unvoided().filter(student__in=[college, family]).order_by("end_reason")
    assert [(one.ended_by.kind, one.end_destination, one.end_counterpart) for one in ends if one.ended_by] == [
        ("leaving_family_education", "family_education", ""), ("leaving", "college", "Колледж связи"),
    ]  # fmt: skip


def test_a_year_and_classes_that_stand_already_are_taken(old: School, plan: RolloverPlan) -> None:
    year = enrolment.open_academic_year(valid_from=plan.next_from, valid_to=plan.next_to, by=COORDINATOR)
    parameters = enrolment.ClassParameters(grade=6, letter="А", capacity=17)
    made = enrolment.create_class(year_id=year.pk, parameters=parameters, by=COORDINATOR)

    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    assert ClassGroup.objects.filter(academic_year=year, name="6А").get() == made
    assert class_on(old.students["5А"][0], NEXT) == "6А"


def test_rehearsal_writes_nothing_and_says_what_would_be(plan: RolloverPlan) -> None:
    lines = ChangeLog.objects.count()

    tried = services.rehearse(plan_id=plan.pk, by=COORDINATOR)

    assert tried.refusal == ""
    assert ("next_year", "5А", 3) in tried.orders
    assert ChangeLog.objects.count() == lines


def test_rehearsal_says_why_it_would_stop(old: School) -> None:
    plan = services.make_plan(year_id=old.year.pk, by=COORDINATOR)

    assert "Абрамова" in services.rehearse(plan_id=plan.pk, by=COORDINATOR).refusal


def test_undoing_puts_everybody_back(old: School, plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    protocol = services.plan_undoing(plan_id=plan.pk, reason="Ошибка", by=COORDINATOR)
    outcome = services.undo(plan_id=plan.pk, by=COORDINATOR)

    assert (protocol.conflicts_count, outcome.is_done) == (0, True)
    assert standing.not_moved(old.year).count() == sum(SIZES.values())
    assert enrolled_on(EVE) == sum(SIZES.values())
    assert set(Order.objects.filter(source=plan.source).values_list("state", flat=True)) == {"cancelled"}
    assert RolloverPlan.objects.get(pk=plan.pk).state == "undone"


def test_an_undone_plan_is_there_once_more_and_can_be_carried_out(old: School, plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    services.plan_undoing(plan_id=plan.pk, reason="Ошибка", by=COORDINATOR)
    services.undo(plan_id=plan.pk, by=COORDINATOR)
    copy = RolloverPlan.objects.get(year=old.year, state="draft")

    services.apply_all(plan_id=copy.pk, by=COORDINATOR)

    assert outcome_of(copy, old.students["5А"][0]).outcome == Outcome.NEXT
    assert class_on(old.students["5Б"][0], NEXT) == "6Б"
    services.plan_undoing(plan_id=copy.pk, reason="Ещё раз", by=COORDINATOR)
    assert services.undo(plan_id=copy.pk, by=COORDINATOR).is_done


def test_later_orders_stand_in_the_way_of_undoing(old: School, plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    left = old.students["5А"][0]
    enrolment.issue_order(
        lines=[enrolment.Line(student_id=left.pk, on=NEXT + timedelta(days=5), reason="own_wish")],
        kind="leaving", requisites=enrolment.Requisites(date=NEXT + timedelta(days=5)), sign=True, by=COORDINATOR,
    )  # fmt: skip

    protocol = services.plan_undoing(plan_id=plan.pk, reason="Ошибка", by=COORDINATOR)

    assert protocol.conflicts_count > 0
    assert services.undo(plan_id=plan.pk, by=COORDINATOR, partial=True).is_done
    assert class_on(left, NEXT) == "6А"


def test_class_teachers_go_along(old: School, plan: RolloverPlan, school: Organisation) -> None:
    assert AcademicYear.objects.count() == 1
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    year = AcademicYear.objects.get(valid_from=plan.next_from)
    assert year.classes.count() == plan.classes.count()
