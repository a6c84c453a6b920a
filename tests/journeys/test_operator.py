"""The operator imports a workbook, mends its errors in the file that comes back, and undoes it; keyboard only."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.journeys.conftest import SignedIn
from tests.journeys.days import BEGAN
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.browser]

TITLES = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Класс", "Дата зачисления"]
BORN = BEGAN.year - 10
ROWS = [
    ["Жемчужникова", "Алёна", "Сергеевна", f"14.03.{BORN}", "ж", "3А", f"{BEGAN:%d.%m.%Y}"],
    ["Пересветов", "Олег", "Ильич", f"31.02.{BORN}", "м", "3А", f"{BEGAN:%d.%m.%Y}"],
]


def load(person: Keyboard, name: str, content: bytes) -> Keyboard:
    with person.page.expect_file_chooser() as chooser:
        person.to("Файл", "input:file").enter()
    chooser.value.set_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    return person.to("Проверить файл", "button").enter()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["МБОУ СОШ № 1, 3А класс"], TITLES, *ROWS):
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def mended(path: Path) -> bytes:
    """The error file as the operator hands it back: the date is corrected, the remarks stay."""
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == f"31.02.{BORN}":
                cell.value = f"28.02.{BORN}"
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_operator_imports_a_workbook_mends_it_and_undoes_it(signed_in: SignedIn) -> None:
    operator = signed_in("operator")
    operator.to("Импорт").enter()
    operator.to("Загрузить файл обучающихся").enter()
    load(operator, "3А.xlsx", workbook())
    operator.sees("Такого дня нет")

    with operator.page.expect_download() as download:
        operator.to("Файл с ошибками").enter()
    operator.to("Импортировать").enter()
    operator.to("Импортировать", "button").enter()
    operator.sees("пока приказ не подписан")

    operator.to("Загрузить другой файл").enter()
    load(operator, "3А, ошибки.xlsx", mended(download.value.path()))
    operator.sees("Пересветов Олег Ильич")
    operator.to("Импортировать").enter()
    operator.to("Импортировать", "button").enter()
    operator.sees("пока приказ не подписан")

    for file in ("3А, ошибки.xlsx", "3А.xlsx"):
        operator.go("Импорт", file)
        operator.to("Отменить импорт").enter()
        operator.to("Причина", "textarea").type("Загружен не тот класс")
        operator.to("Показать, что будет отменено", "button").enter()
        operator.sees("Ещё ничего не записано")
        operator.to("Отменить импорт", "button").enter()
        operator.sees(re.compile("Отменён по протоколу"))
    operator.find_card("жемчужникова")
    operator.sees("ничего не найдено")
