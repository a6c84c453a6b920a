"""A school with marked students, whose list counts as long; files go to a folder of the test."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from shared_apps.exports.models import Export
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Organisation
from tests.enrolment.browsing import signed_in
from tests.factories import marked

BY = By.system("tests")
ASK = "/files/ask/"


@dataclass
class Room:
    """A school, and the browser of its head."""

    organisation: Organisation
    client: Client

    @property
    def students(self) -> str:
        return f"/o/{self.organisation.slug}/students/"


@pytest.fixture(autouse=True)
def long_lists(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Every list with a row is a long one; no message is really sent."""
    settings.EXPORT_ON_A_PAGE = 0
    settings.MEDIA_ROOT = tmp_path / "media"
    with mock.patch.object(jobs, "send", return_value=True):
        yield


@pytest.fixture
def room(school: Organisation) -> Room:
    marked.fill(school, "МЕТКАА")
    return Room(school, signed_in("director", school))


def asked(client: Client, address: str, format: str = "csv") -> Export:
    """The row of a list that a browser has asked for."""
    answer = client.post(ASK, {"address": address, "export": format})
    assert (answer.status_code, answer["Location"]) == (302, "/files/"), answer.content.decode()
    return latest()


def latest() -> Export:
    with shared(by=BY):
        return Export.objects.order_by("pk").last() or pytest.fail("nothing was asked for")


def job_of(row: Export) -> Job:
    with shared(by=BY):
        return Job.objects.get(pk=row.job_id)


def written(row: Export) -> str:
    """Do the job of a file, as a worker would; the state it ends in."""
    return jobs.run(row.job_id or 0)


def again(row: Export) -> Export:
    """The row as it is now."""
    with shared(by=BY):
        return Export.objects.get(pk=row.pk)


def content(client: Client, row: Export) -> str:
    """The file as its owner takes it."""
    answer = client.get(f"/files/{row.pk}/")
    assert answer.status_code == 200, answer.content.decode()
    return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
