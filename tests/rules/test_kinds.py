"""Kinds of settings: what may be typed, what is stored, what is said."""

from datetime import date

import pytest

from shared_apps.rules import refusals
from shared_apps.rules.catalogue import CATALOGUE, Group, Setting, _checked
from shared_apps.rules.kinds import Choice, DayInYear, DayOfYear, Days, Flag, Kind, Line, Number


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_default_comes_back_as_it_was_stored(code: str) -> None:
    one = CATALOGUE[code]

    assert one.kind.read(one.kind.store(one.default)) == one.default
    assert one.kind.words(one.default)


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [
        (Number(1, 9), "", refusals.ValueMissing),
        (Number(1, 9), None, refusals.ValueMissing),
        (Number(1, 9), "семь", refusals.NotAWholeNumber),
        (Number(1, 9), "7,5", refusals.NotAWholeNumber),
        (Number(1, 9), "٣", refusals.NotAWholeNumber),
        (Number(1, 9), "0", refusals.NumberOutside),
        (Number(1, 9), "999999999999", refusals.NotAWholeNumber),
        (DayInYear(), "29.02", refusals.NotADayOfTheYear),
        (DayInYear(), "31.06", refusals.NotADayOfTheYear),
        (DayInYear(), "20 июня", refusals.NotADayOfTheYear),
        (DayInYear(), " ", refusals.ValueMissing),
        (Choice({"a": "а"}), "b", refusals.NoSuchChoice),
        (Flag(), "maybe", refusals.NoSuchChoice),
        (Line(5), "слишком длинно", refusals.TextTooLong),
        (Line(5), "  ", refusals.ValueMissing),
    ],
)
def test_clean_refuses_what_is_not_of_the_kind(kind: Kind[object], typed: object, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        kind.clean(typed)


@pytest.mark.parametrize("typed", ["20.06", "20.6", "20-06", "20/06", " 20.06. "])
def test_a_day_of_the_year_is_read_as_people_write_it(typed: str) -> None:
    assert DayInYear().clean(typed).in_year(2027) == date(2027, 6, 20)


def test_days_are_said_with_their_noun() -> None:
    assert [Days(1, 60).words(number) for number in (1, 3, 7)] == ["1 день", "3 дня", "7 дней"]
    assert Days(1, 60, working=True).words(3) == "3 рабочих дня"


def test_days_of_the_year_stand_in_order() -> None:
    assert DayOfYear(6, 20) < DayOfYear(9, 3) < DayOfYear(9, 5)


def test_catalogue_refuses_a_default_outside_its_kind() -> None:
    wrong = Setting(code="wrong", title="", kind=Number(1, 5), default=9, group=Group.YEAR)

    with pytest.raises(ValueError, match="its default is not of its kind"):
        _checked([wrong])
