"""The class teacher checks the cards of the own class this month and prints invitations; keyboard only."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SignedIn

pytestmark = [pytest.mark.browser]


def test_class_teacher_does_the_monthly_check_and_prints_invitations(signed_in: SignedIn) -> None:
    teacher = signed_in("classteacher")
    teacher.sees(re.compile("Сверить карточки класса"))
    teacher.to("Сверить карточки класса").enter()
    left = teacher.page.locator("main td", has_text="не сверена")
    expect(left.first).to_be_visible()

    teacher.to("Ничего не изменилось", "button").enter()  # one student by the button beside him
    teacher.sees("Карточка отмечена как сверенная")
    teacher.to("Весь класс: изменений нет").enter().sees("Чьи карточки верны")  # the rest at once
    teacher.to("Отметить сверку", "button").enter()
    teacher.sees(re.compile("Сверка отмечена у"))
    expect(left).to_have_count(0)
    teacher.go("Организация сегодня").sees("Классное руководство")
    assert teacher.page.get_by_text("Сверить карточки класса").count() == 0

    teacher.to("Доступ семей").enter().sees("Доступ семей", within="h1")
    teacher.to("Сделать листы приглашений").enter().sees("Кому из них")
    teacher.to("Кому из них").choose("все без учётной записи")
    teacher.to("Сделать листы", "button").enter()
    teacher.sees(re.compile("лист"))
    with teacher.page.expect_download() as download:
        teacher.to("Скачать листы").enter()
    assert len(pypdfium2.PdfDocument(download.value.path())) >= 1
