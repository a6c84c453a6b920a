"""An analyst saves a view of a long restricted list, and takes the list as a file of the background; keyboard only."""

import io
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.journeys.conftest import SignedIn

pytestmark = [pytest.mark.browser, pytest.mark.more]
PURPOSE = "Сверка списка перед комплектованием"


def test_an_analyst_saves_a_view_and_takes_a_long_list_as_a_file(signed_in: SignedIn) -> None:
    person = signed_in("ministry")
    person.open_path("/region/registry/students/?measure=enrolments&sort=-name")
    person.to("Цель").type(PURPOSE)
    person.to(re.compile("Открыть"), "button").enter()
    head = person.page.locator("[data-count]").first
    rows = int(re.sub(r"\D", "", head.inner_text().split("·")[0]))
    assert rows > 250, "the list is long in the journeys' platform (SVOD_EXPORT_ON_A_PAGE)"

    person.to("Виды").enter()
    person.to("Сохранить вид", "a").enter()
    person.to("Название").type("От конца алфавита")
    person.to("Показывать коллегам").press("Space")
    person.to("Сохранить", "button").enter()
    person.sees("Вид сохранён")
    assert "sort=-name" in person.page.url
    person.to("Виды").enter()
    person.to("От конца алфавита", "a").enter()
    assert "sort=-name" in person.page.url

    person.to("Выгрузить").press("Enter")
    person.to("Книга Excel", "button").enter()
    person.sees("Мои файлы", within="h1").sees("Файл готовится")
    expect(person.page.locator('[data-state="ready"]')).to_have_count(1, timeout=60_000)
    with person.page.expect_download() as waiting:
        person.to("Скачать", "a").press("Enter")
    sheet = load_workbook(io.BytesIO(waiting.value.path().read_bytes()), read_only=True).worksheets[0]
    lines = ["".join(str(cell) for cell in row if cell is not None) for row in sheet.iter_rows(values_only=True)]
    assert any(PURPOSE in line for line in lines)
    assert sum(1 for line in lines if line) >= rows

    person.open_path("/region/registry/readings/").sees(PURPOSE)
    person.to(re.compile(r"[А-ЯЁ]{2} ")).press("Enter")  # the menu of the account: initials and a name
    person.to("Мои файлы", "a").enter()
    person.to("Удалить", "button").enter()
    person.sees("Файл удалён")
