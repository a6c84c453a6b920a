"""The turn of the year in a school of 1,000: planning, carrying out, undoing, the region's number."""

import time
from datetime import date

from django.utils import translation

from region.feed import projector
from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations.crossing import inside, shared
from tenant_apps.enrolment.models import AcademicYear, Order
from tenant_apps.enrolment.services import imports
from tenant_apps.rollover import services
from tenant_apps.rollover.outcomes import Outcome
from tenant_apps.rollover.queries import standing
from tests.bench import measure_import, place
from tests.bench.figures import Figure, measurement, timed

STUDENTS = 1_000
LETTERS = "АБВГ"
BUDGET = 10


@measurement
def rollover() -> list[Figure]:
    """Every step a transaction of its own, as the job takes them."""
    organisation = place.born(1)[0]
    content, good = measure_import.workbook(STUDENTS, 0, LETTERS)
    with shared(by=place.BY):
        load_catalogue()
    with translation.override("ru"):
        with inside(organisation, by=place.BY):
            measure_import.open_classes(LETTERS)
            run = imports.receive_file(content=content, name="школа.xlsx", by=place.BY, at_once=True)
        with inside(organisation, by=place.BY):
            imports.confirm(run_id=run.pk, choice=imports.Choice(), by=place.BY)
        projector.drain(organisation.pk)
        place.settle()
        began = time.perf_counter()
        with inside(organisation, by=place.BY):
            year = AcademicYear.objects.get(valid_from=date(2026, 9, 1))
            plan = services.make_plan(year_id=year.pk, by=place.BY)
            services.decide_for_many(plan_id=plan.pk, outcome=Outcome.FINISHED, only=Outcome.UNDECIDED, by=place.BY)
        planned = time.perf_counter() - began
        began = time.perf_counter()
        with inside(organisation, by=place.BY):
            services.start_applying(plan_id=plan.pk, by=place.BY)
        steps = 0
        while True:
            with inside(organisation, by=place.BY):
                progress = services.apply_next(plan_id=plan.pk, by=place.BY)
            steps += 1
            if progress.is_finished:
                break
        applied = time.perf_counter() - began
        projected = timed(lambda: projector.drain(organisation.pk))
        with inside(organisation, by=place.BY):
            left, orders = standing.not_moved(year).count(), Order.objects.filter(source=plan.source).count()
        began = time.perf_counter()
        with inside(organisation, by=place.BY):
            services.plan_undoing(plan_id=plan.pk, reason="measurement", by=place.BY)
        looked_at = time.perf_counter() - began
        began = time.perf_counter()
        with inside(organisation, by=place.BY):
            services.undo(plan_id=plan.pk, by=place.BY)
        undone = time.perf_counter() - began
    sizes: dict[str, float | int | str] = {"students": good, "orders": orders, "steps": steps}
    return [
        Figure("rollover plan", planned, "s"),
        Figure("rollover", applied, "s", budget=f"< {BUDGET} s", held=applied < BUDGET and left == 0, sizes=sizes),
        Figure("rollover region", projected, "s"),
        Figure("rollover plan of undo", looked_at, "s"),
        Figure("rollover undo", undone, "s"),
    ]
