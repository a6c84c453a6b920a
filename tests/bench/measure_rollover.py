"""The turn of the year in a school of 1,000, of few and of many classes: planning, carrying out, undoing, the region."""

import time

from django.utils import translation

from region.feed import projector
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.models import AcademicYear, Order
from tenant_apps.enrolment.services import imports
from tenant_apps.rollover import services
from tenant_apps.rollover.models import RolloverPlan
from tenant_apps.rollover.outcomes import Outcome
from tenant_apps.rollover.queries import standing
from tests.bench import place, school_list
from tests.bench.figures import Figure, measurement, timed

STUDENTS = 1_000
LETTERS = {"44 classes": "АБВГ", "110 classes": "АБВГДЕЖИКЛ"}
BUDGET = 10


@measurement
def rollover() -> list[Figure]:
    """Every step a transaction of its own, as the job takes them."""
    with shared(by=place.BY):
        load_catalogue()
    with translation.override("ru"):
        return [figure for name, letters in LETTERS.items() for figure in _of_size(name, letters)]


def _of_size(name: str, letters: str) -> list[Figure]:
    organisation, students = _school(letters)
    place.settle()
    began = time.perf_counter()
    plan = _planned(organisation)
    planned = time.perf_counter() - began
    began = time.perf_counter()
    steps = _carried_out(organisation, plan)
    applied = time.perf_counter() - began
    projected = timed(lambda: projector.drain(organisation.pk))
    with inside(organisation, by=place.BY):
        left, orders = standing.not_moved(plan.year).count(), Order.objects.filter(source=plan.source).count()
    began = time.perf_counter()
    with inside(organisation, by=place.BY):
        services.plan_undoing(plan_id=plan.pk, reason="measurement", by=place.BY)
    looked_at = time.perf_counter() - began
    began = time.perf_counter()
    with inside(organisation, by=place.BY):
        services.undo(plan_id=plan.pk, by=place.BY)
    undone = time.perf_counter() - began
    sizes: dict[str, float | int | str] = {"students": students, "orders": orders, "steps": steps}
    held = applied < BUDGET and left == 0
    return [
        Figure(f"rollover plan, {name}", planned, "s"),
        Figure(f"rollover, {name}", applied, "s", budget=f"< {BUDGET} s", held=held, sizes=sizes),
        Figure(f"rollover region, {name}", projected, "s"),
        Figure(f"rollover plan of undo, {name}", looked_at, "s"),
        Figure(f"rollover undo, {name}", undone, "s"),
    ]


def _school(letters: str) -> tuple[Organisation, int]:
    """A school with eleven grades of so many letters, and how many students it has."""
    organisation = place.born(1)[0]
    content, good = school_list.workbook(STUDENTS, 0, letters)
    with inside(organisation, by=place.BY):
        school_list.open_classes(letters)
        run = imports.receive_file(content=content, name="школа.xlsx", by=place.BY, at_once=True)
    with inside(organisation, by=place.BY):
        imports.confirm(run_id=run.pk, choice=imports.Choice(), by=place.BY)
    projector.drain(organisation.pk)
    return organisation, good


def _planned(organisation: Organisation) -> RolloverPlan:
    with inside(organisation, by=place.BY):
        year = AcademicYear.objects.get(valid_from=school_list.FIRST_DAY)
        plan = services.make_plan(year_id=year.pk, by=place.BY)
        services.decide_for_many(plan_id=plan.pk, outcome=Outcome.FINISHED, only=Outcome.UNDECIDED, by=place.BY)
    return plan


def _carried_out(organisation: Organisation, plan: RolloverPlan) -> int:
    """How many steps it took."""
    with inside(organisation, by=place.BY):
        services.start_applying(plan_id=plan.pk, by=place.BY)
    steps = 0
    while True:
        with inside(organisation, by=place.BY):
            progress = services.apply_next(plan_id=plan.pk, by=place.BY)
        steps += 1
        if progress.is_finished:
            return steps
