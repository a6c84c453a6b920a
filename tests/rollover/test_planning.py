"""What a plan proposes, and how it is edited."""

from datetime import timedelta

import pytest

from tenant_apps.enrolment import refusals as enrolment_refusals
from tenant_apps.enrolment import services as enrolment
from tenant_apps.rollover import refusals, services
from tenant_apps.rollover.models import PlannedOutcome, RolloverPlan
from tenant_apps.rollover.outcomes import Outcome
from tenant_apps.rollover.queries import obstacles

from .conftest import COORDINATOR, NEXT, Build, a_student, admit, class_on, outcome_of


def plan_for(build: Build, sizes: dict[str, int]) -> tuple[RolloverPlan, dict]:
    school = build(sizes)
    return services.make_plan(year_id=school.year.pk, by=COORDINATOR), school


def test_plan_gives_each_student_one_outcome(a_school: Build) -> None:
    plan, school = plan_for(a_school, {"1А": 2, "4А": 2, "5А": 3, "9А": 2, "10А": 1, "11А": 2})

    counted = {name: [outcome_of(plan, one).outcome for one in rows] for name, rows in school.students.items()}

    assert counted == {
        "1А": ["next"] * 2,
        "4А": ["next"] * 2,
        "5А": ["next"] * 3,
        "9А": ["undecided"] * 2,
        "10А": ["next"],
        "11А": ["finished"] * 2,
    }


def test_classes_go_up_and_keep_their_letters(a_school: Build) -> None:
    plan, _school = plan_for(a_school, {"1А": 1, "1Б": 1, "2А": 1, "10А": 1, "11А": 1})

    assert sorted(plan.classes.values_list("name", flat=True)) == ["10А", "11А", "1А", "1Б", "2А", "2Б", "3А"]


def test_students_follow_their_letter(a_school: Build) -> None:
    plan, school = plan_for(a_school, {"5А": 1, "5Б": 1, "6А": 1})

    targets = [outcome_of(plan, school.students[name][0]).target for name in ("5А", "5Б")]

    assert [str(one) for one in targets] == ["6А", "6Б"]


def test_repeaters_stay_in_their_grade(a_school: Build) -> None:
    plan, school = plan_for(a_school, {"5А": 1, "6А": 2, "7А": 1})
    row = outcome_of(plan, school.students["6А"][0])

    services.change_outcomes(
        plan_id=plan.pk, changes=[services.OutcomeChange(outcome_id=row.pk, outcome="repeated")], by=COORDINATOR
    )

    assert str(outcome_of(plan, school.students["6А"][0]).target) == "6А"


def test_a_target_of_another_grade_is_refused(a_school: Build) -> None:
    plan, school = plan_for(a_school, {"5А": 1, "6А": 1, "7А": 1})
    row = outcome_of(plan, school.students["5А"][0])
    wrong = plan.classes.get(name="7А")

    change = services.OutcomeChange(outcome_id=row.pk, outcome="next", target_id=wrong.pk)
    with pytest.raises(refusals.TargetDoesNotFit):
        services.change_outcomes(plan_id=plan.pk, changes=[change], by=COORDINATOR)


def test_leaving_needs_a_reason(a_school: Build) -> None:
    plan, school = plan_for(a_school, {"5А": 1, "6А": 1})
    row = outcome_of(plan, school.students["5А"][0])

    with pytest.raises(refusals.ReasonMissing):
        services.change_outcomes(
            plan_id=plan.pk, changes=[services.OutcomeChange(outcome_id=row.pk, outcome="leaves")], by=COORDINATOR
        )


def test_nobody_finishes_in_the_middle_of_a_level(a_school: Build) -> None:
    plan, school = plan_for(a_school, {"5А": 1, "6А": 1})
    row = outcome_of(plan, school.students["5А"][0])

    with pytest.raises(refusals.OutcomeDoesNotFit):
        services.change_outcomes(
            plan_id=plan.pk, changes=[services.OutcomeChange(outcome_id=row.pk, outcome="finished")], by=COORDINATOR
        )


def test_many_are_decided_at_once(a_school: Build) -> None:
    plan, school = plan_for(a_school, {"9А": 3, "9Б": 2, "10А": 1})

    count = services.decide_for_many(
        plan_id=plan.pk, outcome="finished", class_ids=[school.classes["9А"].pk], by=COORDINATOR
    )

    assert count == 3
    assert plan.outcomes.filter(outcome=Outcome.UNDECIDED).count() == 2
    with pytest.raises(refusals.NobodyChosen):
        services.decide_for_many(plan_id=plan.pk, outcome="finished", only="conditional", by=COORDINATOR)


def test_one_year_has_one_plan(a_school: Build) -> None:
    plan, school = plan_for(a_school, {"5А": 1, "6А": 1})

    with pytest.raises(refusals.PlanStandsAlready):
        services.make_plan(year_id=school.year.pk, by=COORDINATOR)
    services.discard_plan(plan_id=plan.pk, by=COORDINATOR)
    assert services.make_plan(year_id=school.year.pk, by=COORDINATOR).pk != plan.pk


def test_refreshing_follows_who_came_left_and_changed_class(a_school: Build) -> None:
    plan, school = plan_for(a_school, {"5А": 2, "5Б": 1, "6А": 1})
    came = a_student("Новикова", "5А")
    admit(school.classes["5А"], came, on=NEXT - timedelta(days=40))
    moved, left = school.students["5А"]
    enrolment.issue_order(
        lines=[enrolment.Line(student_id=moved.pk, on=NEXT - timedelta(days=40), class_group_id=school.classes["5Б"].pk)],
        kind="class_transfer", requisites=enrolment.Requisites(date=NEXT - timedelta(days=40)), sign=True, by=COORDINATOR,
    )  # fmt: skip
    enrolment.issue_order(
        lines=[enrolment.Line(student_id=left.pk, on=NEXT - timedelta(days=30), reason="own_wish")],
        kind="leaving", requisites=enrolment.Requisites(date=NEXT - timedelta(days=30)), sign=True, by=COORDINATOR,
    )  # fmt: skip

    found = services.refresh_plan(plan_id=plan.pk, by=COORDINATOR)

    assert (found.come, found.gone, found.changed) == (1, 1, 1)
    assert str(outcome_of(plan, came).target) == "6А"
    assert str(outcome_of(plan, moved).target) == "6Б"
    assert not PlannedOutcome.objects.filter(plan=plan, enrolment__student=left).exists()


def test_plan_refuses_a_second_editor_with_an_old_version(a_school: Build) -> None:
    plan, school = plan_for(a_school, {"5А": 1, "6А": 1})
    change = services.OutcomeChange(outcome_id=outcome_of(plan, school.students["5А"][0]).pk, outcome="repeated")
    services.change_outcomes(plan_id=plan.pk, changes=[change], version=plan.version, by=COORDINATOR)

    with pytest.raises(refusals.PlanChangedMeanwhile):
        services.change_outcomes(plan_id=plan.pk, changes=[change], version=plan.version, by=COORDINATOR)


def test_obstacles_name_who_is_in_no_class(a_school: Build) -> None:
    school = a_school({"5А": 1, "6А": 1})
    loose = a_student("Безклассова", "5А")
    enrolment.admit_many(
        lines=[enrolment.Line(student_id=loose.pk, on=NEXT - timedelta(days=60), grade=5)], kind="admission",
        requisites=enrolment.Requisites(date=NEXT - timedelta(days=60)), sign=True, by=COORDINATOR,
    )  # fmt: skip
    plan = services.make_plan(year_id=school.year.pk, by=COORDINATOR)

    row = next(one for one in obstacles.rows_of(plan) if one.student_id == loose.pk)

    assert obstacles.Obstacle.NO_CLASS in row.obstacles
    assert class_on(loose, NEXT - timedelta(days=1)) is None


def test_planned_class_with_students_is_not_removed(a_school: Build) -> None:
    plan, _school = plan_for(a_school, {"5А": 1, "6А": 1})

    with pytest.raises(refusals.PlannedClassHasStudents):
        services.remove_planned_class(class_id=plan.classes.get(name="6А").pk, by=COORDINATOR)


def test_planned_class_is_added_and_its_name_is_its_own(a_school: Build) -> None:
    plan, _school = plan_for(a_school, {"5А": 1, "6А": 1})
    parameters = services.PlannedParameters(grade=1, letter="в")

    row = services.add_planned_class(plan_id=plan.pk, parameters=parameters, by=COORDINATOR)

    assert row.name == "1В"
    with pytest.raises(refusals.PlannedNameTaken):
        services.add_planned_class(plan_id=plan.pk, parameters=parameters, by=COORDINATOR)


def test_a_closed_year_has_no_plan(a_school: Build) -> None:
    school = a_school({"5А": 1})
    school.year.closed_at = "2026-09-10T10:00+03:00"
    school.year.save()

    with pytest.raises(enrolment_refusals.AcademicYearSealed):
        services.make_plan(year_id=school.year.pk, by=COORDINATOR)
