"""A year in a school's office, keyboard only: a student is admitted, placed in a class, moved to another one, goes on
leave and comes back, leaves for a college in another town and is restored, and at last repeats the year.
"""

import re
from datetime import date, timedelta

import pytest

from tests.journeys.conftest import SignedIn
from tests.journeys.days import BEGAN, NEXT, TODAY
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.more]

SURNAME, GIVEN = "Вострикова", "Евгения"
WHO = f"{SURNAME} {GIVEN}"
OTHER, AGAIN = "3Э", "3Ю"


def ordered(person: Keyboard, *names: str | re.Pattern[str]) -> Keyboard:
    """An order about her, from the menu of her card."""
    return at_card(person).to("Движение", "summary").press("Enter").go(*names)


def signed(person: Keyboard) -> None:
    person.sees(re.compile(r"подписан"), within="body")


def at_card(person: Keyboard, *names: str | re.Pattern[str]) -> Keyboard:
    """Her card by the list of students, and the links from it."""
    return person.find_card(SURNAME).go(WHO, *names)


def test_a_year_of_a_student_in_the_office(signed_in: SignedIn) -> None:
    coordinator = signed_in("coordinator")
    classes(coordinator)
    secretary = signed_in("secretary")
    admitted(secretary)
    placed(secretary)
    moved(secretary)
    on_leave_and_back(secretary)
    left_and_restored(secretary)
    repeats(secretary)
    in_the_books(secretary)


def classes(person: Keyboard) -> None:
    """The coordinator opens one more third grade, the next year, and a third grade in it."""
    person.go("Год и периоды")
    if named(NEXT) not in person.page.locator("main").inner_text():
        person.go("Открыть учебный год").to("Открыть", "button").enter()
    for year, name in ((BEGAN, OTHER), (NEXT, AGAIN)):
        person.go("Классы", "Новый класс")
        person.to("Учебный год").choose(named(year)).to("Параллель").type("3").to("Литера").type(name[1:])
        person.to("Открыть класс", "button").enter()
        person.sees(name, within="h1")


def named(first: date) -> str:
    return f"{first.year}/{first.year + 1}"


def admitted(person: Keyboard) -> None:
    """Into the third grade, in no class yet."""
    person.go("Обучающиеся", "Зачислить")
    person.to("Фамилия").type(SURNAME).to("Имя").type(GIVEN).to("Отчество").type("Олеговна")
    person.to("Пол").choose("женский").to("Дата рождения").type(f"{BEGAN.year - 9}-04-12")
    person.to("Дата зачисления").type(day(40)).to("Параллель").type("3")
    person.to("Зачислить", "button").enter()
    person.sees(WHO, within="h1").sees("вне класса", within="body")


def placed(person: Keyboard) -> None:
    """By an order of placing of its own: a draft, its line, its signature."""
    person.go("Приказы", "Новый приказ")
    person.to("О чём").choose("О распределении по классам").to("Составить проект", "button").enter()
    person.page.wait_for_url(re.compile("/lines/"))
    person.to("Часть имени").type(SURNAME).enter()
    person.page.wait_for_url(re.compile("q="))
    person.to(re.compile(SURNAME)).press("Space")
    person.to("Дата перевода").type(day(38)).to("Класс").choose("3А")
    person.to("Добавить в приказ", "button").enter()
    person.sees(WHO).to("Подписать").enter()
    insisted(person, "Подписать")
    signed(person)
    at_card(person).sees("3А", within="body")


def moved(person: Keyboard) -> None:
    ordered(person, re.compile("Перевод$"), "В другой класс")
    person.to("Дата перевода").type(day(30)).to("Класс").choose(OTHER)
    insisted(person, "Оформить приказ")
    signed(person)
    person.sees(OTHER, within="body")


def on_leave_and_back(person: Keyboard) -> None:
    ordered(person, "Отпуск, индивидуальный план", "Врем. выбытие")
    person.to("Начинается с").type(day(25)).to("Ожидаемое возвращение").type(day(15))
    person.to("Оформить приказ", "button").enter()
    signed(person)
    person.sees("Отпуска, планы").sees(re.compile("временном выбытии|временно выбыл"))
    ordered(person, "Возвращение, окончание плана")
    person.to("Приступить с").type(day(14)).to("Оформить приказ", "button").enter()
    signed(person)


def left_and_restored(person: Keyboard) -> None:
    """To another school of the region, from the register; back a week later; the arrival was confirmed meanwhile."""
    ordered(person, "Выбытие", "В порядке перевода")
    person.to("Дата выбытия").type(day(10)).to("Куда выбыл").choose("другой субъект")
    person.to("Куда").type("МБОУ СОШ № 14, г. Майкоп")
    person.to("Оформить приказ", "button").enter()
    signed(person)
    person.sees("не обучается", within="body")
    person.to("Подтвердить прибытие").enter()
    person.to("Обучается там с").type(day(9)).to("Подтверждающий документ").type("справка от 20.11.2026 № 45")
    person.to("Записать", "button").enter()
    person.sees("справка от 20.11.2026 № 45")
    at_card(person, "Зачислить", "Восстановление")
    person.to("Дата зачисления").type(day(3)).to("Класс").choose(OTHER)
    insisted(person, "Оформить приказ")
    signed(person)
    person.sees(OTHER, within="body")


def repeats(person: Keyboard) -> None:
    person.go("Приказы", "Новый приказ")
    person.to("О чём").choose("Об оставлении на повторное обучение в связи").press("ArrowDown")  # the kind after it
    person.to("Составить проект", "button").enter()
    person.page.wait_for_url(re.compile("/lines/"))
    person.to("Часть имени").type(SURNAME).enter()
    person.page.wait_for_url(re.compile("q="))
    person.to(re.compile(SURNAME)).press("Space")
    person.to("Дата перевода").type(NEXT.isoformat()).to("Класс").choose(AGAIN)
    person.to("Добавить в приказ", "button").enter()
    person.sees(WHO).to("Подписать").enter()
    insisted(person, "Подписать")
    signed(person)
    at_card(person, "Обучение и движение").sees(AGAIN)


def in_the_books(person: Keyboard) -> None:
    """The movement book has both comings and the leaving; the list of those who repeat a year has the student."""
    person.go("Книга движения").find(SURNAME.lower())
    rows = person.page.locator("table.table tbody tr")
    assert rows.count() == 3
    person.sees("г. Майкоп")
    person.go("Списки по движению", "Повторное обучение")
    person.to("С даты", "input:date").type(NEXT.isoformat())
    person.to("По (включительно)").type(NEXT.isoformat()).enter().sees(WHO)


def insisted(person: Keyboard, button: str) -> None:
    """Press, and confirm a warning about places, if there is one."""
    person.to(button, "button").enter()
    if person.page.locator('input[type="checkbox"][name="insist"]').count():
        person.to(re.compile("Проверено|Я проверил")).press("Space").to(button, "button").enter()


def day(ago: int) -> str:
    return max(TODAY - timedelta(days=ago), BEGAN).isoformat()
