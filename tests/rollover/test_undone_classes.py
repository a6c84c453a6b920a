"""Classes of the next year that a rollover made: with the undone rollover they are held no more, unless one is needed."""

from datetime import date

import pytest
from django.utils import timezone

from tenant_apps.enrolment import refusals
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.models import HELD, AcademicYear, ClassGroup, ClassTeacher
from tenant_apps.enrolment.queries.classes import class_choices, classes_on
from tenant_apps.people import services as people
from tenant_apps.rollover import services
from tenant_apps.rollover.models import RolloverPlan

from .conftest import BEGINS, COORDINATOR, NEXT, Build, School, a_student, admit, class_on, decided, outcome_of

SIZES = {"4А": 2, "5А": 3, "5Б": 2, "11А": 1}


@pytest.fixture
def old(a_school: Build) -> School:
    return a_school({"1А": 0, **SIZES})


@pytest.fixture
def teacher_of_5a(old: School) -> int:
    employee = people.hire(
        name=people.Name("Петрова", "Инна"), particulars={"sex": "female"}, post="teacher", kind="main", rate=1,
        since=BEGINS, by=COORDINATOR,
    ).pk  # fmt: skip
    enrolment.assign_class_teacher(class_id=old.classes["5А"].pk, employee_id=employee, since=BEGINS, by=COORDINATOR)
    return employee


@pytest.fixture
def plan(old: School, teacher_of_5a: int) -> RolloverPlan:
    return decided(services.make_plan(year_id=old.year.pk, by=COORDINATOR))


def undo(plan: RolloverPlan, *, partial: bool = False) -> None:
    services.plan_undoing(plan_id=plan.pk, reason="Ошибка", by=COORDINATOR)
    assert services.undo(plan_id=plan.pk, by=COORDINATOR, partial=partial).is_done


def copy_of(plan: RolloverPlan) -> RolloverPlan:
    return RolloverPlan.objects.get(year=plan.year, state="draft")


def next_year() -> AcademicYear:
    return AcademicYear.every.get(valid_from=NEXT)


def held() -> set[str]:
    return set(ClassGroup.objects.filter(HELD, academic_year__valid_from=NEXT).values_list("name", flat=True))


def made(name: str) -> ClassGroup:
    return ClassGroup.objects.get(academic_year=next_year(), name=name)


def test_classes_of_an_undone_rollover_are_neither_listed_nor_counted(plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    assert {"5А", "6А", "6Б"} <= held()

    undo(plan)

    assert held() == set()
    assert list(classes_on(NEXT, year_id=next_year().pk)) == []
    assert class_choices(NEXT, year_id=next_year().pk) == []


def test_carrying_out_anew_holds_them_again_and_makes_what_is_new(old: School, plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    former = made("6А").pk
    undo(plan)
    copy = copy_of(plan)
    joined = copy.classes.get(name="6А").pk
    for student in old.students["5Б"]:
        change = services.OutcomeChange(outcome_id=outcome_of(copy, student).pk, outcome="next", target_id=joined)
        services.change_outcomes(plan_id=copy.pk, changes=[change], by=COORDINATOR)
    services.remove_planned_class(class_id=copy.classes.get(name="6Б").pk, by=COORDINATOR)
    services.add_planned_class(
        plan_id=copy.pk, parameters=services.PlannedParameters(grade=1, letter="В"), by=COORDINATOR
    )

    services.apply_all(plan_id=copy.pk, by=COORDINATOR)

    assert held() == set(copy.classes.values_list("name", flat=True))
    assert "6Б" not in held()
    assert "1В" in held()
    assert made("6А").pk == former
    assert (made("6А").valid_from, made("6А").valid_to) == (plan.next_from, plan.next_to)
    assert {class_on(old.students[name][0], NEXT) for name in ("5А", "5Б")} == {"6А"}


def test_undoing_once_more_leaves_nothing_either(old: School, plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    undo(plan)
    copy = copy_of(plan)
    services.apply_all(plan_id=copy.pk, by=COORDINATOR)
    assert "6А" in held()

    undo(copy)

    assert held() == set()


def test_a_class_that_stood_before_the_plan_stays(old: School, plan: RolloverPlan) -> None:
    year = enrolment.open_academic_year(valid_from=plan.next_from, valid_to=plan.next_to, by=COORDINATOR)
    parameters = enrolment.ClassParameters(grade=6, letter="А", capacity=17)
    own = enrolment.create_class(year_id=year.pk, parameters=parameters, by=COORDINATOR)
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    undo(plan)

    assert held() == {"6А"}
    assert made("6А") == own


def test_a_class_with_somebody_in_it_stays_with_him(old: School, plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    newcomer = a_student("Новикова", "")
    admit(made("6А"), newcomer, on=NEXT)

    undo(plan, partial=True)

    assert held() == {"6А"}
    assert class_on(newcomer, NEXT) == "6А"


def test_a_class_that_was_held_again_stays_with_who_came_into_it(
    old: School, plan: RolloverPlan, teacher_of_5a: int
) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    undo(plan)
    copy = copy_of(plan)
    services.apply_all(plan_id=copy.pk, by=COORDINATOR)
    newcomer = a_student("Новикова", "")
    admit(made("6А"), newcomer, on=NEXT)

    undo(copy)

    assert held() == {"6А"}
    assert class_on(newcomer, NEXT) == "6А"
    assert ClassTeacher.objects.get(class_group=made("6А")).employee_id == teacher_of_5a


def test_class_teachers_go_along_with_a_class_that_is_held_again(plan: RolloverPlan, teacher_of_5a: int) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    undo(plan)
    assert not ClassTeacher.objects.filter(class_group__academic_year__valid_from=NEXT).exists()

    services.apply_all(plan_id=copy_of(plan).pk, by=COORDINATOR)

    line = ClassTeacher.objects.get(class_group=made("6А"))
    assert (line.employee_id, line.valid_from, line.valid_to) == (teacher_of_5a, plan.next_from, plan.next_to)


def test_a_class_appointed_a_teacher_by_hand_stays(plan: RolloverPlan, teacher_of_5a: int) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    enrolment.assign_class_teacher(class_id=made("6Б").pk, employee_id=teacher_of_5a, since=NEXT, by=COORDINATOR)

    undo(plan, partial=True)

    assert held() == {"6Б"}


def test_a_class_that_cancelled_orders_name_is_deleted_from_lists_and_may_be_opened_anew(
    old: School, plan: RolloverPlan
) -> None:
    year = enrolment.open_academic_year(valid_from=plan.next_from, valid_to=plan.next_to, by=COORDINATOR)
    own = enrolment.create_class(
        year_id=year.pk, parameters=enrolment.ClassParameters(grade=6, letter="А"), by=COORDINATOR
    )
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    undo(plan)

    enrolment.delete_class(class_id=own.pk, by=COORDINATOR)

    assert held() == set()
    again = enrolment.create_class(
        year_id=year.pk, parameters=enrolment.ClassParameters(grade=6, letter="А", capacity=11), by=COORDINATOR
    )
    assert (again.pk, made("6А").capacity, held()) == (own.pk, 11, {"6А"})


def test_a_class_that_nothing_names_is_deleted(old: School) -> None:
    enrolment.delete_class(class_id=old.classes["1А"].pk, by=COORDINATOR)

    assert not ClassGroup.objects.filter(pk=old.classes["1А"].pk).exists()


def years() -> list[AcademicYear]:
    return list(AcademicYear.objects.filter(valid_from=NEXT))


@pytest.fixture
def in_july(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the next year begins: no order of today is dated in it."""
    monkeypatch.setattr(timezone, "localdate", lambda *_zone: date(NEXT.year, 7, 15))


@pytest.mark.usefixtures("in_july")
def test_the_year_that_an_undone_rollover_opened_exists_no_more_and_comes_back(plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    (opened,) = years()
    undo(plan)
    assert years() == []

    copy = copy_of(plan)
    services.apply_all(plan_id=copy.pk, by=COORDINATOR)
    assert [(one.pk, one.valid_to) for one in years()] == [(opened.pk, plan.next_to)]
    undo(copy)
    assert years() == []


@pytest.mark.usefixtures("in_july")
def test_a_year_in_which_something_is_held_stays(plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    parameters = enrolment.ClassParameters(grade=2, letter="Ю")
    enrolment.create_class(year_id=next_year().pk, parameters=parameters, by=COORDINATOR)

    undo(plan, partial=True)

    assert [one.name for one in years()] == [next_year().name]


def test_a_class_may_take_the_name_of_an_abandoned_one(old: School, plan: RolloverPlan) -> None:
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)
    own = enrolment.create_class(
        year_id=next_year().pk, parameters=enrolment.ClassParameters(grade=6, letter="Ю"), by=COORDINATOR
    )
    undo(plan, partial=True)
    abandoned = made("6А").pk

    enrolment.edit_class(class_id=own.pk, parameters=enrolment.ClassParameters(grade=6, letter="А"), by=COORDINATOR)

    assert held() == {"6А"}
    with pytest.raises(refusals.ClassNameTaken):
        enrolment.hold_after_all(class_id=abandoned, since=NEXT, until=plan.next_to, by=COORDINATOR)
