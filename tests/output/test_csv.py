"""CSV as Russian Excel opens it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from shared_apps.ui import exports
from shared_apps.ui.formulas import bare, protected
from shared_apps.ui.sheets import Column, Kind, Sheet


def test_csv_has_mark_semicolons_decimal_comma_and_requisites(sheet: Callable[..., Sheet]) -> None:
    content = exports.write(sheet(rows=[["Школа № 5", Decimal("1234.5"), 0.624, date(2014, 9, 1)]]), "csv").content

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n") == [
        "Контингент организаций",
        "Свод · Контингент",
        "Сформировано 20.09.2026 14:02 · Исполнитель: Иванова Мария Петровна",
        "На 20.09.2026 · Муниципалитет: Краснодар",
        "",
        "Организация;Обучающихся;Доля девочек;Открыта",
        "Школа № 5;1234,5;62,4%;01.09.2014",
        "Всего;1254;62,2%;",
        "",
        "«к» — скрыто",
        "",
    ]


def test_plain_csv_has_header_and_rows_only(sheet: Callable[..., Sheet]) -> None:
    content = exports.write(sheet(), "csv-plain").content.decode("utf-8-sig")

    assert content.splitlines() == [
        "Организация;Обучающихся;Доля девочек;Открыта",
        "Школа № 5;1234;62,4%;01.09.2014",
        "Лицей;20;50,0%;",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+7 918", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_csv_text_that_looks_like_a_formula_gets_an_apostrophe(sheet: Callable[..., Sheet], text: str) -> None:
    content = exports.write(sheet(rows=[[text, -5, -0.1, None]], title=text), "csv").content.decode("utf-8-sig")

    assert f"'{text}" in content
    assert content.startswith(("'", "\"'"))
    assert bare(protected(text)) == text


def test_csv_a_negative_number_is_no_formula(sheet: Callable[..., Sheet]) -> None:
    content = exports.write(sheet(rows=[["Школа", -5, -0.1, None]]), "csv-plain").content.decode("utf-8-sig")

    assert content.splitlines()[1] == "Школа;-5;-10,0%;"


@pytest.mark.parametrize("text", ["Иванов", "5-а", "О'Нил", "", "'кавычка"])
def test_csv_other_text_is_left_alone(text: str) -> None:
    assert protected(text) == text == bare(text)


def test_csv_quotes_separators_and_line_breaks(sheet: Callable[..., Sheet]) -> None:
    rows = [['Школа "Лицей"; первая\nвторая']]
    content = exports.write(sheet(columns=[Column("Имя", Kind.TEXT)], rows=rows), "csv-plain").content.decode(
        "utf-8-sig"
    )

    assert content == 'Имя\r\n"Школа ""Лицей""; первая\nвторая"\r\n'
