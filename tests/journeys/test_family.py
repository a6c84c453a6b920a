"""A guardian of two schools proposes a correction, the class teacher accepts one field and refuses another; a consent is
withdrawn and its fields close; keyboard only.
"""

import re

import pytest

from tests.journeys.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.more]


def test_guardian_proposes_and_the_class_teacher_decides_field_by_field(signed_in: SignedIn) -> None:
    guardian = signed_in("guardian")
    cards = guardian.page.locator("main .panel h2 a")
    assert cards.count() == 2, "children in two schools"
    places = guardian.page.locator("main .panel h2 + p.muted").all_inner_texts()
    assert len(set(places)) == 2
    main = next(place for place in (0, 1) if "1" in places[place])
    name = cards.nth(main).inner_text()
    guardian.to(name).enter().sees("Что записано об обучающемся")
    guardian.to("Предложить исправление").enter().sees("До решения карточка не меняется")
    guardian.to("Мобильный телефон").type("+7 555 123-45-67")
    guardian.to("Адрес проживания").type("г. Краснодар, ул. Садовая, д. 7, кв. 12")
    guardian.to("Комментарий").type("Переехали и сменили номер")
    guardian.to("Отправить классному руководителю", "button").enter()
    guardian.sees("Исправления карточек", within="h1").sees("Переехали и сменили номер")

    teacher = signed_in("classteacher")
    teacher.to("Исправления от семей").enter().sees("Решить до")
    teacher.to(name, "a").enter()
    teacher.sees("Переехали и сменили номер")
    teacher.to("Принять", "button").enter()
    teacher.sees("Исправление внесено в карточку")
    teacher.to("Отказать").enter().sees("Это прочитает семья")
    teacher.to("Почему").type("Принесите документ о регистрации")
    teacher.to("Отказать", "button").enter()
    teacher.sees("Принесите документ о регистрации")

    guardian.go("Исправления карточек")
    guardian.sees("принято").sees("отклонено").sees("Принесите документ о регистрации")
    guardian.go("Мои карточки").sees(name)


def test_a_consent_is_withdrawn_and_its_fields_close(signed_in: SignedIn) -> None:
    guardian = signed_in("guardian")
    child = guardian.page.locator("main .panel h2 a").nth(0).inner_text()
    guardian.to("Согласия").enter().sees("Кто дал")
    rows = guardian.page.locator("main .panel", has_text=child).filter(has=guardian.page.get_by_text("Отозвать"))
    about = rows.filter(has_text=re.compile("состояние здоровья|семейные|фотография")).first
    what = about.locator("dd").nth(0).inner_text().split(";")[0]
    number = guardian.page.locator("main .panel a").all_inner_texts()
    place = about.evaluate("one => [...document.querySelectorAll('main .panel a')].indexOf(one.querySelector('a'))")
    assert number[place].startswith("Отозвать")  # and for a screen reader: what, and whose
    for _turn in range(place + 1):
        guardian.to("Отозвать", "a")
    guardian.enter().sees("Сразу закрывается")
    guardian.to("Отозвать", "button").enter()
    guardian.sees("Согласие отозвано", within="body")

    secretary = signed_in("secretary")
    secretary.go("Обучающиеся").find(child.split()[0]).go(child).sees("Закрытые поля")
    closed = secretary.page.locator("main li", has_text=re.compile("закрыто, нет согласия"))
    assert what.lower() in " ".join(closed.all_inner_texts()).lower()
