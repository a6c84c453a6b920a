"""Cancelling an order costs the same queries for two of its lines as for twenty."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shared_apps.organisations.crossing import By
from tenant_apps.enrolment import services
from tenant_apps.enrolment.arrangement_models import StudyArrangement
from tenant_apps.enrolment.models import Order
from tenant_apps.people.models import EducationCircumstance, HealthCircumstance, Student

from .conftest import Admit, Year
from .test_arrangements import DECEMBER, NOVEMBER, OCTOBER

Step = tuple[str, dict[str, Any]]
HOME: Step = ("home_study", {"on": OCTOBER, "until": DECEMBER, "document": "Справка № 14"})
WAYS: dict[str, tuple[Step, ...]] = {
    "home study voided": (HOME,),
    "home study open again": (HOME, ("home_study_end", {"on": NOVEMBER})),
    "individual plan open again": (("individual_plan", {"on": OCTOBER}), ("individual_plan_end", {"on": NOVEMBER})),
    "former programme back": (
        ("programme_transfer", {"on": OCTOBER, "variant": "v7_2"}),
        ("programme_transfer", {"on": NOVEMBER, "variant": "v7_1"}),
    ),
    "leaves and plans of those who left": (HOME, ("individual_plan", {"on": OCTOBER}), ("leaving", {"on": NOVEMBER})),
}
"""Orders one after another, of which the last is cancelled."""


def standing(students: list[Student]) -> list[Any]:
    """What holds for the students, but for whose rows these are."""
    found: list[Any] = []
    for rows in (
        StudyArrangement.objects.unvoided().filter(enrolment__student__in=students),
        EducationCircumstance.objects.unvoided().filter(student__in=students),
        HealthCircumstance.objects.unvoided().filter(student__in=students),
    ):
        found += sorted(set(rows.values_list("valid_from", "valid_to", "ended_by")))
    return found


def issue(step: Step, students: list[Student], by: By) -> Order:
    kind, said = step
    lines = [services.Line(student_id=one.pk, **said) for one in students]
    return services.issue_order(
        lines=lines, kind=kind, requisites=services.Requisites(date=said["on"]), sign=True, by=by
    )


@pytest.mark.parametrize("steps", WAYS.values(), ids=WAYS)
def test_cancelling_asks_nothing_line_by_line(
    year: Year, a_student: Callable[..., Student], admit: Admit, by: By, steps: tuple[Step, ...]
) -> None:
    costs = []
    for size in (2, 20):
        students = [a_student() for _each in range(size)]
        admit(*students, into=year.other_fifth)
        for step in steps[:-1]:
            issue(step, students, by)
        before = standing(students)
        order = issue(steps[-1], students, by)
        with CaptureQueriesContext(connection) as asked:
            services.cancel_order(order_id=order.pk, requisites=services.Requisites(date=DECEMBER), by=by)
        assert standing(students) == before
        costs.append(len(asked))

    assert costs[0] == costs[1]
