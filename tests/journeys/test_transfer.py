"""A student is handed over from one school to the other by both secretaries, keyboard only; the former school prints."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.more]

TODAY = timezone.localdate()
WHO = re.compile("Тополева")


def test_both_offices_hand_a_student_over_and_the_former_school_prints(signed_in: SignedIn) -> None:
    ministry = signed_in("ministry")
    total = ministry.page.locator('[data-total="students"]')
    before = int("".join(filter(str.isdigit, total.inner_text())))
    and_one = f"{before + 1:,}".replace(",", "\u00a0")

    secretary = signed_in("secretary")
    secretary.to(re.compile("Зачислить")).enter()
    secretary.to("Фамилия").type("Тополева")
    secretary.to("Имя").type("Алина")
    secretary.to("Отчество").type("Петровна")
    secretary.to("Пол").choose("женский")
    secretary.to("Дата рождения").type(f"{TODAY.year - 9}-03-14")
    secretary.to("Дата зачисления").type(f"{TODAY - timedelta(days=9)}")
    secretary.to(re.compile("Класс")).choose("3А")
    secretary.to("Зачислить", "button").enter()
    secretary.sees("Тополева", within="h1")
    expect(total).to_have_text(and_one)

    secretary.to("Движение", "summary").enter().to("В другую организацию").enter().sees("Правила перевода")
    secretary.to("Куда").type("лицей")
    secretary.page.get_by_role("option").first.wait_for()
    secretary.press("ArrowDown").press("Enter")
    secretary.to("Дата выбытия").type(f"{TODAY - timedelta(days=1)}")
    secretary.to("Перевести обучающегося", "button").enter()
    secretary.sees("в пути")

    second = signed_in("secretary2")
    second.go("Переводы", WHO).sees("Перевод №", within="h1")
    second.to("Принять").enter().sees("Правила перевода")
    second.to("Класс", "select").choose("3")
    second.to("Принять", "button").enter()
    second.sees("принят")
    second.go("Обучающиеся").find("тополева ал").sees("Тополева Алина Петровна")

    secretary.go("Переводы", WHO).sees("Перевод №", within="h1")
    secretary.sees("принят")
    secretary.to("Наш приказ").enter().sees("Печать")
    secretary.to("Печать")
    printed = secretary.page.request.get(str(secretary.page.evaluate("() => document.activeElement.href")))
    assert (printed.status, printed.body()[:4]) == (200, b"%PDF")
    ministry.page.wait_for_timeout(6000)  # the region has counted both sides by then
    expect(total).to_have_text(and_one)
