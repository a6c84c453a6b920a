"""Imports through the programming interface: sent, read, confirmed, undone, by the rights of the pages."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.enrolment.models import Order
from tenant_apps.people.models import Employee, Student
from tests.enrolment.browsing import signed_in
from tests.factories.organisations import within

from .conftest import workbook
from .people_files import HELEN, OF_EMPLOYEES, OF_GUARDIANS, OLGA
from .school import ANNA, PETER, TITLES, open_year

BY = By(account_id=11, name="Секретарёва С. С.")
BEGUN = date(timezone.localdate().year - (timezone.localdate().month < 9), 9, 1)


@pytest.fixture
def office(school: Organisation) -> Organisation:
    with within(school, by=BY):
        open_year(BY, first=BEGUN)
    return school


def sent(client: Client, office: Organisation, kind: str, *rows: Any) -> Any:
    content = workbook([list(row) for row in rows])
    file = SimpleUploadedFile("Список.xlsx", content if isinstance(content, bytes) else BytesIO(content).read())
    return client.post(f"/o/{office.slug}/api/v1/imports/", {"kind": kind, "file": file})


def asked(client: Client, office: Organisation, run: int, what: str, **body: Any) -> Any:
    return client.post(f"/o/{office.slug}/api/v1/imports/{run}/{what}/", body, content_type="application/json")


def student(person: list[str]) -> list[str]:
    return [*person[:6], f"{BEGUN:%d.%m.%Y}"]


def test_file_is_sent_read_confirmed_and_undone(office: Organisation) -> None:
    client = signed_in("secretary", office)
    answer = sent(client, office, "students", TITLES, student(ANNA), [*student(PETER)[:5], "5Щ", f"{BEGUN:%d.%m.%Y}"])
    assert answer.status_code == 201, answer.content
    run = answer.json()
    assert (run["state"], run["create_count"], run["error_count"]) == ("checked", 1, 1)

    rows = client.get(f"/o/{office.slug}/api/v1/imports/{run['id']}/rows/").json()["results"]
    assert [(row["verdict"], row["name"]) for row in rows] == [
        ("error", "Иванов Пётр Ильич"), ("create", "Ёлкина Анна Петровна"),
    ]  # fmt: skip
    assert rows[0]["problems"][0]["code"] == "class.missing"

    done = asked(client, office, run["id"], "confirm", reason="from_family")
    assert (done.status_code, done.json()["state"], done.json()["created_count"]) == (200, "applied", 1)
    with crossing.inside(office, by=BY):
        order = Order.objects.get(pk=done.json()["orders"][0])
        assert (order.state, order.lines.get().reason) == ("effective", "from_family")

    plan = asked(client, office, run["id"], "undo/plan", reason="Не тот файл").json()
    assert plan["plan"]
    assert asked(client, office, run["id"], "undo", plan=plan["plan"] + 1).json()["code"] == "undoing_not_planned"
    undone = asked(client, office, run["id"], "undo", plan=plan["plan"])
    assert (undone.status_code, undone.json()["state"]) == (200, "undone")
    with crossing.inside(office, by=BY):
        order.refresh_from_db()
        assert order.state == "cancelled"


def test_who_may_not_sign_gets_a_draft(office: Organisation) -> None:
    client = signed_in("operator", office)
    run = sent(client, office, "students", TITLES, student(ANNA)).json()["id"]
    assert asked(client, office, run, "confirm", sign=True).status_code == 200
    with crossing.inside(office, by=BY):
        assert Order.objects.get().state == "draft"


def test_signed_order_of_an_import_is_undone_by_who_cancels_orders(office: Organisation) -> None:
    secretary = signed_in("secretary", office)
    run = sent(secretary, office, "students", TITLES, student(ANNA)).json()["id"]
    asked(secretary, office, run, "confirm")
    answer = asked(signed_in("operator", office), office, run, "undo/plan", reason="Ошибка")
    assert (answer.status_code, answer.json()["code"]) == (422, "undoing_is_not_yours")


def test_file_is_discarded(office: Organisation) -> None:
    client = signed_in("secretary", office)
    run = sent(client, office, "employees", OF_EMPLOYEES, HELEN).json()["id"]
    assert asked(client, office, run, "abandon").json()["state"] == "abandoned"
    again = asked(client, office, run, "confirm")
    assert (again.status_code, again.json()["code"]) == (422, "import_not_waiting")
    with crossing.inside(office, by=BY):
        assert not Employee.objects.exists()


def test_guardians_come_and_go(office: Organisation) -> None:
    client = signed_in("secretary", office)
    first = sent(client, office, "students", TITLES, student(ANNA)).json()["id"]
    asked(client, office, first, "confirm")
    run = sent(client, office, "guardians", OF_GUARDIANS, OLGA).json()["id"]
    assert asked(client, office, run, "confirm").json()["created_count"] == 1
    plan = asked(client, office, run, "undo/plan", reason="Не тот файл").json()["plan"]
    assert asked(client, office, run, "undo", plan=plan).json()["state"] == "undone"
    with crossing.inside(office, by=BY):
        assert Student.objects.get().guardianships.count() == 0


def test_file_that_is_none_is_refused_by_name(office: Organisation) -> None:
    client = signed_in("secretary", office)
    file = SimpleUploadedFile("Список.xlsx", b"")
    answer = client.post(f"/o/{office.slug}/api/v1/imports/", {"kind": "students", "file": file})
    said = answer.json()
    assert (answer.status_code, said["code"], said["field"]) == (422, "file.empty", "file")
    other = client.post(f"/o/{office.slug}/api/v1/imports/", {"kind": "cats"})
    assert (other.status_code, other.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("role", ["inspector", "sysadmin", "classteacher", "teacher"])
def test_who_imports_nothing_has_no_such_interface(role: str, office: Organisation) -> None:
    client = signed_in(role, office)
    assert client.get(f"/o/{office.slug}/api/v1/imports/").status_code == 403
    assert sent(client, office, "students", TITLES, student(ANNA)).status_code == 403
