"""Fields: what people write is understood, what is not understood is kept."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from shared_apps.ui.forms import ChoiceField, DayField, Form, Group, NumberField, Option, PickField, TextField

PEOPLE = [Option("1", "Иванов Пётр"), Option("2", "Иванов Павел"), Option("3", "Ёлкин Глеб")]


def lookup(text: str) -> list[Option]:
    return [option for option in PEOPLE if text.lower() in option.label.lower()]


def find(value: str) -> Option | None:
    return next((option for option in PEOPLE if option.value == value), None)


class Sample(Form):
    person = PickField(label="Кто", url="", lookup=lookup, find=find, coerce=int, required=False)
    day = DayField(label="День", required=False)
    count = NumberField(label="Сколько", required=False)
    note = TextField(label="Заметка", required=False)
    groups = (Group("Главное", ("day", "count")),)


def cleaned(**given: str) -> Sample:
    form = Sample(MultiValueDict({name: [value] for name, value in given.items()}))
    form.is_valid()
    return form


@pytest.mark.parametrize("written", ["01.09.2026", "2026-09-01", "1.9.2026", "01.09.26", " 01.09.2026 "])
def test_date_is_understood(written: str) -> None:
    assert cleaned(day=written).cleaned_data["day"] == date(2026, 9, 1)


def test_date_is_shown_to_the_picker_as_iso() -> None:
    assert 'type="date" name="day" value="2026-09-01"' in str(cleaned(day="01.09.2026")["day"])


def test_date_that_is_none_stays_as_typed() -> None:
    form = cleaned(day="31.02.2026")

    assert form.errors["day"] == ["Введите дату в виде 01.09.2026."]
    assert 'type="text" name="day" value="31.02.2026"' in str(form["day"])


def test_date_keeps_within_its_limits() -> None:
    field = DayField(earliest=date(2026, 9, 1), latest=date(2027, 8, 31))

    with pytest.raises(ValidationError, match=r"Дата раньше 01\.09\.2026"):
        field.clean("31.08.2026")
    with pytest.raises(ValidationError, match=r"Дата позже 31\.08\.2027"):
        field.clean("01.09.2027")
    assert field.widget.attrs["min"] == "2026-09-01"


@pytest.mark.parametrize(
    ("written", "digits", "value"),
    [
        ("1 234", 0, 1234),
        ("1\u00a0234,50", 2, Decimal("1234.50")),
        ("\u22125", 0, -5),
        ("29,5", 1, Decimal("29.5")),
        ("7,0", 0, 7),
    ],
)
def test_number_is_understood(written: str, digits: int, value: Any) -> None:
    assert NumberField(digits=digits).clean(written) == value


@pytest.mark.parametrize(
    ("written", "digits"), [("много", 0), ("1,5", 0), ("1,555", 2), ("NaN", 2), ("1e999999999", 1), ("Infinity", 1)]
)
def test_number_that_is_none_is_refused(written: str, digits: int) -> None:
    with pytest.raises(ValidationError):
        NumberField(digits=digits).clean(written)


@pytest.mark.parametrize(
    ("given", "picked"),
    [
        ({"person": "2", "person_text": "Иванов Павел"}, 2),
        ({"person": "", "person_text": "ёлкин"}, 3),
        ({"person": "", "person_text": "иванов пётр"}, 1),
        ({"person": "3"}, 3),
        ({}, None),
    ],
)
def test_pick_takes_the_value_or_the_one_that_text_means(given: dict[str, str], picked: int | None) -> None:
    form = cleaned(**given)

    assert form.errors == {}
    assert form.cleaned_data["person"] == picked


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"person_text": "Иванов"}, "several"),
        ({"person_text": "Сидоров"}, "unknown"),
        ({"person": "77", "person_text": ""}, "unknown"),
        ({"person": "1", "person_text": "Сидоров"}, "unknown"),
    ],
)
def test_pick_refuses_what_it_cannot_tell(given: dict[str, str], code: str) -> None:
    form = cleaned(**given)

    assert form.errors.as_data()["person"][0].code == code


def test_pick_keeps_the_text() -> None:
    assert 'value="Сидоров"' in str(cleaned(person_text="Сидоров")["person"])


def test_choice_has_words_for_nothing_chosen() -> None:
    field = ChoiceField(choices=[("a", "А")], empty="Любой")

    assert [(code, str(words)) for code, words in field.choices] == [("", "Любой"), ("a", "А")]


def test_choice_may_be_asked_each_time() -> None:
    stock = [("a", "А")]
    field = ChoiceField(choices=lambda: stock, empty=None)

    stock.append(("b", "Б"))

    assert list(field.choices) == [("a", "А"), ("b", "Б")]


def test_fields_of_no_group_come_first() -> None:
    found = [(group and group.title, [bound.name for bound in fields]) for group, fields in Sample().grouped()]

    assert found == [(None, ["person", "note"]), ("Главное", ["day", "count"])]


def test_required_is_said_in_a_word() -> None:
    class One(Form):
        name = TextField(label="Имя")

    assert '<span class="required">обязательно</span>' in str(One())


def test_fields_of_two_forms_do_not_share_widgets() -> None:
    one, other = Sample(), Sample()

    one.fields["day"].widget.attrs["step"] = "7"

    assert "step" not in other.fields["day"].widget.attrs


@pytest.mark.parametrize("text", ["0001-01-01", "31.12.9999", "1899-12-31", "02.01.2100"])
def test_a_day_at_the_end_of_the_calendar_is_refused(text: str) -> None:
    form = type("Asked", (Form,), {"day": DayField()})({"day": text})
    assert "day" in form.errors
    assert 'min="1900-01-01"' in str(form["day"])
