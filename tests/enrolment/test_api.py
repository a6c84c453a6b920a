"""The programming interface: the same records, rights and refusals as on pages."""

from datetime import date

import pytest
from django.test import Client

from .browsing import signed_in
from .test_pages import TODAY, Filled, filled  # noqa: F401  (a fixture)


@pytest.fixture
def secretary(filled: Filled) -> Client:  # noqa: F811
    return signed_in("secretary", filled.organisation)


def post(client: Client, url: str, body: dict[str, object]) -> object:
    client.get(url.split("api/", maxsplit=1)[0])
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    return client.post(url, body, content_type="application/json", headers={"x-csrftoken": token})


def test_lists_answer_as_of_a_day(filled: Filled, secretary: Client) -> None:  # noqa: F811
    found = secretary.get(filled.url("api/v1/students/?q=елк")).json()

    assert [(row["surname"], row["class_name"]) for row in found["results"]] == [("Ёлкина", "5А")]
    assert secretary.get(filled.url("api/v1/students/?as_of=2001-01-01")).json()["count"] == 0
    assert secretary.get(filled.url("api/v1/classes/")).json()["results"][0]["students"] == 1
    assert [row["state"] for row in secretary.get(filled.url("api/v1/years/")).json()] == ["now"]


def test_order_is_drafted_signed_and_cancelled(filled: Filled, secretary: Client) -> None:  # noqa: F811
    body = {
        "kind": "leaving", "date": TODAY.isoformat(),
        "lines": [{"student_id": filled.student, "on": TODAY.isoformat(), "reason": "moved"}],
    }  # fmt: skip

    drafted = post(secretary, filled.url("api/v1/orders/"), body)
    assert drafted.status_code == 201, drafted.content  # type: ignore[attr-defined]
    page = filled.url(f"api/v1/orders/{drafted.json()['id']}/")  # type: ignore[attr-defined]
    signed = post(secretary, f"{page}sign/", {"number": "5-у"})
    assert signed.json()["state"] == "effective"  # type: ignore[attr-defined]
    cancelled = post(secretary, f"{page}cancel/", {"date": TODAY.isoformat(), "basis": "ошибка"})

    assert cancelled.json()["cancels"] == drafted.json()["id"]  # type: ignore[attr-defined]
    assert secretary.get(page).json()["state"] == "cancelled"


def test_refusals_are_problems_with_their_code(filled: Filled, secretary: Client) -> None:  # noqa: F811
    line = {"student_id": filled.student, "on": TODAY.isoformat(), "class_id": filled.class_id}
    body = {"kind": "admission", "date": TODAY.isoformat(), "lines": [line]}
    draft = post(secretary, filled.url("api/v1/orders/"), body).json()["id"]  # type: ignore[attr-defined]

    refused = post(secretary, filled.url(f"api/v1/orders/{draft}/sign/"), {})
    unknown = post(secretary, filled.url("api/v1/orders/"), {**body, "lines": [{**line, "student_id": 10**8}]})
    twice = post(secretary, filled.url("api/v1/orders/"), {**body, "lines": [line, line]})

    codes = [one.json()["code"] for one in (refused, unknown, twice)]  # type: ignore[attr-defined]
    assert codes == ["student_already_enrolled", "no_such_student", "student_stands_in_the_order"]


def test_card_is_read_and_written_by_field_rights(filled: Filled, secretary: Client) -> None:  # noqa: F811
    page = filled.url(f"api/v1/students/{filled.student}/")
    card = secretary.get(f"{page}particulars/").json()
    assert card["birth_date"] == "2014-03-09"
    assert "phone" in card

    secretary.get(filled.url(""))
    token = {"x-csrftoken": secretary.cookies["csrftoken"].value} if "csrftoken" in secretary.cookies else {}
    body = {"phone": "8 918 1", "version": card["version"]}
    changed = secretary.patch(page, body, content_type="application/json", headers=token)
    again = secretary.patch(page, body | {"phone": "2"}, content_type="application/json", headers=token)

    assert (changed.status_code, again.json()["code"]) == (200, "changed_meanwhile")
    inspector = signed_in("inspector", filled.organisation)
    seen = inspector.get(f"{page}particulars/").json()
    assert "phone" not in seen
    assert "birth_place" not in seen
    assert seen["sex"] == "female"
    assert inspector.patch(page, body, content_type="application/json", headers=token).status_code == 403


def test_movement_and_enrolments(filled: Filled, secretary: Client) -> None:  # noqa: F811
    first = date(TODAY.year - 1, 1, 1).isoformat()

    book = secretary.get(filled.url(f"api/v1/enrolments/?first={first}&last={TODAY.isoformat()}")).json()
    own = secretary.get(filled.url(f"api/v1/students/{filled.student}/enrolments/")).json()

    assert [(row["direction"], row["name"]) for row in book["results"]] == [("in", "Ёлкина Анна Петровна")]
    assert [stay["class_name"] for stay in own[0]["stays"]] == ["5А"]
    assert secretary.get(filled.url("api/v1/enrolments/")).status_code == 422


@pytest.mark.parametrize("query", ["as_of=0001-01-01", "grade=99999999999999999999", "q=%00", "presence=x"])
def test_nonsense_in_the_address_is_no_error_of_ours(query: str, filled: Filled, secretary: Client) -> None:  # noqa: F811
    assert secretary.get(filled.url(f"api/v1/students/?{query}")).status_code in (200, 422)
    assert secretary.get(filled.url(f"students/?{query}")).status_code == 200
