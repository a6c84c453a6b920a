"""The pages of reorganisations: planned, looked at, carried out, confirmed or undone, each by a job."""

import pytest
from django.test import Client
from django.utils.translation import override

from region.feed import projector
from shared_apps.envelopes.models import Reorganisation
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations import crossing
from shared_apps.organisations.routing import region_url
from tests.factories.accounts import browser, member
from tests.transfers.conftest import BY, SEPTEMBER, D, School, enrolled


@pytest.fixture
def administrator(db: None) -> Client:
    return browser(member("regadmin-here", "regadmin"))


def work() -> str:
    """Do what waits; the state of the last job."""
    state = ""
    with crossing.shared(by=BY):
        waiting = list(Job.objects.filter(kind="reorganisation", state="waiting").values_list("pk", flat=True))
    for pk in waiting:
        state = jobs.run(pk)
    return state


def url(name: str, number: int | None = None) -> str:
    return region_url(f"reorganisations:{name}", *([number] if number else []))


def planned(client: Client, here: School, there: School | None, kind: str = "merge") -> int:
    posted = {"kind": kind, "side": here.pk, "on": f"{D}", "order_number": "45-п", "order_date": f"{SEPTEMBER}"}
    answer = client.post(url("new"), posted | ({"receiver": there.pk} if there else {}))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert work() == "done"
    with crossing.shared(by=BY):
        return Reorganisation.objects.latest("pk").pk


def page(client: Client, number: int) -> str:
    answer = client.get(url("plan", number))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_merger_from_page_to_page(administrator: Client, here: School, there: School, anna: int) -> None:
    number = planned(administrator, here, there)
    assert "Препятствий нет" in page(administrator, number) or "к сведению" not in page(administrator, number)
    assert "5В" in page(administrator, number)
    assert administrator.get(url("classes", number)).status_code == 200
    assert administrator.post(url("carry_out", number)).status_code == 302
    assert "Работа идёт" in page(administrator, number)
    assert work() == "done"
    assert "ждёт подтверждения" in page(administrator, number)
    for school in (here, there):
        projector.drain(school.pk)
    assert administrator.post(url("confirm", number)).status_code == 302
    assert work() == "done"
    assert "завершена" in page(administrator, number)
    assert "Орг" in administrator.get(url("list")).content.decode()
    card = region_url("organisations:card", there.pk)
    assert "к ней присоединена" in administrator.get(f"{card}?tab=names").content.decode()


def test_what_stands_in_the_way_is_shown_and_stops_the_work(administrator, here: School, there, anna, send) -> None:
    send(anna)
    number = planned(administrator, here, there)
    assert "Незавершённые переводы: 1" in page(administrator, number)
    administrator.post(url("carry_out", number))
    assert work() == "failed"
    assert "Есть препятствия" in page(administrator, number)


def test_classes_are_chosen_and_named(administrator: Client, here: School, there: School, anna: int) -> None:
    number = planned(administrator, here, there, kind="split")
    with crossing.shared(by=BY):
        rows = {row.name: row.pk for row in Reorganisation.objects.get(pk=number).classes.all()}
    empty = {f"takes_{rows['5А']}": "on", f"name_{rows['5А']}": "", f"name_{rows['5Б']}": "5Г"}
    refused = administrator.post(url("classes", number), empty)
    assert (refused.status_code, "Назовите класс" in refused.content.decode()) == (422, True)
    saved = administrator.post(url("classes", number), empty | {f"name_{rows['5А']}": "5Ш"})
    assert saved.status_code == 302
    work()
    shown = page(administrator, number)
    assert "5Ш" in shown
    assert "остаётся" in shown


def test_undoing_and_discarding(administrator: Client, here: School, there: School, anna: int) -> None:
    number = planned(administrator, here, there)
    administrator.post(url("carry_out", number))
    work()
    administrator.post(url("undo", number))
    assert work() == "done"
    assert "отменена" in page(administrator, number)
    second = planned(administrator, here, there)
    assert administrator.post(url("discard", second)).status_code == 302
    assert "план убран" in page(administrator, second)


def test_a_closing_asks_for_no_successor(administrator: Client, here: School) -> None:
    number = planned(administrator, here, None, kind="close")
    administrator.post(url("carry_out", number))
    assert work() == "done"
    assert "завершена" in page(administrator, number)


def test_another_side_is_added(administrator: Client, here: School, there: School) -> None:
    number = planned(administrator, here, there)
    with override("ru"):
        answer = administrator.post(url("side", number), {"side": there.pk})
    assert (answer.status_code, "правопреемником самой себя" in answer.content.decode()) == (422, True)


def test_a_refusal_keeps_what_was_typed(administrator: Client, here: School) -> None:
    posted = {"kind": "merge", "side": here.pk, "on": f"{D}", "order_number": "45-п", "order_date": f"{SEPTEMBER}"}
    answer = administrator.post(url("new"), posted)
    assert answer.status_code == 422
    assert "45-п" in answer.content.decode()
    assert "Укажите правопреемника" in answer.content.decode()


def test_a_plan_costs_the_same_for_one_and_for_many_classes(administrator, here: School, there: School) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    number = planned(administrator, here, there)
    page(administrator, number)
    with CaptureQueriesContext(connection) as few:
        page(administrator, number)
    for surname in ("Ким", "Цой"):
        enrolled(here, surname)
    administrator.post(url("look", number))
    work()
    with CaptureQueriesContext(connection) as many:
        page(administrator, number)
    assert len(few) == len(many)


@pytest.mark.parametrize("role", ["ministry", "municipality"])
def test_others_do_not_reorganise(role: str, here: School) -> None:
    with crossing.shared(by=BY):
        place = here.organisation.periods.get().municipality
    scope = {"municipality": place} if role == "municipality" else {}
    assert browser(member("somebody", role, **scope)).get(url("list")).status_code == 403
