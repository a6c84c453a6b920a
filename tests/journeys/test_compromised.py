"""An account is compromised, and others have changed the same records since: reported, proposed, confirmed by another
person, conflicts listed, families told. Keyboard only. It comes last: the operator stays frozen (tests/conftest.py)."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.conftest import SignedIn
from tests.journeys.keyboard import Keyboard
from tests.journeys.platform import PASSWORD, Platform

ZONE = ZoneInfo("Europe/Moscow")
pytestmark = [pytest.mark.browser, pytest.mark.more]


def change_phone(person: Keyboard, name: str, phone: str) -> None:
    editing(person, name)
    person.to(re.compile(r"(?i)мобильный телефон")).type(phone)
    person.to("Сохранить", "button").enter()


def editing(person: Keyboard, name: str) -> None:
    """The form of a student's card."""
    person.go("Обучающиеся").find(name).go(name, re.compile("Изменить$"))


def phone_of(person: Keyboard, name: str) -> str:
    """Digits of the mobile phone, as the form of the card shows it."""
    editing(person, name)
    person.to(re.compile(r"(?i)мобильный телефон"))
    return re.sub(r"\D", "", person.page.evaluate("() => document.activeElement.value"))


def cards(person: Keyboard, number: int) -> list[str]:
    """Names of the first students of the list."""
    person.go("Обучающиеся")
    found: list[str] = []
    for _turn in range(200):
        person.press("Tab")
        href = person.page.evaluate("() => document.activeElement.href || ''")
        if re.search(r"/students/\d+/$", href) and person.focused()[1] not in found:
            found.append(person.focused()[1])
        if len(found) == number:
            return found
    raise AssertionError(f"The list has fewer than {number} students: {found}")


def test_operations_are_voided_by_two_persons_and_later_edits_of_others_stay(
    signed_in: SignedIn, platform: Platform
) -> None:
    operator, secretary = signed_in("operator"), signed_in("secretary")
    name = re.search(r"[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+", operator.page.locator("header").first.inner_text())
    assert name is not None
    alone, both = cards(operator, 2)
    before = phone_of(secretary, alone)
    change_phone(operator, alone, "+7 999 111-11-11")
    assert phone_of(secretary, alone).endswith("1111111")
    change_phone(operator, both, "+7 999 111-11-12")
    change_phone(secretary, both, "+7 999 222-22-22")

    operator.to(re.compile(rf".*{name[0]}"), "summary").press("Enter").go("Мой пароль стал известен")
    operator.to("С какого дня").type(f"{datetime.now(tz=ZONE):%Y-%m-%d}")
    operator.to("Откуда это известно", "textarea").type("Пароль лежал на столе с утра")
    operator.to("Заморозить мою учётную запись", "button").enter()
    operator.sees("заморожена")
    operator.open(f"{platform.url}/sign-in/")
    operator.to("Логин").type("operator").to("Пароль").type(PASSWORD).enter().sees(re.compile("заморожен|сообщено"))

    sysadmin = signed_in("sysadmin")
    sysadmin.to("Компрометация").enter()
    sysadmin.to(name[0]).enter()
    sysadmin.to("Предложить отмену").enter()
    sysadmin.to("Рассчитать и предложить", "button").enter()
    sysadmin.sees("эти записи потом изменили другие").sees("запись изменили позже")
    assert "Утвердить отмену" not in sysadmin.page.locator("main").inner_text()

    director = signed_in("director").go("Компрометация", name[0])
    director.to("Утвердить отмену").enter()
    director.to("Признать операции недействительными", "button").enter()
    director.sees("Протокол").sees("эти записи потом изменили другие").sees(re.compile("Оповещ|семь"))
    director.to("Список для печати").enter().sees(re.compile("\\w"))

    assert phone_of(secretary, alone) == before
    assert phone_of(secretary, both).endswith("2222222")
