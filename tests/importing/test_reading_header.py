"""Tables as schools have them: where the header is, and which titles are which columns."""

import pytest
from django.utils import translation

from shared_apps.importing.problems import Level
from tenant_apps.enrolment.importing.students import STUDENTS
from tenant_apps.enrolment.importing.students_titles import TITLES as SPELLINGS

from .conftest import ANNA, PARSED, PETER, TITLES, codes, read_rows, reading, with_column, workbook


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

    asked = [
        "Фамилия*",
        "Имя*",
        "Отчество",
        "Дата рождения*",
        "Пол*",
        "Класс*",
        "Дата зачисления*",
        "№ приказа",
        "Дата приказа",
        "№ личного дела",
        "Смена",
        "Тип документа",
        "Серия",
        "Номер",
        "Дата выдачи",
        "Кем выдан",
        "СНИЛС",
        "Гражданство",
        "Адрес регистрации",
        "Адрес проживания",
        "Телефон",
        "Электронная почта",
        "Полис",
        "Страховая",
    ]
    assert [title for title in titles if title in asked] == asked  # others may stand between them


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
