"""The region's numbers around the turn of the year, while a school passes into the next one step by step, and after."""

from datetime import date, timedelta

import pytest
from django.db import connections

from region.contingent.models import RegionClass
from region.contingent.narrowing import Filters
from region.contingent.queries import contingent
from region.feed import projector, recount
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import Scope
from shared_apps.organisations.models import Organisation
from tenant_apps.rollover import services
from tenant_apps.rollover.services import applying
from tests.factories.organisations import within
from tests.truth.compare import differences, students_on

from .conftest import COORDINATOR, NEXT, build, decided

SIZES = {"1А": 2, "2А": 1, "4А": 2, "5А": 3, "9А": 2, "10А": 1, "11А": 2}
EVE = NEXT - timedelta(days=1)
JULY = NEXT.replace(month=7, day=1)
DAYS = [JULY - timedelta(days=1), JULY, EVE, NEXT, NEXT + timedelta(days=1), NEXT + timedelta(days=90)]


@pytest.fixture
def plan_id(new_school: Organisation, monkeypatch: pytest.MonkeyPatch) -> int:
    """A decided plan, committed; one order a step, so that there is much between the first and the last."""
    monkeypatch.setattr(applying, "AT_ONCE", 1)
    with within(new_school, by=COORDINATOR):
        old = build(SIZES)
        plan = decided(services.make_plan(year_id=old.year.pk, by=COORDINATOR))
    projector.drain(new_school.pk)
    return int(plan.pk)


def region_on(school: Organisation) -> dict[object, int]:
    """What the ministry reads of the school, by day."""
    with crossing.region(Scope("ministry"), by=COORDINATOR):
        only = Filters(organisations=(school.pk,))
        return {day: contingent(as_of=day, filters=only, part="places").total.count.students for day in DAYS}


def classes_on(school: Organisation, day: date) -> int:
    """Classes of the school that the ministry counts on a day."""
    with crossing.region(Scope("ministry"), by=COORDINATOR):
        return RegionClass.objects.filter(organisation_id=school.pk, valid_from__lte=day, valid_to__gt=day).count()


def step(school: Organisation, plan_id: int) -> bool:
    with crossing.inside(school, by=COORDINATOR):
        return services.apply_next(plan_id=plan_id, by=COORDINATOR).is_finished


def test_region_agrees_with_the_truth_at_every_step(new_school: Organisation, plan_id: int) -> None:
    """Whoever goes on is counted before and after the turn; nobody is counted twice, whatever step stands."""
    owner = connections["owner"]
    before = students_on(owner, [new_school], JULY - timedelta(days=1))["main"]
    with crossing.inside(new_school, by=COORDINATOR):
        services.start_applying(plan_id=plan_id, by=COORDINATOR)
    totals = []
    while True:
        is_finished = step(new_school, plan_id)
        projector.drain(new_school.pk)
        assert differences(owner, [new_school], DAYS) == []
        found = region_on(new_school)
        assert found == {day: students_on(owner, [new_school], day)["main"] for day in DAYS}
        assert found[JULY - timedelta(days=1)] == before == sum(SIZES.values())
        assert found[EVE] == found[NEXT]
        totals.append(found[NEXT])
        if is_finished:
            break

    leaving = SIZES["9А"] + SIZES["11А"]
    assert len(totals) > 6
    assert sorted(totals, reverse=True) == totals
    assert totals[-1] == before - leaving
    assert recount.recount(new_school.pk).differences == ()


def test_region_is_as_before_when_the_passage_is_undone(new_school: Organisation, plan_id: int) -> None:
    before = region_on(new_school)
    with crossing.inside(new_school, by=COORDINATOR):
        services.apply_all(plan_id=plan_id, by=COORDINATOR)
    projector.drain(new_school.pk)
    passed = region_on(new_school)
    assert classes_on(new_school, NEXT)
    with crossing.inside(new_school, by=COORDINATOR):
        services.plan_undoing(plan_id=plan_id, reason="Проба", by=COORDINATOR)
        services.undo(plan_id=plan_id, by=COORDINATOR)
    projector.drain(new_school.pk)

    assert passed != before
    assert region_on(new_school) == before
    assert classes_on(new_school, NEXT) == 0
    assert differences(connections["owner"], [new_school], DAYS) == []
    assert recount.recount(new_school.pk).differences == ()
