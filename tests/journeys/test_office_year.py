"""A year in a school's office, keyboard only: a student is admitted, placed in a class, moved to another one, goes on
leave and comes back, leaves for a college in another town and is restored, and at last repeats the year.
"""

import re
from datetime import date, timedelta

import pytest

from tests.journeys.conftest import SignedIn
from tests.journeys.days import BEGAN, NEXT, TODAY
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.more, pytest.mark.timeout(600)]

SURNAME, GIVEN = "Вострикова", "Евгения"
WHO = f"{SURNAME} {GIVEN}"
OTHER, AGAIN = "3Э", "3Ю"


def signed(person: Keyboard) -> None:
    person.sees(re.compile(r"подписан"), within="body")


def opened(person: Keyboard) -> str:
    """The path of the card that is open, within the organisation."""
    return re.sub(r"^https?://[^/]+/o/[^/]+", "", person.page.url).split("?")[0]


def test_a_year_of_a_student_in_the_office(signed_in: SignedIn) -> None:
    coordinator = signed_in("coordinator")
    classes(coordinator)
    secretary = signed_in("secretary")
    card = admitted(secretary)
    placed(secretary, card)
    moved(secretary, card)
    on_leave_and_back(secretary, card)
    left_and_restored(secretary, card)
    repeats(secretary, card)
    in_the_books(secretary)


def classes(person: Keyboard) -> None:
    """The coordinator opens one more third grade, the next year, and a third grade in it."""
    person.open_path("/years/")
    if named(NEXT) not in person.page.locator("main").inner_text():
        person.open_path("/years/new/").to("Открыть", "button").enter()
    for year, name in ((BEGAN, OTHER), (NEXT, AGAIN)):
        person.open_path("/classes/new/")
        person.to("Учебный год").choose(named(year)).to("Параллель").type("3").to("Литера").type(name[1:])
        person.to("Открыть класс", "button").enter()
        person.sees(name, within="h1")


def named(first: date) -> str:
    return f"{first.year}/{first.year + 1}"


def admitted(person: Keyboard) -> str:
    """Into the third grade, in no class yet."""
    person.open_path("/students/admit/")
    person.to("Фамилия").type(SURNAME).to("Имя").type(GIVEN).to("Отчество").type("Олеговна")
    person.to("Пол").choose("женский").to("Дата рождения").type(f"{BEGAN.year - 9}-04-12")
    person.to("Дата зачисления").type(day(40)).to("Параллель").type("3")
    person.to("Зачислить", "button").enter()
    person.sees(WHO, within="h1").sees("вне класса", within="body")
    return opened(person)


def placed(person: Keyboard, card: str) -> None:
    """By an order of placing of its own: a draft, its line, its signature."""
    person.open_path("/orders/new/")
    person.to("О чём").choose("О распределении по классам").to("Составить черновик", "button").enter()
    person.page.wait_for_url(re.compile("/lines/"))
    person.to("Часть имени").type(SURNAME).enter()
    person.page.wait_for_url(re.compile("q="))
    person.to(re.compile(SURNAME)).press("Space")
    person.to("Дата перевода").type(day(38)).to("Класс").choose("3А")
    person.to("Добавить в приказ", "button").enter()
    person.sees(WHO).to("Подписать").enter()
    insisted(person, "Подписать")
    signed(person)
    person.open_path(card).sees("3А", within="body")


def moved(person: Keyboard, card: str) -> None:
    person.open_path(f"{card}order/move/?kind=class_transfer")
    person.to("Дата перевода").type(day(30)).to("Класс").choose(OTHER)
    insisted(person, "Оформить приказ")
    signed(person)
    person.sees(OTHER, within="body")


def on_leave_and_back(person: Keyboard, card: str) -> None:
    person.open_path(f"{card}order/arrange/?kind=temporary_leave")
    person.to("Начинается с").type(day(25)).to("Ожидаемое возвращение").type(day(15))
    person.to("Оформить приказ", "button").enter()
    signed(person)
    person.sees("Отпуска, планы").sees(re.compile("временном выбытии|временно выбыл"))
    person.open_path(f"{card}order/release/?kind=return")
    person.to("Приступить с").type(day(14)).to("Оформить приказ", "button").enter()
    signed(person)


def left_and_restored(person: Keyboard, card: str) -> None:
    """To another school of the region, from the register; back a week later; the arrival was confirmed meanwhile."""
    person.open_path(f"{card}order/end/?kind=leaving_transfer")
    person.to("Дата выбытия").type(day(10)).to("Куда выбыл").choose("другой субъект")
    person.to("Куда").type("МБОУ СОШ № 14, г. Майкоп")
    person.to("Оформить приказ", "button").enter()
    signed(person)
    person.sees("не обучается", within="body")
    person.to("Подтвердить прибытие").enter()
    person.to("Обучается там с").type(day(9)).to("Подтверждающий документ").type("справка от 20.11.2026 № 45")
    person.to("Записать", "button").enter()
    person.sees("справка от 20.11.2026 № 45")
    person.open_path(f"{card}order/begin/?kind=readmission")
    person.to("Дата зачисления").type(day(3)).to("Класс").choose(OTHER)
    insisted(person, "Оформить приказ")
    signed(person)
    person.sees(OTHER, within="body")


def repeats(person: Keyboard, card: str) -> None:
    person.open_path("/orders/new/")
    person.to("О чём").choose("Об оставлении на повторное обучение в связи").press("ArrowDown")  # the kind after it
    person.to("Составить черновик", "button").enter()
    person.page.wait_for_url(re.compile("/lines/"))
    person.to("Часть имени").type(SURNAME).enter()
    person.page.wait_for_url(re.compile("q="))
    person.to(re.compile(SURNAME)).press("Space")
    person.to("Дата перевода").type(NEXT.isoformat()).to("Класс").choose(AGAIN)
    person.to("Добавить в приказ", "button").enter()
    person.sees(WHO).to("Подписать").enter()
    insisted(person, "Подписать")
    signed(person)
    person.open_path(f"{card}?tab=study").sees(AGAIN)


def in_the_books(person: Keyboard) -> None:
    """The movement book has both comings and the leaving; the list of those who repeat a year has the student."""
    person.open_path(f"/movement/?q={SURNAME.lower()}")
    rows = person.page.locator("table.table tbody tr")
    assert rows.count() == 3
    person.sees("г. Майкоп")
    person.open_path(f"/movement/repeated/?first={NEXT.isoformat()}&last={NEXT.isoformat()}").sees(WHO)


def insisted(person: Keyboard, button: str) -> None:
    """Press, and confirm a warning about places, if there is one."""
    person.to(button, "button").enter()
    if person.page.locator('input[type="checkbox"][name="insist"]').count():
        person.to(re.compile("Проверено|Я проверил")).press("Space").to(button, "button").enter()


def day(ago: int) -> str:
    return max(TODAY - timedelta(days=ago), BEGAN).isoformat()
