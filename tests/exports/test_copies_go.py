"""Copies of data outside the card go with the withdrawal of a consent and with erasure by law: lists and imports."""

from typing import Any

import pytest
from django.test import Client

from shared_apps.exports.models import Export
from shared_apps.jobs import services as jobs
from shared_apps.jobs.models import Job
from shared_apps.organisations.crossing import inside, shared
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.import_models import ImportRow, ImportRun
from tenant_apps.enrolment.services import imports
from tenant_apps.people.models import StoredFile
from tenant_apps.people.services.copies import WORK
from tests.enrolment.browsing import signed_in
from tests.enrolment.rooms import TODAY, Class
from tests.importing.school import OPERATOR, TITLES, received

from .conftest import BY, asked, job_of, written

pytestmark = pytest.mark.django_db
REASON = {"on": TODAY.isoformat(), "document": "заявление № 3"}


@pytest.fixture
def class_room(school: Organisation) -> Class:
    return Class(school)


@pytest.fixture
def director(class_room: Class) -> Client:
    return signed_in("director", class_room.school)


def withdraw(room: Class, client: Client, number: int = 0, purpose: str = "health") -> None:
    row = room.consent(number, purpose)
    assert client.post(room.url(f"consents/{row.pk}/withdraw/"), REASON).status_code == 302


def erase(room: Class, client: Client, person_id: int, *groups: str) -> None:
    """Through the interface for programs: the plan, then what it named."""
    address = room.url(f"api/v1/consents/persons/{person_id}/erasure/")
    said = {"groups": groups, "ground": "authority", "document": "решение № 5"}
    plan = client.post(f"{address}plan/", said, "application/json")
    assert plan.status_code == 200, plan.content.decode()
    done = client.post(address, {**said, "token": plan.json()["token"]}, "application/json")
    assert done.status_code == 201, done.content.decode()


def kept_files() -> list[int]:
    with shared(by=BY):
        return list(Export.objects.order_by("pk").values_list("pk", flat=True))


def later() -> None:
    """The job that comes after the commit."""
    with shared(by=BY):
        waiting = list(Job.objects.filter(kind=WORK, state=Job.State.WAITING).values_list("pk", flat=True))
    assert waiting, "nobody asked for it"
    assert [jobs.run(pk) for pk in waiting] == [Job.State.DONE] * len(waiting)


def loaded(room: Class, *names: str) -> ImportRun:
    """A file of students of the room, checked."""
    rows = [[name, "Вера", "", f"15.01.{TODAY.year - 9}", "ж", "3А", f"{room.first_day:%d.%m.%Y}"] for name in names]
    with inside(room.school, by=OPERATOR):
        return received(*rows, by=OPERATOR, titles=TITLES)


def left_of(room: Class, run: ImportRun) -> tuple[str, bool, int, int]:
    """State, whether the file is there, rows, stored files."""
    with inside(room.school, by=BY):
        row = ImportRun.objects.get(pk=run.pk)
        return row.state, row.has_file, ImportRow.objects.filter(run=run).count(), StoredFile.objects.count()


def test_a_withdrawal_on_the_page_takes_the_files_of_lists(class_room: Class, director: Client) -> None:
    row = asked(director, class_room.url("students/"))
    written(row)

    withdraw(class_room, director)

    assert kept_files() == []
    assert director.get(f"/files/{row.pk}/").status_code == 404


def test_striking_a_consent_out_takes_them_too(class_room: Class, director: Client) -> None:
    written(asked(director, class_room.url("students/")))
    paper = class_room.consent(0, "health")

    assert director.post(class_room.url(f"consents/{paper.pk}/strike-out/"), {}).status_code == 302

    assert kept_files() == []


def test_a_withdrawal_of_what_no_list_holds_leaves_them(class_room: Class, director: Client) -> None:
    row = asked(director, class_room.url("students/"))
    written(row)

    withdraw(class_room, director, purpose="publication")

    assert kept_files() == [row.pk]


def test_erasing_by_the_interface_for_programs_takes_them(class_room: Class, director: Client) -> None:
    written(asked(director, class_room.url("students/")))

    erase(class_room, director, class_room.students[0].person_id, "identity")

    assert kept_files() == []


def test_a_file_that_is_being_written_begins_anew(class_room: Class, director: Client) -> None:
    row = asked(director, class_room.url("students/"))
    with shared(by=BY):
        Job.objects.filter(pk=row.job_id).update(state=Job.State.RUNNING, attempt=1)

    withdraw(class_room, director)

    assert kept_files() == [row.pk]
    assert job_of(row).state == Job.State.WAITING, "the attempt that runs may finish nothing"
    assert written(row) == Job.State.DONE
    assert job_of(row).attempt == 2


def test_a_file_read_before_the_commit_goes_with_the_job(class_room: Class, director: Client) -> None:
    withdraw(class_room, director)
    written(asked(director, class_room.url("students/")))

    later()

    assert kept_files() == []


@pytest.mark.parametrize("way", ["withdrawal", "erasure"])
def test_imports_that_name_the_person_lose_file_and_rows(class_room: Class, director: Client, way: str) -> None:
    run, other = loaded(class_room, "Ученикааа"), loaded(class_room, "Ученикааб")

    if way == "withdrawal":
        withdraw(class_room, director)
    else:
        erase(class_room, director, class_room.students[0].person_id, "identity")

    assert left_of(class_room, run)[:3] == (ImportRun.State.ABANDONED, False, 0)
    assert left_of(class_room, other)[1:] == (True, 1, 1)
    page = director.get(class_room.url(f"import/{run.pk}/"))
    assert (page.status_code, "Ученикааа" in page.content.decode()) == (200, False)


def test_a_file_of_the_children_goes_when_data_of_their_mother_are_erased(class_room: Class, director: Client) -> None:
    run = loaded(class_room, "Ученикааа")

    erase(class_room, director, class_room.mothers[0].person_id, "contact")

    assert left_of(class_room, run)[1] is False


def test_an_import_at_work_is_waited_for_by_the_job(class_room: Class, director: Client, monkeypatch: Any) -> None:
    run = loaded(class_room, "Ученикааа")
    runs = imports.IMPORTS.with_files
    monkeypatch.setattr(imports.OrganisationImports, "with_files", lambda self: runs().none())  # its row is locked
    withdraw(class_room, director)
    assert left_of(class_room, run)[1] is True
    monkeypatch.undo()

    later()

    assert left_of(class_room, run)[1] is False


def test_a_file_of_imports_is_not_stored_any_more(class_room: Class, director: Client) -> None:
    run = loaded(class_room, "Ученикааа")
    assert left_of(class_room, run)[3] == 1

    withdraw(class_room, director)

    assert left_of(class_room, run)[3] == 0
