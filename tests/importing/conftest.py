"""Files as schools send them, made on the spot; and a school that they are for."""

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from shared_apps.handbooks.services import load_catalogue
from shared_apps.importing.choices import Option
from shared_apps.importing.columns import Catalogue
from shared_apps.importing.reading import Reading, read
from shared_apps.organisations.crossing import By, shared
from shared_apps.organisations.models import Municipality, Organisation
from tenant_apps.enrolment.importing.class_labels import ClassLabel
from tenant_apps.enrolment.importing.students import STUDENTS
from tests.factories.organisations import within

TODAY = date(2026, 9, 1)
REGISTER = By(account_id=11, name="Администратор региона")
TITLES = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Класс", "Дата зачисления"]
ANNA = ["Ёлкина", "Анна", "Петровна", "02.03.2015", "ж", "5А", "01.09.2026"]
PETER = ["Иванов", "Пётр", "Ильич", "12.10.2015", "м", "5Б", "01.09.2026"]
CHOICES = {
    "sex": [Option("male", "мужской", ("м",)), Option("female", "женский", ("ж",))],
    "shift": [Option(code, name, (code,)) for code, name in (("1", "первая"), ("2", "вторая"), ("4", "четвёртая"))],
    "identity_document": [
        Option("birth_certificate", "свидетельство о рождении", ("св. о рожд.", "03")),
        Option("passport", "паспорт гражданина Российской Федерации", ("паспорт РФ", "21")),
    ],
    "citizenship": [Option("ru", "Россия", ("РФ", "643")), Option("kg", "Киргизия", ("417",))],
}


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    with translation.override("ru"):
        yield


@pytest.fixture
def in_school(school: Organisation) -> Iterator[None]:
    """Inside a school with handbooks, an academic year and its fifth grade."""
    from .school import OPERATOR, open_year

    with within(school, by=OPERATOR):
        open_year(OPERATOR)
        yield


def workbook(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """An XLSX with these sheets, as another program writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        page = book.create_sheet(f"Лист{number}")
        for row in rows:
            page.append(list(row))
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def delimited(rows: Sequence[Sequence[str]], *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)


def reading(content: bytes, catalogue: Catalogue = STUDENTS, **given: Any) -> Reading:
    return read(content, catalogue, today=TODAY, **given)


def read_rows(*rows: Sequence[Any], titles: Sequence[str] = TITLES, **given: Any) -> Reading:
    """A table with this header and these rows, read."""
    return reading(workbook([titles, *rows]), **given)


def with_column(title: str, *values: Any, **given: Any) -> Reading:
    """ANNA's row as many times as there are values, a column more, other names so that rows don't repeat."""
    rows = [[f"Ёлкина{'я' * n}", *ANNA[1:], value] for n, value in enumerate(values)]
    return read_rows(*rows, titles=[*TITLES, title], **given)


PARSED = {
    "surname": "Ёлкина",
    "given_name": "Анна",
    "patronymic": "Петровна",
    "birth_date": date(2015, 3, 2),
    "sex": "female",
    "class": ClassLabel(5, "А", "5А"),
    "enrolled_on": date(2026, 9, 1),
}


def codes(found: Reading) -> list[str]:
    return [problem.code for problem in found.problems()]


@pytest.fixture
def handbooks(db: None) -> None:
    """Handbooks and a municipality."""
    with shared(by=REGISTER):
        load_catalogue()
        Municipality.objects.create(
            name="Пробный район", oktmo="03701000", kind="district", valid_from=date(2000, 1, 1)
        )


@pytest.fixture
def register(handbooks: None) -> Iterator[None]:
    """The shared door."""
    with shared(by=REGISTER):
        yield
