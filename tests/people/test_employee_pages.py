"""Pages of employees' records: journeys through forms, who sees what, as many queries for thirty as for one; the API."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shared_apps.handbooks.services import load_catalogue
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from shared_apps.organisations.models import Organisation
from tenant_apps.people import services
from tenant_apps.people.models import Employee
from tests.enrolment.browsing import signed_in

BY = By.system("tests")
TODAY = timezone.localdate()
SINCE = date(2018, 9, 1)


def teacher(school: Organisation, surname: str = "Петрова") -> int:
    """An employee's id, hired in 2018, with a subject and a conformity that ended."""
    with crossing.inside(school, by=BY):
        employee = services.hire(
            name=services.Name(surname, "Инна"), particulars={"sex": "female"}, post="teacher", kind="main",
            rate=Decimal(1), since=SINCE, by=BY, insist=True,
        )  # fmt: skip
        for kind, values in (
            ("subject", {"subject": "physics", "is_main": True, "valid_from": SINCE}),
            ("category", {"qualification": "conforms", "valid_from": date(2019, 9, 1), "valid_to": None}),
            ("leave", {"kind": "childcare", "valid_from": TODAY, "valid_to": TODAY + timedelta(days=300)}),
        ):
            services.add_record(kind=kind, employee_id=employee.pk, values=values, by=BY)
        return employee.pk


@pytest.fixture
def school(school: Organisation) -> Organisation:
    with crossing.shared(by=BY):
        load_catalogue()
    return school


@pytest.fixture
def director(school: Organisation) -> Client:
    return signed_in("director", school)


def url(school: Organisation, path: str) -> str:
    return f"/o/{school.slug}/people/employees/{path}"


def test_a_record_goes_through_its_form_onto_the_card(school: Organisation, director: Client) -> None:
    pk = teacher(school)
    sent = {"level": "master", "institution": "Кубанский университет", "document": "107704 0012345"}

    answer = director.post(url(school, f"{pk}/records/education/new/"), sent)

    assert answer.status_code == 302
    text = director.get(url(school, f"{pk}/?tab=education")).content.decode()
    assert "Кубанский университет" in text
    assert "107704 0012345" in text


def test_what_is_refused_keeps_what_was_typed(school: Organisation, director: Client) -> None:
    pk = teacher(school)
    sent = {"subject": "mathematics", "is_main": "on", "valid_from": "01.09.2020", "hours": "18,5"}

    answer = director.post(url(school, f"{pk}/records/subject/new/"), sent)

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Основной предмет на эти дни — физика" in text
    assert "18,5" in text


def test_dismissal_asks_for_a_reason_and_ends_the_posts(school: Organisation, director: Client) -> None:
    pk = teacher(school)

    empty = director.post(url(school, f"{pk}/leave/"), {"on": TODAY.isoformat()})
    done = director.post(url(school, f"{pk}/leave/"), {"on": TODAY.isoformat(), "reason": "own_wish"})

    assert (empty.status_code, done.status_code) == (422, 302)
    text = director.get(url(school, f"{pk}/?tab=posts")).content.decode()
    assert "по собственному желанию" in text


def test_family_and_absences_are_for_those_who_may(school: Organisation, director: Client) -> None:
    pk = teacher(school)
    private = url(school, f"{pk}/?tab=private")

    assert "отпуск по уходу за ребёнком" in director.get(private).content.decode()
    for role in ("operator", "sysadmin", "inspector"):
        client = signed_in(role, school)
        assert client.get(private).status_code == 404, role
        assert client.get(url(school, f"{pk}/records/leave/new/")).status_code == 403, role
        text = client.get(url(school, f"{pk}/")).content.decode()
        assert "по уходу" not in text, role


@pytest.mark.parametrize("path", ["", "attestation/", "?columns=service,education_place,is_absent&service=0"])
def test_a_list_asks_as_often_for_thirty_as_for_one(path: str, school: Organisation, director: Client) -> None:
    teacher(school)
    director.get(url(school, path))
    counts = []
    for more in (0, 29):
        for n in range(more):
            teacher(school, f"Петрова{chr(ord('а') + n % 30)}")
        with CaptureQueriesContext(connection) as asked:
            assert director.get(url(school, path)).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_calendar_leads_to_the_card(school: Organisation, director: Client) -> None:
    pk = teacher(school)

    text = director.get(url(school, "attestation/?state=overdue")).content.decode()

    assert f"people/employees/{pk}/?tab=attestation" in text
    assert "срок прошёл" in text


def test_the_api_gives_lists_records_and_the_calendar(school: Organisation, director: Client) -> None:
    pk = teacher(school)
    base = f"/o/{school.slug}/api/v1"

    (row,) = director.get(f"{base}/employees/").json()["results"]
    records = director.get(f"{base}/employees/{pk}/records/").json()
    (due,) = director.get(f"{base}/attestation/").json()

    assert (row["id"], row["posts"], row["subjects"]) == (pk, ["teacher"], ["physics"])
    assert {record["kind"] for record in records} == {"subject", "category", "leave"}
    assert (due["employee_id"], due["state"], due["category"]) == (pk, "overdue", "conforms")
    closed = signed_in("inspector", school).get(f"{base}/employees/{pk}/records/").json()
    assert {record["kind"] for record in closed} == {"subject", "category"}
    assert director.get(f"{base}/employees/?as_of=1000-01-01").status_code == 422


def test_a_record_of_another_employee_is_not_there(school: Organisation, director: Client) -> None:
    first, second = teacher(school), teacher(school, "Белова")
    with crossing.inside(school, by=BY):
        subject = Employee.objects.get(pk=second).subjects.get().pk

    assert director.get(url(school, f"{first}/records/subject/{subject}/")).status_code == 404
    assert director.get(url(school, f"{second}/records/subject/{subject}/")).status_code == 200
    assert director.get(url(school, f"{second}/records/nothing/{subject}/")).status_code == 404
