"""Numbers and dates as Svod writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from shared_apps.ui.numbers import ru_date, ru_datetime, ru_num, ru_percent, ru_phone
from shared_apps.ui.words import counted

ROOT = Path(__file__).parents[2]
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (1234567.891, 1, f"1{NBSP}234{NBSP}567,9"),
        (1234567.85, 1, f"1{NBSP}234{NBSP}567,9"),
        (Decimal("0.05"), 1, "0,1"),
        (Decimal("-0.05"), 1, "\u22120,1"),
        (-0.04, 1, "0,0"),
        (2.5, 0, "3"),
        (-2.5, 0, "\u22123"),
        (999, 0, "999"),
        (1000, 0, f"1{NBSP}000"),
        (0, 0, "0"),
        ("к", 0, "к"),
        ("…", 1, "…"),
        (None, 0, ""),
        ("", 2, ""),
        (12, 2, "12,00"),
    ],
)
def test_ru_num(value: Any, digits: int, written: str) -> None:
    assert ru_num(value, digits) == written


def test_ru_num_shows_a_plus_for_changes() -> None:
    assert [ru_num(value, signed=True) for value in (5, 0, -5)] == ["+5", "0", "\u22125"]


def test_ru_num_refuses_yes_and_no() -> None:
    with pytest.raises(TypeError):
        ru_num(True)


def test_ru_percent() -> None:
    assert ru_percent(62.35) == f"62,4{NBSP}%"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 9, 1), "01.09.2026"),
        (date.max, ""),
        (None, ""),
        (datetime(2026, 9, 1, 22, 30, tzinfo=UTC), "02.09.2026"),
    ],
)
def test_ru_date(value: Any, written: str) -> None:
    assert ru_date(value) == written


def test_ru_datetime_is_in_the_region_s_time() -> None:
    assert ru_datetime(datetime(2026, 9, 1, 11, 2, 11, tzinfo=UTC), seconds=True) == "01.09.2026 14:02:11"


@pytest.mark.parametrize(("number", "words"), [(1, "1 строка"), (3, "3 строки"), (1205, f"1{NBSP}205 строк")])
def test_counted(number: int, words: str) -> None:
    with translation.override("ru"):
        text = counted(number, "%(number)s row", "%(number)s rows")

    assert text == words


def test_templates_write_numbers_by_our_filters_only() -> None:
    forbidden = (
        "|floatformat",
        "|intcomma",
        "|localize",
        "|unlocalize",
        "|date:",
        "|date ",
        "|time:",
        "|naturaltime",
        "{% now",
    )
    places = [
        path for top in ("shared_apps", "tenant_apps", "region", "reports") for path in (ROOT / top).rglob("*.html")
    ]

    found = [f"{path}: {word}" for path in places for word in forbidden if word in path.read_text()]

    assert found == []


def test_a_telephone_is_written_in_groups_and_anything_else_stays() -> None:
    assert ru_phone("+79181112233") == "+7\u00a0918\u00a0111-22-33"
    for other in ("8 (861) 255-01-07", "+380441112233", "", None, 7):
        assert ru_phone(other) == other
