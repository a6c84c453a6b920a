"""Tables and documents to write. No database: files are made of plain values."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from shared_apps.ui.sheets import Column, Kind, PrintedOrder, Sheet, Signature

MADE_AT = datetime(2026, 9, 20, 11, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    with translation.override("ru"):
        yield


@pytest.fixture
def sheet() -> Callable[..., Sheet]:
    """A table of organisations; any field may be replaced."""

    def make(**changed: Any) -> Sheet:
        declared: dict[str, Any] = {
            "title": "Контингент организаций",
            "columns": [
                Column("Организация"),
                Column("Обучающихся", Kind.NUMBER),
                Column("Доля девочек", Kind.PERCENT),
                Column("Открыта", Kind.DATE),
            ],
            "rows": [["Школа № 5", 1234, 0.624, date(2014, 9, 1)], ["Лицей", 20, 0.5, None]],
            "totals": ["Всего", 1254, 0.622, None],
            "filters": [("Муниципалитет", "Краснодар")],
            "as_of": date(2026, 9, 20),
            "subsystem": "Контингент",
            "executor": "Иванова Мария Петровна",
            "made_at": MADE_AT,
            "note": "«к» — скрыто",
        }
        return Sheet(**(declared | changed))

    return make


@pytest.fixture
def order() -> Callable[..., PrintedOrder]:
    """An order of admission; any field may be replaced."""

    def make(**changed: Any) -> PrintedOrder:
        declared: dict[str, Any] = {
            "organisation": "Муниципальное общеобразовательное учреждение «Средняя школа № 5»",
            "title": "Приказ",
            "number": "45-у",
            "issued_on": date(2026, 9, 1),
            "locality": "г. Горячий Ключ",
            "subject": "О зачислении обучающихся",
            "basis": "На основании заявлений родителей",
            "command": "ПРИКАЗЫВАЮ:",
            "points": ["Зачислить в школу:", "Контроль оставляю за собой."],
            "columns": [
                Column("Фамилия, имя, отчество", width=36),
                Column("Дата рождения", Kind.DATE),
                Column("Класс"),
                Column("С даты", Kind.DATE),
            ],
            "lines": [("Ёлкина Анна Петровна", date(2014, 3, 2), "5А", date(2026, 9, 1))],
            "signatures": [Signature("Директор", "С. С. Сидоров")],
            "acquainted": [Signature("Классный руководитель", "П. П. Петрова")],
            "executor": "Иванова М. П.",
            "subsystem": "Движение",
            "made_at": MADE_AT,
        }
        return PrintedOrder(**(declared | changed))

    return make
