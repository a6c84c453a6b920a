"""Programmes that end otherwise than with grades 9 and 11, and first grades that take two years."""

from datetime import date

import pytest

from tenant_apps.enrolment import arrangement_refusals
from tenant_apps.enrolment import refusals as enrolment_refusals
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.completion_models import Completion
from tenant_apps.enrolment.models import ClassGroup, Enrolment
from tenant_apps.passport.settings import write_setting
from tenant_apps.rollover import refusals, services
from tenant_apps.rollover.models import RolloverPlan
from tenant_apps.rollover.outcomes import Outcome

from .conftest import BEGINS, COORDINATOR, NEXT, Build, School, a_student, admit, class_on, decided, outcome_of


def a_class(school: School, name: str, **said: object) -> ClassGroup:
    """One more class of the old year ("10А": its grade and letter) with one student."""
    grade, letter = int(name[:-1]), name[-1]
    parameters = enrolment.ClassParameters(grade=grade, letter=letter, **said)  # type: ignore[arg-type]
    group = enrolment.create_class(year_id=school.year.pk, parameters=parameters, by=COORDINATOR)
    school.classes[group.name], school.students[group.name] = group, [a_student(f"Ученик{letter}", group.name)]
    admit(group, *school.students[group.name])
    return group


def planned(school: School) -> RolloverPlan:
    return services.make_plan(year_id=school.year.pk, by=COORDINATOR)


def proposals(plan: RolloverPlan, school: School) -> dict[str, tuple[str, str | None]]:
    """Class → outcome of its first student, and the class he goes to."""
    rows = {name: outcome_of(plan, students[0]) for name, students in school.students.items() if students}
    return {name: (row.outcome, row.target.name if row.target else None) for name, row in rows.items()}


def decide(plan: RolloverPlan, school: School, name: str, outcome: str, **said: object) -> None:
    row = outcome_of(plan, school.students[name][0])
    change = services.OutcomeChange(outcome_id=row.pk, outcome=outcome, **said)  # type: ignore[arg-type]
    services.change_outcomes(plan_id=plan.pk, changes=[change], by=COORDINATOR)


def say_last_grade(value: str) -> None:
    write_setting(code="last_grade", value=value, since=BEGINS, by=COORDINATOR)


# --- where a programme ends -------------------------------------------------------------------------------------------


def test_a_primary_school_parts_with_its_fourth_grade(a_school: Build) -> None:
    school = a_school({"1А": 1, "3А": 1, "4А": 2})
    plan = planned(school)

    assert proposals(plan, school)["4А"] == (Outcome.FINISHED, None)
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    left = Enrolment.objects.filter(student__in=school.students["4А"])
    assert set(left.values_list("valid_to", "end_reason")) == {(plan.leave_on, "finished_primary")}


def test_the_setting_says_how_far_a_school_goes(a_school: Build) -> None:
    say_last_grade("9")
    school = a_school({"4А": 1})

    assert proposals(planned(school), school)["4А"] == (Outcome.NEXT, "5А")


def test_a_school_that_gets_grade_ten_has_it_proposed(a_school: Build) -> None:
    say_last_grade("11")
    school = a_school({"9А": 1, "9Б": 1})
    plan = planned(school)

    assert sorted(plan.classes.values_list("name", flat=True)) == ["10А", "10Б"]
    assert proposals(plan, school)["9А"] == (Outcome.UNDECIDED, None)


def test_a_school_without_grade_ten_this_year_has_it_proposed(a_school: Build) -> None:
    school = a_school({"9А": 1, "11А": 1})

    assert proposals(planned(school), school) == {"9А": (Outcome.UNDECIDED, None), "11А": (Outcome.FINISHED, None)}


def test_a_school_that_loses_grade_ten_opens_none_anew(a_school: Build) -> None:
    say_last_grade("9")
    school = a_school({"9А": 1, "10А": 1})
    plan = planned(school)

    assert sorted(plan.classes.values_list("name", flat=True)) == ["11А"]
    assert proposals(plan, school) == {"9А": (Outcome.FINISHED, None), "10А": (Outcome.NEXT, "11А")}


@pytest.mark.parametrize("said", [{"form_of_study": "part_time"}, {"kind": "evening"}])
def test_evening_classes_go_on_to_grade_twelve_and_day_classes_do_not(said: dict[str, str], a_school: Build) -> None:
    school = a_school({"11А": 1})
    for name in ("10В", "11В", "12В"):
        a_class(school, name, **said)

    assert proposals(planned(school), school) == {
        "11А": (Outcome.FINISHED, None),
        "10В": (Outcome.NEXT, "11В"),
        "11В": (Outcome.NEXT, "12В"),
        "12В": (Outcome.FINISHED, None),
    }


def test_an_evening_school_without_grade_twelve_yet_gets_it_by_the_setting(a_school: Build) -> None:
    say_last_grade("12")
    school = a_school({"11А": 1})
    a_class(school, "11В", kind="evening")

    assert proposals(planned(school), school) == {"11А": (Outcome.FINISHED, None), "11В": (Outcome.NEXT, "12В")}


@pytest.mark.parametrize(
    ("years", "grade", "proposed"),
    [
        (9, 9, (Outcome.FINISHED, None)),
        (10, 9, (Outcome.NEXT, "10К")),
        (10, 10, (Outcome.FINISHED, None)),
        (12, 10, (Outcome.NEXT, "11К")),
        (12, 12, (Outcome.FINISHED, None)),
        (13, 11, (Outcome.NEXT, "12К")),
    ],
)
def test_an_adapted_programme_ends_by_its_length(
    years: int, grade: int, proposed: tuple[str, str | None], a_school: Build
) -> None:
    school = a_school({"9А": 1, "10А": 1, "11А": 1})
    a_class(school, f"{grade}К", kind="intellectual", programme_years=years)

    assert proposals(planned(school), school)[f"{grade}К"] == proposed


def test_the_additional_first_grade_is_one_of_the_years_of_a_programme(a_school: Build) -> None:
    school = a_school({"9А": 1})
    a_class(school, "1К", kind="intellectual", programme_years=10, first_grade="additional")
    a_class(school, "9К", kind="intellectual", programme_years=10)

    assert proposals(planned(school), school)["9К"] == (Outcome.FINISHED, None)


def test_a_ten_year_programme_finishes_at_grade_ten_with_a_certificate_of_study(a_school: Build) -> None:
    school = a_school({"9А": 1})
    a_class(school, "10К", kind="intellectual", programme_years=10)
    student = school.students["10К"][0]

    services.apply_all(plan_id=decided(planned(school)).pk, by=COORDINATOR)

    found = Completion.objects.get(enrolment__student=student, voided_by=None)
    assert (found.grade, found.result, found.certificate) == (10, "finished_special", "special")
    assert Enrolment.objects.get(student=student).end_reason == "finished_special"


@pytest.mark.parametrize(("name", "outcome"), [("10А", "finished"), ("10А", "uncertified"), ("10К", "uncertified")])
def test_nobody_else_finishes_at_grade_ten(name: str, outcome: str, a_school: Build) -> None:
    school = a_school({"10А": 1})
    a_class(school, "10К", kind="intellectual", programme_years=12)
    plan = planned(school)

    with pytest.raises(refusals.OutcomeDoesNotFit):
        decide(plan, school, name, outcome)


def test_an_order_with_a_certificate_of_study_needs_grade_nine(a_school: Build) -> None:
    school = a_school({})
    group = a_class(school, "8К", kind="intellectual", programme_years=9)
    line = enrolment.Line(student_id=school.students[group.name][0].pk, on=date(NEXT.year, 7, 1))

    with pytest.raises(arrangement_refusals.NotTheLastGrade):
        enrolment.issue_order(
            lines=[line], kind="graduation", requisites=enrolment.Requisites(date=date(NEXT.year, 6, 25)), sign=True,
            by=COORDINATOR,
        )  # fmt: skip


# --- first grades of two years ----------------------------------------------------------------------------------------


def test_the_first_year_of_the_first_grade_leads_to_the_second(a_school: Build) -> None:
    school = a_school({"2А": 1})
    a_class(school, "1К", first_grade="first")
    a_class(school, "1М", first_grade="second")
    plan = planned(school)

    assert proposals(plan, school) == {
        "1-1К": (Outcome.NEXT, "1-2К"),
        "1-2М": (Outcome.NEXT, "2М"),
        "2А": (Outcome.NEXT, "3А"),
    }
    assert set(plan.classes.filter(grade=1).values_list("name", "first_grade")) == {
        ("1-1К", "first"), ("1-2К", "second"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "proposed"),
    [
        ({"kind": "intellectual", "programme_years": 13}, {"1 доп. К": "1К", "1К": "2К"}),
        ({"kind": "special_needs", "nosology": "severe_speech"}, {"1 доп. К": "1К", "1К": "2К"}),
        ({"kind": "special_needs", "nosology": "delayed"}, {"1К": "1 доп. К", "1 доп. К": "2К"}),
    ],
)
def test_the_additional_first_grade_stands_where_its_programme_has_it(
    said: dict[str, object], proposed: dict[str, str], a_school: Build
) -> None:
    school = a_school({})
    a_class(school, "1К", **said)
    a_class(school, "1К", **said, first_grade="additional")

    assert {name: into for name, (_outcome, into) in proposals(planned(school), school).items()} == proposed


def test_first_grades_of_two_years_are_carried_out_and_the_teacher_goes_along(a_school: Build) -> None:
    school = a_school({})
    group = a_class(school, "1К", first_grade="first")
    student = school.students[group.name][0]
    plan = planned(school)

    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    made = ClassGroup.objects.get(academic_year__valid_from=NEXT, name="1-2К")
    assert (made.grade, made.first_grade) == (1, "second")
    assert class_on(student, NEXT) == "1-2К"


def test_a_class_of_another_year_of_the_first_grade_is_refused(a_school: Build) -> None:
    school = a_school({})
    a_class(school, "1К", first_grade="first")
    plan = planned(school)
    services.add_planned_class(
        plan_id=plan.pk, parameters=services.PlannedParameters(grade=2, letter="К"), by=COORDINATOR
    )
    first, second = (plan.classes.get(name=name) for name in ("1-1К", "2К"))

    for target in (first, second):
        with pytest.raises(refusals.TargetDoesNotFit) as refused:
            decide(plan, school, "1-1К", "next", target_id=target.pk)
        assert "1-2" in str(refused.value)
    decide(plan, school, "1-1К", "repeated", target_id=first.pk)
    assert proposals(plan, school)["1-1К"] == (Outcome.REPEATED, "1-1К")


def test_only_a_first_grade_takes_two_years(a_school: Build) -> None:
    plan = planned(a_school({"1А": 1}))
    parameters = services.PlannedParameters(grade=2, letter="К", first_grade="second")

    with pytest.raises(enrolment_refusals.ClassDetailDoesNotFit):
        services.add_planned_class(plan_id=plan.pk, parameters=parameters, by=COORDINATOR)
