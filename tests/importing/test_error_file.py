"""The file that goes back to the school."""

from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from shared_apps.importing.error_file import error_file
from shared_apps.importing.reading import Reading

from .conftest import ANNA, PETER, TITLES, delimited, reading, workbook
from .old_workbook import old_workbook

BORN = datetime.combine(date(2015, 3, 2), time())
BAD = ["Петров", "И.", "", "31.02.2015", *PETER[4:]]


def rows_of(content: bytes) -> list[list[Any]]:
    page = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def uploaded() -> Reading:
    return reading(workbook([["Список"], [], TITLES, ANNA, BAD, PETER, ["Итого: 3"]]))


def test_error_file_has_titles_header_and_the_rows_that_are_wrong() -> None:
    rows = rows_of(error_file(uploaded()).content)

    assert [row[0] for row in rows] == ["Список", None, "Фамилия", "Петров"]
    assert rows[2] == [*TITLES, "Замечания Свода"]
    assert rows[3][:7] == [cell or None for cell in BAD]
    assert rows[3][7] == (
        "Имя: «И.»: инициалы вместо имени и отчества. Напишите имя и отчество полностью.\n"
        "Дата рождения: Такого дня нет: 31.02.2015. Исправьте дату."
    )


def test_error_file_may_have_all_rows_in_their_places() -> None:
    rows = rows_of(error_file(uploaded(), only_errors=False).content)

    assert [row[0] for row in rows] == ["Список", None, "Фамилия", "Ёлкина", "Петров", "Иванов", "Итого: 3"]
    assert [bool(row[7]) for row in rows] == [False, False, True, False, True, False, False]


def test_error_file_takes_remarks_of_the_check_against_records() -> None:
    rows = rows_of(error_file(uploaded(), remarks={6: ["Такой класс не заведён."]}).content)

    assert [(row[0], row[7]) for row in rows[4:]] == [("Иванов", "Такой класс не заведён.")]


def test_error_file_marks_the_cells_that_are_wrong() -> None:
    page = openpyxl.load_workbook(BytesIO(error_file(uploaded()).content)).worksheets[0]

    marked = [cell.coordinate for cell in page[4] if cell.fill.fgColor.rgb == "FFFDE7E5"]

    assert marked == ["B4", "D4"]


def test_error_file_keeps_types_of_cells() -> None:
    found = reading(workbook([TITLES, ["Петров", "И.", None, BORN, "м", 5, "=1+1"]]))

    row = rows_of(error_file(found).content)[1]

    assert row[3] == BORN
    assert row[5] == 5


def test_error_file_text_that_looks_like_a_formula_stays_text() -> None:
    found = reading(delimited([TITLES, ["=1+1", *BAD[1:]]]))
    from_workbook = reading(old_workbook([TITLES, ["=1+1", *BAD[1:]]]))

    page = openpyxl.load_workbook(BytesIO(error_file(from_workbook).content)).worksheets[0]

    assert "'=1+1;" in error_file(found).content.decode("utf-8-sig")
    assert (page["A2"].value, page["A2"].data_type) == ("=1+1", "s")


def test_error_file_of_csv_is_csv_with_the_same_delimiter() -> None:
    file = error_file(reading(delimited([TITLES, ANNA, BAD], delimiter=",", encoding="cp1251")))

    lines = file.content.decode("utf-8-sig").splitlines()
    assert file.extension == "csv"
    assert lines[0] == ",".join([*TITLES, "Замечания Свода"])
    assert lines[1].startswith("Петров,И.,,31.02.2015,м,5Б,01.09.2026,")


def test_error_file_of_an_old_workbook_is_a_new_one() -> None:
    assert error_file(reading(old_workbook([TITLES, BAD]))).extension == "xlsx"


@pytest.mark.parametrize(
    ("tab", "kept"),
    [
        ("5/А [новая]: список?", "5 А новая список"),
        ("'5А'", "5А"),
        ("Список учеников за 2026-2027 у'ч. год", "Список учеников за 2026-2027 у"),
        ("/", "Таблица"),
        ("History", "Таблица"),
    ],
)
def test_error_file_of_a_tab_that_excel_would_not_name_so(tab: str, kept: str) -> None:
    found = uploaded()

    content = error_file(replace(found, source=replace(found.source, sheet=tab))).content

    assert openpyxl.load_workbook(BytesIO(content)).sheetnames == [kept]


def test_error_file_mended_is_read_without_a_word() -> None:
    rows = rows_of(error_file(uploaded()).content)
    rows[3][1], rows[3][3] = "Иван", "12.10.2015"

    found = reading(workbook(rows))

    assert not list(found.problems())
    assert [row.cells["given_name"] for row in found.rows] == ["Иван"]


def test_error_file_of_an_error_file_has_one_column_of_remarks() -> None:
    again = reading(error_file(uploaded()).content)

    rows = rows_of(error_file(again).content)

    assert rows[2] == [*TITLES, "Замечания Свода"]
    assert rows[3][7].count("Такого дня нет") == 1


def test_error_file_of_a_table_without_a_column_says_so_in_the_header() -> None:
    rows = rows_of(error_file(reading(workbook([TITLES[:6], ANNA[:6]]))).content)

    assert rows[0][6].startswith("Замечания Свода\nНет столбца «Дата зачисления».")
    assert rows[1][:6] == ANNA[:6]


def test_error_file_of_a_table_without_a_header_says_so_in_the_first_row() -> None:
    rows = rows_of(error_file(reading(workbook([["Иванов", "Пётр"], ["Петров", "Иван"]]))).content)

    assert rows[0][2].startswith("Не найдена строка с названиями столбцов.")
    assert rows[1] == ["Петров", "Иван", None]
