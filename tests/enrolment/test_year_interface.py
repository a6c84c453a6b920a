"""The programming interface of academic years and classes. Refusals: tests/enrolment/refused_years.py."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.access.conftest import Filled, acting, filled

from .browsing import signed_in

__all__ = ["acting", "filled"]


def ask(client: Client, filled: Filled, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    address = filled.url(f"api/v1/{path}")
    return getattr(client, method)(address, body or {}, content_type="application/json")


def test_year_is_opened_and_its_days_change(filled: Filled) -> None:
    client = signed_in("director", filled.organisation)
    made = ask(client, filled, "post", "years/", {"valid_from": "2031-09-01", "valid_to": "2032-09-01"})
    assert (made.status_code, made.json()["name"]) == (201, "2031/2032")
    changed = ask(
        client, filled, "put", f"years/{made.json()['id']}/", {"valid_from": "2031-09-01", "valid_to": "2032-07-01"}
    )
    assert (changed.status_code, changed.json()["valid_to"]) == (200, "2032-07-01")
    assert "2031/2032" in [one["name"] for one in client.get(filled.url("api/v1/years/")).json()]


def test_class_is_opened_edited_ended_and_deleted(filled: Filled) -> None:
    client = signed_in("director", filled.organisation)
    year = next(one for one in client.get(filled.url("api/v1/years/")).json() if one["state"] == "now")
    made = ask(client, filled, "post", "classes/", {"year_id": year["id"], "grade": 7, "letter": "Б", "capacity": 20})
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert (made.json()["name"], made.json()["capacity"], made.json()["level"]) == ("7Б", 20, "basic")
    body = {"grade": 7, "letter": "В", "room": "12"}
    edited = ask(client, filled, "put", f"classes/{number}/", body)
    assert (edited.status_code, edited.json()["name"], edited.json()["room"]) == (200, "7В", "12")
    led = ask(
        client,
        filled,
        "post",
        f"classes/{number}/teacher/",
        {"employee_id": filled.teacher, "since": edited.json()["valid_from"]},
    )
    assert led.status_code == 204, led.content
    middle = date.fromisoformat(edited.json()["valid_from"]).replace(month=12)
    ended = ask(client, filled, "post", f"classes/{number}/end/", {"on": middle.isoformat()})
    assert (ended.status_code, ended.json()["valid_to"]) == (200, middle.isoformat())
    fresh = ask(client, filled, "post", "classes/", {"year_id": year["id"], "grade": 8, "letter": "Я"}).json()["id"]
    assert ask(client, filled, "delete", f"classes/{fresh}/").status_code == 204
    assert client.get(filled.url(f"api/v1/classes/{fresh}/")).status_code == 404


def test_unknown_year_and_employee_are_named(filled: Filled) -> None:
    client = signed_in("director", filled.organisation)
    assert ask(client, filled, "post", "classes/", {"year_id": 999_999, "grade": 7, "letter": "Б"}).status_code == 404
    answer = ask(
        client, filled, "post", f"classes/{filled.fifth}/teacher/", {"employee_id": 999_999, "since": "2026-09-01"}
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["employee_id"])


@pytest.mark.parametrize(
    ("role", "years", "classes"), [("secretary", 403, 422), ("operator", 403, 422), ("sysadmin", 422, 403),
                                   ("inspector", 403, 403), ("teacher", 403, 403)],
)  # fmt: skip
def test_who_may_not_is_turned_away(role: str, years: int, classes: int, filled: Filled) -> None:
    client = signed_in(role, filled.organisation)
    assert ask(client, filled, "post", "years/").status_code == years
    assert ask(client, filled, "post", "classes/").status_code == classes


def test_a_class_teacher_knows_the_own_class_alone(filled: Filled) -> None:
    client = signed_in("classteacher", filled.organisation, card_id=filled.teacher)
    found = [client.get(filled.url(f"api/v1/classes/{pk}/")).status_code for pk in (filled.fifth, filled.ninth)]
    assert found == [200, 404]
