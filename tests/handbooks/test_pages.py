from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from shared_apps.accounts.models import Account
from shared_apps.handbooks.models import HandbookItem
from shared_apps.organisations import crossing
from shared_apps.organisations.crossing import By
from tests.factories.accounts import browser, member

BY = By.system("tests")
pytestmark = pytest.mark.django_db


@pytest.fixture
def regadmin() -> Client:
    """The region's administrator at his desk."""
    return browser(member("handbook-keeper", "regadmin"))


def _url(name: str, *arguments: str) -> str:
    return reverse(f"handbooks:{name}", args=arguments)


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def _stored(handbook: str, code: str) -> HandbookItem:
    with crossing.shared(by=BY):
        return HandbookItem.objects.get(handbook__code=handbook, code=code)


def test_list_names_handbooks_in_russian(regadmin: Client) -> None:
    page = _text(regadmin, _url("list"))

    assert "Справочники" in page
    assert "Виды приказов" in page
    assert "Kinds of orders" not in page


def test_list_finds_a_handbook_by_its_item(regadmin: Client) -> None:
    page = _text(regadmin, _url("list") + "?q=свидетельство о рождении")

    assert "Документы, удостоверяющие личность" in page
    assert "Виды приказов" not in page


def test_handbook_shows_items_of_the_day(regadmin: Client) -> None:
    url = _url("handbook", "post")

    assert "основ безопасности жизнедеятельности" not in _text(regadmin, url)
    assert "основ безопасности жизнедеятельности" in _text(regadmin, url + "?as_of=2020-09-01")
    assert "основ безопасности жизнедеятельности" in _text(regadmin, url + "?shown=all")


def test_handbook_page_costs_the_same_for_few_and_for_many(
    regadmin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _text(regadmin, _url("handbook", "form_of_study"))
    costs = []
    for handbook in ("form_of_study", "citizenship"):
        with django_assert_max_num_queries(20) as counted:
            _text(regadmin, _url("handbook", handbook) + "?per=250")
        costs.append(len(counted))

    assert costs[0] == costs[1]


def test_item_is_added_and_shown(regadmin: Client) -> None:
    answer = regadmin.post(
        _url("new_item", "funding"), {"name": "за счёт гранта", "code": "grant", "valid_from": "2026-09-01"}
    )

    assert answer.status_code == 302
    assert answer["Location"] == _url("item", "funding", "grant")
    assert "за счёт гранта" in _text(regadmin, answer["Location"])


def test_taken_code_is_said_at_its_field_and_nothing_typed_is_lost(regadmin: Client) -> None:
    answer = regadmin.post(
        _url("new_item", "funding"), {"name": "ещё один бюджет", "code": "budget", "valid_from": "2026-09-01"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "уже есть значение с кодом «budget»" in page
    assert "ещё один бюджет" in page


def test_group_is_asked_where_the_handbook_has_groups(regadmin: Client) -> None:
    assert 'name="group"' in _text(regadmin, _url("new_item", "post"))
    assert 'name="group"' not in _text(regadmin, _url("new_item", "sex"))


def test_item_is_reworded_and_the_change_is_readable(regadmin: Client) -> None:
    answer = regadmin.post(_url("reword_item", "shift", "1"), {"name": "утренняя", "short_name": "1"})

    page = _text(regadmin, answer["Location"])
    assert "Учётная запись handbook-keeper" in page
    assert "первая" in page
    assert "утренняя" in page


def test_item_is_closed_and_reopened(regadmin: Client) -> None:
    regadmin.post(_url("close_item", "shift", "3"), {"on": "2026-09-01", "reason": "третьих смен нет"})
    closed = _stored("shift", "3")

    regadmin.post(_url("reopen_item", "shift", "3"), {})

    assert (closed.valid_to, closed.retired_reason) == (date(2026, 9, 1), "третьих смен нет")
    assert _stored("shift", "3").valid_to == date.max


@pytest.mark.parametrize(
    "url",
    [
        ("handbook", "colour"),
        ("item", "shift", "4"),
        ("item", "colour", "1"),
        ("new_item", "colour"),
        ("reword_item", "shift", "4"),
    ],
)
def test_what_is_not_there_is_not_found(regadmin: Client, url: tuple[str, ...]) -> None:
    assert regadmin.get(_url(*url)).status_code == 404


@pytest.mark.parametrize("name", ["new_item", "reword_item", "close_item", "reopen_item"])
def test_who_may_only_look_changes_nothing(name: str) -> None:
    watcher = browser(member("handbook-reader", "ministry"))
    arguments = ("shift",) if name == "new_item" else ("shift", "1")

    assert watcher.post(_url(name, *arguments), {}).status_code in (403, 404)
    assert "/new/" not in _text(watcher, _url("handbook", "shift"))


def test_pages_stand_in_english_for_an_english_account() -> None:
    keeper = member("english-keeper", "regadmin")
    with crossing.shared(by=BY):
        Account.objects.filter(pk=keeper.pk).update(language="en")

    page = _text(browser(keeper), _url("handbook", "sex"))

    assert "female" in page
    assert "женский" not in page
