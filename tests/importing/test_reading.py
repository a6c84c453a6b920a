"""Tables as schools have them: where the header is, which rows are data, what is wrong with them."""

import time
from datetime import date
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
from shared_apps.importing.reading import Reading
from shared_apps.importing.values import text
from shared_apps.organisations.privacy import Privacy
from tenant_apps.enrolment.importing.card_columns import COLUMNS
from tenant_apps.enrolment.importing.class_labels import ClassLabel
from tenant_apps.enrolment.importing.students import STUDENTS
from tenant_apps.enrolment.importing.students_titles import TITLES as SPELLINGS

from .conftest import ANNA, CHOICES, PETER, TITLES, delimited, read_rows, reading, with_column, workbook
from .test_dates import spellings

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


# --- the header -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", list(SPELLINGS))
def test_each_spelling_of_a_title_finds_its_column(code: str) -> None:
    for spelling in SPELLINGS[code]:
        titles = [spelling, f" {spelling.upper()}* ", spelling.replace(" ", "\n")]
        if "(" not in spelling:
            titles.append(f"{spelling} (заполнять обязательно)")
        for title in titles:
            found = STUDENTS.column_called(title)
            assert found is not None, title
            assert found.code == code


@pytest.mark.parametrize("language", ["ru", "en"])
def test_title_of_the_template_finds_its_own_column(language: str) -> None:
    with translation.override(language):
        for column in STUDENTS.columns:
            assert STUDENTS.column_called(str(column.title)) is column


def test_template_is_titled_as_the_reference_says() -> None:
    with translation.override("ru"):
        titles = [f"{c.title}{'*' if c.required else ''}" for c in STUDENTS.columns if not c.secondary]

    assert " · ".join(titles).startswith(
        "Фамилия* · Имя* · Отчество · Дата рождения* · Пол* · Класс* · Дата зачисления* · № приказа · Дата приказа · "
        "№ личного дела · Смена · Тип документа · Серия · Номер · Дата выдачи · Кем выдан · СНИЛС · Гражданство · "
        "Адрес регистрации · Адрес проживания · Телефон · Электронная почта · Полис · Страховая"
    )


@pytest.mark.parametrize(
    "title",
    [
        "Фами-\nлия",
        "Ф а м и л и я",
        "ФАМИЛИЯ:",
        "Фaмилия",
        "\u00a0Фамилия\u200b",
        "«Фамилия»",
        "Фамилия\n(по документу)",
        "фамилия.",
    ],
)
def test_title_is_known_whatever_its_signs(title: str) -> None:
    found = read_rows(ANNA, titles=[title, *TITLES[1:]])

    assert [row.cells for row in found.rows] == [PARSED]


def test_header_is_found_under_titles_and_above_totals() -> None:
    found = reading(
        workbook(
            [
                ["МБОУ СОШ № 5 г. Горячий Ключ"],
                ["Список обучающихся 5А класса на 01.09.2026"],
                [],
                TITLES,
                list(range(1, 8)),
                ANNA,
                [],
                ["5Б класс"] + [None] * 6,
                TITLES,
                PETER,
                ["Итого: 2"],
                ["Всего по школе", 2, None, None, "1 / 1"],
                ["Директор", None, "________ С. С. Сидоров"],
                ["Исполнитель: Петрова, тел. 2-12-12"],
            ]
        )
    )

    assert found.header_row == 4
    assert [row.number for row in found.rows] == [6, 8, 10]
    assert [(row.number, row.reason) for row in found.skipped] == [
        (5, "column_numbers"),
        (9, "repeated_header"),
        (11, "total"),
        (12, "total"),
        (13, "signature"),
        (14, "signature"),
    ]
    assert found.rows[1].has_errors


@pytest.mark.parametrize("surname", ["Всеволодов", "Итогова", "Директоренко", "Образцов", "Датакин"])
def test_surname_like_a_total_is_a_person(surname: str) -> None:
    assert [row.cells["surname"] for row in read_rows([surname, *ANNA[1:]]).rows] == [surname]


def test_row_of_a_person_called_total_with_everything_filled_is_data() -> None:
    assert [row.cells["surname"] for row in read_rows(["Всего", *ANNA[1:]]).rows] == ["Всего"]


def test_header_over_two_rows_with_merged_cells() -> None:
    found = reading(
        workbook(
            [
                ["№", "ФИО", None, None, "Дата рождения", "Пол", "Обучение", None, "Документ", None, None, "№"],
                [None, "Фамилия", "Имя", "Отчество", None, None, "Класс", "Дата зачисления", "Тип", "Серия", "№", None],
                [1, *ANNA, "паспорт", "0314", "123456", "x"],
            ]
        )
    )

    assert found.header_row == 2
    assert [(each.letter, each.column.code) for each in found.columns if each.column] == [
        ("B", "surname"),
        ("C", "given_name"),
        ("D", "patronymic"),
        ("E", "birth_date"),
        ("F", "sex"),
        ("G", "class"),
        ("H", "enrolled_on"),
        ("I", "document_kind"),
        ("J", "document_series"),
        ("K", "document_number"),
    ]
    assert found.ignored_columns == ()
    assert found.rows[0].cells["document_number"] == "123456"


def test_numbering_column_is_no_number_of_a_document() -> None:
    found = reading(workbook([["№", *TITLES], ["№ п/п", *ANNA], [1, *ANNA]]))

    assert "document_number" not in found.codes
    assert found.ignored_columns == ()


def test_unknown_columns_are_named_and_left_out() -> None:
    found = with_column("ФИО бабушки", "Ёлкина Ирина")

    assert found.ignored_columns == ("ФИО бабушки",)
    [problem] = found.problems()
    assert (problem.code, problem.level) == ("column.unknown", Level.NOTE)
    assert found.rows[0].cells == PARSED


def test_missing_columns_are_named_with_what_was_found() -> None:
    found = reading(workbook([[*TITLES[:3], "Рожден(а) когда", "Поль", "Класс"], ANNA]))

    assert not found.is_usable
    assert found.rows == ()
    problem = next(found.problems())
    assert str(problem) == (
        "Нет столбцов: «Дата рождения», «Пол», «Дата зачисления». Добавьте столбец или назовите его так. В файле есть: "
        "«Фамилия», «Имя», «Отчество», «Класс», «Рожден(а) когда», «Поль». Возможно, это «Поль»."
    )


def test_table_without_a_header_says_what_was_found() -> None:
    found = reading(workbook([["Иванов", "Пётр", 5], ["Петров", "Иван", 6]]))

    assert not found.is_usable
    [problem] = found.problems()
    assert problem.code == "header.not_found"
    assert "«Иванов», «Пётр», «5»" in problem.message
    assert "«Фамилия», «Имя», «Дата рождения»" in problem.what_to_do


def test_table_without_rows_says_so() -> None:
    assert codes(reading(workbook([TITLES]))) == ["rows.none"]


def test_column_met_twice_is_read_once() -> None:
    found = read_rows([*ANNA, "5Б"], titles=[*TITLES, "Класс обучения"])

    assert codes(found) == ["column.repeated"]
    assert found.rows[0].cells["class"].name == "5А"


def test_sheet_with_the_table_is_chosen_and_the_others_are_named() -> None:
    found = reading(workbook([["Инструкция"], ["Заполните таблицу"]], [TITLES, ANNA], [TITLES[:4], PETER[:4]]))

    assert found.source.sheet == "Лист2"
    [problem] = found.problems()
    assert problem.code == "sheet.left_out"
    assert "«Лист2»" in problem.message
    assert "«Лист3»" in problem.message
    assert "«Лист1»" not in problem.message


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
