"""The programming interface of rollovers: a year passes and is closed by programs alone; what a job refuses is named."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.models import AcademicYear
from tenant_apps.rollover import services
from tenant_apps.rollover.models import RolloverPlan
from tests.factories.accounts import browser, member
from tests.factories.organisations import within

from .conftest import COORDINATOR, School, build

Ask = Callable[..., Any]


@pytest.fixture
def old(school: Organisation) -> School:
    with within(school, by=COORDINATOR):
        return build({"5А": 2, "5Б": 1, "9А": 2, "10А": 1, "11А": 1})


def asking(client: Client, school: Organisation) -> Ask:
    def ask(method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        address = f"/o/{school.slug}/api/v1/rollover/{path}"
        if method == "get":
            answer = client.get(address, body)
        else:
            answer = getattr(client, method)(address, body or {}, content_type="application/json")
        assert answer.status_code == status, (method, path, answer.status_code, answer.content.decode())
        return answer.json() if answer.content else None

    return ask


@pytest.fixture
def coordinator(school: Organisation) -> Ask:
    return asking(browser(member("api-coordinator", "coordinator", organisation=school)), school)


@pytest.fixture
def sysadmin(school: Organisation) -> Ask:
    return asking(browser(member("api-sysadmin", "sysadmin", organisation=school)), school)


def work_off() -> None:
    """Do the jobs that wait, as a worker would."""
    with crossing.shared(by=COORDINATOR):
        waiting = list(Job.objects.filter(state=Job.State.WAITING).order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        jobs.run(pk)


def decide(ask: Ask, plan: int) -> None:
    ask("post", f"plans/{plan}/outcomes/many/", {"grade": 9, "outcome": "finished"})
    undecided = ask("get", f"plans/{plan}/outcomes/", {"only": "blocking"})["results"]
    changes = [{"id": row["id"], "outcome": "leaves", "reason": "own_wish"} for row in undecided]
    if changes:
        ask("post", f"plans/{plan}/outcomes/", {"changes": changes})


def test_year_passes_and_is_undone_and_closed_by_two_persons(old: School, coordinator: Ask, sysadmin: Ask) -> None:
    plan = coordinator("post", "plans/", {"year_id": old.year.pk, "basis": "Протокол № 7"}, status=201)
    assert (plan["state"], plan["counts"]["finished"], plan["blocking"] > 0) == ("draft", 1, True)
    decide(coordinator, pk := plan["id"])
    coordinator("post", f"plans/{pk}/trial/")
    work_off()
    tried = coordinator("get", f"plans/{pk}/trial/")
    assert (tried["code"], tried["is_outdated"], sum(one["students"] for one in tried["orders"])) == ("", False, 7)

    coordinator("post", f"plans/{pk}/apply/")
    work_off()
    applied = coordinator("get", f"plans/{pk}/")
    assert (applied["state"], applied["work"]["state"], len(applied["orders"]) > 3) == ("applied", "done", True)
    assert sysadmin("get", f"years/{old.year.pk}/not-moved/")["results"] == []

    coordinator("post", f"plans/{pk}/undo/plan/", {"reason": "Ошибка"})
    work_off()
    looked_at = coordinator("get", f"plans/{pk}/undo/")
    coordinator("post", f"plans/{pk}/undo/", {"protocol": looked_at["protocol"]})
    work_off()
    assert [one["state"] for one in coordinator("get", "plans/")] == ["draft", "undone"]
    assert len(sysadmin("get", f"years/{old.year.pk}/not-moved/")["results"]) == 7
    assert sysadmin("get", f"years/{old.year.pk}/")["obstacle"]["code"] == "year_students_not_moved"

    copy = coordinator("get", "plans/")[0]["id"]
    coordinator("post", f"plans/{copy}/apply/")
    work_off()
    proposal = coordinator("post", f"years/{old.year.pk}/proposals/", {"kind": "seal"}, status=201)
    sysadmin("post", f"proposals/{proposal['id']}/confirm/")
    closed = coordinator("get", f"years/{old.year.pk}/")
    assert (closed["state"], closed["obstacle"], [one["state"] for one in closed["log"]]) == (
        "closed", None, ["confirmed"]
    )  # fmt: skip


def test_rows_and_classes_are_edited(old: School, coordinator: Ask) -> None:
    pk = coordinator("post", "plans/", {"year_id": old.year.pk}, status=201)["id"]
    rows = coordinator("get", f"plans/{pk}/outcomes/", {"class_id": old.classes["5А"].pk})["results"]
    assert [row["outcome"] for row in rows] == ["next", "next"]

    changed = coordinator(
        "post", f"plans/{pk}/outcomes/",
        {"changes": [{"id": rows[0]["id"], "outcome": "conditional", "subjects": "Алгебра", "due_on": "2027-06-01"}]},
    )  # fmt: skip
    made = coordinator("post", f"plans/{pk}/classes/", {"grade": 1, "letter": "я", "capacity": 20}, status=201)
    renamed = coordinator("put", f"plans/{pk}/classes/{made['id']}/", {"grade": 1, "letter": "ю", "capacity": 21})
    coordinator("delete", f"plans/{pk}/classes/{made['id']}/", status=204)
    version = coordinator("get", f"plans/{pk}/")["version"]
    dated = coordinator(
        "patch", f"plans/{pk}/",
        {"next_from": "2026-09-01", "next_to": "2027-09-01", "leave_on": "2026-07-01", "version": version},
    )  # fmt: skip
    exceptions = coordinator("get", f"plans/{pk}/outcomes/", {"only": "exceptions"})["results"]

    assert [(row["outcome"], row["subjects"], row["is_edited"]) for row in changed] == [
        ("conditional", "Алгебра", True)
    ]
    assert (renamed["name"], renamed["capacity"]) == ("1Ю", 21)
    assert (dated["leave_on"], dated["version"] > version) == ("2026-07-01", True)
    assert rows[0]["id"] in {row["id"] for row in exceptions}
    coordinator("delete", f"plans/{pk}/", status=204)
    assert coordinator("get", "plans/") == []


def test_what_a_job_refuses_is_said_by_its_code(school: Organisation, old: School, coordinator: Ask) -> None:
    pk = coordinator("post", "plans/", {"year_id": old.year.pk}, status=201)["id"]
    coordinator("post", f"plans/{pk}/trial/")
    work_off()
    assert coordinator("get", f"plans/{pk}/trial/")["code"] == "rollover_plan_not_ready"
    decide(coordinator, pk)
    coordinator("post", f"plans/{pk}/apply/")
    with crossing.inside(school, by=COORDINATOR):
        AcademicYear.objects.filter(pk=old.year.pk).update(closed_at=timezone.now())
    work_off()

    work = coordinator("get", f"plans/{pk}/")["work"]
    assert (work["state"], work["code"]) == ("failed", "academic_year_sealed")
    assert old.year.name in work["message"]


def test_plan_that_is_worked_on_takes_no_other_work(school: Organisation, old: School, coordinator: Ask) -> None:
    with crossing.inside(school, by=COORDINATOR):
        plan = services.make_plan(year_id=old.year.pk, by=COORDINATOR)
    coordinator("post", f"plans/{plan.pk}/trial/")
    coordinator("post", f"plans/{plan.pk}/trial/")
    decide(coordinator, plan.pk)
    refused = coordinator("post", f"plans/{plan.pk}/apply/", status=422)

    assert refused["code"] == "rollover_plan_at_work"
    with crossing.inside(school, by=COORDINATOR):
        assert RolloverPlan.objects.get().state == "draft"
    with crossing.shared(by=COORDINATOR):
        assert Job.objects.count() == 1


def test_what_is_not_there_is_not_found(old: School, coordinator: Ask, sysadmin: Ask) -> None:
    for method, path in (
        ("get", "plans/9/"), ("post", "plans/9/apply/"), ("post", "plans/9/refresh/"), ("get", "plans/9/outcomes/"),
        ("delete", "plans/9/classes/9/"), ("get", "years/987654/"), ("get", "years/987654/not-moved/"),
    ):  # fmt: skip
        coordinator(method, path, status=404)
    coordinator("post", "plans/", {"year_id": 987654}, status=404)
    sysadmin("post", "proposals/9/confirm/", status=404)


def test_rows_are_not_for_the_network_administrator(old: School, coordinator: Ask, sysadmin: Ask) -> None:
    pk = coordinator("post", "plans/", {"year_id": old.year.pk}, status=201)["id"]
    sysadmin("get", f"plans/{pk}/")
    sysadmin("get", f"plans/{pk}/outcomes/", status=403)
    sysadmin("post", f"plans/{pk}/apply/", status=403)
    sysadmin("get", "deadlines/")
