"""The turn of the year at the desk: the coordinator looks, tries, carries out, undoes, carries out again; two persons
close the year before, which the region had opened once more. Keyboard only."""

import re

import pytest

from tests.journeys.conftest import SignedIn
from tests.journeys.days import EARLIER, PRESENT
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.more]
LONG = 90


def at_plan(person: Keyboard) -> Keyboard:
    person.go("Переход на новый учебный год")
    person.to("Открыть план").enter()
    person.page.wait_for_url(re.compile(r"/plans/\d+/$"))
    return person


def again_until(person: Keyboard, text: str, *, turns: int = 60) -> Keyboard:
    """Refresh until the job that works has done it."""
    for _turn in range(turns):
        if text in person.page.locator("main").inner_text():
            return person
        person.page.wait_for_timeout(1000)
        person.page.reload()
    return person.sees(text)


def carried_out(person: Keyboard) -> None:
    at_plan(person)
    person.to("Выполнить").enter().sees("Выполнить план?")
    person.to("Выполнить", "button").enter()
    again_until(person, "Кто выполнил", turns=LONG)


def test_the_passage_is_tried_carried_out_undone_and_carried_out_again(signed_in: SignedIn) -> None:
    person = signed_in("coordinator")
    person.to("Переход на новый учебный год").enter().sees("Сроки перехода на новый год")
    at_plan(person).sees("Классы и итоги года")
    person.to("Исключения").enter().sees("Исключения плана").sees("по заявлению: 10 класс")

    at_plan(person)
    person.to("Проверить").enter()
    person.to(re.compile("Проверить переход|Повторить"), "button").enter()
    again_until(person, "Переход остановился бы")

    at_plan(person)
    person.to("Обновить по спискам обучающихся", "button").enter().sees("План обновлён")
    person.to("Решить сразу за многих").enter()
    person.to("О ком").choose("все")
    person.to("Только тех, у кого итог").choose("не решено")
    person.to("Итог года").choose("завершает обучение с аттестатом")
    person.to("Принять решение", "button").enter()
    person.sees("Всё решено")

    person.to("Проверить").enter()
    person.to("Повторить", "button").enter()
    again_until(person, "Ничего не записано")
    carried_out(person)

    person.to("Отменить").enter()
    person.to("Причина", "textarea").type("Проверяем отмену")
    person.to("Показать, что будет отменено", "button").enter()
    again_until(person, "Пока ничего не записано")
    person.to("Отменить переход", "button").enter()
    again_until(person, "отменён", turns=LONG)

    carried_out(person)
    person.sees("Приказы о переходе")


def test_a_year_is_opened_by_the_region_and_closed_by_two_persons(signed_in: SignedIn) -> None:
    coordinator, sysadmin, regadmin = signed_in("coordinator"), signed_in("sysadmin"), signed_in("regadmin")
    year = ("Переход на новый учебный год", "Закрытие учебных годов", EARLIER)
    coordinator.go(*year).sees("Год закрыт")
    coordinator.to("Запросить открытие").enter()
    coordinator.to("Причина", "textarea").type("Не внесён приказ о выбытии")
    coordinator.to("Отправить запрос", "button").enter()

    regadmin.go("Открытие закрытых учебных годов").sees("Не внесён приказ о выбытии")
    regadmin.to(re.compile(r".*(СОШ|школа|лицей|гимназия)", re.IGNORECASE)).enter()
    regadmin.to("снова открыть год").press("Space")
    regadmin.to("Текст решения", "textarea").type("Открыть на день")
    regadmin.to("Принять решение", "button").enter()

    coordinator.go(*year)
    again_until(coordinator, "Предложить закрыть")
    coordinator.to("Предложить закрыть").enter()
    coordinator.to("Предложить", "button").enter()
    coordinator.sees("Решение принимает другой человек")
    assert "Подтвердить закрытие" not in coordinator.page.locator("main").inner_text()

    sysadmin.go(*year)
    sysadmin.to("Подтвердить закрытие").enter()
    sysadmin.to("Закрыть год", "button").enter()
    sysadmin.sees("Год закрыт")
    coordinator.go(*year).sees("Год закрыт")


def test_a_year_that_is_not_over_is_not_closed(signed_in: SignedIn) -> None:
    coordinator = signed_in("coordinator")
    coordinator.go("Переход на новый учебный год", "Закрытие учебных годов", PRESENT)

    coordinator.sees("его закрывают после этого дня")
