"""The operator imports employees, mends what was wrong, undoes it; the secretary imports guardians. Keyboard only."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.journeys.conftest import SignedIn
from tests.journeys.days import BEGAN
from tests.journeys.test_operator import load

pytestmark = [pytest.mark.browser, pytest.mark.more]

EMPLOYEES = [
    ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Должность", "Ставка", "Дата приёма"],
    ["Жаворонкова", "Инесса", "Павловна", "14.05.1985", "ж", "учитель", "1", f"{BEGAN:%d.%m.%Y}"],
    ["Скворцов", "Лев", "Ильич", "31.02.1980", "м", "педагог-психолог", "0,5", f"{BEGAN:%d.%m.%Y}"],
]
GUARDIANS = [
    ["ФИО ребёнка", "Дата рождения ребёнка", "Фамилия", "Имя", "Отчество", "Степень родства"],
    ["Безвестный Егор Юрьевич", "01.02.2015", "Безвестная", "Анна", "Львовна", "мать"],
]


def workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def mended(path: Path, wrong: str, right: str) -> bytes:
    """The error file as it is handed back."""
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == wrong:
                cell.value = right
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_operator_imports_employees_mends_and_undoes(signed_in: SignedIn) -> None:
    operator = signed_in("operator")
    operator.to("Импорт").enter()
    operator.to("Загрузить файл работников").enter()
    load(operator, "Работники.xlsx", workbook(EMPLOYEES))
    operator.sees("Такого дня нет")

    with operator.page.expect_download() as download:
        operator.to("Файл с ошибками").enter()
    operator.to("Импортировать").enter()
    operator.to("Импортировать", "button").enter()
    operator.sees("Файл импортирован")

    operator.to("Загрузить другой файл").enter()
    load(operator, "Работники, ошибки.xlsx", mended(download.value.path(), "31.02.1980", "28.02.1980"))
    operator.sees("Скворцов Лев Ильич")
    operator.to("Импортировать").enter()
    operator.to("Импортировать", "button").enter()
    operator.sees("Файл импортирован")

    for file in ("Работники, ошибки.xlsx", "Работники.xlsx"):
        operator.go("Импорт", file)
        operator.to("Отменить импорт").enter()
        operator.to("Причина", "textarea").type("Загружен не тот список")
        operator.to("Показать, что будет отменено", "button").enter()
        operator.sees("Ещё ничего не записано")
        operator.to("Отменить импорт", "button").enter()
        operator.sees(re.compile("Отменён по протоколу"))
    operator.go("Работники").find("скворцов")
    operator.sees("ничего не найдено")


def test_secretary_sees_what_is_wrong_with_guardians_and_discards_the_file(signed_in: SignedIn) -> None:
    secretary = signed_in("secretary")
    secretary.to("Импорт").enter()
    secretary.to("Загрузить файл представителей").enter()
    load(secretary, "Представители.xlsx", workbook(GUARDIANS))

    secretary.sees("Обучающегося с таким ФИО и датой рождения здесь нет")
    secretary.to("Удалить файл").enter()
    secretary.to("Удалить файл", "button").enter()
    secretary.sees("Импорт")


CHILDREN = [
    ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Класс", "Дата зачисления", "Откуда прибыл"],
    ["Чибисов", "Тимофей", "Львович", "17.05.2016", "м", "3А", "01.09.2026", "г. Сочи"],
]
PARENTS = [
    ["ФИО ребёнка", "Дата рождения ребёнка", "Фамилия", "Имя", "Отчество", "Степень родства", "Мобильный телефон"],
    ["Чибисов Тимофей Львович", "17.05.2016", "Чибисова", "Агния", "Марковна", "мать", "8 (918) 765-43-21"],
]


def test_secretary_imports_guardians_and_undoes_it(signed_in: SignedIn) -> None:
    secretary = signed_in("secretary")

    def undone(file: str, reason: str) -> None:
        secretary.go("Импорт", file)
        secretary.to("Отменить импорт").enter()
        secretary.to("Причина", "textarea").type(reason)
        secretary.to("Показать, что будет отменено", "button").enter()
        secretary.sees("Ещё ничего не записано")
        secretary.to("Отменить импорт", "button").enter()
        secretary.sees(re.compile("Отменён по протоколу"))

    secretary.to("Импорт").enter()
    secretary.to("Загрузить файл обучающихся").enter()
    load(secretary, "3А.xlsx", workbook(CHILDREN))
    secretary.sees("Чибисов Тимофей Львович")
    secretary.to("Импортировать").enter()
    secretary.to("Импортировать", "button").enter()
    secretary.sees("Файл импортирован")

    secretary.to("Импорт").enter()
    secretary.to("Загрузить файл представителей").enter()
    load(secretary, "Представители.xlsx", workbook(PARENTS))
    secretary.sees("Чибисова Агния Марковна")
    secretary.to("Импортировать").enter()
    secretary.to("Импортировать", "button").enter()
    secretary.sees("Файл импортирован")
    secretary.go("Родители").find("чибисова")
    secretary.to("Чибисова Агния Марковна").enter()
    secretary.sees("Чибисов Тимофей Львович")

    undone("Представители.xlsx", "Представитель указан неверно")
    secretary.go("Родители").find("чибисова")
    secretary.sees("ничего не найдено")
    secretary.go("Обучающиеся").find("чибисов")
    secretary.sees("Чибисов Тимофей Львович")
    undone("3А.xlsx", "Ребёнок зачислен в другую школу")
