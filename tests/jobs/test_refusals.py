"""Each refusal of long work by its name, through every door that leads to it. Complete by construction."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from shared_apps.jobs import refusals as r
from shared_apps.jobs import services
from shared_apps.jobs.models import Job
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from tests.factories.accounts import browser, member
from tests.refusing.doors import Call, Knock, Place, refusals_of, refused_alike

BY = By.system("tests")
PAGES_ALONE = "what failed is looked at, and tried again, in pages alone"


class Room(Place):
    """Where long work is looked after: the region's administrator knocks."""

    def __init__(self, school: Organisation) -> None:
        super().__init__(school)
        self.client = browser(member("room-regadmin", "regadmin"))

    def inside(self) -> AbstractContextManager[Any]:
        return crossing.shared(by=BY)


def a_job(state: Job.State) -> Job:
    return Job.objects.create(kind="birth", queue="fleet", state=state, key="birth:1", actor_name="Оператор")


def retrying(job: Job) -> Knock:
    return Knock(
        service=lambda: services.retry(job.pk, by=BY),
        page=Call(f"/admin/jobs/{job.pk}/retry/", {}),
        api=PAGES_ALONE,
        command=PAGES_ALONE,
    )


def _done() -> Knock:
    return retrying(a_job(Job.State.DONE))


def _beside_a_twin() -> Knock:
    failed = a_job(Job.State.FAILED)
    a_job(Job.State.WAITING)
    return retrying(failed)


CASES: dict[type[Refused], Callable[[], Knock]] = {r.JobHasNotFailed: _done, r.TwinIsUnfinished: _beside_a_twin}


def test_every_refusal_has_a_case() -> None:
    assert refusals_of("shared_apps.jobs") == set(CASES)


@pytest.mark.parametrize("refusal", CASES, ids=lambda one: one.__name__)
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], school: Organisation) -> None:
    room = Room(school)
    with room.inside():
        knock = CASES[refusal]()
    refused_alike(room, refusal, knock)
