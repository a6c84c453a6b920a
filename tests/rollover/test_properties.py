"""Random schools, random decisions: by planning, editing, carrying out and undoing nobody is lost and nobody doubled."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared_apps.organisations.periods import FOREVER
from tenant_apps.enrolment import services as enrolment
from tenant_apps.enrolment.arrangement_models import AcademicDebt
from tenant_apps.enrolment.models import ClassMembership, Enrolment
from tenant_apps.enrolment.programmes import ENDS_OF_LEVELS
from tenant_apps.people.models import Student
from tenant_apps.rollover import services
from tenant_apps.rollover.models import RolloverPlan
from tenant_apps.rollover.outcomes import GOING_ON, Outcome
from tenant_apps.rollover.queries import obstacles, standing

from .conftest import COORDINATOR, NEXT, School, a_student, admit, build, class_on

EVE = NEXT - timedelta(days=1)
MOST = 14
CLASSES = [f"{grade}{letter}" for grade in (1, 2, 4, 5, 8, 9, 10, 11) for letter in "АБ"]

Decision = tuple[int, str]
random_schools = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
pupils = st.lists(st.sampled_from(CLASSES), min_size=1, max_size=MOST - 2)
decisions = st.lists(
    st.tuples(st.integers(0, MOST - 1), st.sampled_from(["next", "conditional", "repeated", "finished", "uncertified", "leaves"])),
    max_size=12,
)  # fmt: skip
meanwhile = st.lists(st.tuples(st.integers(0, MOST - 1), st.sampled_from(["leaves", "comes"])), max_size=3)


@dataclass(frozen=True)
class Books:
    """Who was enrolled when and in which class, unvoided rows only, each counted."""

    enrolments: Counter[tuple[int, date, date]]
    memberships: Counter[tuple[int, str, date, date]]


def books() -> Books:
    """Of the old year: what begins with the next one is left out, and so are the names of what was ended."""
    enrolments = Enrolment.objects.unvoided().values_list("student", "valid_from", "valid_to")
    members = ClassMembership.objects.unvoided().filter(valid_from__lt=NEXT, enrolment__voided_by__isnull=True)
    return Books(
        Counter(enrolments), Counter(members.values_list("enrolment", "class_group__name", "valid_from", "valid_to"))
    )


def on_the_roll(day: date) -> Counter[int]:
    return Counter(Enrolment.objects.valid(day).values_list("student", flat=True))


@contextmanager
def one_example() -> Iterator[None]:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


@pytest.fixture
def people(inside: None) -> list[Student]:
    """Cards that every example enrols anew."""
    return [a_student(f"Ученик{'абвгдежзиклмно'[n]}", "") for n in range(MOST)]


def a_school(places: list[str], people: list[Student]) -> tuple[School, list[Student]]:
    """The classes that are named, and the first students in them, one each; those who stay without are given too."""
    school = build(dict.fromkeys(sorted(set(places)), 0))
    for place in school.classes:
        school.students[place] = [one for one, where in zip(people, places, strict=False) if where == place]
        admit(school.classes[place], *school.students[place])
    return school, people[len(places) :]


def edited(plan: RolloverPlan, random_decisions: list[Decision]) -> None:
    """Those decisions that the plan allows; whoever is not decided by then leaves."""
    rows = list(plan.outcomes.order_by("pk"))
    for number, outcome in random_decisions:
        row = rows[number % len(rows)]
        if outcome in ("finished", "uncertified") and row.grade not in ENDS_OF_LEVELS:
            continue
        change = services.OutcomeChange(
            outcome_id=row.pk, outcome=outcome, reason="own_wish" if outcome == "leaves" else "", **owed(outcome)
        )
        services.change_outcomes(plan_id=plan.pk, changes=[change], by=COORDINATOR)
    rest = [
        services.OutcomeChange(outcome_id=row.row.pk, outcome="leaves", reason="own_wish")
        for row in obstacles.blocking(plan)
    ]
    services.change_outcomes(plan_id=plan.pk, changes=rest, by=COORDINATOR)


def owed(outcome: str) -> dict[str, Any]:
    """What a conditional transfer must say."""
    return {"subjects": "Алгебра", "due_on": NEXT + timedelta(days=60)} if outcome == "conditional" else {}


def live_on(school: School, happened: list[Decision], waiting: list[Student]) -> None:
    """Others leave, or come, while the plan is in hand."""
    present = [one for rows in school.students.values() for one in rows]
    for number, what in happened:
        if what == "comes" and waiting:
            group = list(school.classes.values())[number % len(school.classes)]
            admit(group, waiting.pop(), on=EVE - timedelta(days=40))
        elif what == "leaves" and present:
            on = EVE - timedelta(days=30)
            gone = present.pop(number % len(present))
            enrolment.issue_order(
                lines=[enrolment.Line(student_id=gone.pk, on=on, reason="own_wish")], kind="leaving",
                requisites=enrolment.Requisites(date=on), sign=True, by=COORDINATOR,
            )  # fmt: skip


def everybody_is_where_the_plan_says(plan: RolloverPlan) -> None:
    rows = list(plan.outcomes.select_related("target", "enrolment__student"))
    on_the_day = Counter(Enrolment.objects.valid(NEXT).values_list("student", flat=True))
    in_classes = Counter(
        ClassMembership.objects.valid(NEXT).filter(enrolment__voided_by__isnull=True)
        .values_list("enrolment__student", flat=True)
    )  # fmt: skip
    goes_on = {row.enrolment.student_id for row in rows if row.outcome in GOING_ON}
    assert on_the_day == in_classes == Counter(dict.fromkeys(goes_on, 1))
    for row in rows:
        student = row.enrolment.student
        assert class_on(student, NEXT) == (row.target.name if row.target else None)
        assert not Enrolment.objects.valid(NEXT).filter(student=student).exists() or row.outcome in GOING_ON


@given(places=pupils, happened=meanwhile, first=decisions, second=decisions)
@random_schools
@pytest.mark.more
def test_nobody_is_lost_or_doubled(
    people: list[Student], places: list[str], happened: list[Decision], first: list[Decision], second: list[Decision]
) -> None:
    with one_example():
        school, waiting = a_school(places, people)
        plan = services.make_plan(year_id=school.year.pk, by=COORDINATOR)
        edited(plan, first)
        live_on(school, happened, list(waiting))
        services.refresh_plan(plan_id=plan.pk, by=COORDINATOR)
        before = books()
        moving = {one.student_id for one in standing.standings(school.year)}
        if not moving:
            return
        edited(plan, [])
        in_june = on_the_roll(plan.leave_on - timedelta(days=1))

        services.apply_all(plan_id=plan.pk, by=COORDINATOR)
        everybody_is_where_the_plan_says(plan)
        assert set(plan.outcomes.values_list("enrolment__student", flat=True)) == moving
        assert on_the_roll(plan.leave_on - timedelta(days=1)) == in_june
        services.plan_undoing(plan_id=plan.pk, reason="Проба", by=COORDINATOR)
        assert services.undo(plan_id=plan.pk, by=COORDINATOR).is_done
        assert books() == before
        assert {one.student_id for one in standing.standings(school.year)} == moving

        copy = RolloverPlan.objects.get(year=school.year, state="draft")
        assert sorted(copy.outcomes.values_list("enrolment", "outcome")) == sorted(
            plan.outcomes.values_list("enrolment", "outcome")
        )
        edited(copy, second)
        services.apply_all(plan_id=copy.pk, by=COORDINATOR)
        everybody_is_where_the_plan_says(copy)


def test_who_owes_a_subject_is_to_be_decided_by_hand(inside: None) -> None:
    """Transferred conditionally a year ago and not made up for: neither moved on nor finished by itself."""
    school = build({"9А": 1, "10А": 2, "11А": 1})
    debtor, other = school.students["10А"]
    owe(debtor, school, "Алгебра")

    plan = services.make_plan(year_id=school.year.pk, by=COORDINATOR)

    found = {row.student_id: row for row in obstacles.exceptions_of(plan)}
    assert plan.outcomes.get(enrolment__student=debtor).outcome == Outcome.UNDECIDED
    assert plan.outcomes.get(enrolment__student=other).outcome == Outcome.NEXT
    assert found[debtor.pk].blocks
    assert "Алгебра" in found[debtor.pk].to_look_at
    assert other.pk not in found


def test_a_debtor_may_be_moved_on_when_it_is_decided(inside: None) -> None:
    school = build({"10А": 1, "11А": 1})
    debtor = school.students["10А"][0]
    owe(debtor, school, "Алгебра")
    plan = services.make_plan(year_id=school.year.pk, by=COORDINATOR)
    row = plan.outcomes.get(enrolment__student=debtor)
    change = services.OutcomeChange(outcome_id=row.pk, outcome="conditional", **owed("conditional"))

    services.change_outcomes(plan_id=plan.pk, changes=[change], by=COORDINATOR)
    services.apply_all(plan_id=plan.pk, by=COORDINATOR)

    assert class_on(debtor, NEXT) == "11А"


def owe(student: Student, school: School, subject: str) -> None:
    """As an order of conditional transfer a year ago left it."""
    one = Enrolment.objects.unvoided().get(student=student)
    since = school.year.valid_from + timedelta(days=1)
    AcademicDebt.objects.create(
        enrolment=one, subject=subject, valid_from=since, valid_to=FOREVER, due_on=since + timedelta(days=365),
        begun_by=one.begun_by,
    )  # fmt: skip
