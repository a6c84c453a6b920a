"""Files of restricted lists go when an organisation may no longer disclose a name, or has erased it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from region.contingent.models import RegionStudent
from region.feed import projector
from region.registry.copies import WORK
from shared_apps.exports.models import Export
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import Scope, inside, region, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.people.models import Consent
from tests.factories import accounts

from .conftest import DAY, PURPOSE, Open, Region
from .test_long_lists import asked

pytestmark = pytest.mark.django_db
STUDENTS = f"/region/registry/students/?as_of={DAY.isoformat()}"


@pytest.fixture(autouse=True)
def long_lists(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.EXPORT_ON_A_PAGE = 0
    settings.MEDIA_ROOT = tmp_path / "media"
    with mock.patch.object(jobs, "send", return_value=True):
        yield


def office(at: Organisation) -> Client:
    return accounts.browser(accounts.member(f"director-of-{at.slug}", "director", organisation=at))


def ready(client: Client, address: str = STUDENTS) -> Export:
    row = asked(client, address)
    assert jobs.run(row.job_id or 0) == Job.State.DONE
    return row


def consented(at: Organisation) -> Consent:
    """A consent by which a student's name stands above."""
    with region(Scope("ministry"), by=accounts.BY):
        rows = RegionStudent.objects.filter(organisation_id=at.pk, valid_from__lte=DAY, valid_to__gt=DAY)
        students = list(rows.exclude(surname="").values_list("student_id", flat=True))
    with inside(at, by=accounts.BY):
        found = Consent.objects.filter(purpose="registry", withdrawn_on=None, person__student__in=students)
        return found.filter(valid_from__lte=timezone.localdate()).order_by("pk").first() or pytest.fail("nobody")


def withdraw(at: Organisation) -> None:
    today = timezone.localdate().isoformat()
    answer = office(at).post(
        f"/o/{at.slug}/consents/{consented(at).pk}/withdraw/", {"on": today, "document": "заявление № 3"}
    )
    assert answer.status_code == 302, answer.content.decode()


def erase(at: Organisation) -> None:
    """The name, by the interface for programs."""
    client = office(at)
    address = f"/o/{at.slug}/api/v1/consents/persons/{consented(at).person_id}/erasure/"
    said = {"groups": ["identity"], "ground": "authority", "document": "решение № 5"}
    plan = client.post(f"{address}plan/", said, "application/json").json()
    answer = client.post(address, {**said, "token": plan["token"]}, "application/json")
    assert answer.status_code == 201, answer.content.decode()


def kept() -> set[int]:
    with shared(by=accounts.BY):
        return set(Export.objects.values_list("pk", flat=True))


def job() -> Job:
    with shared(by=accounts.BY):
        return Job.objects.filter(kind=WORK).latest("pk")


@pytest.mark.parametrize("way", [withdraw, erase])
def test_ready_files_above_go_at_once(ministry: Client, region_of_three: Region, way: Any) -> None:
    row = ready(ministry)

    way(region_of_three.first)

    assert kept() == set()
    assert ministry.get(f"/files/{row.pk}/").status_code == 404


def test_files_of_scopes_that_reach_elsewhere_stay(as_role: Open, region_of_three: Region) -> None:
    south = ready(as_role("municipality", purpose=PURPOSE))
    culture = ready(as_role("authority", purpose=PURPOSE))

    withdraw(region_of_three.first)
    assert kept() == {south.pk, culture.pk}

    withdraw(region_of_three.second)
    assert kept() == set()


def test_lists_without_names_stay(ministry: Client, region_of_three: Region) -> None:
    row = ready(ministry, "/region/registry/readings/")

    withdraw(region_of_three.first)

    assert kept() == {row.pk}


def test_a_file_written_before_the_region_has_followed_goes_with_the_job(
    ministry: Client, region_of_three: Region
) -> None:
    withdraw(region_of_three.first)
    row = ready(ministry)
    assert kept() == {row.pk}

    assert jobs.run(job().pk) == Job.State.DONE

    assert kept() == set()
    later = ready(ministry)
    assert kept() == {later.pk}, "what is written now has the name no more"


def test_the_job_waits_while_another_worker_projects(
    ministry: Client, region_of_three: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdraw(region_of_three.first)
    row = ready(ministry)
    monkeypatch.setattr(projector, "drain", lambda _organisation: projector.Projected(is_taken=True))

    waiting = job().pk
    assert jobs.run(waiting) == Job.State.WAITING
    assert kept() == {row.pk}
    monkeypatch.undo()
    with shared(by=accounts.BY):
        Job.objects.filter(pk=waiting).update(not_before=None)

    assert jobs.run(waiting) == Job.State.DONE
    assert kept() == set()
