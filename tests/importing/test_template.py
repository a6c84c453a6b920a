"""The workbook to fill in."""

from io import BytesIO

import openpyxl
import pytest
from django.utils import translation
from openpyxl.workbook import Workbook

from shared_apps.importing.template import template
from tenant_apps.enrolment.importing.card_columns import COLUMNS as CARD
from tenant_apps.enrolment.importing.students import STUDENTS

from .conftest import CHOICES, reading

COLUMNS = [column for column in STUDENTS.columns if not column.secondary]


def opened() -> Workbook:
    return openpyxl.load_workbook(BytesIO(template(STUDENTS, CHOICES)))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_template_is_read_back_whole_and_its_sample_is_no_row(language: str) -> None:
    with translation.override(language):
        content = template(STUDENTS, CHOICES)

    found = reading(content, choices=CHOICES)

    assert [each.column for each in found.columns] == COLUMNS
    assert found.ignored_columns == ()
    assert [row.reason for row in found.skipped] == ["sample"]
    assert [problem.code for problem in found.problems()] == ["rows.none"]


def test_template_sample_is_right_once_it_is_no_sample() -> None:
    book = opened()
    book.worksheets[0]["A2"] = 1
    target = BytesIO()
    book.save(target)

    [row] = reading(target.getvalue(), choices=CHOICES).rows

    assert row.problems == ()
    assert row.cells["surname"] == "Иванова"
    assert row.cells["document_kind"] == "birth_certificate"
    assert all(row.cells[code] is not None for column in CARD if not column.secondary for code in column.outputs)


def test_template_has_a_sheet_to_fill_in_one_that_explains_and_a_hidden_one() -> None:
    book = opened()

    assert [(page.title, page.sheet_state) for page in book.worksheets] == [
        ("Обучающиеся", "visible"),
        ("Коды", "hidden"),
        ("Как заполнять", "visible"),
    ]
    assert book.active.title == "Обучающиеся"


def test_template_offers_items_of_handbooks() -> None:
    book = opened()
    page = book.worksheets[0]
    place = next(cell.column_letter for cell in page[1] if cell.value == "Тип документа")

    [rule] = [r for r in page.data_validations.dataValidation if str(r.sqref).startswith(f"{place}2")]

    assert rule.type == "list"
    sheet, cells = rule.formula1.split("!")
    offered = [cell.value for (cell,) in book[sheet.strip("'")][cells.replace("$", "")]]
    assert offered == ["свидетельство о рождении", "паспорт гражданина Российской Федерации"]


def test_template_keeps_zeros_and_dates_as_typed() -> None:
    page = opened().worksheets[0]
    formats = {cell.value.rstrip("*"): page.column_dimensions[cell.column_letter] for cell in page[1]}

    assert formats["СНИЛС"].number_format == "@"
    assert formats["Дата рождения"].number_format == "dd.mm.yyyy"


def test_template_explains_every_column_with_an_example() -> None:
    page = opened()["Как заполнять"]
    rows = {row[0].value: [cell.value for cell in row[1:4]] for row in page.iter_rows(max_col=4)}

    for column in COLUMNS:
        required, _explanation, sample = rows[str(column.title)]
        assert (required == "да") == column.required
        assert sample == column.sample
