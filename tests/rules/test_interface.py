"""The programming interface of an organisation's settings. Refusals: tests/rules/refused_cases.py."""

import pytest
from django.test import Client

from shared_apps.organisations.models import Organisation
from tests.factories.accounts import browser, member

from .conftest import Above

pytestmark = pytest.mark.django_db
CODE = "order_deadline_days"


def at(school: Organisation, path: str = "") -> str:
    return f"/o/{school.slug}/api/v1/organisation/settings/{path}"


@pytest.fixture
def director(school: Organisation) -> Client:
    return browser(member("rules-director", "director", organisation=school))


def test_values_say_whose_they_are(school: Organisation, director: Client, above: Above) -> None:
    above(CODE, 5)
    found = {one["code"]: one for one in director.get(at(school)).json()}
    assert (found[CODE]["value"], found[CODE]["came"]) == ("5", "above")
    assert found["order_numbering"]["came"] == "default"


def test_own_value_is_written_and_inherited_again(school: Organisation, director: Client) -> None:
    body = {"value": "4", "since": "2026-03-01", "reason": "Приказ 5"}
    made = director.post(at(school, f"{CODE}/"), body, content_type="application/json")
    assert (made.status_code, made.json()["value"], made.json()["came"]) == (200, "4", "here")
    back = director.post(at(school, f"{CODE}/inherit/"), {"since": "2026-04-01"}, content_type="application/json")
    assert (back.status_code, back.json()["came"]) == (200, "default")


def test_who_may_not_write_is_turned_away(school: Organisation) -> None:
    secretary = browser(member("rules-secretary", "secretary", organisation=school))
    assert secretary.get(at(school, f"{CODE}/")).status_code == 200
    assert secretary.post(at(school, f"{CODE}/"), {}, content_type="application/json").status_code == 403
    assert secretary.get(at(school, "unknown/")).status_code == 404
    teacher = browser(member("rules-teacher", "teacher", organisation=school))
    assert teacher.get(at(school)).status_code == 403
