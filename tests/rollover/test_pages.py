"""Pages of the rollover and of closing years, as coordinator, network administrator and the region's administrator."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation, ReopeningRequest
from shared_apps.organisations.routing import organisation_url
from tenant_apps.enrolment.models import AcademicYear
from tenant_apps.rollover import deadlines, services
from tenant_apps.rollover.models import RolloverPlan, YearSealing
from tenant_apps.rollover.queries import standing
from tests.factories import organisations
from tests.factories.accounts import browser, member

from .conftest import COORDINATOR, NEXT, School, build, decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(school: Organisation) -> School:
    with organisations.within(school, by=COORDINATOR):
        return build({"5А": 2, "6А": 1, "9А": 2, "10А": 1, "11А": 1})


@pytest.fixture
def coordinator(school: Organisation) -> Client:
    return browser(member("rollover-coordinator", "coordinator", organisation=school))


@pytest.fixture
def sysadmin(school: Organisation) -> Client:
    return browser(member("rollover-sysadmin", "sysadmin", organisation=school))


@pytest.fixture
def within(school: Organisation) -> Iterator[None]:
    with crossing.inside(school, by=COORDINATOR):
        yield


def url(school: Organisation, name: str, *arguments: int) -> str:
    return organisation_url(school.slug, f"rollover:{name}", *arguments)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.content.decode()[:2000])
    return answer.content.decode()


def made(school: Organisation, old: School) -> RolloverPlan:
    with crossing.inside(school, by=COORDINATOR):
        return services.make_plan(year_id=old.year.pk, by=COORDINATOR)


def finished(school: Organisation, old: School) -> RolloverPlan:
    plan = made(school, old)
    with crossing.inside(school, by=COORDINATOR):
        return services.apply_all(plan_id=decided(plan).pk, by=COORDINATOR)


def work_off() -> list[str]:
    """Do every job that waits, as the workers would."""
    with crossing.shared(by=COORDINATOR):
        waiting = list(Job.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True))
    return [jobs.run(pk) for pk in waiting]


def test_overview_offers_the_plan_and_names_deadlines(school: Organisation, old: School, coordinator: Client) -> None:
    page = text(coordinator, url(school, "overview"))

    assert "Составить план" in page
    assert "Предстоит перевести 7 обучающихся" in page
    assert f"20.06.{NEXT.year}" in page


def test_plan_is_made_and_shows_classes(school: Organisation, old: School, coordinator: Client) -> None:
    answer = coordinator.post(url(school, "make", old.year.pk))
    assert answer.status_code == 302, answer.content.decode()

    page = text(coordinator, answer["Location"])

    assert "5А" in page
    assert "нужно решить за" in page


def test_class_page_decides_of_each_student(school: Organisation, old: School, coordinator: Client) -> None:
    plan = made(school, old)
    address = url(school, "class", plan.pk, old.classes["5А"].pk)
    assert "Абрамова" in text(coordinator, address)
    with crossing.inside(school, by=COORDINATOR):
        first, second = plan.outcomes.filter(from_class=old.classes["5А"]).values_list("pk", flat=True)

    answer = coordinator.post(
        address,
        {"version": plan.version, f"outcome_{first}": "repeated", f"outcome_{second}": "leaves",
         f"reason_{second}": "moved"},
    )  # fmt: skip

    assert answer.status_code == 302, answer.content.decode()
    with crossing.inside(school, by=COORDINATOR):
        assert sorted(plan.outcomes.filter(pk__in=[first, second]).values_list("outcome", flat=True)) == [
            "leaves",
            "repeated",
        ]


def test_bad_decision_is_said_and_what_was_chosen_stays(school: Organisation, old: School, coordinator: Client) -> None:
    plan = made(school, old)
    with crossing.inside(school, by=COORDINATOR):
        first, second = plan.outcomes.filter(from_class=old.classes["5А"]).values_list("pk", flat=True)

    answer = coordinator.post(
        url(school, "class", plan.pk, old.classes["5А"].pk),
        {"version": plan.version, f"outcome_{first}": "repeated", f"outcome_{second}": "leaves"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "выберите причину выбытия" in page
    assert '<option value="repeated" selected>' in page


def test_many_are_decided_on_one_page(school: Organisation, old: School, coordinator: Client) -> None:
    plan = made(school, old)

    answer = coordinator.post(url(school, "many", plan.pk), {"of_class": "grade:9", "outcome": "finished"})

    assert answer.status_code == 302, answer.content.decode()
    with crossing.inside(school, by=COORDINATOR):
        assert plan.outcomes.filter(grade=9, outcome="finished").count() == 2


def test_plan_is_carried_out_by_a_job_and_undone(school: Organisation, old: School, coordinator: Client) -> None:
    plan = made(school, old)
    with crossing.inside(school, by=COORDINATOR):
        decided(plan)
    assert "Выполнить план?" in text(coordinator, url(school, "apply", plan.pk))

    answer = coordinator.post(url(school, "apply", plan.pk))
    assert answer.status_code == 302, answer.content.decode()
    assert work_off() == ["done"]
    assert "выполнен" in text(coordinator, url(school, "plan", plan.pk))
    coordinator.post(url(school, "undo", plan.pk), {"reason": "Ошибка"})
    assert work_off() == ["done"]
    page = text(coordinator, url(school, "undo", plan.pk))
    assert "Отменить переход" in page
    with crossing.inside(school, by=COORDINATOR):
        number = RolloverPlan.objects.get(pk=plan.pk).reversal_number
    coordinator.post(url(school, "undo", plan.pk), {"number": number})
    assert work_off() == ["done"]

    with crossing.inside(school, by=COORDINATOR):
        assert standing.not_moved(old.year).count() == 7
    assert "отменён" in text(coordinator, url(school, "plan", plan.pk))


def test_a_trial_says_what_would_be_or_why_it_would_stop(
    school: Organisation, old: School, coordinator: Client
) -> None:
    plan = made(school, old)
    address = url(school, "trial", plan.pk)
    assert "Проверить переход" in text(coordinator, address)
    assert coordinator.post(url(school, "trial_start", plan.pk)).status_code == 302
    assert "проверяется" in text(coordinator, address)
    assert work_off() == ["done"]
    stopped = text(coordinator, address)
    with crossing.inside(school, by=COORDINATOR):
        decided(plan)
    outdated = text(coordinator, address)
    coordinator.post(url(school, "trial_start", plan.pk))
    assert work_off() == ["done"]
    whole = text(coordinator, address)

    assert "Переход остановился бы" in stopped
    assert "план изменился" in outdated
    assert "Ничего не записано" in whole
    assert "10А" in whole
    with crossing.inside(school, by=COORDINATOR):
        assert RolloverPlan.objects.get(pk=plan.pk).state == "draft"
        assert standing.not_moved(old.year).count() == 7


def test_exceptions_name_whoever_is_to_be_looked_at(school: Organisation, old: School, coordinator: Client) -> None:
    plan = made(school, old)
    page = text(coordinator, url(school, "exceptions", plan.pk))

    assert "по заявлению: 10 класс" in page
    assert "Исключения плана" in page
    assert "10А" not in page.partition("<tbody>")[2].partition("</tbody>")[0]


def test_plan_that_is_not_ready_is_refused_in_words(school: Organisation, old: School, coordinator: Client) -> None:
    plan = made(school, old)

    answer = coordinator.post(url(school, "apply", plan.pk))

    assert answer.status_code == 422
    assert "требуют решения" in answer.content.decode()


def test_classes_of_the_next_year_are_edited(school: Organisation, old: School, coordinator: Client) -> None:
    plan = made(school, old)
    coordinator.post(url(school, "next_class_new", plan.pk), {"grade": "1", "letter": "а", "capacity": "30"})
    page = text(coordinator, url(school, "next_classes", plan.pk))
    assert "1А" in page
    with crossing.inside(school, by=COORDINATOR):
        one = plan.classes.get(name="1А").pk

    answer = coordinator.post(url(school, "next_class", one), {"grade": "1", "letter": "б", "capacity": "28"})
    assert answer.status_code == 302, answer.content.decode()
    coordinator.post(url(school, "next_class_remove", one))

    with crossing.inside(school, by=COORDINATOR):
        assert not plan.classes.filter(pk=one).exists()


def test_year_is_closed_by_two_accounts_and_opened_by_the_region(
    school: Organisation, old: School, coordinator: Client, sysadmin: Client
) -> None:
    finished(school, old)
    page = text(coordinator, url(school, "year", old.year.pk))
    assert "Предложить закрыть" in page
    coordinator.post(url(school, "seal", old.year.pk), {"reason": "Год завершён"})
    with crossing.inside(school, by=COORDINATOR):
        sealing = YearSealing.objects.get()
    assert coordinator.post(url(school, "confirm", sealing.pk)).status_code == 403
    assert "Год завершён" in text(sysadmin, url(school, "confirm", sealing.pk))
    assert sysadmin.post(url(school, "confirm", sealing.pk)).status_code == 302

    coordinator.post(url(school, "reopen", old.year.pk), {"reason": "Ошибка в приказе"})
    regadmin = browser(member("rollover-regadmin", "regadmin"))
    assert "Ошибка в приказе" in text(regadmin, reverse("reopenings:list"))
    with crossing.shared(by=COORDINATOR):
        request = ReopeningRequest.objects.get()
    answer = regadmin.post(reverse("reopenings:decide", args=[request.pk]), {"decision": "grant", "words": "Да"})
    assert answer.status_code == 302, answer.content.decode()
    assert work_off() == ["done"]

    with crossing.inside(school, by=COORDINATOR):
        assert AcademicYear.objects.get(pk=old.year.pk).closed_at is None


def test_check_list_names_who_is_not_moved(school: Organisation, old: School, sysadmin: Client) -> None:
    assert "Абрамова" in text(sysadmin, url(school, "unmoved", old.year.pk))
    assert "контрольный список" in text(sysadmin, url(school, "year", old.year.pk))


def test_outcomes_are_not_for_the_network_administrator(school: Organisation, old: School, sysadmin: Client) -> None:
    plan = made(school, old)

    assert text(sysadmin, url(school, "plan", plan.pk))
    assert sysadmin.get(url(school, "class", plan.pk, old.classes["5А"].pk)).status_code == 403
    assert sysadmin.post(url(school, "apply", plan.pk)).status_code == 403


def test_first_page_shows_what_is_overdue(school: Organisation, old: School, coordinator: Client) -> None:
    page = text(coordinator, organisation_url(school.slug, "enrolment:today"))

    assert "Приказы о переводе на следующий учебный год" in page
    assert "просрочено на" in page


def test_deadlines_count_days_from_the_settings(within: None, school: Organisation) -> None:
    day = NEXT.replace(month=6, day=10)
    build({"5А": 1})

    found = {one.code: (one.due_on - day).days for one in deadlines.deadlines(day)}

    assert found == {"transfer": 10, "opening": 85, "sections": 87}


def test_deadlines_are_done_after_the_passage(within: None) -> None:
    old = build({"5А": 1, "6А": 1})
    before = [one.is_done for one in deadlines.deadlines(NEXT + timedelta(days=10))]
    plan = services.make_plan(year_id=old.year.pk, by=COORDINATOR)
    services.apply_all(plan_id=decided(plan).pk, by=COORDINATOR)

    assert (before[0], [one.is_done for one in deadlines.deadlines(NEXT + timedelta(days=10))][:2]) == (
        False,
        [True, True],
    )


@pytest.mark.parametrize("name", ["plan", "class"])
def test_pages_cost_the_same_for_few_and_for_many(
    school: Organisation, coordinator: Client, django_assert_max_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    with organisations.within(school, by=COORDINATOR):
        old = build({"5А": 1, "5Б": 30, "6А": 1, "6Б": 1})
    plan = made(school, old)
    costs = []
    for group in ("5А", "5Б"):
        address = url(school, name, plan.pk, *([old.classes[group].pk] if name == "class" else []))
        text(coordinator, address)
        with django_assert_max_num_queries(40) as counted:
            text(coordinator, address)
        costs.append(len(counted))

    assert costs[0] == costs[1]
