"""Tables as schools have them: which rows are data, what is wrong with them."""

import time
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_apps.handbooks.identifiers import snils_control
from shared_apps.importing.columns import Catalogue, ImportColumn
from shared_apps.importing.header import find_header
from shared_apps.importing.problems import Level
from shared_apps.importing.values import text
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.importing.card_columns import COLUMNS
from tenant_apps.enrolment.importing.students import STUDENTS
from tenant_apps.enrolment.importing.students_titles import TITLES as SPELLINGS

from .conftest import ANNA, CHOICES, PARSED, PETER, TITLES, codes, delimited, read_rows, reading, with_column, workbook
from .test_dates import spellings

# --- the rows -------------------------------------------------------------------------------------------------------


def test_row_has_values_raw_cells_and_the_number_the_user_sees() -> None:
    found = reading(workbook([[], [], TITLES, [], ANNA]))

    [row] = found.rows
    assert row.number == 5
    assert row.cells == PARSED
    assert row.raw["birth_date"] == "02.03.2015"
    assert row.problems == ()


def test_cell_merged_over_rows_belongs_to_each_of_them() -> None:
    book = openpyxl.Workbook()
    for row in (TITLES, ANNA, [*PETER[:5], None, PETER[6]], [*["Ким", "Ян"], *PETER[2:5], None, PETER[6]]):
        book.active.append(row)
    book.active.merge_cells("F2:F4")
    target = BytesIO()
    book.save(target)

    assert [row.cells["class"].name for row in reading(target.getvalue()).rows] == ["5А", "5А", "5А"]


def test_full_name_in_one_column() -> None:
    found = read_rows(["Ёлкина Анна Петровна", *ANNA[3:]], titles=["Ф.И.О.", *TITLES[3:]])

    assert found.rows[0].cells == PARSED


def test_full_name_is_needless_beside_three_columns() -> None:
    found = read_rows(["чужое имя", *ANNA], titles=["ФИО", *TITLES])

    assert found.rows[0].cells == PARSED
    assert not found.rows[0].problems


def test_grade_and_letter_in_two_columns() -> None:
    found = read_rows([*ANNA[:5], 5, "а", ANNA[6]], titles=[*TITLES[:6], "Литера", TITLES[6]])

    assert found.rows[0].cells == PARSED


def test_series_and_number_in_one_column() -> None:
    found = read_rows(
        [*ANNA, "паспорт", "03 14 № 123456"], titles=[*TITLES, "Документ", "Серия и номер"], choices=CHOICES
    )

    assert found.rows[0].cells == PARSED | {
        "document_kind": "passport",
        "document_series": "0314",
        "document_number": "123456",
    }


def test_every_problem_of_a_row_says_where_what_and_what_to_do() -> None:
    found = read_rows(["", "И.", "Петровна", "31.02.2015", "да", "50А", "2026"])

    [row] = found.rows
    assert row.has_errors
    assert row.cells == dict.fromkeys(PARSED) | {"patronymic": "Петровна"}
    assert [(p.row, p.column, p.value, p.code) for p in row.problems] == [
        (2, "Фамилия", "", "value.missing"),
        (2, "Имя", "И.", "name.initials"),
        (2, "Дата рождения", "31.02.2015", "date.no_such_day"),
        (2, "Пол", "да", "sex.unclear"),
        (2, "Класс", "50А", "class.no_such_grade"),
        (2, "Дата зачисления", "2026", "date.year_only"),
    ]
    assert all(p.message and p.what_to_do for p in row.problems)
    assert str(row.problems[2]) == "Дата рождения: Такого дня нет: 31.02.2015. Исправьте дату."


@pytest.mark.parametrize("nothing", ["нет", "-", "—", "н/д", "Отсутствует", " ", "\u00a0", None])
def test_word_for_nothing_is_an_empty_cell(nothing: Any) -> None:
    [row] = read_rows([*ANNA[:2], nothing, *ANNA[3:]]).rows

    assert row.cells["patronymic"] is None
    assert not row.problems


def test_bad_phone_does_not_stop_the_row() -> None:
    [row] = with_column("Телефон", "2-12-12").rows

    assert not row.has_errors
    assert row.cells["phone"] is None
    assert [problem.level for problem in row.problems] == [Level.NOTE]


@pytest.mark.parametrize(
    ("title", "value", "code", "parsed"),
    [
        ("Тип документа", "св-во о рождении", "document_kind", "birth_certificate"),
        ("Тип документа", "Паспорт РФ", "document_kind", "passport"),
        ("Тип документа", "03", "document_kind", "birth_certificate"),
        ("Гражданство", "Российская  Федерация", "citizenship", "ru"),
        ("Гражданство", "643", "citizenship", "ru"),
        ("Гражданство", "КЫРГЫЗСТАН", "citizenship", "kg"),
    ],
)
def test_item_of_a_handbook_by_any_of_its_names(title: str, value: str, code: str, parsed: str) -> None:
    assert with_column(title, value, choices=CHOICES).rows[0].cells[code] == parsed


def test_item_that_is_not_in_the_handbook_names_those_that_are() -> None:
    [row] = with_column("Гражданство", "Атлантида", choices=CHOICES).rows

    [problem] = row.problems
    assert problem.code == "choice.unknown"
    assert problem.what_to_do == "Укажите одно из значений: Россия, Киргизия."


def test_zeros_that_excel_took_from_documents_come_back() -> None:
    titles = [*TITLES, "Тип документа", "Серия", "Номер"]
    passport = read_rows([*ANNA, "паспорт РФ", 314, 1234], titles=titles, choices=CHOICES).rows[0]
    certificate = read_rows([*ANNA, "свидетельство о рождении", "iii-aг", 1234], titles=titles, choices=CHOICES).rows[0]

    assert (passport.cells["document_series"], passport.cells["document_number"]) == ("0314", "001234")
    assert (certificate.cells["document_series"], certificate.cells["document_number"]) == ("III-АГ", "001234")


def test_document_of_a_wrong_length_is_an_error() -> None:
    titles = [*TITLES, "Тип документа", "Серия", "Номер"]

    assert codes(read_rows([*ANNA, "паспорт РФ", "314", "1234"], titles=titles, choices=CHOICES)) == [
        "document.series",
        "document.number",
    ]


@pytest.mark.parametrize(
    ("birth", "enrolled", "found"),
    [
        ("02.03.2015", "02.03.2015", ["date.before_birth"]),
        ("02.03.2027", "01.09.2026", ["date.too_late"]),
        ("02.03.2015", "01.12.2027", ["date.too_late"]),
        ("02.03.1815", "01.09.2026", ["date.too_early"]),
        ("02.03.2005", "01.09.2026", ["class.unusual_age"]),
        ("02.03.2015", "01.09.2027", []),
    ],
)
def test_dates_are_judged_against_each_other_and_today(birth: str, enrolled: str, found: list[str]) -> None:
    assert codes(read_rows([*ANNA[:3], birth, "ж", "5А", enrolled])) == found


def test_sex_that_does_not_fit_the_patronymic_is_noted() -> None:
    [row] = read_rows([*ANNA[:4], "м", *ANNA[5:]]).rows

    assert [(p.code, p.level) for p in row.problems] == [("sex.patronymic", Level.NOTE)]


def test_person_met_twice_is_an_error_naming_the_first_row() -> None:
    found = read_rows(ANNA, PETER, ["ЕЛКИНА", *ANNA[1:]])

    assert [row.has_errors for row in found.rows] == [False, False, True]
    assert str(found.rows[2].problems[0]) == "Тот же человек есть в строке 2. Удалите одну из строк."


def test_person_met_in_another_class_is_a_note() -> None:
    found = read_rows(ANNA, [*ANNA[:5], "6А", ANNA[6]])

    assert codes(found) == ["row.repeated_in_another_class"]
    assert not found.rows[1].has_errors


def test_number_of_one_person_at_another_is_an_error() -> None:
    found = with_column("СНИЛС", "112-233-445 95", "11223344595")

    assert codes(found) == ["value.repeated"]
    assert "в строке 2 у другого человека" in str(found.rows[1].problems[0])


def test_formula_like_text_is_text() -> None:
    [row] = reading(delimited([[*TITLES, "Адрес"], [*ANNA, '"=HYPERLINK(""http://x"")"']])).rows

    assert row.cells["actual_address"] == '=HYPERLINK("http://x")'


def test_error_value_of_excel_is_an_empty_cell() -> None:
    assert with_column("Адрес", "#REF!").rows[0].cells["actual_address"] is None


# --- any order, any spelling ----------------------------------------------------------------------------------------

SEXES = ["ж", "Ж", "жен", "женский", "девочка"]
CLASSES = ["5А", '5 "А"', "5-а", "5 а", "5 А класс"]
TITLE_OF = dict(zip(TITLES, PARSED, strict=True))


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_any_order_of_columns_and_any_spelling_is_the_same_row(data: st.DataObject) -> None:
    row = dict(zip(TITLES, ANNA, strict=True))
    row["Пол"] = data.draw(st.sampled_from(SEXES))
    row["Класс"] = data.draw(st.sampled_from(CLASSES))
    for title, day in (("Дата рождения", PARSED["birth_date"]), ("Дата зачисления", PARSED["enrolled_on"])):
        row[title] = data.draw(st.sampled_from(spellings(day)))  # type: ignore[arg-type]
    row["Мама"] = "x"
    titles = data.draw(st.permutations(list(row)))
    shown = [data.draw(st.sampled_from(SPELLINGS[TITLE_OF[title]])) if title in TITLE_OF else title for title in titles]
    above = data.draw(st.lists(st.just(["Список"]), max_size=3))

    with translation.override("ru"):
        found = reading(workbook([*above, shown, [row[title] for title in titles]]))

    assert [each.cells for each in found.rows] == [PARSED]
    assert found.header_row == len(above) + 1
    assert found.ignored_columns == ("Мама",)


def test_workbook_and_csv_of_one_table_are_read_alike() -> None:
    rows = [TITLES, ANNA, PETER, ["Итого", "2"]]

    from_workbook, from_text = reading(workbook(rows)), reading(delimited(rows, encoding="cp1251"))

    assert [row.cells for row in from_workbook.rows] == [row.cells for row in from_text.rows]
    assert from_workbook.skipped == from_text.skipped


def test_five_thousand_rows_are_read_in_six_seconds() -> None:
    titles = [
        *TITLES,
        "№ личного дела",
        "СНИЛС",
        "Телефон",
        "Адрес",
        "Гражданство",
        "Номер",
        "Кем выдан",
        "Email",
        "Смена",
    ]
    rows = []
    for number in range(5000):
        nine = str(110_000_000 + number)
        rows.append(
            [
                f"Ёлкина{'абвгд'[number % 5]}",
                *ANNA[1:3],
                f"{number % 28 + 1:02}.{number // 28 % 12 + 1:02}.2015",
                *ANNA[4:],
            ]
            + [f"И-{number}", nine + snils_control(nine), "8 (918) 123-45-67", "ул. Ленина", "РФ", 100000 + number]
            + ["ЗАГС", "a@b.ru", 1]
        )
    content = workbook([titles, *rows])

    began = time.perf_counter()
    found = reading(content, choices=CHOICES)
    took = time.perf_counter() - began

    assert len(found.rows) == 5000
    assert took < 6


# --- catalogues -----------------------------------------------------------------------------------------------------


def column(code: str, *synonyms: str, **declared: Any) -> ImportColumn:
    return ImportColumn(code=code, title=code, synonyms=synonyms, parser=text, privacy=Privacy.OFFICIAL, **declared)


def test_catalogue_refuses_one_spelling_for_two_columns() -> None:
    with pytest.raises(ValueError, match="“ДОЛЖНОСТЬ” means both 'post' and 'second_post'"):
        Catalogue(
            code="employees",
            title="",
            columns=(column("post", "Должность"), column("second_post", "ДОЛЖНОСТЬ")),
            identity=(),
        )


def test_catalogue_refuses_a_column_twice() -> None:
    with pytest.raises(ValueError, match="declares a column twice"):
        Catalogue(
            code="employees", title="", columns=(column("post", "Должность"), column("post", "Пост")), identity=()
        )


def test_another_catalogue_is_read_by_the_same_rules() -> None:
    employees = Catalogue(
        code="employees",
        title="Сотрудники",
        columns=(column("post", "Должность"), column("room", "Кабинет")),
        identity=("post",),
    )

    assert find_header([["Список"], ["Кабинет", "Должность"]], employees).last_row == 1  # type: ignore[union-attr]


def test_every_column_of_students_has_a_privacy_class_and_an_example() -> None:
    for each in STUDENTS.columns:
        assert isinstance(each.privacy, Privacy)
    for each in COLUMNS:
        assert each.sample or each.secondary
