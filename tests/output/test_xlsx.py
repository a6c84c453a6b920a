"""XLSX, read back by another program's library."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from shared_apps.ui import exports
from shared_apps.ui.sheets import Column, Kind, Sheet

HEADER = 6
HALF_PAST_TEN = datetime.combine(date(2026, 9, 1), time(10, 30))
"""Excel knows no time zones."""


def opened(sheet: Sheet) -> Workbook:
    return openpyxl.load_workbook(BytesIO(exports.write(sheet, "xlsx").content))


def test_xlsx_keeps_types_of_values(sheet: Callable[..., Sheet]) -> None:
    page = opened(sheet()).worksheets[0]

    row = [cell.value for cell in page[HEADER + 1]]

    assert row == ["Школа № 5", 1234, 0.624, datetime.combine(date(2014, 9, 1), time())]


def test_xlsx_shows_numbers_shares_and_dates_as_russians_read_them(sheet: Callable[..., Sheet]) -> None:
    page = opened(sheet()).worksheets[0]

    formats = [cell.number_format for cell in page[HEADER + 1]][1:]

    assert formats == ["#,##0", "0.0%", "dd.mm.yyyy"]


def test_xlsx_carries_requisites_above_the_table(sheet: Callable[..., Sheet]) -> None:
    page = opened(sheet(place="МБОУ СОШ № 5")).worksheets[0]

    heading = [page.cell(row, 1).value for row in range(1, 5)]

    assert heading == [
        "Контингент организаций",
        "Свод · Контингент · МБОУ СОШ № 5",
        "Сформировано 20.09.2026 14:02 · Исполнитель: Иванова Мария Петровна",
        "На 20.09.2026 · Муниципалитет: Краснодар",
    ]


def test_xlsx_carries_requisites_on_the_sheet_of_parameters(sheet: Callable[..., Sheet]) -> None:
    page = opened(sheet())["Параметры"]

    found = {row[0].value: row[1].value for row in page.iter_rows(max_col=2)}

    assert found == {
        "Таблица": "Контингент организаций",
        "Система": "Свод",
        "Подсистема": "Контингент",
        "Сформировано": "20.09.2026 14:02",
        "Исполнитель": "Иванова Мария Петровна",
        "На дату": "20.09.2026",
        "Строк": "2",
        "Фильтр: Муниципалитет": "Краснодар",
        "Примечание": "«к» — скрыто",
    }


def test_xlsx_prints_requisites_at_the_foot_of_each_page(sheet: Callable[..., Sheet]) -> None:
    page = opened(sheet(executor="Иванова & К")).worksheets[0]

    assert "Исполнитель: Иванова && К" in (page.oddFooter.left.text or "")
    assert page.oddFooter.right.text == "&P / &N"


def test_xlsx_freezes_and_filters_the_header(sheet: Callable[..., Sheet]) -> None:
    page = opened(sheet()).worksheets[0]

    assert page.freeze_panes == f"A{HEADER + 1}"
    assert page.auto_filter.ref == f"A{HEADER}:D{HEADER + 2}"


@pytest.mark.parametrize("text", ["=1+1", "+7 918", "-5", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x")'])
def test_xlsx_text_that_looks_like_a_formula_stays_text(sheet: Callable[..., Sheet], text: str) -> None:
    page = opened(sheet(rows=[[text, 1, 0.1, None]], title=text, totals=[text, None, None, None])).worksheets[0]

    for cell in (page.cell(HEADER + 1, 1), page.cell(HEADER + 2, 1), page.cell(1, 1)):
        assert cell.data_type == "s"
        assert cell.value.replace("_x000D_", "\r").strip() == text.strip()
    assert page.cell(HEADER + 1, 1).quotePrefix
    assert page.cell(HEADER + 1, 1).number_format == "@"


def test_xlsx_text_in_a_column_of_numbers_stays_that_text(sheet: Callable[..., Sheet]) -> None:
    page = opened(sheet(rows=[["Школа", "к", "–", "с 1951 года"]])).worksheets[0]

    assert [cell.value for cell in page[HEADER + 1]] == ["Школа", "к", "–", "с 1951 года"]


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (Kind.TEXT, "0042", "0042"),
        (Kind.TEXT, 42, "42"),
        (Kind.TEXT, "http://example.ru", "http://example.ru"),
        (Kind.NUMBER, Decimal("12.5"), 12.5),
        (Kind.NUMBER, 12345678901234567, "12345678901234567"),
        (Kind.NUMBER, float("nan"), None),
        (Kind.NUMBER, True, "да"),
        (Kind.DATE, date.max, None),
        (Kind.DATE, date(1899, 5, 1), "01.05.1899"),
        (Kind.DATE, HALF_PAST_TEN, HALF_PAST_TEN),
        (Kind.TEXT, date(2026, 9, 1), "01.09.2026"),
        (Kind.TEXT, None, None),
    ],
)
def test_xlsx_writes_the_value_as_its_column_says(
    sheet: Callable[..., Sheet], kind: Kind, value: Any, written: Any
) -> None:
    page = opened(sheet(columns=[Column("Столбец", kind)], rows=[[value]], totals=None)).worksheets[0]

    assert (page.cell(HEADER + 1, 1).value or None) == written


def test_xlsx_cuts_a_text_longer_than_a_cell_may_be(sheet: Callable[..., Sheet]) -> None:
    page = opened(sheet(rows=[["я" * 40_000]])).worksheets[0]

    assert page.cell(HEADER + 1, 1).value == "я" * 32_766 + "…"


def test_xlsx_of_nothing_says_so(sheet: Callable[..., Sheet]) -> None:
    page = opened(sheet(rows=[])).worksheets[0]

    assert page.cell(HEADER + 1, 1).value == "Нет строк."


def test_xlsx_reads_rows_once_so_they_may_be_a_generator(sheet: Callable[..., Sheet]) -> None:
    page = opened(sheet(rows=([f"Школа {number}"] for number in range(1000)), totals=None)).worksheets[0]

    assert page.cell(HEADER + 1000, 1).value == "Школа 999"


def test_xlsx_a_title_that_excel_forbids_still_names_a_sheet(sheet: Callable[..., Sheet]) -> None:
    book = opened(sheet(title="Движение: 5/6 [итоги]? 'да'" * 3))

    assert book.sheetnames == ["Движение 5 6 итоги 'да'Движение", "Параметры"]
