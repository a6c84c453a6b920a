"""What cells mean: names, classes, sex, numbers, contacts."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.importing import values
from shared_apps.importing.choices import Option
from shared_apps.importing.columns import CellContext, Parser
from shared_apps.importing.problems import CellRefused
from tenant_apps.enrolment.importing import class_labels, names
from tenant_apps.enrolment.importing.class_labels import ClassLabel

from .conftest import CHOICES

TODAY = date(2026, 9, 1)


def parsed(parser: Parser, cell: Any, options: Sequence[Option] = ()) -> tuple[Any, list[str]]:
    """The value and the codes of the notes."""
    context = CellContext(TODAY, tuple(options))
    value = parser(cell, context)
    return value, [code for code, _message, _cure in context.notes]


def refusal(parser: Parser, cell: Any, options: Sequence[Option] = ()) -> str:
    with pytest.raises(CellRefused) as refused:
        parser(cell, CellContext(TODAY, tuple(options)))
    assert refused.value.message
    assert refused.value.what_to_do
    return refused.value.code


@pytest.mark.parametrize(
    ("cell", "name", "notes"),
    [
        ("Иванов", "Иванов", []),
        (" ИВАНОВ ", "Иванов", []),
        ("иванов", "Иванов", []),
        ("Иванов -  Петров", "Иванов-Петров", []),
        ("\u00a0Ёл\u200bкина\ufeff", "Ёлкина", []),
        ("Андреи\u0306", "Андрей", []),
        ("О’Нил", "О'Нил", []),
        ("Иванов,", "Иванов", []),
        ("Вагиф оглы", "Вагиф оглы", []),
        ("Ивaнов", "Иванов", ["name.latin_twins"]),
        ("Smith", "Smith", ["name.latin"]),
    ],
)
def test_name_part_is_tidied(cell: str, name: str, notes: list[str]) -> None:
    assert parsed(names.name_part, cell) == (name, notes)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("И.", "name.initials"),
        ("И", "name.initials"),
        ("Иванова (Петрова)", "name.odd_characters"),
        ("Иванов2", "name.odd_characters"),
        (5.0, "name.odd_characters"),
        ("Ивднoвw", "name.mixed_letters"),
        ("я" * 101, "name.too_long"),
        ("=cmd|'/c calc'!A1", "name.odd_characters"),
    ],
)
def test_name_part_says_what_is_wrong(cell: Any, code: str) -> None:
    assert refusal(names.name_part, cell) == code


@pytest.mark.parametrize(
    ("cell", "three"),
    [
        ("Иванов Пётр Ильич", ("Иванов", "Пётр", "Ильич")),
        ("ИВАНОВ  ПЁТР\nИЛЬИЧ", ("Иванов", "Пётр", "Ильич")),
        ("Ким Ян", ("Ким", "Ян", "")),
        ("Мамедов Али Вагиф оглы", ("Мамедов", "Али", "Вагиф оглы")),
        ("Салтыков-Щедрин Иван Ильич", ("Салтыков-Щедрин", "Иван", "Ильич")),
    ],
)
def test_full_name_is_divided(cell: str, three: tuple[str, str, str]) -> None:
    assert parsed(names.full_name, cell)[0] == three


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Иванов", "name.not_full"),
        ("Иванов И.И.", "name.initials"),
        ("Иванов И. И.", "name.initials"),
        ("Ван дер Ваальс Ян", "name.unclear"),
    ],
)
def test_full_name_says_what_is_wrong(cell: str, code: str) -> None:
    assert refusal(names.full_name, cell) == code


@pytest.mark.parametrize(
    "cell",
    [
        "5А",
        "5а",
        '5 "А"',
        "5-а",
        "5 а",
        "5 А класс",
        "5«А»",
        "5 «А» кл.",
        "класс 5 А",
        "5/А",
        "5.А",
        "5_а",
        "5 – А",
        "5 А (профильный)",
        "05А",
        "5\u00a0А",
    ],
)
def test_class_label_any_spelling_is_the_same_class(cell: str) -> None:
    assert parsed(class_labels.class_label, cell) == (ClassLabel(5, "А", "5А"), [])


@pytest.mark.parametrize("letter", list("ABCEHKMOPTXY") + list("aceopxy"))
def test_class_label_latin_twin_becomes_russian_with_a_note(letter: str) -> None:
    label, notes = parsed(class_labels.class_label, f"11 {letter}")

    assert label.letter in "АВСЕНКМОРТХУ"
    assert notes == ["class.latin_letter"]


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        (5.0, ClassLabel(5, "", "5")),
        ("5 класс", ClassLabel(5, "", "5")),
        ("11", ClassLabel(11, "", "11")),
        ("5-1", ClassLabel(5, "1", "5-1")),
        (5.1, ClassLabel(5, "1", "5-1")),
        ("10 ХБ", ClassLabel(10, "ХБ", "10ХБ")),
        ("1-1", ClassLabel(1, "1", "1-1")),
        ("1-1А", ClassLabel(1, "А", "1-1А")),
        ("1-2 «Б»", ClassLabel(1, "Б", "1-2Б")),
        ("12А", ClassLabel(12, "А", "12А")),
        ("1 доп. А", ClassLabel(1, "А", "1 доп. А")),
        ("1 дополнительный «К» класс", ClassLabel(1, "К", "1 доп. К")),
        ("1 доп.", ClassLabel(1, "", "1 доп.")),
        ("Группа «Солнышко»", ClassLabel(None, "", "Группа «Солнышко»")),
        ("2 младшая группа", ClassLabel(None, "", "2 младшая группа")),
        ("Ромашка", ClassLabel(None, "", "Ромашка")),
    ],
)
def test_class_label_other_kinds(cell: Any, label: ClassLabel) -> None:
    assert parsed(class_labels.class_label, cell)[0] == label


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (date(2026, 1, 5), "class.became_date"),
        ("15А", "class.no_such_grade"),
        (0.0, "class.no_such_grade"),
        ("5 Абракадабра", "class.unclear"),
        ("???", "class.unclear"),
        ("5А, 5Б", "class.unclear"),
    ],
)
def test_class_label_says_what_is_wrong(cell: Any, code: str) -> None:
    assert refusal(class_labels.class_label, cell) == code


@pytest.mark.parametrize("cell", ["м", "М", "муж", "муж.", "Мужской", "мальчик", "M", "м.", " м ", "male"])
def test_sex_male(cell: str) -> None:
    assert parsed(values.sex, cell)[0] == "male"


@pytest.mark.parametrize("cell", ["ж", "Ж", "жен", "жен.", "ЖЕНСКИЙ", "девочка", "ж ", "female"])
def test_sex_female(cell: str) -> None:
    assert parsed(values.sex, cell)[0] == "female"


@pytest.mark.parametrize(
    ("cell", "shift"),
    [
        (1.0, "1"), ("2", "2"), ("первая", "1"), ("II", "2"), ("1 смена", "1"), ("2-я", "2"), ("IV смена", "4"),
        ("четвертая смена", "4"),
    ],
)  # fmt: skip
def test_shift_is_an_item_of_the_handbook(cell: Any, shift: str) -> None:
    assert parsed(values.shift, cell, CHOICES["shift"])[0] == shift


@pytest.mark.parametrize("cell", ["3", "третья", "вечерняя", "смена"])
def test_shift_that_the_handbook_has_not_is_refused(cell: str) -> None:
    assert refusal(values.shift, cell, CHOICES["shift"]) == "choice.unknown"


@pytest.mark.parametrize(
    "cell",
    [
        "8 (918) 123-45-67",
        "+7 918 123 45 67",
        "89181234567",
        89181234567.0,
        9181234567,
        "8-918-123-45-67",
        "7 (918) 123 4567",
        "тел. 8(918)1234567",
    ],
)
def test_phone_any_spelling_is_the_same_number(cell: Any) -> None:
    assert parsed(values.phone, cell) == ("+79181234567", [])


@pytest.mark.parametrize(
    ("cell", "phone", "notes"),
    [
        ("8 (918) 123-45-67, 8 (861) 222-33-44", "+79181234567", ["phone.several"]),
        ("89181234567; 89187654321", "+79181234567", ["phone.several"]),
        ("+996 555 123 456", "+996555123456", []),
        ("(861) 222-33-44", "+78612223344", []),
    ],
)
def test_phone_several_and_foreign(cell: str, phone: str, notes: list[str]) -> None:
    assert parsed(values.phone, cell) == (phone, notes)


@pytest.mark.parametrize(
    "cell",
    [
        "112-233-445 95",
        "11223344595",
        "112 233 445 95",
        "112-233-445-95",
        11223344595.0,
        11223344595,
        "\u00a0112–233–445\u00a095",
    ],
)
def test_snils_any_spelling_is_the_same_number(cell: Any) -> None:
    assert parsed(values.identifier("snils"), cell)[0] == "11223344595"


def test_snils_gets_back_the_zeros_that_excel_took() -> None:
    assert parsed(values.identifier("snils"), 8765430300.0)[0] == "08765430300"


@pytest.mark.parametrize("cell", ["112-233-445 96", "112-233-445", "СНИЛС"])
def test_snils_says_what_is_wrong(cell: str) -> None:
    assert refusal_of_identifier(cell).startswith("snils.")


def refusal_of_identifier(cell: Any) -> str:
    with pytest.raises(CellRefused) as refused:
        values.identifier("snils")(cell, CellContext(TODAY))
    return refused.value.code


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (5.0, "5"),
        ("5.0", "5"),
        ("И-17", "И-17"),
        (123456, "123456"),
        ("0042", "0042"),
        ("12,00", "12"),
        ("'007", "'007"),
    ],
)
def test_number_text_is_a_name_not_a_quantity(cell: Any, number: str) -> None:
    assert parsed(values.number_text, cell)[0] == number


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1,23E+15", "number.digits_lost"),
        (1234567890123456.0, "number.digits_lost"),
        (date(2026, 9, 12), "text.became_date"),
        ("я" * 1001, "text.too_long"),
    ],
)
def test_number_text_says_what_is_wrong(cell: Any, code: str) -> None:
    assert refusal(values.number_text, cell) == code


@pytest.mark.parametrize(
    ("cell", "number"),
    [("№ 45-у от 01.09.2026", "45-у"), ("45-у", "45-у"), (45.0, "45"), ("от 01.09.2026", "от 01.09.2026")],
)
def test_order_number_without_its_sign_and_date(cell: Any, number: str) -> None:
    assert parsed(values.order_number, cell)[0] == number


@pytest.mark.parametrize(
    ("cell", "both"),
    [
        ("0314 123456", ("0314", "123456")),
        ("03 14 123456", ("0314", "123456")),
        ("03 14 № 123456", ("0314", "123456")),
        ("III-АГ № 123456", ("III-АГ", "123456")),
        ("III-АГ123456", ("III-АГ", "123456")),
        ("123456", ("", "123456")),
    ],
)
def test_series_and_number_are_divided(cell: str, both: tuple[str, str]) -> None:
    assert parsed(values.series_and_number, cell)[0] == both


PARSERS = (
    names.name_part,
    names.full_name,
    class_labels.class_label,
    class_labels.letter_cell,
    values.text,
    values.number_text,
    values.order_number,
    values.sex,
    values.shift,
    values.phone,
    values.email,
    values.identifier("snils"),
    values.identifier("medical_policy"),
    values.series_and_number,
    values.past_date,
    values.event_date,
)


@given(
    parser=st.sampled_from(PARSERS),
    cell=st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times()),
)
def test_parsers_refuse_and_never_break(parser: Parser, cell: Any) -> None:
    with suppress(CellRefused):
        assert parser(cell, CellContext(TODAY)) is not None
