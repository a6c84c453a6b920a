"""axe-core on the pages of a rollover, of its undoing and of closing a year, step by step."""

import pytest
from django.test import Client
from django.urls import reverse

from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation, ReopeningRequest
from tenant_apps.rollover.models import RolloverPlan, YearSealing
from tests.accessibility.looking import Looking, sent
from tests.factories.accounts import browser, member
from tests.rollover.conftest import COORDINATOR, School, decided
from tests.rollover.test_pages import finished, made, url, work_off

pytestmark = [pytest.mark.nightly]


def test_plan_that_is_prepared(school: Organisation, old: School, coordinator: Client, looking: Looking) -> None:
    looking.at(coordinator, url(school, "overview"))
    plan = made(school, old)
    looking.at(coordinator, *(url(school, name, plan.pk) for name in ("plan", "many", "next_classes", "exceptions")))
    group = url(school, "class", plan.pk, old.classes["5А"].pk)
    with crossing.inside(school, by=COORDINATOR):
        first, second = plan.outcomes.filter(from_class=old.classes["5А"]).values_list("pk", flat=True)
    looking.at_mistakes(coordinator, group, {"version": 1, f"outcome_{first}": "", f"outcome_{second}": "leaves"})
    looking.at_mistakes(coordinator, url(school, "apply", plan.pk), {})

    assert looking.found == []


def test_trial_of_a_plan(school: Organisation, old: School, coordinator: Client, looking: Looking) -> None:
    plan = made(school, old)
    trial, start = url(school, "trial", plan.pk), url(school, "trial_start", plan.pk)
    looking.at(coordinator, trial)
    sent(coordinator, start)
    looking.at(coordinator, trial)
    work_off()
    looking.at(coordinator, trial)  # it would stop
    with crossing.inside(school, by=COORDINATOR):
        decided(plan)
    looking.at(coordinator, trial)  # the plan is another one now
    sent(coordinator, start)
    work_off()
    looking.at(coordinator, trial)

    assert looking.found == []


def test_plan_carried_out_and_undone(school: Organisation, old: School, coordinator: Client, looking: Looking) -> None:
    plan = made(school, old)
    page, undo = url(school, "plan", plan.pk), url(school, "undo", plan.pk)
    with crossing.inside(school, by=COORDINATOR):
        decided(plan)
    looking.at(coordinator, page, url(school, "apply", plan.pk))
    sent(coordinator, url(school, "apply", plan.pk))
    looking.at(coordinator, page)
    work_off()
    looking.at(coordinator, page, url(school, "overview"), undo)
    looking.at_mistakes(coordinator, undo, {"reason": ""})
    sent(coordinator, undo, {"reason": "Ошибка"})
    looking.at(coordinator, undo)
    work_off()
    looking.at(coordinator, undo)
    with crossing.inside(school, by=COORDINATOR):
        number = RolloverPlan.objects.get(pk=plan.pk).reversal_number
    sent(coordinator, undo, {"number": number})
    work_off()
    looking.at(coordinator, page, url(school, "overview"))

    assert looking.found == []


def test_closing_and_reopening_of_a_year(
    school: Organisation, old: School, coordinator: Client, sysadmin: Client, looking: Looking
) -> None:
    year, years = url(school, "year", old.year.pk), url(school, "years")
    looking.at(coordinator, year, url(school, "unmoved", old.year.pk))
    finished(school, old)
    looking.at(coordinator, year, url(school, "seal", old.year.pk))
    sent(coordinator, url(school, "seal", old.year.pk), {"reason": "Год завершён"})
    with crossing.inside(school, by=COORDINATOR):
        sealing = YearSealing.objects.get()
    looking.at(coordinator, year, url(school, "withdraw", sealing.pk))
    looking.at(sysadmin, year, url(school, "confirm", sealing.pk), url(school, "refuse", sealing.pk))
    sent(sysadmin, url(school, "confirm", sealing.pk))
    looking.at(coordinator, year, years, url(school, "reopen", old.year.pk))
    sent(coordinator, url(school, "reopen", old.year.pk), {"reason": "Ошибка в приказе"})
    looking.at(coordinator, year)
    regadmin = browser(member("axe-regadmin", "regadmin"))
    with crossing.shared(by=COORDINATOR):
        request = ReopeningRequest.objects.get()
    decide = reverse("reopenings:decide", args=[request.pk])
    looking.at(regadmin, reverse("reopenings:list"), decide)
    looking.at_mistakes(regadmin, decide, {})
    sent(regadmin, decide, {"decision": "refuse", "words": "Нет"})
    looking.at(regadmin, reverse("reopenings:list"))
    looking.at(coordinator, year)

    assert looking.found == []
