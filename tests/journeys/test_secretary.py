"""The secretary admits a student by order, and the ministry's open page shows it; keyboard only."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SignedIn
from tests.journeys.days import BEGAN

pytestmark = [pytest.mark.browser]


def test_a_student_admitted_by_order_appears_on_the_ministrys_open_page(signed_in: SignedIn) -> None:
    ministry = signed_in("ministry")
    total = ministry.page.locator('[data-total="students"]')
    before = int(re.sub(r"\D", "", total.inner_text()))

    secretary = signed_in("secretary")
    secretary.to(re.compile("Зачислить")).enter()
    secretary.to("Фамилия").type("Журавлёва")
    secretary.to("Имя").type("Алёна")
    secretary.to("Отчество").type("Сергеевна")
    secretary.to("Пол").choose("женский")
    secretary.to("Дата рождения").type(f"{BEGAN.year - 10}-03-14")
    secretary.to(re.compile("Класс")).choose("3А")
    secretary.to("Подписать сразу")  # it is on: the order takes effect at once
    secretary.to("Зачислить", "button").enter()
    secretary.sees("Журавлёва", within="h1")
    after = f"{before + 1:,}".replace(",", "\u00a0")
    expect(total).to_have_text(after)
    secretary.go("Обучающиеся").find("журавлева ал").sees("Журавлёва Алёна Сергеевна")
