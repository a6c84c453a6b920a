"""Each refusal of files of long lists by its name, through every door that leads to it. Complete by construction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shared_apps.accounts.actor import Actor
from shared_apps.accounts.loading import actor_in
from shared_apps.accounts.models import Membership
from shared_apps.exports import queries, services, taking
from shared_apps.exports import refusals as r
from shared_apps.exports.models import Export
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.refusal import Refused
from shared_apps.organisations.routing import Place as Address
from tests.refusing.doors import Call, Knock, Place, refusals_of, refused_alike

from .conftest import BY

pytestmark = pytest.mark.django_db
PAGES_ALONE = "files are asked for and taken by whoever is signed in"


class Desk(Place):
    """Where the head of a school asks for files."""

    def inside(self) -> Any:
        return shared(by=BY)

    def actor(self) -> Actor:
        assert self.client
        with shared(by=BY):
            mine = Membership.objects.get(organisation_id=self.school.pk, role=self.role)
        found = actor_in(mine.pk, account_id=mine.account_id, place=Address("organisation", self.school.slug), by=BY)
        assert found is not None
        return replace(found, session_id=1)


def asking(desk: Desk, address: str) -> Knock:
    actor = desk.actor()
    return Knock(
        service=lambda: services.ask(address=address, format="csv", session={}, by=actor),
        page=Call("/files/ask/", {"address": address, "export": "csv"}),
        api=Call("/api/v1/files/", {"address": address, "format": "csv"}),
        command=PAGES_ALONE,
    )


def taking_it(desk: Desk, row: Export) -> Knock:
    actor = desk.actor()
    return Knock(
        service=lambda: taking.as_response(queries.to_take(actor, row.pk)),
        page=Call(f"/files/{row.pk}/", {}, method="get"),
        api=Call(f"/api/v1/files/{row.pk}/content/", {}, method="get"),
        command=PAGES_ALONE,
    )


def a_file(desk: Desk, **more: Any) -> Export:
    actor, now = desk.actor(), timezone.now()
    assert actor.membership is not None
    said = {
        "account_id": actor.account_id, "membership_id": actor.membership.id, "workplace": "x", "side": "organisation",
        "organisation_id": desk.school.pk, "path": "/students/", "format": "csv", "title": "x", "folder": "o0",
        "asked_at": now, "expires_at": now + timedelta(days=1),
    }  # fmt: skip
    with shared(by=BY):
        return Export.objects.create(**(said | more))


def _no_list(desk: Desk) -> Knock:
    return asking(desk, f"/o/{desk.school.slug}/no-such-page/")


def _not_his_list(desk: Desk) -> Knock:
    return asking(desk, "/admin/jobs/")


def _one_too_many(desk: Desk) -> Knock:
    for number in range(services.MOST_KEPT):
        a_file(desk, query=f"q={number}")
    return asking(desk, f"/o/{desk.school.slug}/students/")


def _not_written(desk: Desk) -> Knock:
    return taking_it(desk, a_file(desk))


def _of_an_ended_role(desk: Desk) -> Knock:
    return taking_it(desk, a_file(desk, membership_id=1, ready_at=timezone.now()))


def _lost(desk: Desk) -> Knock:
    return taking_it(desk, a_file(desk, sha256="0" * 64, ready_at=timezone.now()))


CASES: dict[type[Refused], Callable[[Desk], Knock]] = {
    r.NotAList: _no_list,
    r.ListNotYours: _not_his_list,
    r.TooManyFiles: _one_too_many,
    r.NotWritten: _not_written,
    r.WorkplaceEnded: _of_an_ended_role,
    r.NoLongerKept: _lost,
}


def test_every_refusal_has_a_case() -> None:
    assert refusals_of("shared_apps.exports") == set(CASES)


@pytest.mark.parametrize("refusal", CASES, ids=lambda one: one.__name__)
def test_refusal_is_the_same_at_each_door(refusal: type[Refused], school: Organisation) -> None:
    desk = Desk(school)
    knock = CASES[refusal](desk)

    refused_alike(desk, refusal, knock)
