"""Restricted lists as files of the background: the purpose stays with the file, and the reading leaves its line."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from region.registry import queries
from region.registry.models import Reading
from shared_apps.accounts.models import Membership
from shared_apps.exports import storage
from shared_apps.exports.models import Export
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import shared
from tests.factories import accounts
from tests.region.conftest import DAY, PURPOSE, Open, Region

pytestmark = pytest.mark.django_db
LISTS = ["students", "employees", "guardians", "movement"]
BY_ADDRESS = f"?as_of={DAY.isoformat()}"


@pytest.fixture(autouse=True)
def long_lists(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.EXPORT_ON_A_PAGE = 0
    settings.MEDIA_ROOT = tmp_path / "media"
    with mock.patch.object(jobs, "send", return_value=True):
        yield


def lines() -> list[Reading]:
    with shared(by=accounts.BY):
        return list(queries.readings())


def asked(client: Client, address: str) -> Export:
    answer = client.post("/files/ask/", {"address": address, "export": "csv"})
    assert answer.status_code == 302, answer.content.decode()
    with shared(by=accounts.BY):
        return Export.objects.latest("pk")


def rows_of(text: str) -> list[list[str]]:
    """The lines of the table, sorted by nobody: as they stand."""
    return [row for row in csv.reader(io.StringIO(text), delimiter=";") if len(row) > 1]


def failed_with(row: Export) -> str:
    assert jobs.run(row.job_id or 0) == Job.State.FAILED
    with shared(by=accounts.BY):
        return str(Job.objects.get(pk=row.job_id).result["code"])


@pytest.mark.parametrize("name", LISTS)
def test_a_long_file_is_the_short_one_and_leaves_the_same_line(ministry: Client, settings: Any, name: str) -> None:
    address = f"/region/registry/{name}/{BY_ADDRESS}"
    page = ministry.get(address)
    assert "Длинный список: файл готовится в фоне" in page.content.decode()
    row = asked(ministry, address)
    before = len(lines())
    assert jobs.run(row.job_id or 0) == Job.State.DONE
    long = b"".join(ministry.get(f"/files/{row.pk}/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    [line] = lines()[: len(lines()) - before]
    settings.EXPORT_ON_A_PAGE = 5_000
    short = ministry.get(f"{address}&export=csv").content.decode("utf-8-sig")
    [same] = lines()[: len(lines()) - before - 1]
    assert rows_of(long) == rows_of(short)
    assert len(rows_of(long)) > 2
    told = ("actor_id", "actor_name", "scope", "what", "purpose", "as_of", "filters", "rows_read")
    assert [getattr(line, one) for one in told] == [getattr(same, one) for one in told]
    assert line.what == f"{name} file"


def test_the_purpose_that_holds_is_that_of_the_asking(ministry: Client) -> None:
    row = asked(ministry, f"/region/registry/students/{BY_ADDRESS}")
    ministry.post("/region/registry/purpose/", {"purpose": "совсем другая цель чтения"})
    jobs.run(row.job_id or 0)
    assert lines()[0].purpose == PURPOSE


def test_asking_reads_nothing_and_leaves_no_line(ministry: Client) -> None:
    before = len(lines())
    asked(ministry, f"/region/registry/students/{BY_ADDRESS}")
    assert len(lines()) == before


def test_without_a_purpose_a_file_is_asked_for_in_vain(as_role: Open) -> None:
    client = as_role("ministry")
    answer = client.post("/files/ask/", {"address": f"/region/registry/students/{BY_ADDRESS}", "export": "csv"})
    assert (answer.status_code, "purpose_not_stated" in answer.content.decode()) == (422, True)
    with shared(by=accounts.BY):
        assert not Export.objects.exists()


def test_a_file_holds_the_scope_of_the_run(as_role: Open, region_of_three: Region) -> None:
    client = as_role("municipality", purpose=PURPOSE)
    row = asked(client, f"/region/registry/students/{BY_ADDRESS}")
    jobs.run(row.job_id or 0)
    text = b"".join(client.get(f"/files/{row.pk}/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert f"Орг {region_of_three.second.slug}" in text
    assert f"Орг {region_of_three.first.slug}" not in text
    with shared(by=accounts.BY):
        assert Export.objects.get(pk=row.pk).folder == storage.ABOVE


def test_a_role_that_lost_restricted_lists_gets_no_file_and_leaves_no_line(ministry: Client) -> None:
    row = asked(ministry, f"/region/registry/students/{BY_ADDRESS}")
    before = len(lines())
    with shared(by=accounts.BY):
        Membership.objects.filter(pk=row.membership_id).update(role="regadmin")
    assert failed_with(row) == "list_not_yours"
    assert len(lines()) == before


def test_the_journal_of_readings_is_a_list_like_others(ministry: Client) -> None:
    ministry.get(f"/region/registry/students/{BY_ADDRESS}")
    row = asked(ministry, "/region/registry/readings/")
    assert jobs.run(row.job_id or 0) == Job.State.DONE
    text = b"".join(ministry.get(f"/files/{row.pk}/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert PURPOSE in text
