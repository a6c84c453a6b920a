"""An analyst opens a number down to persons with a stated purpose, and takes it as a file; keyboard only."""

import io
import re

import pytest
from openpyxl import load_workbook

from tests.journeys.conftest import SignedIn

pytestmark = [pytest.mark.browser]


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_an_analyst_opens_a_number_down_to_persons_and_exports(signed_in: SignedIn) -> None:
    person = signed_in("ministry")
    person.sees("Контингент", within="h1")
    person.to("Краснодар", "a").press("ArrowRight").press("ArrowRight")  # to the number of students
    assert number(person.focused()[1]) > 0
    person.enter().sees("Краснодар", within="h1")
    person.to("МБОУ СОШ № 1", "a").enter().sees("МБОУ СОШ № 1", within="h1")
    total = number(person.page.locator('[data-total="students"]').inner_text())
    person.to(re.compile("Список учтённых|Ограниченный список|Список"), "a").enter()
    person.sees("Цель")
    person.to("Цель").type("Проверка полноты сведений о контингенте")
    person.to(re.compile("Показать|Открыть|Перейти|Open"), "button").enter()
    shown = person.page.locator("[data-count]").first.inner_text()
    assert number(shown.split("·")[0]) == total
    person.to("Выгрузить").press("Enter")
    with person.page.expect_download() as waiting:
        person.to("Книга Excel").press("Enter")
    sheet = load_workbook(io.BytesIO(waiting.value.path().read_bytes())).worksheets[0]
    text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert "Свод" in text
    assert "Проверка полноты" in text
    person.go("Журнал обращений").sees("Проверка полноты сведений о контингенте")
