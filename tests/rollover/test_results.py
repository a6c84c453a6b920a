"""What grades 9 and 11 are completed with, and how a plan says it: proposals, choices, orders, certificates, undoing."""

from datetime import timedelta

import pytest

from tenant_apps.enrolment.completion_models import Completion
from tenant_apps.enrolment.models import ClassGroup, Enrolment, Order
from tenant_apps.people.models import HealthCircumstance
from tenant_apps.rollover import refusals, services
from tenant_apps.rollover.models import RolloverPlan
from tenant_apps.rollover.outcomes import Outcome

from .conftest import BEGINS, COORDINATOR, NEXT, Build, School, class_on, decided, outcome_of

SIZES = {"8А": 1, "9А": 3, "9Б": 2, "10А": 1, "11А": 2}


@pytest.fixture
def old(a_school: Build) -> School:
    """9Б is a class for students with intellectual disability."""
    school = a_school(SIZES)
    ClassGroup.objects.filter(pk=school.classes["9Б"].pk).update(kind="intellectual")
    return school


@pytest.fixture
def plan(old: School) -> RolloverPlan:
    return services.make_plan(year_id=old.year.pk, by=COORDINATOR)


def decide(plan: RolloverPlan, student: object, outcome: str, **said: object) -> None:
    row = outcome_of(plan, student)  # type: ignore[arg-type]
    change = services.OutcomeChange(outcome_id=row.pk, outcome=outcome, **said)  # type: ignore[arg-type]
    services.change_outcomes(plan_id=plan.pk, changes=[change], by=COORDINATOR)


def completed() -> set[tuple[int, str, str, str]]:
    rows = Completion.objects.filter(voided_by=None)
    return set(rows.values_list("enrolment__student", "result", "certificate", "begun_by__kind"))


def test_an_adapted_programme_is_proposed_to_end_with_a_certificate_of_study(old: School, plan: RolloverPlan) -> None:
    found = {(row.outcome, row.result) for row in plan.outcomes.filter(from_class=old.classes["9Б"])}

    assert found == {(Outcome.FINISHED.value, "finished_special")}
    assert set(plan.outcomes.filter(grade=11).values_list("result", flat=True)) == {"finished"}


def test_a_student_of_an_ordinary_class_is_proposed_by_his_own_programme(a_school: Build) -> None:
    school = a_school({"11А": 2})
    special, other = school.students["11А"]
    HealthCircumstance.objects.create(
        student=special, kind="ovz", value="intellectual", variant="uo_1", slot="ovz", valid_from=BEGINS
    )

    plan = services.make_plan(year_id=school.year.pk, by=COORDINATOR)

    assert outcome_of(plan, special).result == "finished_special"
    assert outcome_of(plan, other).result == "finished"


def test_a_longer_programme_goes_on(a_school: Build) -> None:
    school = a_school({"9Б": 1, "10Б": 1})
    ClassGroup.objects.filter(pk=school.classes["9Б"].pk).update(kind="intellectual", programme_years=12)

    plan = services.make_plan(year_id=school.year.pk, by=COORDINATOR)

    row = outcome_of(plan, school.students["9Б"][0])
    assert (row.outcome, row.result) == (Outcome.NEXT, "")


def test_officers_choose_honours_or_a_statement(old: School, plan: RolloverPlan) -> None:
    first, second, third = old.students["9А"]
    decide(plan, first, "finished", result="finished_honours")
    decide(plan, second, "finished", result="finished_reference")
    decide(plan, third, "next")

    assert [outcome_of(plan, one).result for one in (first, second, third)] == [
        "finished_honours", "finished_reference", "finished",
    ]  # fmt: skip
    assert outcome_of(plan, second).outcome == Outcome.UNCERTIFIED
    with pytest.raises(refusals.ResultDoesNotFit):
        decide(plan, third, "next", result="finished_reference")


def test_who_goes_on_to_grade_ten_completes_the_ninth_by_an_order(old: School, plan: RolloverPlan) -> None:
    stays, leaves, third = old.students["9А"]
    decide(plan, stays, "next", result="finished_honours")
    decide(plan, leaves, "finished")
    decide(plan, third, "leaves", reason="to_college")

    services.apply_all(plan_id=decided(plan).pk, by=COORDINATOR)

    row = outcome_of(plan, stays)
    special = {(one.pk, "finished_special", "special", "graduation") for one in old.students["9Б"]}
    assert class_on(stays, NEXT) == "10А"
    assert row.completion is not None
    assert (row.completion.kind, row.order.kind if row.order else "") == ("basic_completion", "next_year")
    assert special | {
        (stays.pk, "finished_honours", "basic_honours", "basic_completion"),
        (leaves.pk, "finished", "basic", "graduation"),
    } == {one for one in completed() if one[0] not in {each.pk for each in old.students["11А"]}}
    assert Completion.objects.get(enrolment__student=stays).on == plan.leave_on - timedelta(days=1)
    assert set(Enrolment.objects.filter(student__in=old.students["9Б"]).values_list("end_reason", flat=True)) == {
        "finished_special"
    }


def test_undoing_takes_completions_back_and_the_copy_can_be_carried_out(old: School, plan: RolloverPlan) -> None:
    stays = old.students["9А"][0]
    decide(plan, stays, "next")
    services.apply_all(plan_id=decided(plan).pk, by=COORDINATOR)
    before = completed()

    services.plan_undoing(plan_id=plan.pk, reason="Ошибка", by=COORDINATOR)
    assert services.undo(plan_id=plan.pk, by=COORDINATOR).is_done

    assert completed() == set()
    assert set(Order.objects.filter(source=plan.source).values_list("state", flat=True)) == {"cancelled"}
    copy = RolloverPlan.objects.get(year=old.year, state="draft")
    assert outcome_of(copy, stays).result == "finished"
    services.apply_all(plan_id=copy.pk, by=COORDINATOR)
    assert completed() == before


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, refusals.SubjectsMissing),
        ({"subjects": " ; "}, refusals.SubjectsMissing),
        ({"subjects": "Алгебра"}, refusals.TermMissing),
        ({"subjects": "Алгебра", "due_on": NEXT}, refusals.TermOutside),
        ({"subjects": "Алгебра", "due_on": NEXT + timedelta(days=400)}, refusals.TermOutside),
    ],
)
def test_a_conditional_transfer_names_subjects_and_term(
    said: dict[str, object], refusal: type[Exception], old: School, plan: RolloverPlan
) -> None:
    with pytest.raises(refusal):
        decide(plan, old.students["10А"][0], "conditional", **said)


def test_a_conditional_outcome_without_subjects_stops_the_plan(old: School, plan: RolloverPlan) -> None:
    decided(plan)
    plan.outcomes.filter(enrolment__student=old.students["10А"][0]).update(outcome="conditional")

    with pytest.raises(refusals.PlanNotReady):
        services.apply_all(plan_id=plan.pk, by=COORDINATOR)


@pytest.mark.parametrize("reason", ["death", "expelled", "finished_basic"])
def test_nobody_leaves_by_a_plan_on_a_ground_that_needs_an_order_of_its_own(
    reason: str, old: School, plan: RolloverPlan
) -> None:
    with pytest.raises(refusals.ReasonDoesNotFit):
        decide(plan, old.students["8А"][0], "leaves", reason=reason)
