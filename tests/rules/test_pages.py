"""Pages of settings at every level."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from shared_apps.organisations import crossing
from shared_apps.organisations.models import Organisation
from shared_apps.organisations.routing import organisation_url
from shared_apps.rules.entries import Holder
from shared_apps.rules.models import RuleValue
from tests.factories.accounts import browser, member

from .conftest import KEEPER, Above

pytestmark = pytest.mark.django_db
CODE = "order_deadline_days"


@pytest.fixture
def regadmin() -> Client:
    return browser(member("rules-keeper", "regadmin"))


@pytest.fixture
def director(school: Organisation) -> Client:
    return browser(member("rules-director", "director", organisation=school))


def inside(school: Organisation, name: str, *arguments: str) -> str:
    return organisation_url(school.slug, f"passport:setting_{name}", *arguments)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def test_list_says_where_each_value_comes_from(school: Organisation, director: Client, above: Above) -> None:
    above(CODE, 5, reason="Приказ")

    page = text(director, inside(school, "list"))

    assert "5 дней" in page
    assert "наследуется" in page
    assert "по умолчанию" in page
    assert "20.06" in page


def test_list_shows_another_day(school: Organisation, director: Client, above: Above) -> None:
    above(CODE, 5)

    assert "5 дней" not in text(director, inside(school, "list") + "?as_of=2026-02-01")


def test_locked_value_says_who_and_why_and_offers_no_change(
    school: Organisation, director: Client, above: Above
) -> None:
    above(CODE, 5, locked=True, reason="Приказ № 81")

    page = text(director, inside(school, "card", CODE))

    assert "Приказ № 81" in page
    assert "Регадминова" in page
    assert inside(school, "write", CODE) not in page


def test_organisation_sets_and_takes_back_a_value(school: Organisation, director: Client) -> None:
    answer = director.post(inside(school, "write", CODE), {"value": "4", "since": "2026-03-01", "reason": "Приказ 5"})
    assert answer.status_code == 302, answer.content.decode()
    page = text(director, answer["Location"])
    assert "4 дня" in page
    assert "Приказ 5" in page

    answer = director.post(inside(school, "inherit", CODE), {"since": "2026-03-02"})

    assert answer.status_code == 302, answer.content.decode()
    assert "наследует" in text(director, answer["Location"])


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [
        (CODE, "семь", "число"),
        (CODE, "0", "Укажите число от 1 до 60"),
        ("year_end_by", "31.06", "не день, который есть в каждом году"),
        ("year_end_by", "<b>", "не день, который есть в каждом году"),
    ],
)
def test_bad_value_is_said_at_its_field_and_kept(
    school: Organisation, director: Client, code: str, value: str, said: str
) -> None:
    answer = director.post(inside(school, "write", code), {"value": value, "since": "2026-03-01", "reason": "Зачем-то"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Зачем-то" in page


def test_region_locks_a_value(regadmin: Client) -> None:
    url = reverse("rules:write", args=[CODE])

    refused = regadmin.post(url, {"value": "5", "since": "2026-03-01", "is_locked": "on"})
    answer = regadmin.post(url, {"value": "5", "since": "2026-03-01", "is_locked": "on", "reason": "Приказ"})

    assert refused.status_code == 422
    assert "почему значение закреплено" in refused.content.decode()
    assert "закреплено для нижестоящих" in text(regadmin, answer["Location"])


def test_region_sees_who_differs_below(regadmin: Client, municipality: Holder, above: Above) -> None:
    above(CODE, 3, municipality)

    page = text(regadmin, reverse("rules:card", args=[CODE]) + "?tab=below")

    assert "Тестовый район" in page
    assert "3 дня" in page


def test_municipality_writes_its_own_value(municipality: Holder) -> None:
    clerk = browser(member("rules-clerk", "municipality", municipality_id=municipality.id))

    answer = clerk.post(reverse("rules:write", args=[CODE]), {"value": "6", "since": "2026-03-01"})

    assert answer.status_code == 302, answer.content.decode()
    with crossing.shared(by=KEEPER):
        assert RuleValue.objects.get().municipality_id == municipality.id


def test_an_organisation_can_not_lock(school: Organisation, director: Client) -> None:
    director.post(inside(school, "write", CODE), {"value": "4", "since": "2026-03-01", "is_locked": "on"})

    assert "is_locked" not in text(director, inside(school, "write", CODE))


def test_who_may_only_look_is_offered_nothing(school: Organisation) -> None:
    secretary = browser(member("rules-secretary", "secretary", organisation=school))
    analyst = browser(member("rules-analyst", "ministry"))

    assert "/write/" not in text(secretary, inside(school, "card", CODE))
    assert secretary.get(inside(school, "write", CODE)).status_code == 403
    assert "/write/" not in text(analyst, reverse("rules:card", args=[CODE]))
    assert analyst.post(reverse("rules:write", args=[CODE]), {}).status_code == 403


def test_what_is_not_there_is_not_found(school: Organisation, director: Client, regadmin: Client) -> None:
    for name in ("card", "write", "inherit"):
        assert director.get(inside(school, name, "colour")).status_code == 404
        assert regadmin.get(reverse(f"rules:{name}", args=["colour"])).status_code == 404


def test_list_costs_the_same_whatever_is_written(
    school: Organisation,
    director: Client,
    municipality: Holder,
    above: Above,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    costs = []
    for values in ((), ("order_deadline_days", "invitation_days", "card_check_day")):
        for code in values:
            above(code, 8)
            above(code, 9, municipality)
        text(director, inside(school, "list"))
        with django_assert_max_num_queries(20) as counted:
            text(director, inside(school, "list"))
        costs.append(len(counted))

    assert costs[0] == costs[1]
