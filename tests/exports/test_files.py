"""Files of long lists: asked for on a page, written by a job as the page would, taken by whoever asked."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shared_apps.accounts.models import Account, Membership
from shared_apps.exports import services, storage
from shared_apps.exports.models import Export
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import shared
from shared_apps.organisations.models import Organisation
from tenant_apps.people.views.employees import EmployeeListPage
from tests.enrolment.browsing import signed_in
from tests.factories.jobs import done

from .conftest import ASK, BY, Room, again, asked, content, job_of, latest, written

pytestmark = pytest.mark.django_db


def rows_of(text: str) -> list[list[str]]:
    """The table in a CSV: what follows the first line of several cells."""
    return [row for row in csv.reader(io.StringIO(text), delimiter=";") if len(row) > 1][1:]


def files() -> list[Path]:
    return [path for path in storage._all() if not path.name.startswith(".")]


def test_a_long_list_is_offered_in_the_background(room: Room) -> None:
    page = room.client.get(room.students).content.decode()
    assert "Длинный список: файл готовится в фоне" in page
    assert f'action="{ASK}"' in page
    assert "?export=" not in page


def test_the_address_of_a_file_says_so_too_and_writes_nothing(room: Room) -> None:
    answer = room.client.get(room.students, {"export": "xlsx"})
    assert "Подготовить файл" in answer.content.decode()
    with shared(by=BY):
        assert not Export.objects.exists()


@pytest.mark.parametrize("format", ["pdf", "print"])
def test_formats_that_hold_the_whole_list_in_memory_are_refused(room: Room, format: str) -> None:
    assert room.client.get(room.students, {"export": format}).status_code == 422
    assert room.client.post(ASK, {"address": room.students, "export": format}).status_code == 422


@pytest.mark.parametrize("format", ["csv", "csv-plain"])
def test_the_file_is_the_one_that_the_page_would_have_written(room: Room, settings: Any, format: str) -> None:
    row = asked(room.client, room.students, format)
    assert written(row) == Job.State.DONE
    settings.EXPORT_ON_A_PAGE = 5_000
    short = room.client.get(room.students, {"export": format}).content.decode("utf-8-sig")
    assert rows_of(content(room.client, row)) == rows_of(short) != []
    found = again(row)
    assert (found.rows, found.file_name.startswith("Обучающиеся"), found.is_ready) == (len(rows_of(short)), True, True)


def test_a_workbook_is_written_too(room: Room) -> None:
    row = asked(room.client, room.students, "xlsx")
    assert written(row) == Job.State.DONE
    answer = room.client.get(f"/files/{row.pk}/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"


def test_filters_search_and_columns_go_with_the_address(room: Room) -> None:
    narrow = asked(room.client, f"{room.students}?q=никого-такого&page=7&per=25")
    assert written(narrow) == Job.State.DONE
    assert rows_of(content(room.client, narrow)) == []
    assert narrow.query == "q=%D0%BD%D0%B8%D0%BA%D0%BE%D0%B3%D0%BE-%D1%82%D0%B0%D0%BA%D0%BE%D0%B3%D0%BE"


def test_the_job_says_nothing_of_what_was_searched(room: Room) -> None:
    row = asked(room.client, f"{room.students}?q=Тайнова")
    with shared(by=BY):
        said = str(Job.objects.filter(pk=row.job_id).values().get())
    assert "Тайнова" not in said


def test_the_content_lies_with_the_organisation_and_is_named_by_its_digest(room: Room) -> None:
    row = asked(room.client, room.students)
    written(row)
    found = again(row)
    [path] = files()
    assert path == storage.path_of(str(room.organisation.schema_name), found.sha256)
    assert path.stat().st_size == found.size


def test_the_same_list_asked_for_twice_is_one_file(room: Room) -> None:
    first = asked(room.client, room.students)
    assert asked(room.client, room.students).pk == first.pk
    assert asked(room.client, f"{room.students}?q=а").pk != first.pk


def test_a_second_attempt_writes_nothing_more(room: Room) -> None:
    row = asked(room.client, room.students)
    written(row)
    before = again(row).ready_at
    with shared(by=BY):
        Job.objects.filter(pk=row.job_id).update(state=Job.State.WAITING)
    assert written(row) == Job.State.DONE
    assert (again(row).ready_at, len(files())) == (before, 1)


def test_an_attempt_that_lost_its_job_keeps_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    row = asked(room.client, room.students)
    kept = storage.keep

    def slow(path: Path) -> tuple[str, int]:
        with shared_of_a_sweep():
            Job.objects.filter(pk=row.job_id).update(attempt=7)
        return kept(path)

    monkeypatch.setattr(storage, "keep", slow)
    assert written(row) == ""
    assert not again(row).is_ready


def shared_of_a_sweep() -> Any:
    """What another process does meanwhile: here, within the door of the page."""
    return shared(by=BY)


# --- whose file it is -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["secretary", "coordinator"])
def test_another_account_finds_no_such_file(room: Room, role: str) -> None:
    row = asked(room.client, room.students)
    written(row)
    other = signed_in(role, room.organisation)
    assert other.get(f"/files/{row.pk}/").status_code == 404
    assert other.post(f"/files/{row.pk}/again/").status_code == 404
    assert other.post(f"/files/{row.pk}/remove/").status_code == 404
    assert other.get(f"/api/v1/files/{row.pk}/").status_code == 404
    assert other.get(f"/api/v1/files/{row.pk}/content/").status_code == 404
    assert again(row).is_ready
    assert "data-file=" not in other.get("/files/").content.decode()


def test_a_list_of_a_foreign_organisation_is_asked_for_in_vain(room: Room, other_school: Organisation) -> None:
    stranger = signed_in("director", other_school)
    answer = stranger.post(ASK, {"address": room.students, "export": "csv"})
    assert (answer.status_code, "not_a_list" in answer.content.decode()) == (422, True)
    with shared(by=BY):
        assert not Export.objects.exists()


def test_a_role_that_takes_no_files_asks_in_vain(room: Room) -> None:
    teacher = signed_in("inspector", room.organisation)
    answer = teacher.post(ASK, {"address": room.students, "export": "csv"})
    assert (answer.status_code, "list_not_yours" in answer.content.decode()) == (422, True)


def test_a_right_lost_meanwhile_fails_the_job_by_name(room: Room) -> None:
    row = asked(room.client, room.students)
    with shared(by=BY):
        Membership.objects.filter(pk=row.membership_id).update(role="teacher")
    assert written(row) == Job.State.FAILED
    assert (job_of(row).result["code"], job_of(row).attempt) == ("list_not_yours", 1)
    assert files() == []


def test_a_workplace_that_ended_meanwhile_fails_the_job_by_name(room: Room) -> None:
    row = asked(room.client, room.students)
    with shared(by=BY):
        Membership.objects.filter(pk=row.membership_id).update(valid_to=timezone.localdate())
    assert written(row) == Job.State.FAILED
    assert job_of(row).result["code"] == "workplace_ended"


def test_a_blocked_account_gets_no_file(room: Room) -> None:
    row = asked(room.client, room.students)
    with shared(by=BY):
        Account.objects.filter(pk=row.account_id).update(is_blocked=True, blocked_reason="x")
    assert written(row) == Job.State.FAILED
    assert job_of(row).result["code"] == "workplace_ended"


def test_a_right_lost_later_closes_the_file(room: Room) -> None:
    row = asked(room.client, room.students)
    written(row)
    with shared(by=BY):
        Membership.objects.filter(pk=row.membership_id).update(role="teacher")
    answer = room.client.get(f"/files/{row.pk}/")
    assert (answer.status_code, "list_not_yours" in answer.content.decode()) == (422, True)


def test_a_failed_file_is_tried_again(room: Room) -> None:
    row = asked(room.client, room.students)
    with shared(by=BY):
        Membership.objects.filter(pk=row.membership_id).update(role="teacher")
    written(row)
    assert "не даёт (или больше не даёт)" in room.client.get("/files/").content.decode()
    with shared(by=BY):
        Membership.objects.filter(pk=row.membership_id).update(role="director")
    assert room.client.post(f"/files/{row.pk}/again/").status_code == 302
    assert written(row) == Job.State.DONE


def test_a_file_whose_job_is_gone_is_asked_for_anew(room: Room) -> None:
    row = asked(room.client, room.students)
    with shared(by=BY):
        Job.objects.filter(pk=row.job_id).delete()
    assert room.client.post(f"/files/{row.pk}/again/").status_code == 302
    with shared(by=BY):
        row.refresh_from_db()
    assert written(row) == Job.State.DONE


def test_an_error_of_the_page_leaves_no_half_of_a_file(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: EmployeeListPage, rows: int) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(EmployeeListPage, "note_file", broken)
    row = asked(room.client, f"/o/{room.organisation.slug}/people/employees/")
    assert written(row) == Job.State.WAITING
    assert list(storage._all()) == []


# --- how it goes ------------------------------------------------------------------------------------------------------


def test_a_file_that_is_removed_is_gone(room: Room, django_capture_on_commit_callbacks: Any) -> None:
    row = asked(room.client, room.students)
    written(row)
    with django_capture_on_commit_callbacks(execute=True):
        assert room.client.post(f"/files/{row.pk}/remove/").status_code == 302
    assert files() == []
    assert room.client.get(f"/files/{row.pk}/").status_code == 404


def test_a_content_that_another_row_names_stays(room: Room, django_capture_on_commit_callbacks: Any) -> None:
    row = asked(room.client, room.students, "csv-plain")
    written(row)
    twin = asked(room.client, room.students, "csv-plain")
    written(twin)
    with django_capture_on_commit_callbacks(execute=True):
        room.client.post(f"/files/{row.pk}/remove/")
    assert content(room.client, twin)


def test_what_is_removed_unfinished_is_written_no_more(room: Room) -> None:
    row = asked(room.client, room.students)
    room.client.post(f"/files/{row.pk}/remove/")
    assert job_of(row).state == Job.State.CANCELLED
    assert written(row) == ""


def test_files_whose_time_is_over_are_forgotten(room: Room, django_capture_on_commit_callbacks: Any) -> None:
    old, young = asked(room.client, room.students), asked(room.client, f"{room.students}?sort=name")
    written(old)
    written(young)
    with shared(by=BY):
        Export.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert room.client.get(f"/files/{old.pk}/").status_code == 404, "not even before the sweep"
    with django_capture_on_commit_callbacks(execute=True):
        done("exports.forget")
    assert [path.name for path in files()] == [again(young).sha256]


def test_erasing_by_law_takes_the_files_of_the_organisation(room: Room) -> None:
    row = asked(room.client, room.students)
    written(row)
    assert services.forget_of_organisation(room.organisation.pk, by=BY) == 1
    with shared(by=BY):
        assert not Export.objects.exists()


def test_progress_is_told(room: Room) -> None:
    row = asked(room.client, room.students)
    page = room.client.get("/files/").content.decode()
    assert 'data-state="waiting"' in page
    assert 'hx-trigger="every 2s"' in page
    written(row)
    page = room.client.get("/files/").content.decode()
    assert 'data-state="ready"' in page
    assert "hx-trigger" not in page
    assert (job_of(row).done, job_of(row).total) == (again(row).rows, again(row).rows)


def test_the_page_costs_the_same_for_one_file_and_for_twenty(room: Room) -> None:
    row = asked(room.client, room.students)
    room.client.get("/files/")  # says once that the file is being prepared
    with CaptureQueriesContext(connection) as one:
        room.client.get("/files/")
    with shared(by=BY):
        for number in range(19):
            row.pk, row.query = None, f"q={number}"
            job = jobs.enqueue(services.WORK, by=BY, arguments={"export": 0}, key=f"x{number}")
            row.job_id = job.pk
            row.save(force_insert=True)
    with CaptureQueriesContext(connection) as twenty:
        page = room.client.get("/files/").content.decode()
    assert page.count("data-file=") == 20
    assert len(twenty) == len(one)


def test_the_interface_for_programs_does_the_same(room: Room) -> None:
    client: Client = room.client
    sent = {"address": room.students, "format": "csv"}
    made = client.post("/api/v1/files/", sent, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    written(latest())
    row = client.get(f"/api/v1/files/{made.json()['id']}/").json()
    assert (row["state"], row["rows"]) == ("ready", latest().rows)
    taken = client.get(f"/api/v1/files/{row['id']}/content/")
    assert (taken.status_code, b"".join(taken.streaming_content)[:3]) == (200, b"\xef\xbb\xbf")  # type: ignore[attr-defined]
    assert [one["id"] for one in client.get("/api/v1/files/").json()["results"]] == [row["id"]]
    assert client.delete(f"/api/v1/files/{row['id']}/").status_code == 204
    assert client.get(f"/api/v1/files/{row['id']}/").status_code == 404
