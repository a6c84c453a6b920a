"""Reversals too large for a page: a worker plans and carries them out."""

from collections.abc import Iterator

import pytest

from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.history import work
from tenant_apps.history.models import Reversal
from tenant_apps.history.reversal import by_source
from tenant_apps.people.models import Person

from .conftest import ANNA, BORIS

IMPORT = by_source("import:17")


@pytest.fixture(autouse=True)
def no_jobs_are_left(three_logins: None) -> Iterator[None]:
    yield
    with shared(by=ANNA):
        Job.objects.filter(kind__in=[work.PLAN, work.CARRY_OUT]).delete()


def run_waiting() -> list[str]:
    """Do what a worker would do: every waiting job; the states they end in."""
    with shared(by=ANNA):
        waiting = list(Job.objects.filter(state="waiting").values_list("pk", flat=True))
    return [jobs.run(pk) for pk in waiting]


def test_a_worker_plans_and_carries_out(new_school: Organisation) -> None:
    with inside(new_school, by=ANNA.as_source("import:17")):
        Person.objects.create(sex="male")
    with inside(new_school, by=BORIS):
        work.plan_later(IMPORT, title="Импорт", reason="ошибка", organisation_id=new_school.pk, by=BORIS)
    assert run_waiting() == ["done"]
    with inside(new_school, by=BORIS):
        protocol = Reversal.objects.get()
        assert (protocol.state, protocol.planned_name) == ("planned", "Борис Второй")
        work.carry_out_later(protocol.pk, partial=False, organisation_id=new_school.pk, by=BORIS)
        assert work.is_at_work(protocol.pk, organisation_id=new_school.pk, by=BORIS)
    assert run_waiting() == ["done"]
    with inside(new_school, by=BORIS):
        assert Reversal.objects.get().state == "done"
        assert not Person.objects.exists()
        assert not work.is_at_work(protocol.pk, organisation_id=new_school.pk, by=BORIS)


def test_a_protocol_is_given_to_one_worker(new_school: Organisation) -> None:
    with inside(new_school, by=ANNA.as_source("import:17")):
        Person.objects.create(sex="male")
    with inside(new_school, by=BORIS):
        work.plan_later(IMPORT, title="Импорт", reason="ошибка", organisation_id=new_school.pk, by=BORIS)
    run_waiting()
    with inside(new_school, by=BORIS):
        for _number in range(2):
            work.carry_out_later(1, partial=False, organisation_id=new_school.pk, by=BORIS)
    assert run_waiting() == ["done"]
